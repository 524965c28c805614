"""Ends of URLs and e-mail addresses, which consist of ASCII characters."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

MAX_LOCAL = 64
"""Characters of an e-mail address before the sign (RFC 5321)."""
_MAX_DOMAIN = 255

_NONE = np.int64(-1)
_HYPHEN, _PLUS, _DOT, _AT, _UNDERSCORE = 0x2D, 0x2B, 0x2E, 0x40, 0x5F


@njit(cache=True, nogil=True)
def is_ascii_letter(code):
    """Return whether a code point is one of A to Z and a to z."""
    return 0x41 <= (code & ~np.uint32(0x20)) <= 0x5A


@njit(cache=True, nogil=True)
def is_ascii_digit(code):
    """Return whether a code point is one of 0 to 9."""
    return 0x30 <= code <= 0x39


@njit(cache=True, nogil=True)
def is_alphanumeric(codes, place):
    """Return whether there is a letter or digit of ASCII at `place`."""
    if place < 0 or place >= codes.size:
        return False
    return is_ascii_letter(codes[place]) or is_ascii_digit(codes[place])


@njit(cache=True, nogil=True)
def _is_url_character(code):
    """Return whether RFC 3986 allows a character in a URL."""
    if code <= 0x20 or code >= 0x7F:
        return False
    for other in (0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D):  # " < > \ ^ ` { | }
        if code == other:
            return False
    return True


@njit(cache=True, nogil=True)
def _is_trailing(code):
    """Return whether a character does not belong to a URL that it ends (GFM)."""
    for other in (0x3F, 0x21, 0x2E, 0x2C, 0x3A, 0x3B, 0x2A, 0x5F, 0x7E, 0x27):  # ?!.,:;*_~'
        if code == other:
            return True
    return False


@njit(cache=True, nogil=True)
def url_end(codes, place):
    """Return the end of the characters of a URL from `place` on, without trailing punctuation.

    A parenthesis at the end belongs to the URL only if it was opened in it.
    """
    start = place
    depth = 0
    while place < codes.size and _is_url_character(codes[place]):
        depth += int(codes[place] == 0x28) - int(codes[place] == 0x29)
        place += 1
    while place > start:
        last = codes[place - 1]
        if last == 0x29 and depth < 0:
            depth += 1
        elif not _is_trailing(last):
            break
        place -= 1
    return place


@njit(cache=True, nogil=True)
def email_end(codes, start, place):
    """Return the end of the e-mail address that begins at `start` and has `place` in it, or -1."""
    while place < codes.size and place - start <= MAX_LOCAL and codes[place] != _AT:
        code = codes[place]
        allowed = code == _DOT or code == _HYPHEN or code == _PLUS or code == _UNDERSCORE
        if not (allowed or is_alphanumeric(codes, place)):
            return _NONE
        place += 1
    if place >= codes.size or codes[place] != _AT or place - start > MAX_LOCAL:
        return _NONE
    for other in range(start, place):
        if codes[other] >= 0x80:
            return _NONE
    return _domain_end(codes, place + 1) if is_alphanumeric(codes, place - 1) else _NONE


@njit(cache=True, nogil=True)
def _domain_end(codes, start):
    """Return the end of a domain of several labels, the last of which are letters, or -1."""
    end = _NONE
    place = label = start
    while place - start <= _MAX_DOMAIN:
        inside = is_alphanumeric(codes, place)
        if not inside and place < codes.size and codes[place] == _HYPHEN and place > label:
            inside = is_alphanumeric(codes, place + 1)
        if inside:
            place += 1
            continue
        if place == label:
            break
        if label > start and place - label > 1 and is_ascii_letter(codes[label]):
            end = place
        if place >= codes.size or codes[place] != _DOT:
            break
        place += 1
        label = place
    return end
