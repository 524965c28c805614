"""Masks of values in lines: numbers, paths, addresses and other words that are not constant.

White space separates tokens. A token consists of words, separators and paths. The output has one
byte for each value, and encloses words that may be values, or constants, in two others.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

VALUE = 1
"""Byte in place of a value."""
OPEN, CLOSE = 2, 3
"""Bytes around a word that may be a value."""

_DOT, _SLASH, _MINUS, _COLON, _SPACE, _LF = 46, 47, 45, 58, 32, 10
_EQUALS, _BRACKET, _LESS, _STAR, _GREATER = 61, 40, 60, 42, 62
_SEPARATORS = b"=:,;()[]{}<>\"'|/@#$!?&%+*\\"
_PATH_ENDS = b",;:=()[]{}<>\"'|"
_IS_SEPARATOR = np.isin(np.arange(256), np.frombuffer(_SEPARATORS, np.uint8))
_ENDS_PATH = np.isin(np.arange(256), np.frombuffer(_PATH_ENDS, np.uint8))
_IS_DIGIT = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))
_HEX_DIGITS = np.frombuffer(b"0123456789abcdefABCDEF", np.uint8)
_IS_HEX = np.isin(np.arange(256), _HEX_DIGITS)
_ENDS_WORD = _IS_SEPARATOR | (np.arange(256) <= _SPACE)
_MIN_PAIRS = 5  # of hexadecimal digits in an address such as 00:1B:44:11:3A:B7


@njit(cache=True, nogil=True)
def mask_lines(data, values, out, starts, ends):
    """Copy lines with values replaced, tokens separated by one space; return the size.

    data : uint8 (N,), lines that end with LF.
    values : bool, False only separates tokens.
    out : uint8 (at least 3 N,), the output.
    starts, ends : int64 (number of lines,), set to begin and end of each line of the output.
    """
    size = start = lines = 0
    if lines < starts.size:
        starts[0] = 0
    while start < data.size:
        byte = data[start]
        if byte == _LF:
            if size > starts[lines]:
                size -= 1
            ends[lines] = size
            out[size] = _LF
            size += 1
            start += 1
            lines += 1
            if lines < starts.size:
                starts[lines] = size
        elif byte <= _SPACE:
            start += 1
        else:
            if values:
                start, size = _mask_token(data, start, out, size)
            else:
                start, size = _copy_token(data, start, out, size)
            out[size] = _SPACE
            size += 1
    return size


@njit(cache=True, nogil=True)
def _copy_token(data, start, out, size):
    """Append the token at `start` to out[:size]; returns its end and the new size."""
    while start < data.size and data[start] > _SPACE:
        out[size] = data[start]
        size += 1
        start += 1
    return start, size


@njit(cache=True, nogil=True)
def _mask_token(data, start, out, size):
    """Append the masked token at `start` to out[:size]; returns its end and the new size."""
    first = size
    place = start
    while data[place] > 63 and not _ENDS_WORD[data[place]]:  # a word of letters
        out[size] = data[place]
        size += 1
        place += 1
    if data[place] <= _SPACE:
        return place, size
    end = place
    while data[end] > _SPACE:
        end += 1
    if not _IS_SEPARATOR[data[place]] or (data[place] == _COLON and place - start == 2):
        place, size = start, first  # a word with other characters, or an address
    while place < end:
        place, size = _mask_part(data, start, place, end, out, size)
    return end, size


@njit(cache=True, nogil=True)
def _mask_part(data, start, place, end, out, size):
    """Append the first part of data[place:end], of a token that begins at `start`."""
    byte = data[place]
    stop = place
    if byte == _SLASH or byte == _DOT:
        stop = _path_end(data, start, place, end)
    elif byte == _LESS and _is_slot(data, place, end):
        stop = place + 3
    elif place + 2 < end and data[place + 2] == _COLON:
        stop = _address_end(data, place, end)
    if stop > place:
        out[size] = VALUE
        return stop, size + 1
    if byte == _DOT or _IS_SEPARATOR[byte]:
        out[size] = byte
        return place + 1, size + 1
    return _mask_word(data, place, end, out, size)


@njit(cache=True, nogil=True)
def _is_slot(data, place, end):
    """Return whether there is a literal ``<*>``."""
    return (
        place + 3 <= end
        and data[place] == _LESS
        and data[place + 1] == _STAR
        and data[place + 2] == _GREATER
    )


@njit(cache=True, nogil=True)
def _path_end(data, start, place, end):
    """Return the end of the path that begins at `place`; `place` if there is none.

    A path begins with /, ./ or ../ that no word, slot, slash or dot precedes.
    """
    first = place
    if place > start:
        before = data[place - 1]
        if before == _DOT or before == _SLASH or not (_IS_SEPARATOR[before] or before == _MINUS):
            return place
        if place - start >= 3 and _is_slot(data, place - 3, place):
            return place
    while first < end and data[first] == _DOT and first < place + 2:
        first += 1
    if first == end or data[first] != _SLASH:
        return place
    while first < end and data[first] == _SLASH:
        first += 1
    stop = first
    while stop < end and not _ENDS_PATH[data[stop]]:
        stop += 1
    while stop > first and data[stop - 1] == _DOT:
        stop -= 1
    return stop if stop > first else place


@njit(cache=True, nogil=True)
def _address_end(data, place, end):
    """Return the end of pairs of hexadecimal digits with colons; `place` if there are too few."""
    pairs = 0
    stop = address = place
    while stop + 2 <= end and _IS_HEX[data[stop]] and _IS_HEX[data[stop + 1]]:
        stop += 2
        pairs += 1
        if stop == end or _IS_SEPARATOR[data[stop]] or data[stop] == _DOT:
            address = stop if pairs >= _MIN_PAIRS else place
        if stop == end or data[stop] != _COLON:
            break
        stop += 1
    return address


@njit(cache=True, nogil=True)
def _mask_word(data, place, end, out, size):
    """Append the word at `place` of a token that ends at `end`; returns its end and the new size.

    Dots belong to a word between two of its characters.
    """
    first, begin = size, place
    digits = dots = 0
    dot = place
    while place < end and not _IS_SEPARATOR[data[place]]:
        byte = data[place]
        if byte == _DOT:
            if place + 1 == end or _IS_SEPARATOR[data[place + 1]] or data[place + 1] == _DOT:
                break
            dots += 1
            dot = place
        digits += _IS_DIGIT[byte]
        out[size] = byte
        size += 1
        place += 1
    if not digits and not dots:
        return place, size
    if dots == 1 and digits == place - dot - 1 and digits and _is_letters(data, begin, dot):
        size = first + dot - begin + 1  # core.4900: a constant and a number
        out[size] = VALUE
        return place, size + 1
    kind = _kind(data, begin, place, end, digits, dots)
    if kind == VALUE:
        out[first] = VALUE
        return place, first + 1
    if kind == OPEN:
        out[first] = OPEN
        for position in range(begin, place):
            out[first + 1 + position - begin] = data[position]
        out[size + 1] = CLOSE
        size += 2
    return place, size


@njit(cache=True, nogil=True)
def _kind(data, place, stop, end, digits, dots):
    """Return VALUE, OPEN for a word that may be a value, or 0 for a constant."""
    following = data[stop] if stop < end else _SPACE
    starts_number = _IS_DIGIT[data[place]] or data[place] == _MINUS
    if digits and not _IS_DIGIT[data[place]] and (following == _EQUALS or following == _BRACKET):
        return 0  # a name
    if digits:
        return VALUE if digits >= 2 or starts_number else OPEN
    if not dots:
        return 0
    return VALUE if following == _COLON and _is_port(data, stop + 1, end) else OPEN


@njit(cache=True, nogil=True)
def _is_port(data, place, end):
    """Return whether there is a number at `place`."""
    stop = place
    while stop < end and _IS_DIGIT[data[stop]]:
        stop += 1
    return stop > place and (stop == end or _IS_SEPARATOR[data[stop]] or data[stop] == _DOT)


@njit(cache=True, nogil=True)
def _is_letters(data, place, stop):
    """Return whether data[place:stop] consists of ASCII letters."""
    for position in range(place, stop):
        lower = data[position] | 32
        if lower < 97 or lower > 122:
            return False
    return stop > place
