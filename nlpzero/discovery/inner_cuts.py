"""Evidence against words whose inner symbols are mostly separated elsewhere in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.progress import Progress

from .._kernels import trie_segmentation as kernels
from .._kernels.word_parts import add_counts
from ..text import SymbolScan
from .ngram_trie import NgramTrie, last_symbols
from .word_counts import SegmentationModel

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

Floats = NDArray[np.float64]
_SYMBOL_PSEUDOCOUNT = 20.0  # weight of the mean rate in the rate of a symbol
_PAIR_PSEUDOCOUNT = 10.0  # weight of the rates of its symbols in the rate of a pair
_RATE_MARGIN = 1e-3  # rates of symbols are clipped to this distance from 0 and 1


def inner_cuts(
    scan: SymbolScan,
    statistics: NgramStatistics,
    scores: Floats,
    *,
    threads: int,
    progress: Progress | None = None,
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the log-odds that the adjacent symbols of each n-gram belong to different words.

    The text is segmented with `scores`. The rate at which a pair of adjacent symbols bc is
    separated is smoothed with the prior logit p0 = logit P(cut | b) + logit P(cut | c) -
    logit P(cut). The result for an n-gram is the sum of logit P(cut | bc) over its pairs: it is
    large for a word that would join symbols which are usually separated. All segmentations of a
    text have the same gaps between symbols, so the log-likelihood of a segmentation under a
    classifier of gaps with these features is a constant minus these sums over its words.

    Parameters
    ----------
    scan : SymbolScan
        The text.
    statistics : NgramStatistics
        Its G n-grams.
    scores : ndarray of float64, shape (G,)
        Scores for the segmentation; -inf for n-grams that are not words.
    threads : int
        The result does not depend on it.
    progress : Progress, optional
        Called with the number of symbols that were segmented.

    Returns
    -------
    cuts : ndarray of float64, shape (G,)
        Log-odds in nats; 0 for single symbols.
    words : ndarray of int64, shape (G,)
        Number of occurrences of each n-gram as a word of the segmentation.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> from nlpzero.discovery import wordhood
    >>> text = encode_text(["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"] * 5)
    >>> ngrams = count_ngrams(text, min_count=2)
    >>> found, _ = inner_cuts(text.scan(), ngrams, wordhood(ngrams), threads=1)
    >>> bool(found[ngrams.row_of("葡萄")] < found[ngrams.row_of("萄很")])
    True
    """
    pairs = statistics.rows_of_length(2)
    trie = NgramTrie.build(
        np.array(statistics.prefix[: pairs.stop]), last_symbols(statistics)[: pairs.stop]
    )
    model = SegmentationModel.build(statistics, scores, threads)
    cut = np.zeros(pairs.stop, np.int64)
    after, before = (np.zeros((2, len(statistics.alphabet) + 1), np.int64) for _ in range(2))

    counts = np.zeros(model.rows.size, np.int64)

    def gaps(_: int, symbols: NDArray[np.int32]) -> tuple[NDArray[np.generic], ...]:
        return *model.words(symbols), symbols, kernels.pairs_of(symbols, *trie)

    for _, (rows, begins, *gap) in scan.map_chunks(
        gaps, threads=threads, stage="consistency", progress=progress
    ):
        add_counts(rows, counts)
        kernels.tally_gaps(gap[0], begins, gap[1], cut, after, before)
    words = np.zeros(len(statistics), np.int64)
    words[model.rows] = counts
    return _sums(statistics, _pair_logits(statistics, cut, after, before)), words


def _pair_logits(
    statistics: NgramStatistics,
    cut: NDArray[np.int64],
    after: NDArray[np.int64],
    before: NDArray[np.int64],
) -> Floats:
    """Return the smoothed log-odds of a cut for each pair, (number of pairs,)."""
    rows = statistics.rows_of_length(2)
    mean = (after[0].sum() + 1.0) / (after[1].sum() + 2.0)
    left, right = (_logit(_smoothed_rate(side[0], side[1], mean)) for side in (after, before))
    symbols = statistics.symbols[rows, :2]
    expected = left[symbols[:, 0]] + right[symbols[:, 1]] - _logit(mean)
    prior = _PAIR_PSEUDOCOUNT / (1.0 + np.exp(-expected))
    return _logit((cut[rows] + prior) / (statistics.counts[rows] + _PAIR_PSEUDOCOUNT))


def _smoothed_rate(cuts: NDArray[np.int64], gaps: NDArray[np.int64], mean: float) -> Floats:
    rates = (cuts + _SYMBOL_PSEUDOCOUNT * mean) / (gaps + _SYMBOL_PSEUDOCOUNT)
    clipped: Floats = np.clip(rates, _RATE_MARGIN, 1 - _RATE_MARGIN)
    return clipped


def _sums(statistics: NgramStatistics, logits: Floats) -> Floats:
    """Sum the log-odds of the pairs within each n-gram."""
    pairs = statistics.rows_of_length(2)
    found = np.zeros(len(statistics))
    tail = np.zeros(len(statistics), np.int32)  # number of the last pair of the n-gram
    found[pairs], tail[pairs] = logits, np.arange(logits.size)
    for length in range(3, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        tail[rows] = tail[statistics.suffix[rows]]
        found[rows] = found[statistics.prefix[rows]] + logits[tail[rows]]
    return found


def _logit(rate: Floats) -> Floats:
    return np.log(rate) - np.log1p(-rate)
