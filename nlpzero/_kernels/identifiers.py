"""Ends of identifiers: names with inner points, e-mail addresses, URLs, dates, tags and others.

The kernels are called where a character of the classes `CONNECTOR`, `DOT` or `SIGN` occurs, which
only the table for whole identifiers contains. Every look-ahead is limited, or consumes what it
looks at, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .addresses import email_end, is_alphanumeric, is_ascii_digit, is_ascii_letter, url_end
from .classes import (
    CONNECTOR,
    DIGIT,
    DOT,
    IDEOGRAPH,
    KEYCAP,
    LETTER,
    MARK,
    SIGN,
    SPACE,
    SYMBOL,
)

MAX_TAG = 32
"""Code points of a hashtag or user name after its sign."""

_NONE = np.int64(-1)
_COLON, _SLASH, _HYPHEN, _PLUS = 0x3A, 0x2F, 0x2D, 0x2B
_UNDERSCORES = (0x5F, 0xFF3F)
_HASHES = (0x23, 0xFF03)
_CLOSING = (0x29, 0x5D, 0x7D, 0x22, 0x27)  # ) ] } " '


@njit(cache=True, nogil=True)
def is_keycap(codes, classes, place):
    """Return whether the digit at `place` is enclosed in a keycap by the following characters."""
    place += 1
    if place < codes.size and classes[codes[place]] == MARK:
        place += 1
    return place < codes.size and classes[codes[place]] == KEYCAP


@njit(cache=True, nogil=True)
def _is_underscore(code):
    return code == _UNDERSCORES[0] or code == _UNDERSCORES[1]


@njit(cache=True, nogil=True)
def _class_at(codes, classes, place):
    """Return the class at `place`: SPACE outside of the text, SYMBOL for a digit in a keycap."""
    if place < 0 or place >= codes.size:
        return np.uint8(SPACE)
    kind = classes[codes[place]]
    if kind == DIGIT and is_keycap(codes, classes, place):
        return np.uint8(SYMBOL)
    return kind


@njit(cache=True, nogil=True)
def _is_letter_or_digit(kind):
    return kind == LETTER or kind == DIGIT


@njit(cache=True, nogil=True)
def _may_begin_tag(codes, classes, place):
    """Return whether there is # or @ at `place`, not after a letter, digit or underscore."""
    if _is_underscore(codes[place]):
        return False
    if place == 0:
        return True
    before = codes[place - 1]
    return not (_is_underscore(before) or _is_letter_or_digit(classes[before]))


@njit(cache=True, nogil=True)
def tag_end(codes, classes, place):
    """Return the end of the hashtag or user name whose sign is at `place`, or -1.

    It is a word between two hashes; or a sign and a word up to white space; or a sign and a word
    of letters, digits and underscores without ideographs.
    """
    if not _may_begin_tag(codes, classes, place):
        return _NONE
    sign = codes[place]
    before = np.uint8(SPACE) if place == 0 else classes[codes[place - 1]]
    end = place + 1
    plain = _NONE  # end of the part before the first ideograph
    lettered = plainly = False
    while end < codes.size and end - place <= MAX_TAG + 1:
        kind = classes[codes[end]]
        if kind < IDEOGRAPH and not _is_underscore(codes[end]):
            break
        if kind >= MARK and end == place + 1:
            return _NONE  # a keycap
        if kind < MARK and IDEOGRAPH <= kind and not _is_letter_or_digit(kind) and plain < 0:
            plain, plainly = end, lettered
        lettered |= IDEOGRAPH <= kind < MARK and kind != DIGIT
        end += 1
    if not lettered:
        return _NONE
    if end - place <= MAX_TAG + 1:
        hashed = sign == _HASHES[0] or sign == _HASHES[1]
        if hashed and end < codes.size and codes[end] == sign:
            return end + 1
        spaced = before < IDEOGRAPH and _class_at(codes, classes, end) == SPACE
        if plain < 0 or spaced:
            return end
    return plain if plainly else _NONE


@njit(cache=True, nogil=True)
def signed_end(codes, classes, place):
    """Return the first letter of a word after underscores or a point at `place`, or -1.

    A point begins a word only after white space, or punctuation that closes nothing (.NET).
    """
    code = codes[place]
    if _is_underscore(code):
        while place < codes.size and _is_underscore(codes[place]):
            place += 1
        return place if _class_at(codes, classes, place) == LETTER else _NONE
    if classes[code] != DOT or place + 1 == codes.size or not is_ascii_letter(codes[place + 1]):
        return _NONE
    if place > 0:
        before = codes[place - 1]
        if classes[before] >= IDEOGRAPH or classes[before] == DOT:
            return _NONE
        for other in _CLOSING:
            if before == other:
                return _NONE
    return place + 1


@njit(cache=True, nogil=True)
def _is_new_sentence(codes, place):
    """Return whether the point at `place` is between sentences: end.Next."""
    if place + 2 >= codes.size or not 0x41 <= codes[place + 1] <= 0x5A:
        return False
    return 0x61 <= codes[place + 2] <= 0x7A and not 0x41 <= codes[place - 1] <= 0x5A


@njit(cache=True, nogil=True)
def _point_joins(codes, classes, place):
    """Return whether the point at `place` joins two parts of a word, as in a.txt and v1.0."""
    before, after = codes[place - 1], _class_at(codes, classes, place + 1)
    if classes[before] == DIGIT and after == DIGIT:
        return True
    if after != LETTER or not is_ascii_letter(codes[place + 1]):
        return False
    named = is_alphanumeric(codes, place - 1) or _is_underscore(before)
    return named and not _is_new_sentence(codes, place)


@njit(cache=True, nogil=True)
def _is_www(codes, start, place):
    """Return whether the word from `start` to the point at `place` is www."""
    if place - start != 3 or not is_alphanumeric(codes, place + 1):
        return False
    for other in range(start, place):
        if codes[other] | 0x20 != 0x77:
            return False
    return True


@njit(cache=True, nogil=True)
def _has_authority(codes, start, place):
    """Return whether the word from `start` to the colon at `place` is the scheme of a URL."""
    if place + 3 >= codes.size or codes[place + 1] != _SLASH or codes[place + 2] != _SLASH:
        return False
    return is_ascii_letter(codes[start]) and is_alphanumeric(codes, place + 3)


@njit(cache=True, nogil=True)
def _suffix_end(codes, classes, start, place):
    """Return the end of ++ after a word (C++, C++17) or # after a letter (C#), or -1."""
    code = codes[place]
    lettered = classes[codes[place - 1]] == LETTER
    if code == _PLUS and lettered and place + 1 < codes.size and codes[place + 1] == _PLUS:
        place += 2
        while place < codes.size and is_ascii_digit(codes[place]):
            place += 1
        after = _class_at(codes, classes, place)
        joined = after == LETTER or after == DIGIT or (after != SPACE and codes[place] == _PLUS)
        return _NONE if joined else place
    if code == _HASHES[0] and place == start + 1 and is_ascii_letter(codes[start]):
        after = _class_at(codes, classes, place + 1)
        if not (_is_letter_or_digit(after) or after == SIGN):
            return place + 1
    return _NONE


@njit(cache=True, nogil=True)
def joined_end(codes, classes, start, place, dotted):
    """Return how a word from `start` continues with the `CONNECTOR`, `DOT` or `SIGN` at `place`.

    dotted : bool, whether the word has an inner point between letters.

    Returns the position at which the word goes on, or ends, and whether it goes on with a letter
    or digit there; `place` and False if it does not continue.
    """
    code = codes[place]
    end = _address_end(codes, classes, start, place, dotted)
    if end >= 0:
        return end, False
    if _is_underscore(code):
        after = place
        while after < codes.size and _is_underscore(codes[after]):
            after += 1
        goes_on = _is_letter_or_digit(_class_at(codes, classes, after))
        named = _is_underscore(codes[start])  # __init__
        return (after if goes_on or named else place), goes_on
    if classes[code] == DOT:
        goes_on = _point_joins(codes, classes, place)
    else:
        goes_on = _quantity_continues(codes, classes, start, place)
    if goes_on:
        return place + 1, True
    return max(place, _suffix_end(codes, classes, start, place)), False


@njit(cache=True, nogil=True)
def _address_end(codes, classes, start, place, dotted):
    """Return the end of the URL or e-mail address that begins at `start`, or -1."""
    code = codes[place]
    if code == _COLON and _has_authority(codes, start, place):
        return url_end(codes, place + 3)
    if classes[code] == DOT and _is_www(codes, start, place):
        return url_end(codes, place)
    if dotted and code == _SLASH and is_alphanumeric(codes, place + 1):
        return url_end(codes, place)
    if dotted and code == _COLON and _class_at(codes, classes, place + 1) == DIGIT:
        return url_end(codes, place)
    return email_end(codes, start, place)


@njit(cache=True, nogil=True)
def _quantity_continues(codes, classes, start, place):
    """Return whether a word that begins with a digit goes on: 5km/h, 2024-01-02T12:30."""
    if classes[codes[start]] != DIGIT:
        return False
    before, after = classes[codes[place - 1]], _class_at(codes, classes, place + 1)
    if codes[place] == _SLASH:
        return before == LETTER and after == LETTER
    return codes[place] == _COLON and before == DIGIT and after == DIGIT


@njit(cache=True, nogil=True)
def number_continues(codes, classes, start, place):
    """Return whether the digits from `start` to the connector at `place` go on with more digits.

    A colon joins digits (12:30, 3:2). A hyphen or slash joins them if there are two of it
    (2024-01-02, 800-820-8820).
    """
    code = codes[place]
    if classes[code] != CONNECTOR or _class_at(codes, classes, place + 1) != DIGIT:
        return False
    if code == _COLON:
        return True
    if code != _HYPHEN and code != _SLASH:
        return False
    for before in range(place - 1, max(start, place - MAX_TAG) - 1, -1):
        if codes[before] == code:
            return True
        if classes[codes[before]] != DIGIT:
            break
    after = place + 1
    while after < codes.size and after - place <= MAX_TAG and classes[codes[after]] == DIGIT:
        after += 1
    return (
        after < codes.size
        and codes[after] == code
        and (_class_at(codes, classes, after + 1) == DIGIT)
    )
