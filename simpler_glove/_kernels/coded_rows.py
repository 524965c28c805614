"""Rows of counts as bytes: differences of columns, and counts, as numbers of variable length.

A pair is the number of columns between its column and the previous one of the row (at the begin of
a row, the column itself), then its count. A number is its groups of 7 bits from the lowest on, one
group per byte, and the highest bit of a byte marks that another one follows.

References
----------
https://en.wikipedia.org/wiki/LEB128
"""

from __future__ import annotations

import numpy as np

from .compiler import njit
from .count import _add, _drain

_ONE = np.uint64(1)
_SEVEN = np.uint64(7)
_LOW = np.uint64(0x7F)
_MORE = np.uint64(0x80)
_COLUMN_BYTES = 5  # at most, for 31 bits
_COUNT_BYTES = 9  # at most, for 63 bits


@njit(cache=True, nogil=True)
def _put(number, code, end):
    """Write a number at `end`; return the end after it."""
    while number >= _MORE:
        code[end] = (number & _LOW) | _MORE
        number >>= _SEVEN
        end += _ONE
    code[end] = number
    return end + _ONE


@njit(cache=True, nogil=True)
def _take(code, place):
    """Read the number at `place`; return it and the place after it."""
    byte = np.uint64(code[place])
    number = byte & _LOW
    shift = _SEVEN
    while byte >= _MORE:
        place += _ONE
        byte = np.uint64(code[place])
        number |= (byte & _LOW) << shift
        shift += _SEVEN
    return number, place + _ONE


@njit(cache=True, nogil=True)
def encode_rows(lengths, indices, counts):
    """Encode rows whose columns ascend; returns the number of bytes of each row, and the bytes."""
    code = np.empty(indices.size * (_COLUMN_BYTES + _COUNT_BYTES), np.uint8)
    sizes = np.empty(lengths.size, np.int64)
    pair = 0
    end = np.uint64(0)
    for row in range(lengths.size):
        begin = end
        expected = np.uint64(0)
        for _ in range(lengths[row]):
            column = np.uint64(indices[pair])
            end = _put(column - expected, code, end)
            end = _put(np.uint64(counts[pair]), code, end)
            expected = column + _ONE
            pair += 1
        sizes[row] = np.int64(end - begin)
    return sizes, code[:end]


@njit(cache=True, nogil=True)
def _add_pairs(pairs, code, place, row):
    """Add so many pairs, from `place` on, to an accumulator; return the place after them."""
    expected = np.uint64(0)
    for _ in range(pairs):
        skipped, place = _take(code, place)
        count, place = _take(code, place)
        column = expected + skipped
        _add(column, np.int64(count), row)
        expected = column + _ONE
    return place


@njit(cache=True, nogil=True)
def add_coded_row(pairs, code, row):
    """Add one row of so many pairs to an accumulator."""
    _add_pairs(pairs, code, np.uint64(0), row)


@njit(cache=True, nogil=True)
def merge_coded_rows(lengths, starts, code, row):
    """Add the same rows of several matrices.

    `lengths` int64 (matrices, rows) are the numbers of pairs; the rows of a matrix are consecutive
    in `code`, from its element of `starts` on; `row` is an accumulator of zeros. Returns the length
    of each row, the columns int32 and the counts int64.
    """
    matrices, rows = lengths.shape
    places = starts.astype(np.uint64)
    capacity = np.int64(0)
    for k in range(rows):
        total = np.int64(0)
        for matrix in range(matrices):
            total += lengths[matrix, k]
        capacity += min(total, row.sums.size)
    new_lengths = np.empty(rows, np.int64)
    indices = np.empty(capacity, np.int32)
    counts = np.empty(capacity, np.int64)
    end = np.int64(0)  # as a literal, it would be compiled twice
    for k in range(rows):
        for matrix in range(matrices):
            places[matrix] = _add_pairs(lengths[matrix, k], code, places[matrix], row)
        begin = end
        end = _drain(row, indices, counts, begin)
        new_lengths[k] = end - begin
    return new_lengths, indices[:end], counts[:end]
