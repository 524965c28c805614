"""What the places where an n-gram stands say about it: its neighbours, and hard boundaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import resolve_threads, run_all

from .._kernels import contexts as kernels
from .ngram_trie import last_symbols

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

Floats = NDArray[np.float64]
_TASK = 1 << 15
_SMOOTHING = 30.0  # counts; from 10 to 100 makes no difference to what is found
_RATE = 5.0  # counts that the rate of the outermost symbol is worth


def context_divergence(statistics: NgramStatistics, *, threads: int | None = None) -> Floats:
    """Return how different the neighbours of each n-gram are from those of its parts elsewhere.

    For a split x = lr it is J(next after x, next after r where r stands without l) +
    J(previous before x, previous before l where l stands without r), J being twice the divergence
    of Jensen and Shannon over the neighbours that are frequent enough to have been counted. Where
    l and r are words of their own, what follows does not depend on l nor what precedes on r: both
    are small. The least over all splits counts.

    Parameters
    ----------
    statistics : NgramStatistics
        Of G n-grams.
    threads : int, optional
        The result is the same for any number; None takes all processors.

    Returns
    -------
    ndarray of float64, shape (G,)
        In nats, about 0 to 2.8 (4 log 2); 0 for single atoms, and where no neighbour was frequent
        enough or, as for the longest n-grams, none was counted.

    References
    ----------
    Lin 1991, Divergence Measures Based on the Shannon Entropy (equation 3.3, with equal weights).

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> text = ["葡萄甜", "葡萄酸", "很甜", "很酸", "葡萄很甜", "葡萄很酸"] * 9
    >>> statistics = count_ngrams(encode_text(text), min_count=2)
    >>> found = context_divergence(statistics, threads=1)
    >>> bool(found[statistics.row_of("很甜")] < found[statistics.row_of("葡萄")])
    True
    """
    threads = resolve_threads(threads, "context_divergence")
    size = len(statistics)
    arrays = (statistics.lengths, statistics.counts, statistics.prefix, statistics.suffix)
    extensions = [_extensions(shorter) for shorter in (statistics.prefix, statistics.suffix)]
    chances = _chances(statistics)
    found = np.zeros(size)

    def fill(begin: int) -> None:
        end = min(begin + _TASK, size)
        kernels.divergences(begin, end, *arrays, *extensions, chances, _SMOOTHING, found)

    run_all(fill, range(0, size, _TASK), threads)
    return found


def edge_evidence(statistics: NgramStatistics) -> tuple[Floats, Floats]:
    """Return how much more often each n-gram stands at a hard boundary than symbols usually do.

    e→(x) = log P(boundary follows x) - Σ_s P(s) log P(boundary follows s), s being single symbols;
    e←(x) the same for what precedes. Punctuation and line ends are cuts that nobody doubts: what
    often stands before them can end a word (市, 化), what hardly ever does ties to what follows
    (的, 在). The rate of a longer n-gram is smoothed with that of its outermost symbol.

    Parameters
    ----------
    statistics : NgramStatistics
        Of G n-grams.

    Returns
    -------
    left, right : ndarray of float64, shape (G,)
        e← and e→ in nats.

    References
    ----------
    Li and Sun 2009, Punctuation as Implicit Annotations for Chinese Word Segmentation, for the
    idea that punctuation tells about words.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["我在北京，她在上海。"] * 3), min_count=2)
    >>> _, right = edge_evidence(statistics)
    >>> bool(right[statistics.row_of("北京")] > right[statistics.row_of("我在")])
    True
    """
    first, last = outermost(statistics)
    left = _rates(statistics, statistics.left_boundaries, first)
    return left, _rates(statistics, statistics.right_boundaries, last)


def outermost(statistics: NgramStatistics) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the rows of the first and of the last symbol of each n-gram, (G,) each.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["葡萄", "葡萄"]), min_count=1)
    >>> [rows.tolist() for rows in outermost(statistics)]  # 萄, 葡, 葡萄
    [[0, 1, 1], [0, 1, 0]]
    """
    singles = statistics.rows_of_length(1)
    rows = np.zeros(len(statistics.alphabet) + 1, np.int32)
    rows[statistics.symbols[singles, 0]] = np.arange(singles.stop)
    return rows[statistics.symbols[:, 0]], rows[last_symbols(statistics)]


def _rates(
    statistics: NgramStatistics, boundaries: NDArray[np.int64], outermost: NDArray[np.int32]
) -> Floats:
    """Logarithms of the rates of boundaries, less the mean over the single symbols of the text."""
    singles = statistics.rows_of_length(1)
    counts = statistics.counts
    base = np.log((boundaries[singles] + 0.5) / (counts[singles] + _RATE))
    if not base.size:
        return base
    rates: Floats = np.exp(base[outermost])
    rates *= _RATE
    rates += boundaries
    rates /= counts + _RATE
    np.log(rates, out=rates)
    rates[singles] = base
    rates -= np.average(base, weights=counts[singles])
    return rates


def _extensions(shorter: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Rows in the order of what they are without one symbol, and where those of each row begin."""
    order = np.argsort(shorter, kind="stable").astype(np.int32)
    starts = np.cumsum(np.bincount(shorter + 1, minlength=shorter.size + 1), dtype=np.int32)
    return order, starts


def _chances(statistics: NgramStatistics) -> tuple[Floats, Floats]:
    """Return the probabilities of the last and of the first symbol of each row, anywhere."""
    singles = statistics.rows_of_length(1)
    share = np.zeros(len(statistics.alphabet) + 1)
    share[statistics.symbols[singles, 0]] = statistics.counts[singles] / max(statistics.atoms, 1)
    return share[last_symbols(statistics)], share[statistics.symbols[:, 0]]
