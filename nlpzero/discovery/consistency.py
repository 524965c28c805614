"""How two symbols that meet are cut elsewhere: evidence against words that hold them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Progress, Stage

from .._kernels import words as kernels
from ..text.symbols import let_go
from .cut_counts import UNKNOWN, Model, chunks
from .ngram_trie import Trie, last_symbols

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

Floats = NDArray[np.float64]
_SYMBOL = 20.0  # gaps that the mean rate is worth in the rate of a symbol
_PAIR = 10.0  # gaps that the rates of its symbols are worth in the rate of a pair
_LEAST = 1e-3  # rates of symbols are at least that far from 0 and 1


def inner_cuts(
    symbols: NDArray[np.int32],
    statistics: NgramStatistics,
    scores: Floats,
    *,
    threads: int,
    progress: Progress | None = None,
) -> Floats:
    """Return by how much the pairs within each n-gram are rather cut apart in the whole text.

    The text is cut by `scores`. Each pair of neighbours bc then has a rate of being cut apart,
    smoothed by what its symbols suggest: logit p0 = logit P(cut | b) + logit P(cut | c) -
    logit P(cut). The sum of logit P(cut | bc) over the pairs within an n-gram is what is returned:
    high where a word would hold together what is usually kept apart. Such sums are all that a
    classifier of gaps with these features could add to a segmentation, because the gaps of a text
    are the same however it is cut.

    Parameters
    ----------
    symbols : ndarray of int32, shape (L,)
        The text.
    statistics : NgramStatistics
        Its G n-grams.
    scores : ndarray of float64, shape (G,)
        By which it is cut; -inf for n-grams that are no words.
    threads : int
        The result is the same for any number.
    progress : Progress, optional
        Is told how many symbols have been cut.

    Returns
    -------
    ndarray of float64, shape (G,)
        In nats; 0 for single symbols.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> from nlpzero.discovery import wordhood
    >>> text = encode_text(["葡萄很甜，香蕉很甜", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"] * 5)
    >>> ngrams = count_ngrams(text, min_count=2)
    >>> found = inner_cuts(text.symbols, ngrams, wordhood(ngrams), threads=1)
    >>> bool(found[ngrams.row_of("葡萄")] < found[ngrams.row_of("萄很")])
    True
    """
    pairs = statistics.rows_of_length(2)
    trie = Trie.build(
        np.array(statistics.prefix[: pairs.stop]), last_symbols(statistics)[: pairs.stop]
    )
    model = Model.of(statistics, scores)
    cut = np.zeros(pairs.stop, np.int64)
    after, before = (np.zeros((2, len(statistics.alphabet) + 1), np.int64) for _ in range(2))

    def work(chunk: tuple[int, int]) -> tuple[NDArray[np.generic], ...]:
        part = np.array(symbols[chunk[0] : chunk[1]])
        cuts = kernels.best_words(part, *model.trie, model.scores, UNKNOWN)
        return part, cuts, kernels.pairs_of(part, *trie)

    with Stage(progress, "consistency", symbols.size, "symbols") as report:
        for part, cuts, rows in map_in_order(work, chunks(symbols), threads):
            kernels.tally_gaps(part, cuts, rows, cut, after, before)
            let_go(symbols)
            report.add(part.size)
    return _sums(statistics, _pair_logits(statistics, cut, after, before))


def _pair_logits(
    statistics: NgramStatistics,
    cut: NDArray[np.int64],
    after: NDArray[np.int64],
    before: NDArray[np.int64],
) -> Floats:
    """Smoothed log-odds of a cut for each pair, (number of pairs,)."""
    rows = statistics.rows_of_length(2)
    mean = (after[0].sum() + 1.0) / (after[1].sum() + 2.0)
    left, right = (
        _logit(np.clip((side[0] + _SYMBOL * mean) / (side[1] + _SYMBOL), _LEAST, 1 - _LEAST))
        for side in (after, before)
    )
    symbols = statistics.symbols[rows, :2]
    expected = left[symbols[:, 0]] + right[symbols[:, 1]] - _logit(mean)
    prior = _PAIR / (1.0 + np.exp(-expected))
    return _logit((cut[rows] + prior) / (statistics.counts[rows] + _PAIR))


def _sums(statistics: NgramStatistics, logits: Floats) -> Floats:
    """Add up the log-odds of the pairs within each n-gram."""
    pairs = statistics.rows_of_length(2)
    found = np.zeros(len(statistics))
    tail = np.zeros(len(statistics), np.int32)  # number of the pair that the n-gram ends with
    found[pairs], tail[pairs] = logits, np.arange(logits.size)
    for length in range(3, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        tail[rows] = tail[statistics.suffix[rows]]
        found[rows] = found[statistics.prefix[rows]] + logits[tail[rows]]
    return found


def _logit(rate: Floats) -> Floats:
    return np.log(rate) - np.log1p(-rate)
