"""Words that nearly always have the same neighbour.

The arrays of G n-grams are those of `NgramStatistics`; shorter n-grams precede longer ones.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit


@njit(cache=True, nogil=True)
def possible_neighbours(counts, words, lengths, prefix, suffix, share):
    """Find the word that may precede, and follow, most occurrences of each word.

    Two words are next to each other at most as often as each occurs, and as often as the n-gram
    that joins them occurs without being a word itself.

    words : int64 (G,), number of occurrences as a word.
    share : float, share of the occurrences that has to be exceeded.

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
            if together > max(share * words[right], most[0, right]):
                most[0, right] = together
                neighbours[0, right], joined[0, right] = left, row
            if together > max(share * words[left], most[1, left]):
                most[1, left] = together
                neighbours[1, left], joined[1, left] = right, row
    return neighbours, joined


@njit(cache=True, nogil=True)
def neighbours_of(symbols, found, begins, neighbours):
    """Return the words that have the given neighbours, before them and after them.

    found, begins : as returned by `words_of`.
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
