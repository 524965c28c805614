"""Number patterns: words such as ``0年`` in which the atom ``0`` stands for any number."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .number_forms import NumberForms, count_numbers, matches_spelling

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from .word_counts import WordCounts

_MIN_SHARE = 2 / 3  # share of the occurrences of a pattern that have to be words


class NumberPatterns(NamedTuple):
    """Scores of n-grams, used to score the n-grams of the same text with a single number symbol.

    Attributes
    ----------
    plain_scores : ndarray of float64, shape (P,)
        Scores of the n-grams without a number, in their order.
    forms : NumberForms
        The N n-grams with one number that occur as words or are single symbols.
    scores : ndarray of float64, shape (N,)
        Their scores.
    """

    plain_scores: NDArray[np.float64]
    forms: NumberForms
    scores: NDArray[np.float64]

    @classmethod
    def collect(
        cls, statistics: NgramStatistics, words: WordCounts, scores: NDArray[np.float64]
    ) -> NumberPatterns:
        """Select the data of G n-grams, their counts as words and their scores."""
        numbers = count_numbers(statistics)
        used = np.flatnonzero((numbers == 1) & ((words.counts > 0) | (statistics.lengths == 1)))
        forms = NumberForms.select(statistics, used, words.counts, words.positions)
        return cls(scores[numbers == 0], forms, scores[used])

    def remap(
        self, statistics: NgramStatistics, mapping: NDArray[np.int32]
    ) -> tuple[NDArray[np.float64], NumberForms]:
        """Return scores for the n-grams of the text in which all numbers are one symbol.

        N-grams without a number keep their scores. An n-gram with a number (``0年``) is a word if
        more than two thirds of its occurrences were segmented as one word, or if the symbol before
        the number is not a word (``第0``); its score is the mean score of these words. The score of
        a single number is the mean score of single numbers.

        Parameters
        ----------
        statistics : NgramStatistics
            Statistics of F n-grams, with all numbers as one symbol.
        mapping : ndarray of int32, shape (V + 1,)
            New symbol of each symbol.

        Returns
        -------
        scores : ndarray of float64, shape (F,)
            -inf for n-grams that are not words.
        forms : NumberForms
            The n-grams with one number.
        """
        numbers = count_numbers(statistics)
        found = np.full(numbers.size, -np.inf)
        # Both alphabets are sorted, so the n-grams without a number are in the same order.
        found[numbers == 0] = self.plain_scores
        forms = self.forms.match(statistics, mapping)
        target = forms.patterns
        weights = np.maximum(forms.counts, 1e-9)  # if no single number is a word of its own
        total = np.bincount(target, weights, minlength=found.size)
        mean = np.bincount(target, weights * self.scores, minlength=found.size)
        single = statistics.lengths == 1
        incomplete = found[np.maximum(statistics.prefix, 0)] == -np.inf
        incomplete &= (statistics.lengths == 2) & (numbers[np.maximum(statistics.prefix, 0)] == 0)
        enough = total > _MIN_SHARE * statistics.counts
        pattern = (total > 0) & (single | incomplete | enough)
        for row in np.flatnonzero(pattern & ~single).tolist():
            symbols = statistics.symbols[row, : statistics.lengths[row]]
            pattern[row] = matches_spelling(statistics.alphabet, symbols)
        found[pattern] = mean[pattern] / total[pattern]
        return found, forms
