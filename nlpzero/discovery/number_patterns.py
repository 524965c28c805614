"""Number patterns: words such as ``0年`` in which the atom ``0`` stands for any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import ngram_trie as kernels
from .ngram_trie import NgramTrie

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from ..text import Alphabet
    from .word_counts import WordCounts

_MIN_SHARE = 2 / 3  # share of the occurrences of a pattern that have to be words


class NumberPatterns(NamedTuple):
    """Scores of n-grams, used to score the n-grams of the same text with a single number symbol.

    Attributes
    ----------
    plain_scores : ndarray of float64, shape (P,)
        Scores of the n-grams without a number, in their order.
    symbols : ndarray of int32, shape (N, order)
        Symbols of the n-grams with one number that occur as words or are single symbols.
    lengths : ndarray of int8, shape (N,)
        Number of their symbols.
    scores, counts : ndarray of float64, int64, shape (N,)
        Their scores, and their counts as words in the runs that contain numbers.
    """

    plain_scores: NDArray[np.float64]
    symbols: NDArray[np.int32]
    lengths: NDArray[np.int8]
    scores: NDArray[np.float64]
    counts: NDArray[np.int64]

    @classmethod
    def collect(
        cls, statistics: NgramStatistics, words: WordCounts, scores: NDArray[np.float64]
    ) -> NumberPatterns:
        """Select the data of G n-grams, their counts as words and their scores."""
        numbers = _count_numbers(statistics)
        used = np.flatnonzero((numbers == 1) & ((words.counts > 0) | (statistics.lengths == 1)))
        return cls(
            scores[numbers == 0], statistics.symbols[used], statistics.lengths[used],
            scores[used], words.counts[used],
        )  # fmt: skip

    def remap(self, statistics: NgramStatistics, mapping: NDArray[np.int32]) -> NDArray[np.float64]:
        """Return scores for the n-grams of the text in which all numbers are one symbol.

        N-grams without a number keep their scores. An n-gram with a number (``0年``) is a word if
        more than two thirds of its occurrences were segmented as one word; its score is the mean
        score of these words. The score of a single number is the mean score of single numbers.

        Parameters
        ----------
        statistics : NgramStatistics
            Statistics of F n-grams, with all numbers as one symbol.
        mapping : ndarray of int32, shape (V + 1,)
            New symbol of each symbol.

        Returns
        -------
        ndarray of float64, shape (F,)
            -inf for n-grams that are not words.
        """
        numbers = _count_numbers(statistics)
        found = np.full(numbers.size, -np.inf)
        # Both alphabets are sorted, so the n-grams without a number are in the same order.
        found[numbers == 0] = self.plain_scores
        trie, rows = NgramTrie.select(statistics, numbers > 0)
        target = rows[self._rows(mapping, trie)]
        weights = np.maximum(self.counts, 1e-9)  # if no single number is a word
        total = np.bincount(target, weights, minlength=found.size)
        mean = np.bincount(target, weights * self.scores, minlength=found.size)
        single = statistics.lengths == 1
        pattern = (total > 0) & (single | (total > _MIN_SHARE * statistics.counts))
        for row in np.flatnonzero(pattern & ~single).tolist():
            symbols = statistics.symbols[row, : statistics.lengths[row]]
            pattern[row] = matches_spelling(statistics.alphabet, symbols)
        found[pattern] = mean[pattern] / total[pattern]
        return found

    def _rows(self, mapping: NDArray[np.int32], trie: NgramTrie) -> NDArray[np.int64]:
        """Return the rows in the trie of the patterns after the mapping."""
        lengths = self.lengths.astype(np.int64)
        symbols = mapping[self.symbols]
        blob = symbols[np.arange(symbols.shape[1]) < lengths[:, np.newaxis]]
        return kernels.rows_of(blob, np.concatenate([[0], np.cumsum(lengths)]), *trie)


def matches_spelling(alphabet: Alphabet, symbols: NDArray[np.int32]) -> bool:
    """Return whether the text of symbols is encoded as these symbols; that of 0 and kg is not."""
    return np.array_equal(alphabet.symbols_of(alphabet.text(symbols)), symbols)


def _count_numbers(statistics: NgramStatistics) -> NDArray[np.int8]:
    """Return how many symbols of each of the G n-grams are numbers, (G,)."""
    counts: NDArray[np.int8] = statistics.alphabet.numbers[statistics.symbols].sum(
        axis=1, dtype=np.int8
    )
    return counts
