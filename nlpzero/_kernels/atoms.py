"""From code points to atoms, the smallest units, which are never split, and to symbols.

A text is a uint32 array of code points. The class of each code point is in a uint8 table that is
indexed by code point; 0 means not yet looked up. The classes are ordered such that runs of one
character are one atom for classes up to `PERCENT`, classes up to `SPACE` are boundaries, and
classes from `MARK` on belong to the preceding character.

While a text is read, the symbol of an atom of one code point is that code point, the symbol of
another atom is `CODES` plus a number, and the symbol of a boundary is 0.

All kernels are in one file because the cache of numba checks only the file of the caller.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

UNSEEN, SYMBOL, CIRCLE, PUNCTUATION, APOSTROPHE, POINT, PERCENT, SKIN, REGIONAL = range(9)
SPACE, IDEOGRAPH, LETTER, NUMERAL, DIGIT, MARK, KEYCAP, JOINER = range(9, 17)

AT_BOUNDARY, AT_SPACE, AT_IDEOGRAPH, AT_WORD, AT_NUMBER = range(5)
CODES = 0x110000


@njit(cache=True, nogil=True)
def first_unseen(codes, classes):
    """Return the first position of a code point without a class or beyond Unicode, or -1."""
    for place in range(codes.size):
        if codes[place] >= CODES or classes[codes[place]] == UNSEEN:
            return place
    return -1


@njit(cache=True, nogil=True)
def _is_keycap(codes, classes, place):
    """Return whether the digit at `place` is enclosed in a keycap by the following characters."""
    place += 1
    if place < codes.size and classes[codes[place]] == MARK:
        place += 1
    return place < codes.size and classes[codes[place]] == KEYCAP


@njit(cache=True, nogil=True)
def _after_marks(codes, classes, place):
    """Return the first position from `place` on that is not a mark."""
    while place < codes.size and classes[codes[place]] >= MARK:
        place += 1
    return place


@njit(cache=True, nogil=True)
def _word_end(codes, classes, place):
    """Return the end of the word whose first letter is at `place`."""
    letter = True
    while place < codes.size:
        kind = classes[codes[place]]
        if kind == LETTER:
            letter = True
        elif kind == DIGIT and not _is_keycap(codes, classes, place):
            letter = False
        elif kind == APOSTROPHE and letter:
            if place + 1 == codes.size or classes[codes[place + 1]] != LETTER:
                break
        elif kind < MARK:
            break
        place += 1
    return place


@njit(cache=True, nogil=True)
def _digits_end(codes, classes, place):
    """Return the end of the digits, with inner points, at `place`, and whether a letter follows."""
    pointed = False
    while place < codes.size:
        kind = classes[codes[place]]
        if kind == POINT:
            if place + 1 == codes.size or classes[codes[place + 1]] != DIGIT:
                break
            if _is_keycap(codes, classes, place + 1):
                break
            pointed = True
        elif kind < MARK and (kind != DIGIT or _is_keycap(codes, classes, place)):
            break
        place += 1
    return place, not pointed and place < codes.size and classes[codes[place]] == LETTER


@njit(cache=True, nogil=True)
def _number_end(codes, classes, place):
    """Return the end and the kind of the atom that begins with the digit or numeral at `place`.

    Digits before a letter are part of its word; a single numeral is an ideograph.
    """
    start = place
    digits, numerals = False, 0
    while place < codes.size:
        kind = classes[codes[place]]
        if kind == DIGIT and not _is_keycap(codes, classes, place):
            end, lettered = _digits_end(codes, classes, place)
            if lettered and place == start:
                return _word_end(codes, classes, end), AT_WORD
            if lettered:
                break
            digits = True
            place = end
            continue
        if kind == NUMERAL or (kind == CIRCLE and numerals > 0):
            numerals += 1
        elif kind < MARK:
            break
        place += 1
    if numerals == 1 and not digits:
        return place, AT_IDEOGRAPH
    if place < codes.size and classes[codes[place]] == PERCENT:
        return _after_marks(codes, classes, place + 1), AT_NUMBER
    return place, AT_NUMBER


@njit(cache=True, nogil=True)
def _boundary_end(codes, classes, place):
    """Return the end of the boundary at `place`: a symbol, a run of one mark, or an emoji."""
    first = codes[place]
    kind = classes[first]
    place += 1
    if PUNCTUATION <= kind <= PERCENT:
        while place < codes.size and codes[place] == first:
            place += 1
    elif kind == REGIONAL and place < codes.size and classes[codes[place]] == REGIONAL:
        place += 1
    joins = kind == JOINER
    while place < codes.size:
        kind = classes[codes[place]]
        if kind < MARK and kind != SKIN and not (joins and kind < SPACE):
            break
        joins = kind == JOINER
        place += 1
    return place


@njit(cache=True, nogil=True)
def _other_atom(codes, classes, place):
    """Return the end and the kind of an atom that does not begin with an ideograph."""
    kind = classes[codes[place]]
    if kind == LETTER:
        return _word_end(codes, classes, place), AT_WORD
    if kind == NUMERAL or (kind == DIGIT and not _is_keycap(codes, classes, place)):
        return _number_end(codes, classes, place)
    if kind == SPACE:
        while place < codes.size and classes[codes[place]] == SPACE:
            place += 1
        return place, AT_SPACE
    return _boundary_end(codes, classes, place), AT_BOUNDARY


@njit(cache=True, nogil=True, forceinline=True)
def next_atom(codes, classes, place):
    """Return the end and the kind of the atom at `place`.

    A function call takes longer than the rest, so the frequent cases are handled without one.
    """
    first = codes[place]
    kind = classes[first]
    if kind == IDEOGRAPH:
        place += 1
        while place < codes.size and classes[codes[place]] >= MARK:
            place += 1
        return place, AT_IDEOGRAPH
    if kind == NUMERAL and place + 1 < codes.size:
        follower = classes[codes[place + 1]]
        if follower < NUMERAL and follower != CIRCLE:
            return place + 1, AT_IDEOGRAPH
    if kind <= PERCENT and place + 1 < codes.size and codes[place + 1] != first:
        follower = classes[codes[place + 1]]
        if follower < MARK and follower != SKIN:
            return place + 1, AT_BOUNDARY
    return _other_atom(codes, classes, place)


@njit(cache=True, nogil=True)
def split(codes, classes):
    """Split a text into atoms; all classes must be in the table.

    Returns int64 starts (A + 1,), the last of which is the length of the text, and uint8 kinds
    (A,).
    """
    starts = np.empty(codes.size + 1, np.int64)
    kinds = np.empty(codes.size, np.uint8)
    place = np.int64(0)
    number = 0
    while place < codes.size:
        starts[number] = place
        place, kind = next_atom(codes, classes, place)
        kinds[number] = kind
        number += 1
    starts[number] = codes.size
    return starts[: number + 1], kinds[:number]


@njit(cache=True, nogil=True)
def decode(data):
    """Decode UTF-8 (uint8); returns code points and the number of NUL, or -1 for invalid UTF-8."""
    codes = np.empty(data.size, np.uint32)
    size = zeros = 0
    place = 0
    while place < data.size:
        code = np.uint32(data[place])
        if code < 0x80:
            width, least = 1, 0
            zeros += code == 0
        elif code < 0xE0:
            width, least, code = 2, 0x80, code & np.uint32(0x1F)
        elif code < 0xF0:
            width, least, code = 3, 0x800, code & np.uint32(0x0F)
        else:
            width, least, code = 4, 0x10000, code - np.uint32(0xF0)
        if 0x80 <= data[place] < 0xC2 or place + width > data.size:
            return codes[:size], -1
        for other in range(place + 1, place + width):
            if data[other] & 0xC0 != 0x80:
                return codes[:size], -1
            code = (code << np.uint32(6)) | np.uint32(data[other] & 0x3F)
        if code < least or code >= CODES or 0xD800 <= code < 0xE000:
            return codes[:size], -1
        codes[size] = code
        size += 1
        place += width
    return codes[:size], zeros


@njit(cache=True, nogil=True)
def fold(codes, folded):
    """Return a copy with every code point replaced by its entry in a table minus 1."""
    result = np.empty(codes.size, np.uint32)
    for place in range(codes.size):
        result[place] = folded[codes[place]] - np.uint32(1)
    return result


@njit(cache=True, nogil=True)
def number(codes, classes, used):
    """Convert a text to symbols; each atom of several code points gets a new number.

    Sets `used`, uint8 (CODES,), for every symbol that is a code point. Returns int32 symbols, the
    spans (2, W) of the numbered atoms, and the numbers of ideographs, words and numbers.
    """
    symbols = np.empty(codes.size, np.int32)
    spans = np.empty((2, codes.size // 2), np.int64)
    kinds = np.zeros(5, np.int64)
    size = words = 0
    last = -1
    place = np.int64(0)
    while place < codes.size:
        start = place
        place, kind = next_atom(codes, classes, place)
        kinds[kind] += 1
        if kind <= AT_SPACE:
            if last == 0:
                continue
            last = 0
        elif place - start == 1:
            last = int(codes[start])
            used[last] = 1
        else:
            spans[0, words] = start
            spans[1, words] = place
            last = CODES + words
            words += 1
        symbols[size] = last
        size += 1
    return symbols[:size].copy(), spans[:, :words], kinds[AT_IDEOGRAPH:]


@njit(cache=True, nogil=True)
def pack(codes, spans):
    """Encode spans of a text in UTF-8; returns a blob and int64 offsets (W + 1,)."""
    offsets = np.zeros(spans.shape[1] + 1, np.int64)
    for word in range(spans.shape[1]):
        size = offsets[word]
        for place in range(spans[0, word], spans[1, word]):
            code = codes[place]
            size += 1 + (code >= 0x80) + (code >= 0x800) + (code >= 0x10000)
        offsets[word + 1] = size
    blob = np.empty(offsets[-1], np.uint8)
    size = 0
    for word in range(spans.shape[1]):
        for place in range(spans[0, word], spans[1, word]):
            size = _put_utf8(blob, size, codes[place])
    return blob, offsets


@njit(cache=True, nogil=True)
def _put_utf8(blob, size, code):
    """Write a code point in UTF-8 at `size`; returns its end."""
    if code < 0x80:
        blob[size] = code
        return size + 1
    width = 2 + (code >= 0x800) + (code >= 0x10000)
    for other in range(width - 1, 0, -1):
        blob[size + other] = 0x80 | (code & np.uint32(0x3F))
        code >>= np.uint32(6)
    blob[size] = (0xF00 >> width & 0xF0) | code
    return size + width


@njit(cache=True, nogil=True)
def renumber(symbols, mapping):
    """Replace the numbers of atoms of several code points, in place."""
    for place in range(symbols.size):
        if symbols[place] >= CODES:
            symbols[place] = CODES + mapping[symbols[place] - CODES]
