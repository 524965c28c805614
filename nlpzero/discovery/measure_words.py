"""Numerals with measure words, which are two words: 三·次, 两·年."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .number_forms import perplexity

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

_MORE_NUMERALS = "两几幾"  # without a numeric value in Unicode
_MIN_NUMERALS = 1.7  # before a measure word, as the perplexity of these numerals
_MAX_ODDS_RATIO = 20.0  # of a numeral and a symbol that are separate words
_MAX_ASSOCIATION = 0.15  # share of such a pair in the geometric mean of the counts of its symbols


def numerals_with_measure_words(
    statistics: NgramStatistics, prefixes: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which n-grams consist of a numeral and a measure word.

    Measure words (次, 年) follow different numerals, nearly independently of each other, so a
    numeral and a measure word are two words. A numeral is part of a word if hardly any other
    numeral precedes the same symbol (一些, 四川), if the two symbols occur together more often than
    numerals and symbols that follow numerals usually do (十分), or if a large part of the
    occurrences of both is this pair (一个).

    Parameters
    ----------
    statistics : NgramStatistics
        Statistics of G n-grams.
    prefixes : ndarray of int64
        Rows of the single symbols that are parts of numbers; see
        :func:`~nlpzero.discovery.word_parts.number_prefixes`.

    Returns
    -------
    ndarray of bool, shape (G,)
        True for a numeral of one character and a symbol that is no numeral, if the perplexity of
        the numerals before that symbol is at least 1.7, the odds ratio of both among all numerals
        and the symbols after them is at most 20, and the pair occurs at most 0.15 times as often
        as the geometric mean of the occurrences of both symbols. Also true for n-grams that end in
        such a pair after numerals and prefixes alone (第一次, 几千年).

    References
    ----------
    GB/T 13715-1992, Contemporary Chinese language word segmentation specification for information
    processing: a numeral and a measure word are two words.

    Example
    -------
    >>> from nlpzero import count_ngrams, encode_text
    >>> numerals, measure_words = "一两三四五六七八", "次年天条项名场家"
    >>> lines = [numeral + word for numeral in numerals for word in measure_words]
    >>> statistics = count_ngrams(encode_text([*lines, *["四川"] * 9]), min_count=1)
    >>> found = numerals_with_measure_words(statistics, np.array([], np.int64))
    >>> bool(found[statistics.row_of("两年")]), bool(found[statistics.row_of("四川")])
    (True, False)
    """
    alphabet = statistics.alphabet
    numerals = alphabet.numerals
    numerals[[alphabet.id_of(letter) for letter in _MORE_NUMERALS if letter in alphabet]] = True
    found = np.zeros(len(statistics), np.bool_)
    found[_independent_pairs(statistics, numerals)] = True
    parts = numerals  # of the n-grams before the measure word
    parts[statistics.symbols[prefixes, 0]] = True
    for length in range(3, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        found[rows] = parts[statistics.symbols[rows, 0]] & found[statistics.suffix[rows]]
    return found


def _independent_pairs(
    statistics: NgramStatistics, numerals: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the rows of pairs of a numeral of one character and a measure word."""
    pairs = statistics.rows_of_length(2)
    counted = np.greater(*numerals[statistics.symbols[pairs, :2]].T)  # a numeral and another symbol
    rows = np.flatnonzero(counted) + pairs.start
    first, second = statistics.symbols[rows, :2].T
    counts = statistics.counts[rows]
    single = ~statistics.alphabet.numbers[first]
    variety = perplexity(counts[single], second[single], numerals.size)[second]
    without_second = np.bincount(first, counts, minlength=numerals.size)[first] - counts
    without_first = np.bincount(second, counts, minlength=numerals.size)[second] - counts
    without_both = counts.sum() - counts - without_first - without_second
    limit = _MAX_ODDS_RATIO * without_first * without_second
    products = statistics.counts[statistics.prefix[rows]] * statistics.counts[
        statistics.suffix[rows]
    ].astype(np.float64)
    found = single & (variety >= _MIN_NUMERALS) & (counts * without_both <= limit)
    found &= counts <= _MAX_ASSOCIATION * np.sqrt(products)
    return rows[found]
