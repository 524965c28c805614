"""Tables of words of UTF-8 and their counts, without Python strings.

A table consists of five values: ``slots`` uint64 (a power of two), a hash table with open
addressing; ``rows`` uint64 (capacity, 3), for each word the two halves of its key and its count;
``blob`` uint8 and ``offsets`` int64, word i being ``blob[offsets[i]:offsets[i + 1]]``; and
``size``, the number of words.  The key of a word of at most 16 bytes is the word itself, so that
equal keys are equal words.  The upper half of the key of a longer word is a hash, and the bytes
are compared if the keys are equal; so are those of words that begin with NUL, whose keys may be
equal to those of shorter words.  A slot contains the number of the word plus one in its lower
half (0 if the slot is free), a bit that marks long words, and 31 bits of the hash, so that rows
of other words are rarely compared.

The arrays have a capacity larger than their content.  A kernel that fills them stops when the
capacity is exhausted; the function that calls it, in plain Python, calls it again with larger
arrays, so that little code is compiled.
"""

from __future__ import annotations

import numpy as np

from .compiler import njit

_BASIS = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_MIX_LOW = np.uint64(0x9E3779B97F4A7C15)
_MIX_HIGH = np.uint64(0xC2B2AE3D27D4EB4F)
_LONG = np.uint64(1 << 31)
_NUMBER = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_ONE = np.uint64(1)
_BYTE = np.uint64(8)
_LAST_BYTE = np.uint64(56)
KEY_BYTES = 16
"""Bytes of the longest word whose key is the word itself."""


def new_table():
    """Create a table without words: slots, rows, blob, offsets, size."""
    slots, rows = np.zeros(2048, np.uint64), np.zeros((1024, 3), np.uint64)
    return slots, rows, np.zeros(8192, np.uint8), np.zeros(1025, np.int64), 0


@njit(cache=True, nogil=True)
def _is_long(data, start, end):
    """Return whether words with the key of this word may differ."""
    return end - start > KEY_BYTES or (end > start and data[start] == 0)


@njit(cache=True, nogil=True)
def digest(data, start, end):
    """Hash ``data[start:end]`` to 64 bits (FNV-1a)."""
    code = _BASIS
    for place in range(start, end):
        code = (code ^ np.uint64(data[place])) * _PRIME
    return code


@njit(cache=True, nogil=True)
def with_byte(low, high, byte):
    """Return both halves of the key of a word of at most 16 bytes after one more byte."""
    return (low << _BYTE) | np.uint64(byte), (high << _BYTE) | (low >> _LAST_BYTE)


@njit(cache=True, nogil=True)
def key_of(data, start, end):
    """Return both halves of the key of the word ``data[start:end]``."""
    low = np.uint64(0)
    high = np.uint64(0)
    for place in range(max(start, end - KEY_BYTES), end):
        low, high = with_byte(low, high, data[place])
    return low, digest(data, start, end) if _is_long(data, start, end) else high


@njit(cache=True, nogil=True)
def _hash(low, high):
    """Hash the two halves of a key."""
    code = (low ^ (high * _MIX_HIGH)) * _MIX_LOW
    return code ^ (code >> _HALF)


@njit(cache=True, nogil=True)
def _tag(code, long):
    """Return the upper half of the slot of a word."""
    tag = code >> _HALF
    return tag | _LONG if long else tag & ~_LONG


@njit(cache=True, nogil=True)
def _same_bytes(blob, begin, end, data, start):
    """Return whether ``blob[begin:end]`` equals the bytes from ``data[start]`` on."""
    for place in range(begin, end):
        if blob[place] != data[start + place - begin]:
            return False
    return True


@njit(cache=True, nogil=True)
def _fits(slots, rows, blob, offsets, size, length):
    """Return whether the table has capacity for one more word of `length` bytes."""
    fits = size < rows.shape[0] and offsets[size] + length <= blob.size
    return fits and 2 * (size + 1) <= slots.size


@njit(cache=True, nogil=True)
def _put(slots, rows, blob, offsets, size, data, start, end, low, high, slot):
    """Add the word ``data[start:end]`` as number `size` at the free `slot`."""
    begin = offsets[size]
    for place in range(start, end):
        blob[begin + place - start] = data[place]
    offsets[size + 1] = begin + end - start
    rows[size, 0] = low
    rows[size, 1] = high
    tag = _tag(_hash(low, high), _is_long(data, start, end))
    slots[slot] = (tag << _HALF) | np.uint64(size + 1)


@njit(cache=True, nogil=True)
def _rehash(slots, rows, larger):
    """Copy all slots to a `larger` table, which is empty."""
    mask = np.uint64(larger.size - 1)
    for old in range(slots.size):
        if slots[old] != 0:
            number = (slots[old] & _NUMBER) - _ONE
            slot = _hash(rows[number, 0], rows[number, 1]) & mask
            while larger[slot] != 0:
                slot = (slot + _ONE) & mask
            larger[slot] = slots[old]


def _enlarged(array, size):
    """Copy `array` to the begin of zeros of `size` rows."""
    larger = np.zeros((size, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger


def grown_table(table, length):
    """Return a table with capacity for one more word of `length` bytes."""
    slots, rows, blob, offsets, size = table
    if size == len(rows):
        rows = _enlarged(rows, 2 * size)
        offsets = _enlarged(offsets, 2 * size + 1)
    used = int(offsets[size])
    if used + length > blob.size:
        blob = _enlarged(blob, max(2 * blob.size, used + length))
    if 2 * (size + 1) > slots.size:
        larger = np.zeros(2 * slots.size, np.uint64)
        _rehash(slots, rows, larger)
        slots = larger
    return slots, rows, blob, offsets, size


@njit(cache=True, nogil=True)
def look_up(first, numbers, starts, ends, keys, data, slots, rows, blob, offsets, size):
    """Write the numbers of words `first` and following; adds new words, and the counts of all.

    Stops before a word for which the capacity is exhausted; returns its index and the size of the
    table.
    """
    mask = np.uint64(slots.size - 1)
    word = first
    while word < numbers.size:
        start, end = starts[word], ends[word]
        low, high = keys[word, 0], keys[word, 1]
        long = _is_long(data, start, end)
        code = _hash(low, high)
        tag = _tag(code, long)
        slot = code & mask
        while slots[slot] != 0:
            if slots[slot] >> _HALF == tag:
                number = (slots[slot] & _NUMBER) - _ONE
                if rows[number, 0] == low and rows[number, 1] == high:
                    if not long:
                        break
                    begin, after = offsets[number], offsets[number + _ONE]
                    if after - begin == end - start and _same_bytes(
                        blob, begin, after, data, start
                    ):
                        break
            slot = (slot + _ONE) & mask
        if slots[slot] == 0:
            if not _fits(slots, rows, blob, offsets, size, end - start):
                break
            _put(slots, rows, blob, offsets, size, data, start, end, low, high, slot)
            size += 1
        number = (slots[slot] & _NUMBER) - _ONE
        rows[number, 2] += keys[word, 2]
        numbers[word] = number
        word += 1
    return word, size


@njit(cache=True, nogil=True)
def rows_of(blob, offsets, counts):
    """Return the rows of packed words."""
    rows = np.empty((counts.size, 3), np.uint64)
    for word in range(counts.size):
        rows[word, 0], rows[word, 1] = key_of(blob, offsets[word], offsets[word + 1])
        rows[word, 2] = counts[word]
    return rows


def merge(table, new_rows, new_blob, new_offsets):
    """Merge the words and counts of a second table into the first.

    Returns the first table, and the int32 numbers in it of the words of the second.
    """
    mapping = np.empty(new_rows.shape[0], np.int32)
    starts, ends = new_offsets[:-1], new_offsets[1:]
    word = 0
    while True:
        word, size = look_up(word, mapping, starts, ends, new_rows, new_blob, *table)
        table = (*table[:4], size)
        if word == mapping.size:
            return table, mapping
        table = grown_table(table, int(ends[word] - starts[word]))
