"""Parts of words: n-grams and words that nearly always have the same kind of neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .._kernels import word_parts as kernels
from .number_forms import MIN_NUMBERS, perplexity
from .word_counts import SegmentationModel, SegmentedText

if TYPE_CHECKING:
    from simpler_glove.progress import Progress

    from ..ngrams import NgramStatistics
    from ..text import SymbolScan
    from .word_counts import WordCounts

_NUMBER_SHARE = 0.85  # of the occurrences of a symbol that precede a number
_MARGIN = 1e-6  # by which the score of a joined word exceeds that of its parts


def incomplete(statistics: NgramStatistics) -> NDArray[np.bool_]:
    """Return which n-grams have fewer than two neighbours on one side, by their entropy.

    If k neighbours are equally frequent, their entropy is log k; so exp(entropy) is the effective
    number of neighbours. It is 1 for 克什米, which is always followed by 尔, and less than 2 for
    期徒刑, which is preceded by 有 and, less often, by 无: both are parts of words. The entropy is
    corrected for small samples by (number of neighbours - 1) / (2 · count). Boundaries and rare
    symbols are different neighbours each time.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.

    Returns
    -------
    ndarray of bool, shape (G,)
        False for single symbols and for n-grams that occur once.

    References
    ----------
    Miller 1955, Note on the Bias of Information Estimates (the correction).

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> statistics = count_ngrams(encode_text(["去克什米尔", "克什米尔在"]), min_count=2)
    >>> [statistics.text(row) for row in np.flatnonzero(~incomplete(statistics))]
    ['什', '克', '尔', '米', '克什米尔']
    """
    twice = 2.0 * statistics.counts
    left = statistics.left_entropy + (statistics.left_variety - 1) / twice
    right = statistics.right_entropy + (statistics.right_variety - 1) / twice
    several = (statistics.lengths > 1) & (statistics.counts > 1)
    found: NDArray[np.bool_] = several & (np.minimum(left, right) < np.log(2.0))
    return found


def number_prefixes(statistics: NgramStatistics) -> NDArray[np.int64]:
    """Return the single symbols that are parts of numbers, because numbers nearly always follow.

    第 is followed by many different numbers (第一, 第20), so neither its neighbours nor those of
    the longer n-grams show that it is no word. A symbol that nearly always precedes the same
    number is different: 唯 in 唯一 is a part of one word.

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.

    Returns
    -------
    ndarray of int64
        Rows of symbols of which more than 85 % of the occurrences precede a number or numeral, and
        the perplexity of these numbers is at least 3.5.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> lines = ["第一名", "第二名", "第三天", "第四天", "第5天", "唯一", "万一", "一天"] * 2
    >>> statistics = count_ngrams(encode_text(lines), min_count=2)
    >>> statistics.texts(number_prefixes(statistics))
    ['第']
    """
    alphabet = statistics.alphabet
    singles, pairs = statistics.rows_of_length(1), statistics.rows_of_length(2)
    numerals = alphabet.numerals
    first, second = statistics.symbols[pairs, :2].T
    followed = numerals[second]
    counts, first = statistics.counts[pairs][followed], first[followed]
    before = np.bincount(first, counts, minlength=numerals.size)
    variety = perplexity(counts, first, numerals.size)
    symbols = statistics.symbols[singles, 0]
    found = before[symbols] > _NUMBER_SHARE * statistics.counts[singles]
    found &= (variety[symbols] >= MIN_NUMBERS) & ~numerals[symbols]
    return np.flatnonzero(found)


def join_parts(
    scan: SymbolScan,
    statistics: NgramStatistics,
    scores: NDArray[np.float64],
    words: WordCounts,
    min_count: int,
    *,
    threads: int,
    progress: Progress | None,
    earlier: SegmentedText | None = None,
) -> NDArray[np.float64]:
    """Raise the scores of n-grams that are separated into a word and a part of words.

    A word is a part if more than two thirds of its occurrences in the segmented text are next to
    the same word: 员, if it is separated from 服务 only. Two words are parts too if they are next
    to each other more often than a quarter of the geometric mean of their occurrences and 30 times
    more often than independent words: 为 and 什么.
    The joined n-gram gets a slightly larger score than the two words, so that they are no longer
    separated; other words of the segmentation do not change.

    Parameters
    ----------
    scan : SymbolScan
        The text.
    statistics : NgramStatistics
        G n-grams.
    scores : ndarray of float64, shape (G,)
        Scores for the segmentation; -inf for n-grams that are not words.
    words : WordCounts
        Counts of the segmentation with these scores.
    min_count : int
        Least count of a word of several symbols.
    threads : int
        The result does not depend on it.
    progress : Progress, optional
        Called with the number of symbols that were segmented.
    earlier : SegmentedText, optional
        The segmentation of `words`, to save time.

    Returns
    -------
    ndarray of float64, shape (G,)
        Scores; -inf for n-grams of several symbols with fewer than `min_count` occurrences as words
        that are not joined.
    """
    longer = statistics.lengths > 1
    raised = np.where(longer & (words.counts < min_count), -np.inf, scores)
    neighbours, joined = kernels.possible_neighbours(
        statistics.counts, words.counts, statistics.lengths, statistics.prefix,
        statistics.suffix, float(words.counts.sum()),
    )  # fmt: skip
    model = SegmentationModel.build(statistics, raised, threads)
    numbers = np.full(scores.size + 1, -1, np.int32)  # of the rows in the model; the last for -1
    numbers[model.rows] = np.arange(model.rows.size)
    counts, together = _count_neighbours(
        scan, model, numbers[neighbours[:, model.rows]], earlier,
        threads=threads, progress=progress,
    )  # fmt: skip
    for side in range(2):
        others = np.append(counts, 0.0)[numbers[neighbours[side, model.rows]]]
        least = kernels.least_together(counts.astype(np.float64), others, float(counts.sum()))
        parts = model.rows[together[side] > least]
        rows = joined[side, parts]
        sums = scores[parts] + scores[neighbours[side, parts]] + _MARGIN
        possible = scores[rows] > -np.inf
        np.maximum.at(raised, rows[possible], sums[possible])
    return raised


def _count_neighbours(
    scan: SymbolScan,
    model: SegmentationModel,
    neighbours: NDArray[np.int32],
    earlier: SegmentedText | None,
    *,
    threads: int,
    progress: Progress | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count words, and words with the given neighbours before and after, (R,) and (2, R)."""
    counts = np.zeros(model.rows.size, np.int64)
    together = np.zeros((2, model.rows.size), np.int64)

    segment = earlier.segment_with(model) if earlier is not None else None

    def words(begin: int, symbols: NDArray[np.int32]) -> tuple[NDArray[np.int64], ...]:
        found, begins = segment(begin, symbols) if segment else model.words(symbols)
        return found, *kernels.neighbours_of(symbols, found, begins, neighbours)

    for _, found in scan.map_chunks(words, threads=threads, stage="segmenting", progress=progress):
        for rows, total in zip(found, (counts, *together), strict=True):
            kernels.add_counts(rows, total)
    return counts, together
