"""Forms of number patterns: the words of the text for which a pattern such as ``0年`` stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import ngram_trie as kernels
from ..text.alphabet import ANY_NUMBER
from .ngram_trie import NgramTrie

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from ..text import Alphabet

MIN_NUMBERS = 3.5
"""Minimum number of numbers in a pattern, as the perplexity of its numbers."""
_MIN_SHARE = 0.5  # share in a pattern of the frequent forms by which it is replaced


class ReplacedPatterns(NamedTuple):
    """Words of a lexicon, after some patterns were replaced by their forms.

    Attributes
    ----------
    originals : ndarray of int64, shape (W,)
        Number of the original word, for each word.
    texts : list of str
        The words.
    counts, positions : ndarray of int64, shape (W,)
        Number of occurrences, and a position at which the word, or a form of it, occurs.
    """

    originals: NDArray[np.int64]
    texts: list[str]
    counts: NDArray[np.int64]
    positions: NDArray[np.int64]


class NumberForms(NamedTuple):
    """N n-grams with one number, which become patterns when all numbers are the same symbol.

    Attributes
    ----------
    alphabet : Alphabet
        Of the symbols.
    symbols : ndarray of int32, shape (N, order)
        Symbols of the n-grams, padded with 0.
    lengths : ndarray of int8, shape (N,)
        Number of their symbols.
    counts, positions : ndarray of int64, shape (N,)
        Number of occurrences, and the position of one of them.
    patterns : ndarray of int64, shape (N,)
        Row of the pattern among the n-grams with a single number symbol, after :meth:`match`.
    """

    alphabet: Alphabet
    symbols: NDArray[np.int32]
    lengths: NDArray[np.int8]
    counts: NDArray[np.int64]
    positions: NDArray[np.int64]
    patterns: NDArray[np.int64]

    @classmethod
    def select(
        cls,
        statistics: NgramStatistics,
        rows: NDArray[np.int64],
        counts: NDArray[np.int64],
        positions: NDArray[np.int64],
    ) -> NumberForms:
        """Select N n-grams with one number; `counts` and `positions` are those of all G n-grams."""
        return cls(
            statistics.alphabet, statistics.symbols[rows], statistics.lengths[rows],
            counts[rows], positions[rows], np.full(rows.size, -1, np.int64),
        )  # fmt: skip

    def match(self, statistics: NgramStatistics, mapping: NDArray[np.int32]) -> NumberForms:
        """Find the patterns.

        Parameters
        ----------
        statistics : NgramStatistics
            Statistics of the text with a single number symbol.
        mapping : ndarray of int32, shape (V + 1,)
            New symbol of each symbol.

        Returns
        -------
        NumberForms
            These n-grams, with their patterns.
        """
        trie, rows = NgramTrie.select(statistics, count_numbers(statistics) > 0)
        lengths = self.lengths.astype(np.int64)
        symbols = mapping[self.symbols]
        blob = symbols[np.arange(symbols.shape[1]) < lengths[:, np.newaxis]]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        return self._replace(patterns=rows[kernels.rows_of(blob, offsets, *trie)])

    def replace_patterns(
        self,
        rows: NDArray[np.int64],
        texts: list[str],
        counts: NDArray[np.int64],
        positions: NDArray[np.int64],
        min_count: int,
    ) -> ReplacedPatterns:
        """Replace patterns with few different numbers by their frequent forms.

        乱0糟 becomes 乱七八糟, while 0年 remains; its position becomes that of its most frequent
        form. A form that contains the atom 0 would itself be a pattern: 0基础 remains as well.

        Parameters
        ----------
        rows : ndarray of int64, shape (W,)
            Rows of the words among the n-grams with a single number symbol; -1 if there is none.
        texts, counts, positions
            Of the words.
        min_count : int
            Minimum count of a form.

        Returns
        -------
        ReplacedPatterns
            The words.
        """
        size = int(max(rows.max(initial=-1), self.patterns.max(initial=-1))) + 1
        known = np.flatnonzero((self.lengths > 1) & (self.counts > 0))
        known = known[np.isin(self.patterns[known], rows)]
        pattern, found = self.patterns[known], self.counts[known]
        low = perplexity(found, pattern, size) < MIN_NUMBERS
        forms = known[(found >= min_count) & low[pattern]]
        forms = forms[self._are_literal(forms)]
        total = np.bincount(pattern, found, minlength=size)
        covered = np.bincount(self.patterns[forms], self.counts[forms], minlength=size)
        few = (covered > 0) & (covered >= _MIN_SHARE * total)
        forms = forms[few[self.patterns[forms]]]
        words = np.full(size + 1, -1, np.int64)
        words[rows] = np.arange(rows.size)
        places = positions.copy()
        order = np.argsort(found, kind="stable")
        places[words[pattern[order]]] = self.positions[known[order]]  # the last one remains
        kept = np.flatnonzero(~np.append(few, False)[rows])
        return ReplacedPatterns(
            np.concatenate([kept, words[self.patterns[forms]]]),
            [texts[row] for row in kept.tolist()] + list(map(self.text, forms.tolist())),
            np.concatenate([counts[kept], self.counts[forms]]),
            np.concatenate([places[kept], self.positions[forms]]),
        )

    def text(self, form: int) -> str:
        """Return one of the n-grams as a string."""
        return self.alphabet.text(self.symbols[form, : self.lengths[form]].tolist())

    def _are_literal(self, forms: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which forms are encoded as their symbols, and do not contain the pattern's 0."""
        literal = np.zeros(forms.size, np.bool_)
        for row, form in enumerate(forms.tolist()):
            symbols = self.symbols[form, : self.lengths[form]]
            spelled = matches_spelling(self.alphabet, symbols)
            literal[row] = spelled and ANY_NUMBER not in map(self.alphabet.__getitem__, symbols)
        return literal


def perplexity(
    counts: NDArray[np.int64], groups: NDArray[np.int64], size: int
) -> NDArray[np.float64]:
    """Return the exponential of the entropy of the counts in each group, 1 if there are none.

    It is the number of counts in the group if they are equal.

    Parameters
    ----------
    counts, groups : ndarray of int64, shape (N,)
        Counts, and the group of each.
    size : int
        Number of groups.

    Returns
    -------
    ndarray of float64, shape (size,)

    Example
    -------
    >>> perplexity(np.array([5, 5, 3]), np.array([0, 0, 2]), 3).round(9).tolist()
    [2.0, 1.0, 1.0]
    """
    total = np.maximum(np.bincount(groups, counts, minlength=size), 1)
    logs = np.bincount(groups, counts * np.log(np.maximum(counts, 1)), minlength=size)
    found: NDArray[np.float64] = np.exp(np.log(total) - logs / total)
    return found


def count_numbers(statistics: NgramStatistics) -> NDArray[np.int8]:
    """Return how many symbols of each of the G n-grams are numbers, (G,)."""
    counts: NDArray[np.int8] = statistics.alphabet.numbers[statistics.symbols].sum(
        axis=1, dtype=np.int8
    )
    return counts


def matches_spelling(alphabet: Alphabet, symbols: NDArray[np.int32]) -> bool:
    """Return whether the text of symbols is encoded as them: 3.5 and kg are two, but 0kg is one."""
    return np.array_equal(alphabet.symbols_of(alphabet.text(symbols)), symbols)
