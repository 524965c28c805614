"""Copies and orders of arrays, which numba compiles several times as fast as its own.

Its assignment of an array to a slice contains the formatting of numbers for a message, and its
sorting functions contain two other methods of sorting.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit


@njit(cache=True, nogil=True)
def copy_to_begin(source, target):
    """Copy an array (n,) to the first n places of `target`."""
    for place in range(source.size):
        target[place] = source[place]


@njit(cache=True, nogil=True)
def copy_rows(source, target):
    """Copy an array (n, k) to the first n rows of `target`."""
    for row in range(source.shape[0]):
        for column in range(source.shape[1]):
            target[row, column] = source[row, column]


@njit(cache=True, nogil=True)
def stable_order(keys):
    """Return the places of keys (n,) in ascending order of the keys, equal keys by place.

    A merge sort from short runs to long ones.  int64 (n,).
    """
    order, merged = np.arange(keys.size), np.empty(keys.size, np.int64)
    width = 1
    while width < keys.size:
        for begin in range(0, keys.size, 2 * width):
            middle, end = min(begin + width, keys.size), min(begin + 2 * width, keys.size)
            left, right = begin, middle
            for place in range(begin, end):
                if left < middle and (right == end or keys[order[left]] <= keys[order[right]]):
                    merged[place] = order[left]
                    left += 1
                else:
                    merged[place] = order[right]
                    right += 1
        order, merged = merged, order
        width *= 2
    return order
