"""Split text in UTF-8 into words and number them, without Python strings."""

from __future__ import annotations

import numpy as np

from .compiler import njit
from .packed_strings import character_bytes
from .word_table import KEY_BYTES, digest, grown_table, key_of, look_up, new_table, with_byte

_BATCH = 1024


@njit(cache=True, nogil=True)
def _is_wide_space(data, place):
    """Return whether U+3000 begins at `place`, given that its first byte is there."""
    return place + 2 < data.size and data[place + 1] == 0x80 and data[place + 2] == 0x80


@njit(cache=True, nogil=True)
def _scan(data, chars, at, spans, keys, line_ends):
    """Find the begin, end and key of the next words, until `spans` is full.

    `at` int64 (4,) is the state of the loop: position, tokens, lines, first NUL.  Returns the
    number of words that were found.
    """
    place, lines = at[0], at[2]
    found = 0
    while place < data.size and found < spans.shape[1]:
        byte = data[place]
        if byte <= 0x20:
            if byte == 10:
                line_ends[lines] = at[1] + found
                lines += 1
            elif byte == 0 and at[3] < 0:
                at[3] = place
            place += 1
            continue
        if byte == 0xE3 and _is_wide_space(data, place):
            place += 3
            continue
        start = place
        limit = min(data.size, place + character_bytes(byte)) if chars else data.size
        low = np.uint64(byte)
        high = np.uint64(0)
        place += 1
        while place < limit:
            byte = data[place]
            if byte <= 0x20 or (byte == 0xE3 and _is_wide_space(data, place)):
                break
            low, high = with_byte(low, high, byte)
            place += 1
        spans[0, found] = start
        spans[1, found] = place
        keys[found, 0] = low
        keys[found, 1] = digest(data, start, place) if place - start > KEY_BYTES else high
        found += 1
    at[0], at[2] = place, lines
    return found


@njit(cache=True, nogil=True)
def _number_text(data, chars, at, spans, keys, ids, line_ends, slots, rows, blob, offsets, size):
    """Assign numbers to the words of a block, until the capacity of the table is exhausted.

    `at` int64 (6,) is the state of the loop: that of `_scan`, the number of words in `spans`, and
    of those that are numbered; they are equal at the end of the block. Returns the number of words
    in the table.
    """
    while at[0] < data.size or at[5] < at[4]:
        if at[5] == at[4]:
            at[4], at[5] = _scan(data, chars, at, spans, keys, line_ends), 0
        numbers = ids[at[1] : at[1] + at[4]]
        at[5], size = look_up(
            at[5], numbers, spans[0], spans[1], keys, data, slots, rows, blob, offsets, size
        )
        if at[5] < at[4]:
            break
        at[1] += at[4]
        at[4], at[5] = 0, 0
    return size


def tokenize(data, chars):
    """Split a block at bytes <= 0x20 and U+3000, and number the words by first occurrence.

    `data` uint8 (n,) is text; with `chars` each character is a word.  Returns int32 ids (N,) of
    all tokens, for each LF the number of tokens before it, the words (rows, blob, offsets), and
    the position of the first NUL or -1.
    """
    table = new_table()
    ids = np.empty(data.size if chars else (data.size + 1) // 2, np.int32)
    line_ends = np.empty(count_byte(data, 10), np.int64)
    spans = np.empty((2, _BATCH), np.int64)
    keys = np.ones((_BATCH, 3), np.uint64)
    at = np.array([0, 0, 0, -1, 0, 0])
    while True:
        size = _number_text(data, chars, at, spans, keys, ids, line_ends, *table)
        table = (*table[:4], size)
        if at[4] == at[5]:
            break
        table = grown_table(table, int(spans[1, at[5]] - spans[0, at[5]]))
    _, rows, blob, offsets, size = table
    return ids[: at[1]].copy(), line_ends, rows[:size], blob, offsets[: size + 1], int(at[3])


@njit(cache=True, nogil=True)
def _number_spans(data, starts, ends, at, keys, ids, line_ends, slots, rows, blob, offsets, size):
    """Assign numbers to the words at given positions, until the capacity of the table is exhausted.

    `at` int64 (5,) is the state of the loop: position, lines, the first token of the batch, 1 if
    its keys are known, and the number of its words that are numbered. Returns the number of words
    in the table.
    """
    while at[2] < starts.size:
        first, after = at[2], min(at[2] + _BATCH, starts.size)
        if at[3] == 0:
            place, lines = at[0], at[1]
            for token in range(first, after):
                while place < starts[token]:
                    if data[place] == 10:
                        line_ends[lines] = token
                        lines += 1
                    place += 1
                keys[token - first, 0], keys[token - first, 1] = key_of(data, place, ends[token])
            at[0], at[1], at[3] = place, lines, 1
        at[4], size = look_up(
            at[4], ids[first:after], starts[first:after], ends[first:after], keys, data,
            slots, rows, blob, offsets, size,
        )  # fmt: skip
        if at[4] < after - first:
            break
        at[2], at[3], at[4] = after, 0, 0
    return size


def tokenize_at(data, starts, ends):
    """Assign numbers, by first occurrence, to the words at given positions of a block.

    `starts` and `ends` int64 (N,) are positions in `data` uint8.  Returns the same as `tokenize`
    without the position of NUL.
    """
    table = new_table()
    ids = np.empty(starts.size, np.int32)
    line_ends = np.empty(count_byte(data, 10), np.int64)
    keys = np.ones((_BATCH, 3), np.uint64)
    at = np.zeros(5, np.int64)
    while True:
        size = _number_spans(data, starts, ends, at, keys, ids, line_ends, *table)
        table = (*table[:4], size)
        if at[2] == starts.size:
            break
        word = at[2] + at[4]
        table = grown_table(table, int(ends[word] - starts[word]))
    line_ends[at[1] :] = starts.size
    _, rows, blob, offsets, size = table
    return ids, line_ends, rows[:size], blob, offsets[: size + 1]


@njit(cache=True, nogil=True)
def count_byte(data, byte):
    """Count `byte` in `data`."""
    number = 0
    for place in range(data.size):
        number += data[place] == byte
    return number


@njit(cache=True, nogil=True)
def renumber(ids, mapping):
    """Replace every id of int32 `ids` (N,) by ``mapping[id]``, in place."""
    for token in range(ids.size):
        ids[token] = mapping[ids[token]]


@njit(cache=True, nogil=True)
def compact(ids, line_ends, mapping):
    """Renumber in place and remove tokens that map to -1; returns the number of the others."""
    kept = 0
    token = 0
    for line in range(line_ends.size + 1):
        stop = line_ends[line] if line < line_ends.size else ids.size
        while token < stop:
            number = mapping[ids[token]]
            ids[kept] = number
            kept += number >= 0
            token += 1
        if line < line_ends.size:
            line_ends[line] = kept
    return kept


@njit(cache=True, nogil=True)
def lower_ascii(data):
    """Replace A to Z by a to z, in place."""
    for place in range(data.size):
        byte = data[place]
        data[place] = byte + 32 if 65 <= byte <= 90 else byte
