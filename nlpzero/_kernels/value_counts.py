"""Counts of the different values of slots.

A table is uint64 (a power of two, 3), a hash table with open addressing: hash, slot plus one (0 if
the row is free) and count of a value. Values with equal hashes of 64 bits are equal.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

_BASIS = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_LAST_MIX = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(32)
_ONE = np.uint64(1)
_SPACE = 32


@njit(cache=True, nogil=True)
def hash_values(data, numbers, firsts, tokens, begins, ends, codes, owners):
    """Hash the values of lines, and the first and last tokens of values of several tokens.

    data, numbers, begins, ends : as of :func:`slot_values.find_values`.
    firsts : int64 (T+1,), first slot of each template.
    tokens : int64, for each slot the number of the slot that consists of its first tokens, or -1;
        the next one consists of its last tokens.
    codes, owners : uint64 and int64, set to hashes and their slots. Returns their number.
    """
    value = size = 0
    for number in numbers:
        if number < 0:
            continue
        for slot in range(firsts[number], firsts[number + 1]):
            begin, end = begins[value], ends[value]
            codes[size], owners[size] = _hash(data, begin, end), slot
            size += 1
            if tokens[slot] >= 0:
                stop, start = begin, end
                while stop < end and data[stop] > _SPACE:
                    stop += 1
                while start > begin and data[start - 1] > _SPACE:
                    start -= 1
                codes[size], owners[size] = _hash(data, begin, stop), tokens[slot]
                codes[size + 1], owners[size + 1] = _hash(data, start, end), tokens[slot] + 1
                size += 2
            value += 1
    return size


@njit(cache=True, nogil=True)
def _hash(data, begin, end):
    """Hash a value with one space between its tokens to 64 bits."""
    code = _BASIS
    place = begin
    while place < end:
        byte = data[place]
        if byte <= _SPACE:
            byte = np.uint8(_SPACE)
            while data[place + 1] <= _SPACE:
                place += 1
        code = (code ^ np.uint64(byte)) * _PRIME
        place += 1
    code = (code ^ (code >> _HALF)) * _LAST_MIX
    return code ^ (code >> _HALF)


@njit(cache=True, nogil=True)
def _place(table, code, owner):
    """Return the row of a value, or the free row where it belongs."""
    mask = np.uint64(table.shape[0] - 1)
    mixed = (code ^ owner) * _MIX
    row = (mixed ^ (mixed >> _HALF)) & mask
    while table[row, 1] and (table[row, 0] != code or table[row, 1] != owner):
        row = (row + _ONE) & mask
    return row


@njit(cache=True, nogil=True)
def copy_table(table, larger):
    """Copy a table to a larger one that is empty."""
    for old in range(table.shape[0]):
        if table[old, 1]:
            row = _place(larger, table[old, 0], table[old, 1])
            for column in range(3):
                larger[row, column] = table[old, column]


@njit(cache=True, nogil=True)
def add_values(codes, owners, table, sizes, limit):
    """Add values to a table with free rows for all of them; returns the number of new values.

    codes, owners : uint64 and int64, hashes and slots.
    sizes : int64, number of different values of each slot; no more than `limit` are added.
    """
    new = 0
    for value in range(codes.size):
        owner = owners[value]
        row = _place(table, codes[value], np.uint64(owner + 1))
        if table[row, 1]:
            table[row, 2] += _ONE
        elif sizes[owner] < limit:
            table[row, 0], table[row, 1] = codes[value], np.uint64(owner + 1)
            table[row, 2] = _ONE
            sizes[owner] += 1
            new += 1
    return new


@njit(cache=True, nogil=True)
def group_values(table, bounds, codes, counts):
    """Write the hashes and counts of the values of slot i to bounds[i]:bounds[i + 1]."""
    places = bounds.copy()
    for row in range(table.shape[0]):
        if table[row, 1]:
            owner = table[row, 1] - _ONE
            codes[places[owner]], counts[places[owner]] = table[row, 0], table[row, 2]
            places[owner] += 1
