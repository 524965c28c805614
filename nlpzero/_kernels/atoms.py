"""From code points to atoms, the stretches of text that are never cut, and on to symbols.

A text is a uint32 array of code points.  What each of them is, its class, stands in a uint8 table
that is indexed by code point; 0 says that nobody has looked it up yet.  The order of the classes
is made for comparing: runs of one punctuation mark are one atom up to `PERCENT`, boundaries end at
`SPACE`, and from `MARK` on a code point belongs to what stands before it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

UNSEEN, SYMBOL, PUNCTUATION, APOSTROPHE, POINT, PERCENT, SKIN, REGIONAL = range(8)
SPACE, IDEOGRAPH, LETTER, DIGIT, MARK, KEYCAP, JOINER = range(8, 15)

AT_BOUNDARY, AT_SPACE, AT_IDEOGRAPH, AT_WORD, AT_NUMBER = range(5)
CODES = 0x110000
_ZERO = 48


@njit(cache=True, nogil=True)
def first_unseen(codes, classes):
    """Place of the first code point without a class or beyond Unicode, or -1."""
    for place in range(codes.size):
        if codes[place] >= CODES or classes[codes[place]] == UNSEEN:
            return place
    return -1


@njit(cache=True, nogil=True)
def _is_keycap(codes, classes, place):
    """Whether the digit at `place` is the middle of a keycap: enclosed by what follows it."""
    place += 1
    if place < codes.size and classes[codes[place]] == MARK:
        place += 1
    return place < codes.size and classes[codes[place]] == KEYCAP


@njit(cache=True, nogil=True)
def _after_marks(codes, classes, place):
    """First place from `place` on that holds no mark."""
    while place < codes.size and classes[codes[place]] >= MARK:
        place += 1
    return place


@njit(cache=True, nogil=True)
def _word_end(codes, classes, place):
    """Where the word ends whose first letter stands at `place`."""
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
def _number_end(codes, classes, place):
    """Where the number ends that begins at `place`, and its kind: letters make it a word."""
    pointed = False
    while place < codes.size:
        kind = classes[codes[place]]
        if kind == POINT:
            place += 1
            if place == codes.size or classes[codes[place]] != DIGIT:
                return place - 1, AT_NUMBER
            if _is_keycap(codes, classes, place):
                return place - 1, AT_NUMBER
            pointed = True
        elif kind < MARK and (kind != DIGIT or _is_keycap(codes, classes, place)):
            break
        place += 1
    if place < codes.size:
        kind = classes[codes[place]]
        if kind == LETTER and not pointed:
            return _word_end(codes, classes, place), AT_WORD
        if kind == PERCENT:
            return _after_marks(codes, classes, place + 1), AT_NUMBER
    return place, AT_NUMBER


@njit(cache=True, nogil=True)
def _boundary_end(codes, classes, place):
    """Where the boundary ends that begins at `place`: a symbol, a run of one, or an emoji."""
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
def next_atom(codes, classes, place):
    """Where the atom ends that begins at `place`, and its kind."""
    kind = classes[codes[place]]
    if kind == IDEOGRAPH:
        return _after_marks(codes, classes, place + 1), AT_IDEOGRAPH
    if kind == LETTER:
        return _word_end(codes, classes, place), AT_WORD
    if kind == DIGIT and not _is_keycap(codes, classes, place):
        return _number_end(codes, classes, place)
    if kind == SPACE:
        while place < codes.size and classes[codes[place]] == SPACE:
            place += 1
        return place, AT_SPACE
    return _boundary_end(codes, classes, place), AT_BOUNDARY


@njit(cache=True, nogil=True)
def split(codes, classes):
    """Cut a text into atoms; every class is known.

    Returns int64 starts (A + 1,), the last being the length of the text, and uint8 kinds (A,).
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
