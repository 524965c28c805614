"""Words by minimum entropy: pieces of a text that shorten its description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order
from simpler_glove.validation import check_float

from .._kernels import pieces as kernels
from . import evidence
from .pieces import MAX_SYMBOLS, PieceMethod

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..lexicon import Lexicon
    from ..ngrams import NgramStatistics
    from ..text import EncodedText


class MinEntropy(PieceMethod):
    """The method of :func:`words_by_min_entropy`.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of the n-grams of the text.
    encoded : EncodedText
        The text.
    min_pmi : float
        See :func:`words_by_min_entropy`.
    task : int, default 16384
        Number of pieces that a thread takes at a time.
    **options : Any
        Parameters of `PieceMethod`.
    """

    owner: ClassVar[str] = "words_by_min_entropy"

    def __init__(
        self,
        statistics: NgramStatistics,
        encoded: EncodedText,
        *,
        min_pmi: float = 1.0,
        task: int = 1 << 14,
        **options: Any,
    ) -> None:
        self.min_pmi = check_float(min_pmi, "min_pmi", self.owner)
        super().__init__(statistics, encoded, **options)
        self._task = task

    def accepted(self) -> NDArray[np.bool_]:
        """Return the pairs with a large pointwise mutual information."""
        strong: NDArray[np.bool_] = evidence.cohesion(self.statistics) > self.min_pmi
        return strong & (self.statistics.lengths == 2)

    def words(self) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
        """Select the pieces that remain after :meth:`remove_redundant`."""
        self.remove_redundant()
        found = self.frequent_pieces()
        return found, {"gain": self._gains(found)}

    def remove_redundant(self) -> None:
        """Replace pieces that do not shorten the description by their parts, longest first.

        All pieces of one length are compared with the same counts, so their order is irrelevant.
        """
        table = self.table
        table.add_symbols()
        lengths = table.lengths
        by_length = np.argsort(lengths, kind="stable")
        edges = np.searchsorted(lengths[by_length], np.arange(MAX_SYMBOLS + 2))
        for length in range(MAX_SYMBOLS, 1, -1):
            numbers = by_length[edges[length] : edges[length + 1]]
            if numbers.size:
                ends, saved = self._saved(numbers)
                keep = saved >= length - 1
                keep &= length < MAX_SYMBOLS
                kernels.give_to_parts(numbers[~keep], ends[~keep], table.arrays, table.counts)

    def _saved(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        """Return the ends of the best parts of pieces w, and log P(w) - Σ log P(parts)."""
        table = self.table
        total = float(table.counts.sum())

        def best_parts(start: int) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
            some = numbers[start : start + self._task]
            return kernels.best_parts(some, table.arrays, table.counts, total)

        tasks = range(0, numbers.size, self._task)
        ends, costs = zip(*map_in_order(best_parts, tasks, self.threads), strict=True)
        logs = np.log(np.maximum(table.counts[numbers], 0.5) / total)
        return np.concatenate(ends), logs + np.concatenate(costs)

    def _gains(self, numbers: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the nats that each word saves in the whole text, NaN for single symbols."""
        gains = np.full(numbers.size, np.nan)
        longer = np.flatnonzero(self.table.lengths[numbers] > 1)
        if longer.size:
            _, saved = self._saved(numbers[longer])
            gains[longer] = self.table.counts[numbers[longer]] * saved
        return gains


def words_by_min_entropy(
    statistics: NgramStatistics,
    encoded: EncodedText,
    *,
    min_pmi: float = 1.0,
    min_count: int | None = None,
    threads: int | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> Lexicon:
    """Find words by minimum entropy: pieces of the text that shorten its description.

    The text is split between two atoms if log(P(ab) / (P(a) P(b))) is at most `min_pmi`, and the
    pieces are counted. Then, from the longest to the shortest, a piece w is kept only if
    log P(w) - Σ log P(parts) >= length - 1, where its parts are the shorter pieces with the largest
    probability; otherwise its count is added to the counts of its parts. All numbers are treated
    as one atom, ``0``.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of the n-grams of the text, at least of single atoms and pairs.
    encoded : EncodedText
        The text.
    min_pmi : float, default 1
        Pointwise mutual information in nats above which adjacent atoms are not separated.
    min_count : int, optional
        Minimum final count of a word. None uses the `min_count` of the statistics.
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
        Words with their final counts and their evidence; ``gain`` is the number of nats by which
        the description of the text would be longer if the word were replaced by its parts.

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
    Su 2018, https://kexue.fm/archives/5476 (nlp-zero).

    Example
    -------
    >>> from itertools import permutations
    >>> from nlpzero import count_ngrams, encode_text
    >>> text = encode_text(["".join(words) for words in permutations(["我", "吃", "葡萄"])])
    >>> ngrams = count_ngrams(text, min_count=1)
    >>> words_by_min_entropy(ngrams, text).words
    ('吃', '我', '葡萄')
    """
    return MinEntropy(
        statistics, encoded, min_pmi=min_pmi, min_count=min_count,
        threads=threads, memory=memory, progress=progress,
    ).lexicon()  # fmt: skip
