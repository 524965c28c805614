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

_DOT, _SLASH, _MINUS, _COLON, _BLANK, _LF = 46, 47, 45, 58, 32, 10
_EQUALS, _BRACKET, _LESS, _STAR, _GREATER = 61, 40, 60, 42, 62
_SEPARATORS = b"=:,;()[]{}<>\"'|/@#$!?&%+*\\"
_PATH_ENDS = b",;:=()[]{}<>\"'|"
_HEX_DIGITS = b"0123456789abcdefABCDEF"
_SPACE, _SEPARATOR, _DIGIT, _POINT, _PATH_END, _HEX = 1, 2, 4, 8, 16, 32
_ENDS_WORD = _SPACE | _SEPARATOR
_NOT_PLAIN = _ENDS_WORD | _DIGIT | _POINT
_CLASSES = np.zeros(256, np.uint8)  # of bytes: sums of the constants above
_CLASSES[: _BLANK + 1] = _SPACE | _PATH_END
for _bytes, _kind_of in (
    (_SEPARATORS, _SEPARATOR), (_PATH_ENDS, _PATH_END), (b"0123456789", _DIGIT), (b".", _POINT),
    (_HEX_DIGITS, _HEX),
):  # fmt: skip
    _CLASSES[list(_bytes)] |= _kind_of
_MIX, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
_MIN_PAIRS = 5  # of hexadecimal digits in an address such as 00:1B:44:11:3A:B7


@njit(cache=True, nogil=True)
def mask_lines(data, values, out, starts, ends, stops):
    """Copy lines with values replaced, tokens separated by one space; return the size.

    Each line of the output begins at a multiple of 8 bytes; zeros are between lines.

    data : uint8 (N,), lines that end with LF.
    values : bool, False only separates tokens.
    out : uint8 (at least 3 N + 8 per line,), the output.
    starts, ends : int64 (number of lines,), set to begin and end of each line of the output.
    stops : int64 (number of lines,), set to the end of each line of `data`.
    """
    size = place = start = lines = 0
    while place < data.size:
        byte = data[place]
        if byte == _LF:
            if size > start:
                size -= 1
            starts[lines], ends[lines], stops[lines] = start, size, place
            lines += 1
            place += 1
            while size % 8:
                out[size] = 0
                size += 1
            start = size
        elif byte <= _BLANK:
            place += 1
        else:
            if values:
                place, size = _mask_token(data, place, out, size)
            else:
                place, size = _copy_token(data, place, out, size)
            out[size] = _BLANK
            size += 1
    return size


@njit(cache=True, nogil=True)
def number_lines(words, starts, ends, numbers, first):
    """Assign numbers to lines by first occurrence; return how many are different.

    words : uint64, the output of :func:`mask_lines`; starts, ends : as of it.
    numbers : int32 (number of lines,), set to the number of each line.
    first : int64 (number of lines,), set to the first line with each number.
    """
    size = 16
    while size < 2 * starts.size:
        size *= 2
    places, codes = np.zeros(size, np.int32), np.empty(starts.size, np.uint64)
    different = 0
    for line in range(starts.size):
        code = np.uint64(ends[line] - starts[line])
        for word in range(starts[line] // 8, (ends[line] + 7) // 8):
            code = (code ^ words[word]) * _MIX
            code ^= code >> _SHIFT
        place = np.int64(code & np.uint64(size - 1))
        while places[place]:
            number = places[place] - 1
            if codes[number] == code and _are_equal(words, starts, ends, line, first[number]):
                break
            place = (place + 1) & (size - 1)
        if not places[place]:
            codes[different], first[different] = code, line
            different += 1
            places[place] = different
        numbers[line] = places[place] - 1
    return different


@njit(cache=True, nogil=True)
def _are_equal(words, starts, ends, line, other):
    """Return whether two lines of the output are equal."""
    size = ends[line] - starts[line]
    if ends[other] - starts[other] != size:
        return False
    begin, distance = starts[line] // 8, (starts[other] - starts[line]) // 8
    for word in range(begin, begin + (size + 7) // 8):
        if words[word] != words[word + distance]:
            return False
    return True


@njit(cache=True, nogil=True)
def pack_lines(out, starts, ends, lines, blob, offsets):
    """Copy some lines of the output: line i to blob[offsets[i]:offsets[i + 1]]."""
    size = offsets[0] = 0
    for number in range(lines.size):
        line = lines[number]
        for place in range(starts[line], ends[line]):
            blob[size] = out[place]
            size += 1
        offsets[number + 1] = size


@njit(cache=True, nogil=True)
def _copy_token(data, start, out, size):
    """Append the token at `start` to out[:size]; returns its end and the new size."""
    while start < data.size and data[start] > _BLANK:
        out[size] = data[start]
        size += 1
        start += 1
    return start, size


@njit(cache=True, nogil=True, forceinline=True)
def _mask_token(data, start, out, size):
    """Append the masked token at `start` to out[:size]; returns its end and the new size."""
    place = start
    first = size
    while _CLASSES[data[place]] & _NOT_PLAIN == 0:
        out[size] = data[place]
        size += 1
        place += 1
    kind = _CLASSES[data[place]]
    if not kind & _ENDS_WORD or (data[place] == _COLON and place - start == 2):
        place, size = start, first  # a word with other characters, or an address
    while not _CLASSES[data[place]] & _SPACE:
        place, size = _mask_part(data, start, place, out, size)
    return place, size


@njit(cache=True, nogil=True, forceinline=True)
def _mask_part(data, start, place, out, size):
    """Append the part at `place` of a token that begins at `start`."""
    byte = data[place]
    kind = _CLASSES[byte]
    stop = place
    if byte == _SLASH or byte == _DOT:
        stop = _path_end(data, start, place)
    elif byte == _LESS and _is_slot(data, place):
        stop = place + 3
    elif kind & _HEX and not _CLASSES[data[place + 1]] & _SPACE and data[place + 2] == _COLON:
        stop = _address_end(data, place)
    if stop > place:
        out[size] = VALUE
        return stop, size + 1
    if kind & (_POINT | _SEPARATOR):
        out[size] = byte
        return place + 1, size + 1
    return _mask_word(data, place, out, size)


@njit(cache=True, nogil=True, forceinline=True)
def _is_slot(data, place):
    """Return whether there is a literal ``<*>``."""
    return data[place] == _LESS and data[place + 1] == _STAR and data[place + 2] == _GREATER


@njit(cache=True, nogil=True)
def _path_end(data, start, place):
    """Return the end of the path that begins at `place`; `place` if there is none.

    A path begins with /, ./ or ../ that no word, slot, slash or dot precedes.
    """
    first = place
    if place > start:
        before = data[place - 1]
        if before == _SLASH or not (_CLASSES[before] & _SEPARATOR or before == _MINUS):
            return place
        if place - start >= 3 and _is_slot(data, place - 3):
            return place
    while data[first] == _DOT and first < place + 2:
        first += 1
    if data[first] != _SLASH:
        return place
    while data[first] == _SLASH:
        first += 1
    stop = first
    while not _CLASSES[data[stop]] & _PATH_END:
        stop += 1
    while stop > first and data[stop - 1] == _DOT:
        stop -= 1
    return stop if stop > first else place


@njit(cache=True, nogil=True)
def _address_end(data, place):
    """Return the end of pairs of hexadecimal digits with colons; `place` if there are too few."""
    pairs = 0
    stop = address = place
    while _CLASSES[data[stop]] & _HEX and _CLASSES[data[stop + 1]] & _HEX:
        stop += 2
        pairs += 1
        if _CLASSES[data[stop]] & (_ENDS_WORD | _POINT):
            address = stop if pairs >= _MIN_PAIRS else place
        if data[stop] != _COLON:
            break
        stop += 1
    return address


@njit(cache=True, nogil=True, forceinline=True)
def _copy_word(data, place, out, size):
    """Append the word at `place`; returns also its digits and dots, and the last dot.

    Dots belong to a word between two of its characters.
    """
    digits = dots = 0
    dot = place
    while True:
        byte = data[place]
        kind = _CLASSES[byte] & _NOT_PLAIN
        if kind:
            if kind & _ENDS_WORD:
                break
            if kind == _POINT:
                if _CLASSES[data[place + 1]] & (_ENDS_WORD | _POINT):
                    break
                dots += 1
                dot = place
            else:
                digits += 1
        out[size] = byte
        size += 1
        place += 1
    return place, size, digits, dots, dot


@njit(cache=True, nogil=True, forceinline=True)
def _mask_word(data, place, out, size):
    """Append the word at `place`; returns its end and the new size."""
    first, begin = size, place
    place, size, digits, dots, dot = _copy_word(data, place, out, size)
    if not digits and not dots:
        return place, size
    if dots == 1 and digits == place - dot - 1 and digits and _is_letters(data, begin, dot):
        size = first + dot - begin + 1  # core.4900: a constant and a number
        out[size] = VALUE
        return place, size + 1
    kind = _kind(data, begin, place, digits, dots)
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


@njit(cache=True, nogil=True, forceinline=True)
def _kind(data, place, stop, digits, dots):
    """Return VALUE, OPEN for a word that may be a value, or 0 for a constant."""
    following = data[stop]
    is_digit = _CLASSES[data[place]] & _DIGIT
    if digits and not is_digit and (following == _EQUALS or following == _BRACKET):
        return 0  # a name
    if digits:
        return VALUE if digits >= 2 or is_digit or data[place] == _MINUS else OPEN
    if not dots:
        return 0
    return VALUE if following == _COLON and _is_port(data, stop + 1) else OPEN


@njit(cache=True, nogil=True)
def _is_port(data, place):
    """Return whether there is a number at `place`."""
    stop = place
    while _CLASSES[data[stop]] & _DIGIT:
        stop += 1
    return stop > place and _CLASSES[data[stop]] & (_ENDS_WORD | _POINT) != 0


@njit(cache=True, nogil=True, forceinline=True)
def _is_letters(data, place, stop):
    """Return whether data[place:stop] consists of ASCII letters."""
    for position in range(place, stop):
        lower = data[position] | 32
        if lower < 97 or lower > 122:
            return False
    return stop > place
