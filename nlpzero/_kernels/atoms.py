"""From code points to atoms, the smallest units, which are never split, and to symbols.

A text is a uint32 array of code points; see `classes` for the table of their classes.

While a text is read, the symbol of an atom of one code point is that code point, the symbol of
another atom is `CODES` plus a number, and the symbol of a boundary is 0; a boundary that contains a
line end is two symbols 0.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .addresses import email_end
from .classes import (
    APOSTROPHE,
    AT_BOUNDARY,
    AT_IDEOGRAPH,
    AT_NUMBER,
    AT_SPACE,
    AT_WORD,
    CIRCLE,
    CODES,
    CONNECTOR,
    DIGIT,
    DOT,
    IDEOGRAPH,
    JOINER,
    KATAKANA,
    LETTER,
    MARK,
    NUMERAL,
    PERCENT,
    POINT,
    PUNCTUATION,
    REGIONAL,
    SIGN,
    SKIN,
    SPACE,
    UNSEEN,
)
from .identifiers import is_keycap, joined_end, number_continues, signed_end, tag_end

FULL_STOP = 0x2E
_LF = 0x0A


@njit(cache=True, nogil=True)
def first_unseen(codes, classes):
    """Return the first position of a code point without a class or beyond Unicode, or -1."""
    for place in range(codes.size):
        if codes[place] >= CODES or classes[codes[place]] == UNSEEN:
            return place
    return -1


@njit(cache=True, nogil=True)
def _after_marks(codes, classes, place):
    """Return the first position from `place` on that is not a mark."""
    while place < codes.size and classes[codes[place]] >= MARK:
        place += 1
    return place


@njit(cache=True, nogil=True)
def _letters_end(codes, classes, place):
    """Return the end of the letters and digits at `place`, with inner apostrophes."""
    letter = classes[codes[place]] == LETTER
    while place < codes.size:
        kind = classes[codes[place]]
        if kind == LETTER:
            letter = True
        elif kind == DIGIT and not is_keycap(codes, classes, place):
            letter = False
        elif kind == APOSTROPHE and letter:
            if place + 1 == codes.size or classes[codes[place + 1]] != LETTER:
                break
        elif kind < MARK:
            break
        place += 1
    return place


@njit(cache=True, nogil=True)
def _word_end(codes, classes, start, place):
    """Return the end of the word that begins at `start` and whose next letter is at `place`."""
    place = _letters_end(codes, classes, place)
    dotted = False
    while place < codes.size and CONNECTOR <= classes[codes[place]] <= SIGN:
        point = codes[place] == FULL_STOP
        place, goes_on = joined_end(codes, classes, start, place, dotted)
        if not goes_on:
            return _after_marks(codes, classes, place)
        dotted |= point and classes[codes[place]] == LETTER
        place = _letters_end(codes, classes, place)
    return place


@njit(cache=True, nogil=True)
def _digits_end(codes, classes, place):
    """Return the end of the digits, with inner points, at `place`, and whether a letter follows.

    If identifiers are split, a letter after digits with a point counts as none.
    """
    pointed = False
    while place < codes.size:
        kind = classes[codes[place]]
        if kind == POINT or kind == DOT:
            if place + 1 == codes.size or classes[codes[place + 1]] != DIGIT:
                break
            if is_keycap(codes, classes, place + 1):
                break
            pointed = classes[FULL_STOP] == POINT
        elif kind < MARK and (kind != DIGIT or is_keycap(codes, classes, place)):
            break
        place += 1
    return place, not pointed and place < codes.size and classes[codes[place]] == LETTER


@njit(cache=True, nogil=True)
def _joined_digits_end(codes, classes, start, place):
    """Return the same as `_digits_end`, for digits that may be a date or time from `start` on."""
    place, lettered = _digits_end(codes, classes, place)
    while not lettered and place < codes.size and number_continues(codes, classes, start, place):
        place, lettered = _digits_end(codes, classes, place + 1)
    return place, lettered


@njit(cache=True, nogil=True)
def _after_digits(codes, classes, start, place, numerals):
    """Return the end and the kind of the atom whose digits and numerals end at `place`."""
    kind = classes[codes[place]] if place < codes.size else np.uint8(SPACE)
    if kind == PERCENT:
        return _after_marks(codes, classes, place + 1), AT_NUMBER
    end = place
    if kind == DOT:  # 1.open are two words, 1.a@b.com is one
        end = max(end, email_end(codes, start, place))
    elif CONNECTOR <= kind <= SIGN and numerals == 0:
        end = _word_end(codes, classes, start, place)
    return end, (AT_NUMBER if end == place else AT_WORD)


@njit(cache=True, nogil=True)
def _number_end(codes, classes, place):
    """Return the end and the kind of the atom that begins with the digit or numeral at `place`.

    Digits before a letter are part of its word; a single numeral is an ideograph.
    """
    start = place
    digits, numerals = False, 0
    while place < codes.size:
        kind = classes[codes[place]]
        if kind == DIGIT and not is_keycap(codes, classes, place):
            if place > start:
                end, lettered = _digits_end(codes, classes, place)
            else:
                end, lettered = _joined_digits_end(codes, classes, start, place)
            if lettered and place == start:
                return _word_end(codes, classes, start, end), AT_WORD
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
    return _after_digits(codes, classes, start, place, numerals)


@njit(cache=True, nogil=True)
def _boundary_end(codes, classes, place):
    """Return the end of the boundary at `place`: a symbol, a run of one mark, or an emoji."""
    first = codes[place]
    kind = classes[first]
    place += 1
    if PUNCTUATION <= kind <= SIGN:
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


@njit(cache=True, nogil=True, separate=True)
def _other_atom(codes, classes, place):
    """Return the end and the kind of an atom that does not begin with an ideograph."""
    kind = classes[codes[place]]
    if kind == LETTER:
        return _word_end(codes, classes, place, place), AT_WORD
    if kind == KATAKANA:
        while place < codes.size and classes[codes[place]] == KATAKANA:
            place = _after_marks(codes, classes, place + 1)
        return place, AT_WORD
    if kind == DOT or kind == SIGN:
        end = signed_end(codes, classes, place)
        if end >= 0:
            return _word_end(codes, classes, place, end), AT_WORD
        end = tag_end(codes, classes, place) if kind == SIGN else end
        if end >= 0:
            return _after_marks(codes, classes, end), AT_WORD
    if kind == NUMERAL or (kind == DIGIT and not is_keycap(codes, classes, place)):
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
    if kind <= DOT and place + 1 < codes.size and codes[place + 1] != first:
        follower = classes[codes[place + 1]]
        if follower < MARK and follower != SKIN and (kind != DOT or follower != LETTER):
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
def _has_line_end(codes, start, end):
    """Return whether a line feed is among the code points from `start` to `end` - 1."""
    for place in range(start, end):
        if codes[place] == _LF:
            return True
    return False


@njit(cache=True, nogil=True)
def number(codes, classes, used):
    """Convert a text to symbols; each atom of several code points gets a new number.

    Sets `used`, uint8 (CODES,), for every symbol that is a code point. Returns int32 symbols, the
    spans (2, W) of the numbered atoms, and the numbers of ideographs, words and numbers.
    """
    symbols = np.empty(codes.size + codes.size // 2 + 1, np.int32)  # a line end is two symbols
    spans = np.empty((2, codes.size // 2), np.int64)
    kinds = np.zeros(5, np.int64)
    size = words = 0
    last = -1
    ends_line = False  # whether the last boundary contains a line end
    place = np.int64(0)
    while place < codes.size:
        start = place
        place, kind = next_atom(codes, classes, place)
        kinds[kind] += 1
        if kind <= AT_SPACE:
            if last != 0:
                last = 0
                symbols[size] = 0
                size += 1
                ends_line = False
            if kind == AT_SPACE and not ends_line and _has_line_end(codes, start, place):
                symbols[size] = 0
                size += 1
                ends_line = True
            continue
        if place - start == 1:
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
def renumber(symbols, mapping):
    """Replace the numbers of atoms of several code points, in place."""
    for place in range(symbols.size):
        if symbols[place] >= CODES:
            symbols[place] = CODES + mapping[symbols[place] - CODES]
