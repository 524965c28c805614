"""Counts of the different values of slots.

A table consists of ``places`` int64 (a power of two), a hash table with open addressing, which
contains the number of an entry plus one; and for each entry ``hashes``, ``owners`` (its slot),
``counts``, and its value, ``blob[offsets[i]:offsets[i + 1]]``. The arrays have capacity for more
entries.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

_BASIS = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@njit(cache=True, nogil=True)
def hash_values(values, offsets, hashes):
    """Hash packed values to 64 bits."""
    for value in range(hashes.size):
        code = _BASIS
        for place in range(offsets[value], offsets[value + 1]):
            code = (code ^ np.uint64(values[place])) * _PRIME
        code *= _MIX
        hashes[value] = code ^ (code >> _HALF)


@njit(cache=True, nogil=True)
def place_entries(places, hashes, owners, size):
    """Fill an empty hash table with the first `size` entries."""
    mask = np.uint64(places.size - 1)
    for entry in range(size):
        place = _first(hashes[entry], owners[entry]) & mask
        while places[place]:
            place = (place + np.uint64(1)) & mask
        places[place] = entry + 1


@njit(cache=True, nogil=True)
def _first(code, owner):
    """Return the place of an entry in a hash table, before it is reduced to the size."""
    mixed = (code ^ np.uint64(owner)) * _MIX
    return mixed ^ (mixed >> _HALF)


@njit(cache=True, nogil=True)
def add_values(values, starts, codes, slots, table, sizes, limit):
    """Add packed values to a table with capacity for all of them; returns its size.

    values, starts : the values, packed.
    codes : uint64, their hashes.
    slots : int64, slot of each value.
    table : places, hashes, owners, counts, offsets, blob and the size, int64 (1,).
    sizes : int64, number of different values of each slot; no more than `limit` are added.
    """
    places, hashes, owners, counts, offsets, blob, total = table
    mask = np.uint64(places.size - 1)
    size = total[0]
    for value in range(codes.size):
        code, owner = codes[value], slots[value]
        begin, length = starts[value], starts[value + 1] - starts[value]
        place = _first(code, owner) & mask
        while places[place]:
            entry = places[place] - 1
            if hashes[entry] == code and owners[entry] == owner:
                start = offsets[entry]
                if _equal(values, begin, length, blob, start, offsets[entry + 1] - start):
                    break
            place = (place + np.uint64(1)) & mask
        if places[place]:
            counts[places[place] - 1] += 1
        elif sizes[owner] < limit:
            places[place] = size + 1
            hashes[size], owners[size], counts[size] = code, owner, 1
            for byte in range(length):
                blob[offsets[size] + byte] = values[begin + byte]
            offsets[size + 1] = offsets[size] + length
            sizes[owner] += 1
            size += 1
    total[0] = size


@njit(cache=True, nogil=True)
def _equal(values, begin, length, blob, start, size):
    """Return whether two values are equal."""
    if length != size:
        return False
    for place in range(size):
        if values[begin + place] != blob[start + place]:
            return False
    return True
