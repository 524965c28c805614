"""Words that nearly always have the same neighbour.

The arrays of G n-grams are those of `NgramStatistics`; shorter n-grams precede longer ones.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

_SHARE = 2 / 3  # of the occurrences of a word
_COSINE = 1 / 4  # of the geometric mean of the occurrences of both words
_LIFT = 30.0  # times the expected number for independent words


@njit(cache=True, nogil=True)
def least_together(word, other, total):
    """Return the threshold: a word that is next to another one more often is a part of a word.

    word, other : float, occurrences of the word and of the other one; total : float, number of
    words of the text.
    """
    expected = word * other / total
    pairs = np.maximum(_COSINE * np.sqrt(word * other), _LIFT * expected)
    return np.minimum(_SHARE * word, pairs)


@njit(cache=True, nogil=True)
def possible_neighbours(counts, words, lengths, prefix, suffix, total):
    """Find the word that may precede, and follow, each word most often.

    Two words are next to each other at most as often as each occurs, and as often as the n-gram
    that joins them occurs without being a word itself.

    words : int64 (G,), number of occurrences as a word.
    total : float, number of words of the text.

    Returns the word before and after each word, and the joined n-grams, int32 (2, G) each, -1 for
    none.
    """
    neighbours = np.full((2, counts.size), -1, np.int32)
    joined = np.full((2, counts.size), -1, np.int32)
    most = np.zeros((2, counts.size), np.int64)
    lefts = np.empty(64, np.int64)
    for row in range(counts.size):
        length = np.int64(lengths[row])
        separate = counts[row] - words[row]
        left = row
        for size in range(length - 1, 0, -1):
            left = prefix[left]
            lefts[size] = left
        right = row
        for size in range(1, length):
            right, left = suffix[right], lefts[size]
            together = min(separate, words[left], words[right])
            one, other = np.float64(words[left]), np.float64(words[right])
            if together > max(least_together(other, one, total), most[0, right]):
                most[0, right] = together
                neighbours[0, right], joined[0, right] = left, row
            if together > max(least_together(one, other, total), most[1, left]):
                most[1, left] = together
                neighbours[1, left], joined[1, left] = right, row
    return neighbours, joined


@njit(cache=True, nogil=True)
def neighbours_of(symbols, found, begins, neighbours):
    """Return the words that have the given neighbours, before them and after them.

    found, begins : as returned by `best_words`.
    neighbours : int32 (2, R), the word to look for before and after each word, or -1.

    Returns two int64 arrays.
    """
    sides = np.empty((2, found.size), np.int64)
    sizes = np.zeros(2, np.int64)
    for number in range(1, found.size):
        left, right = found[number - 1], found[number]
        if left < 0 or right < 0 or symbols[begins[number] - 1] == 0:
            continue
        if neighbours[0, right] == left:
            sides[0, sizes[0]] = right
            sizes[0] += 1
        if neighbours[1, left] == right:
            sides[1, sizes[1]] = left
            sizes[1] += 1
    return sides[0, : sizes[0]].copy(), sides[1, : sizes[1]].copy()


@njit(cache=True, nogil=True)
def add_counts(rows, counts):
    """Add the number of occurrences of each row, except -1, to `counts`, int64 (R,)."""
    for row in rows:
        if row >= 0:
            counts[row] += 1
