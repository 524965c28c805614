"""Numerals with measure words, which are separate words: 三·次, 二十·多·年."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .number_forms import perplexity

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics
    from ..text import Alphabet

_MORE_NUMERALS = "两几幾"  # without a numeric value in Unicode
_INDEFINITE = "多余餘"  # amounts that follow or precede numerals, or precede measure words
_MIN_NUMERALS = 1.7  # before a measure word, as the perplexity of these numerals
_MAX_ODDS_RATIO = 20.0  # of a numeral and a symbol that are separate words
_MAX_ASSOCIATION = 0.15  # share of such a pair in the geometric mean of the counts of its symbols


def numerals_with_measure_words(
    statistics: NgramStatistics, prefixes: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which n-grams consist of a numeral and a measure word, or an indefinite amount.

    Measure words (次, 年) follow different numerals, nearly independently of each other, so a
    numeral and a measure word are two words. A numeral is part of a word if hardly any other
    numeral precedes the same symbol (一些, 四川), if the two symbols occur together more often than
    numerals and symbols that follow numerals usually do (十分), or if a large part of the
    occurrences of both is this pair (一个). The indefinite amounts 多 and 余 are separated from
    measure words likewise (多·年), and from all numerals next to them (二十·多·万).

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
        True for a pair of an amount (a numeral of one character, 多 or 余) and a symbol that is
        none, if the perplexity of the numerals before that symbol is at least 1.7, the odds ratio
        of both among all such pairs, including those of longer numbers, is at most 20, and the pair
        occurs at most 0.15 times as often as the geometric mean of the occurrences of both symbols.
        Also true for a numeral or number before or after 多 or 余, and for n-grams that end in a
        pair after amounts and prefixes alone (第一次, 几千年).

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
    numerals = alphabet.numerals | _are_in(_MORE_NUMERALS, alphabet)
    indefinite = _are_in(_INDEFINITE, alphabet)
    found = np.zeros(len(statistics), np.bool_)
    found[_independent_pairs(statistics, numerals, indefinite)] = True
    pairs = statistics.rows_of_length(2)
    first, second = statistics.symbols[pairs, :2].T
    found[pairs] |= numerals[first] & indefinite[second] | indefinite[first] & numerals[second]
    parts = numerals | indefinite
    parts[statistics.symbols[prefixes, 0]] = True
    for length in range(3, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        found[rows] = parts[statistics.symbols[rows, 0]] & found[statistics.suffix[rows]]
    return found


def _independent_pairs(
    statistics: NgramStatistics, numerals: NDArray[np.bool_], indefinite: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the rows of pairs of an amount of one character and a measure word."""
    pairs = statistics.rows_of_length(2)
    amounts = numerals | indefinite
    counted = np.greater(*amounts[statistics.symbols[pairs, :2]].T)  # an amount and another symbol
    rows = np.flatnonzero(counted) + pairs.start
    first, second = statistics.symbols[rows, :2].T
    counts = statistics.counts[rows]
    short = ~statistics.alphabet.numbers[first]
    exact = short & numerals[first]
    variety = perplexity(counts[exact], second[exact], amounts.size)[second]
    without_second = np.bincount(first, counts, minlength=amounts.size)[first] - counts
    without_first = np.bincount(second, counts, minlength=amounts.size)[second] - counts
    without_both = counts.sum() - counts - without_first - without_second
    limit = _MAX_ODDS_RATIO * without_first * without_second
    both = statistics.counts[np.stack([statistics.prefix[rows], statistics.suffix[rows]])]
    mean = np.sqrt(both[0].astype(np.float64) * both[1])
    separate = short & (variety >= _MIN_NUMERALS) & (counts <= _MAX_ASSOCIATION * mean)
    return rows[separate & (counts * without_both <= limit)]


def _are_in(letters: str, alphabet: Alphabet) -> NDArray[np.bool_]:
    """Return which symbols are one of the letters, (V + 1,)."""
    found = np.zeros(len(alphabet) + 1, np.bool_)
    found[[alphabet.id_of(letter) for letter in letters if letter in alphabet]] = True
    return found
