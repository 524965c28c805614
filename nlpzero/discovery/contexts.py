"""Evidence for words from their contexts: neighbours, and hard boundaries."""

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
_TASK_ROWS = 1 << 15
_NEIGHBOUR_PSEUDOCOUNT = 30.0  # values from 10 to 100 give the same quality
_EDGE_PSEUDOCOUNT = 5.0  # weight of the rate of the outermost symbol


def context_divergence(
    statistics: NgramStatistics, *, threads: int | None = None, task: int = _TASK_ROWS
) -> Floats:
    """Return the divergence of the neighbours of each n-gram from those of its parts elsewhere.

    For a split x = lr it is J(right neighbours of x, right neighbours of r if not preceded by l) +
    J(left neighbours of x, left neighbours of l if not followed by r), where J is twice the
    Jensen-Shannon divergence over the neighbours that are frequent enough to be counted. If l and
    r are separate words, the right neighbours do not depend on l, nor the left ones on r: both
    terms are small. The result is the minimum over all splits.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.
    threads : int, optional
        Number of threads; the result does not depend on it. None uses all processors.
    task : int, default 32768
        Number of n-grams per task of a thread; the result does not depend on it.

    Returns
    -------
    ndarray of float64, shape (G,)
        Divergences in nats, 0 to 4 log 2; 0 for single atoms, for n-grams without frequent
        neighbours, and for the longest n-grams, whose neighbours are not counted.

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
    shares = _shares(statistics)
    found = np.zeros(size)

    def fill(begin: int) -> None:
        end = min(begin + task, size)
        kernels.divergences(begin, end, *arrays, *extensions, shares, _NEIGHBOUR_PSEUDOCOUNT, found)

    run_all(fill, range(0, size, task), threads)
    return found


def edge_evidence(statistics: NgramStatistics) -> tuple[Floats, Floats]:
    """Return the log rate at which hard boundaries precede and follow each n-gram.

    e→(x) = log P(boundary follows x) - Σ_s P(s) log P(boundary follows s) over single symbols s;
    e←(x) likewise for preceding boundaries. Punctuation and line ends always separate words:
    symbols that often precede them can end a word (市, 化); symbols that rarely precede them belong
    to the following symbols (的, 在). The rate of a longer n-gram is smoothed with that of its
    outermost symbol.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.

    Returns
    -------
    left, right : ndarray of float64, shape (G,)
        e← and e→ in nats.

    References
    ----------
    Li and Sun 2009, Punctuation as Implicit Annotations for Chinese Word Segmentation.

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
    """Return the rows of the first and of the last symbol of each n-gram, int32 (G,) each.

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
    """Return the log rates of boundaries minus their mean over the single symbols of the text."""
    singles = statistics.rows_of_length(1)
    counts = statistics.counts
    base = np.log((boundaries[singles] + 0.5) / (counts[singles] + _EDGE_PSEUDOCOUNT))
    if not base.size:
        return base
    rates: Floats = np.exp(base[outermost])
    rates *= _EDGE_PSEUDOCOUNT
    rates += boundaries
    rates /= counts + _EDGE_PSEUDOCOUNT
    np.log(rates, out=rates)
    rates[singles] = base
    rates -= np.average(base, weights=counts[singles])
    return rates


def _extensions(shorter: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the rows sorted by the n-gram that they extend, and the first one of each n-gram."""
    order = np.argsort(shorter, kind="stable").astype(np.int32)
    starts = np.cumsum(np.bincount(shorter + 1, minlength=shorter.size + 1), dtype=np.int32)
    return order, starts


def _shares(statistics: NgramStatistics) -> tuple[Floats, Floats]:
    """Return the relative frequencies of the last and of the first symbol of each row."""
    singles = statistics.rows_of_length(1)
    share = np.zeros(len(statistics.alphabet) + 1)
    share[statistics.symbols[singles, 0]] = statistics.counts[singles] / max(statistics.atoms, 1)
    return share[last_symbols(statistics)], share[statistics.symbols[:, 0]]
