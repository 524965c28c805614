"""Strings in UTF-8 that are joined in one array.

String i is ``blob[offsets[i]:offsets[i + 1]]``, blob uint8, offsets int64.
"""

from __future__ import annotations

import numpy as np

from .compiler import njit

_BYTE = np.uint64(8)


@njit(cache=True, nogil=True)
def first_invalid(blob, offsets):
    """Return the first word that is not valid UTF-8, or -1."""
    for word in range(offsets.size - 1):
        if not _is_utf8(blob, offsets[word], offsets[word + 1]):
            return word
    return -1


@njit(cache=True, nogil=True)
def _is_utf8(data, start, end):
    """Return whether ``data[start:end]`` is valid UTF-8, without overlong forms and surrogates."""
    place = start
    while place < end:
        lead = data[place]
        if lead < 0x80:
            place += 1
            continue
        if lead < 0xC2 or lead > 0xF4 or place + character_bytes(lead) > end:
            return False
        second = data[place + 1]
        low = 0xA0 if lead == 0xE0 else (0x90 if lead == 0xF0 else 0x80)
        high = 0x9F if lead == 0xED else (0x8F if lead == 0xF4 else 0xBF)
        if second < low or second > high:
            return False
        for other in range(place + 2, place + character_bytes(lead)):
            if data[other] & 0xC0 != 0x80:
                return False
        place += character_bytes(lead)
    return True


@njit(cache=True, nogil=True)
def character_bytes(lead):
    """Return the number of bytes of the character that begins with `lead`."""
    if lead < 0xC0:
        return 1
    if lead < 0xE0:
        return 2
    return 3 if lead < 0xF0 else 4


@njit(cache=True, nogil=True)
def prefixes(blob, offsets, words, skip):
    """Return bytes `skip` to `skip` + 8 of each word as a big-endian number, padded by 0."""
    keys = np.empty(words.size, np.uint64)
    for row in range(words.size):
        start = offsets[words[row]] + skip
        end = offsets[words[row] + 1]
        key = np.uint64(0)
        for place in range(start, start + 8):
            byte = np.uint64(blob[place]) if place < end else np.uint64(0)
            key = (key << _BYTE) | byte
        keys[row] = key
    return keys


@njit(cache=True, nogil=True)
def gather(blob, offsets, words):
    """Copy the words int64 (R,) of a blob to a new blob; returns it and its offsets."""
    ends = np.empty(words.size + 1, np.int64)
    ends[0] = 0
    for row in range(words.size):
        ends[row + 1] = ends[row] + offsets[words[row] + 1] - offsets[words[row]]
    packed = np.empty(ends[-1], np.uint8)
    for row in range(words.size):
        begin = offsets[words[row]]
        for place in range(ends[row], ends[row + 1]):
            packed[place] = blob[begin + place - ends[row]]
    return packed, ends
