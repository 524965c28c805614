"""Words by cohesion: chains of n-grams with a large pointwise mutual information."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_float

from .._kernels import ngram_trie
from . import evidence
from .pieces import MAX_SYMBOLS, PieceMethod

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..lexicon import Lexicon
    from ..ngrams import NgramStatistics
    from ..text import EncodedText

THRESHOLDS = (0.0, 2.0, 4.0, 6.0)


class Cohesion(PieceMethod):
    """The method of :func:`words_by_cohesion`.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of the n-grams of the text.
    encoded : EncodedText
        The text.
    thresholds : sequence of float
        See :func:`words_by_cohesion`.
    **options : Any
        Parameters of `PieceMethod`.
    """

    owner: ClassVar[str] = "words_by_cohesion"

    def __init__(
        self,
        statistics: NgramStatistics,
        encoded: EncodedText,
        *,
        thresholds: Sequence[float] = THRESHOLDS,
        **options: Any,
    ) -> None:
        self.thresholds = [check_float(value, "thresholds", self.owner) for value in thresholds]
        if not 1 <= len(self.thresholds) <= 10:
            raise ParameterError(
                f"must be 1 to 10 numbers. Got {len(self.thresholds)} instead",
                parameter="thresholds",
                owner=self.owner,
            )
        super().__init__(statistics, encoded, **options)

    def accepted(self) -> NDArray[np.bool_]:
        """Return the n-grams whose cohesion is at least the threshold of their length."""
        least = np.full(128, np.inf)
        least[1 : len(self.thresholds) + 1] = self.thresholds
        self.accepted_ngrams: NDArray[np.bool_] = (
            evidence.cohesion(self.statistics) >= least[self.statistics.lengths]
        )
        return self.accepted_ngrams

    def words(self) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
        """Select the frequent pieces of which all n-grams of the longest order are accepted."""
        frequent = self.frequent_pieces()
        frequent = frequent[self.table.lengths[frequent] < MAX_SYMBOLS]
        order = min(len(self.thresholds), self.statistics.order)
        kept = ngram_trie.all_within(
            *self.table.select(frequent), *self.trie, self.accepted_ngrams, order
        )
        return frequent[kept], {}


def words_by_cohesion(
    statistics: NgramStatistics,
    encoded: EncodedText,
    *,
    thresholds: Sequence[float] = THRESHOLDS,
    min_count: int | None = None,
    threads: int | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> Lexicon:
    """Find words as chains of n-grams with a large cohesion.

    An n-gram is accepted if its cohesion is at least the threshold of its length. The text is
    split at all positions that no accepted n-gram spans; frequent pieces are candidates. With n
    thresholds, a candidate of at most n atoms is a word if it is accepted, and a longer candidate
    is a word if all its n-grams of n atoms are accepted. All numbers are treated as one atom,
    ``0``.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of the n-grams of the text.
    encoded : EncodedText
        The text.
    thresholds : sequence of float, default (0, 2, 4, 6)
        Minimum cohesion of n-grams of 1, 2, ... atoms, in nats; longer n-grams are not accepted.
    min_count : int, optional
        Minimum count of a word as a piece. None uses the `min_count` of the statistics.
    threads : int, optional
        Number of threads; the result does not depend on it. None uses all processors.
    memory : int, optional
        Memory budget in bytes of the distinct pieces of the text, and of counting its n-grams
        again if it contains numbers. None sets no limit.
    progress : Progress, optional
        Called with the number of symbols that were split.

    Returns
    -------
    Lexicon
        Words of at most 63 atoms with their counts as pieces and their evidence.

    Raises
    ------
    EmptyCorpusError
        If there is no word.
    MismatchError
        If the statistics belong to another text.
    ParameterError
        If a parameter is not allowed.
    ResourceError
        If `memory` is too small.

    References
    ----------
    Su 2017, https://kexue.fm/archives/4256 (the method), and 2019,
    https://kexue.fm/archives/6920 (word-discovery: the thresholds).

    Example
    -------
    >>> from itertools import permutations
    >>> from nlpzero import count_ngrams, encode_text
    >>> text = encode_text(["".join(words) for words in permutations(["我", "吃", "葡萄"])])
    >>> ngrams = count_ngrams(text, min_count=1)
    >>> words_by_cohesion(ngrams, text, thresholds=(0, 1)).words
    ('吃', '我', '葡萄')
    """
    return Cohesion(
        statistics, encoded, thresholds=thresholds, min_count=min_count,
        threads=threads, memory=memory, progress=progress,
    ).lexicon()  # fmt: skip
