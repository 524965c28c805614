"""Words by cohesion: join the n-grams that hold together, then look back at what came out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simpler_glove.errors import ParameterError
from simpler_glove.parallel import resolve_threads
from simpler_glove.validation import check_float

from .._kernels import joining
from ..text.symbols import check_budget
from . import evidence
from .joins import check_text, checked_min_count, joined_pieces, lexicon_of, writable
from .ngram_trie import Trie
from .number_strings import flat_ngrams
from .pieces import LONGEST

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..lexicon import Lexicon
    from ..ngrams import NgramStatistics
    from ..text import EncodedText

THRESHOLDS = (0.0, 2.0, 4.0, 6.0)
_OWNER = "words_by_cohesion"


def words_by_cohesion(
    statistics: NgramStatistics,
    encoded: EncodedText,
    *,
    thresholds: Sequence[float] = THRESHOLDS,
    min_count: int | None = None,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | None = None,
    progress: Progress | None = None,
) -> Lexicon:
    """Find words as chains of n-grams that hold together.

    An n-gram is accepted where its cohesion reaches the threshold of its length. The text is cut
    wherever no accepted n-gram reaches over; what lies between two cuts, frequent enough, is a
    candidate. Looking back, one of at most as many atoms as there are thresholds must be accepted
    itself, and of a longer one every stretch of so many atoms. All numbers are one atom, 0.

    Parameters
    ----------
    statistics : NgramStatistics
        G n-grams of the text.
    encoded : EncodedText
        The text.
    thresholds : sequence of float, default (0, 2, 4, 6)
        Least cohesion of n-grams of 1, 2, ... atoms, in nats; longer n-grams are not looked at.
    min_count : int, optional
        Least number of times that a word stands between two cuts; None takes that of the
        statistics.
    threads : int, optional
        The result is the same for any number; None takes all processors.
    memory : int, optional
        Bytes that the distinct pieces of the text may take, and counting its n-grams anew where
        it holds numbers; None sets no bound.
    tmp : str, optional
        Folder of temporary files, for texts that are large for `memory`.
    progress : Progress, optional
        Is told how far the text is cut.

    Returns
    -------
    Lexicon
        Words with the count of pieces, and their evidence. Words have at most 63 atoms.

    Raises
    ------
    EmptyCorpusError
        If there is no word.
    MismatchError
        If the statistics are of another text.
    ParameterError
        If a parameter is not allowed.
    ResourceError
        If `memory` does not suffice.

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
    least = _least(thresholds)
    min_count = checked_min_count(min_count, statistics, _OWNER)
    threads = resolve_threads(threads, _OWNER)
    check_budget(memory, tmp, _OWNER)
    check_text(encoded, statistics, _OWNER)
    (encoded, _), statistics = flat_ngrams(
        encoded, statistics, threads=threads, memory=memory, tmp=tmp, progress=progress
    )
    accepted = evidence.cohesion(statistics) >= least[statistics.lengths]
    trie = Trie.of(statistics)
    table = joined_pieces(
        encoded, statistics, accepted, trie=trie, threads=threads, memory=memory, progress=progress
    )
    frequent = np.flatnonzero(table.counts[: table.size] >= min_count)
    frequent = frequent[table.lengths[frequent] < LONGEST]
    frequent = writable(table, frequent, encoded)
    order = min(len(thresholds), statistics.order)
    found = frequent[joining.all_within(*table.select(frequent), *trie, accepted, order)]
    return lexicon_of(table, found, encoded, statistics, trie)


def _least(thresholds: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Thresholds by length, without bound for those that are not looked at."""
    values = [check_float(value, "thresholds", _OWNER) for value in thresholds]
    if not 1 <= len(values) <= 10:
        raise ParameterError(
            f"The 'thresholds' parameter of {_OWNER} must be 1 to 10 numbers. "
            f"Got {len(values)} instead."
        )
    least = np.full(128, np.inf)
    least[1 : len(values) + 1] = values
    return least
