"""Split, hash and count words of UTF-8 without Python strings.

A table of words consists of five values: ``slots`` uint64 (a power of two), a hash table with open
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
_BYTE = np.uint64(8)
_HALF = np.uint64(32)
_LAST_BYTE = np.uint64(56)
_ONE = np.uint64(1)
_WHOLE = 16
_BATCH = 1024


def new_table():
    """Create a table without words: slots, rows, blob, offsets, size."""
    slots, rows = np.zeros(2048, np.uint64), np.zeros((1024, 3), np.uint64)
    return slots, rows, np.zeros(8192, np.uint8), np.zeros(1025, np.int64), 0


@njit(cache=True, nogil=True)
def _is_long(data, start, end):
    """Return whether words with the key of this word may differ."""
    return end - start > _WHOLE or (end > start and data[start] == 0)


@njit(cache=True, nogil=True)
def _digest(data, start, end):
    """Hash ``data[start:end]`` to 64 bits (FNV-1a)."""
    code = _BASIS
    for place in range(start, end):
        code = (code ^ np.uint64(data[place])) * _PRIME
    return code


@njit(cache=True, nogil=True)
def _key(data, start, end):
    """Return both halves of the key of the word ``data[start:end]``."""
    low = np.uint64(0)
    high = np.uint64(0)
    for place in range(max(start, end - _WHOLE), end):
        high = (high << _BYTE) | (low >> _LAST_BYTE)
        low = (low << _BYTE) | np.uint64(data[place])
    return low, _digest(data, start, end) if _is_long(data, start, end) else high


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


def _grown(table, length):
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
def _is_wide_space(data, place):
    """Return whether U+3000 begins at `place`, given that its first byte is there."""
    return place + 2 < data.size and data[place + 1] == 0x80 and data[place + 2] == 0x80


@njit(cache=True, nogil=True)
def _width(lead):
    """Return the number of bytes of the character that begins with `lead`."""
    if lead < 0xC0:
        return 1
    if lead < 0xE0:
        return 2
    return 3 if lead < 0xF0 else 4


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
        limit = min(data.size, place + _width(byte)) if chars else data.size
        low = np.uint64(byte)
        high = np.uint64(0)
        place += 1
        while place < limit:
            byte = data[place]
            if byte <= 0x20 or (byte == 0xE3 and _is_wide_space(data, place)):
                break
            high = (high << _BYTE) | (low >> _LAST_BYTE)
            low = (low << _BYTE) | np.uint64(byte)
            place += 1
        spans[0, found] = start
        spans[1, found] = place
        keys[found, 0] = low
        keys[found, 1] = _digest(data, start, place) if place - start > _WHOLE else high
        found += 1
    at[0], at[2] = place, lines
    return found


@njit(cache=True, nogil=True)
def _look_up(first, numbers, starts, ends, keys, data, slots, rows, blob, offsets, size):
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
        at[5], size = _look_up(
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
        table = _grown(table, int(spans[1, at[5]] - spans[0, at[5]]))
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
                keys[token - first, 0], keys[token - first, 1] = _key(data, place, ends[token])
            at[0], at[1], at[3] = place, lines, 1
        at[4], size = _look_up(
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
        table = _grown(table, int(ends[word] - starts[word]))
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
def rows_of(blob, offsets, counts):
    """Return the rows of packed words."""
    rows = np.empty((counts.size, 3), np.uint64)
    for word in range(counts.size):
        rows[word, 0], rows[word, 1] = _key(blob, offsets[word], offsets[word + 1])
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
        word, size = _look_up(word, mapping, starts, ends, new_rows, new_blob, *table)
        table = (*table[:4], size)
        if word == mapping.size:
            return table, mapping
        table = _grown(table, int(ends[word] - starts[word]))


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
        if lead < 0xC2 or lead > 0xF4 or place + _width(lead) > end:
            return False
        second = data[place + 1]
        low = 0xA0 if lead == 0xE0 else (0x90 if lead == 0xF0 else 0x80)
        high = 0x9F if lead == 0xED else (0x8F if lead == 0xF4 else 0xBF)
        if second < low or second > high:
            return False
        for other in range(place + 2, place + _width(lead)):
            if data[other] & 0xC0 != 0x80:
                return False
        place += _width(lead)
    return True


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
