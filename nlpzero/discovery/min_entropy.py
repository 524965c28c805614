"""Words by minimum entropy: cut at weak pairs, then keep what makes the text cheaper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.validation import check_float

from .._kernels import pieces as kernels
from ..text.symbols import check_budget
from . import evidence
from .joins import check_text, checked_min_count, joined_pieces, lexicon_of, writable
from .ngram_trie import Trie
from .number_strings import flat_ngrams
from .pieces import LONGEST, Pieces

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..lexicon import Lexicon
    from ..ngrams import NgramStatistics
    from ..text import EncodedText

_OWNER = "words_by_min_entropy"
_TASK = 1 << 14  # pieces that a thread takes at a time


def words_by_min_entropy(
    statistics: NgramStatistics,
    encoded: EncodedText,
    *,
    min_pmi: float = 1.0,
    min_count: int | None = None,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | None = None,
    progress: Progress | None = None,
) -> Lexicon:
    """Find words as pieces between weak pairs that pay for themselves.

    The text is cut between two atoms where log(P(ab) / (P(a) P(b))) is not above `min_pmi`, and
    the pieces are counted. Then, longest first, a piece w stays only where
    log P(w) - Σ log P(parts) >= length - 1, its parts being the shorter pieces that make it most
    probable; else its count goes to the parts. All numbers are one atom, 0.

    Parameters
    ----------
    statistics : NgramStatistics
        G n-grams of the text, single atoms and pairs at least.
    encoded : EncodedText
        The text.
    min_pmi : float, default 1
        Mutual information of neighbours, in nats, above which they are not cut apart.
    min_count : int, optional
        Least count of a word in the end; None takes that of the statistics.
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
        Words with the counts that came to them, and their evidence; ``gain`` is the number of nats
        that the text would cost more if the word were written as its parts.

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
    check_float(min_pmi, "min_pmi", _OWNER)
    min_count = checked_min_count(min_count, statistics, _OWNER)
    threads = resolve_threads(threads, _OWNER)
    check_budget(memory, tmp, _OWNER)
    check_text(encoded, statistics, _OWNER)
    (encoded, _), statistics = flat_ngrams(
        encoded, statistics, threads=threads, memory=memory, tmp=tmp, progress=progress
    )
    trie = Trie.of(statistics)
    strong = (statistics.lengths == 2) & (evidence.cohesion(statistics) > min_pmi)
    table = joined_pieces(
        encoded, statistics, strong, trie=trie, threads=threads, memory=memory, progress=progress
    )
    _remove_redundant(table, threads)
    found = np.flatnonzero(table.counts[: table.size] >= min_count)
    found = writable(table, found, encoded)
    gains = _gains(table, found, threads)
    return lexicon_of(table, found, encoded, statistics, trie, gain=gains)


def _remove_redundant(table: Pieces, threads: int) -> None:
    """Give the counts of pieces that don't pay to their parts, longest first.

    Pieces of one length are judged by the same counts, so that their order doesn't matter.
    """
    _add_single(table)
    lengths = table.lengths
    by_length = np.argsort(lengths, kind="stable")
    edges = np.searchsorted(lengths[by_length], np.arange(LONGEST + 2))
    for length in range(LONGEST, 1, -1):
        numbers = by_length[edges[length] : edges[length + 1]]
        if numbers.size:
            ends, saved = _saved(table, numbers, threads)
            keep = saved >= length - 1
            keep &= length < LONGEST
            kernels.give_to_parts(numbers[~keep], ends[~keep], table.table, table.counts)


def _add_single(table: Pieces) -> None:
    """Make every symbol a piece of its own, which may get a share."""
    symbols = np.unique(table.blob[: table.offsets[table.size]])
    table.add(symbols, np.ones(symbols.size, np.uint8), last=True)
    table.counts[: table.size][table.lengths == 1] -= 1


def _saved(
    table: Pieces, numbers: NDArray[np.int64], threads: int
) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """Where the best parts of pieces end, and log P(w) - Σ log P(parts)."""
    total = float(table.counts.sum())

    def judge(start: int) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        some = numbers[start : start + _TASK]
        return kernels.best_parts(some, table.table, table.counts, total)

    ends, costs = zip(*map_in_order(judge, range(0, numbers.size, _TASK), threads), strict=True)
    own = np.log(np.maximum(table.counts[numbers], 0.5) / total)
    return np.concatenate(ends), own + np.concatenate(costs)


def _gains(table: Pieces, numbers: NDArray[np.int64], threads: int) -> NDArray[np.float64]:
    """Nats that each word saves in the whole text, NaN for single symbols."""
    gains = np.full(numbers.size, np.nan)
    longer = np.flatnonzero(table.lengths[numbers] > 1)
    if longer.size:
        _, saved = _saved(table, numbers[longer], threads)
        gains[longer] = table.counts[numbers[longer]] * saved
    return gains
