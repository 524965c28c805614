"""Convert decimal text to float32 with correct rounding, and float32 to the shortest decimals.

A decimal is converted to m * 10**e in float64 with a relative error below 2**-51.  The rounding
to float32 is correct if all numbers within 2**-50 of it round to the same value, which fails for
a few in a hundred million.  These, and fields that are not plain decimals, are marked for an
exact, slower conversion.
"""

from __future__ import annotations

import numpy as np

from .compiler import njit

WHOLE, SHORT, HARD, BLANK = 0, 1, 2, 3
"""State of a row: converted; too few fields; to be converted by the caller; an empty line."""

LONGEST = 21
"""Maximum number of bytes of a number and its separator."""

_POWERS = np.array([float(f"1e{k}") for k in range(65)])
_LEAST, _GREATEST = 1.2e-38, 3.4e38  # within the range of normal float32 numbers
_ABOVE, _BELOW = 1 + 2.0**-50, 1 - 2.0**-50
_TAB, _LF, _CR, _SPACE, _PLUS, _MINUS, _DOT, _ZERO = 9, 10, 13, 32, 43, 45, 46, 48
_SMALL_E, _LARGE_E = 101, 69


@njit(cache=True, nogil=True)
def _copy(source, first, last, target, start):
    """Copy elements to those from `start` on; return the end. A slice is slow to compile."""
    for place in range(first, last):
        target[start + place - first] = source[place]
    return start + last - first


@njit(cache=True, nogil=True)
def _scaled(mantissa, exponent):
    """Round mantissa * 10**exponent > 0 to float32; also returns whether that is correct."""
    if exponent < -64 or exponent > 64:
        return np.float32(0), False
    near = np.float64(mantissa)
    near = near * _POWERS[exponent] if exponent >= 0 else near / _POWERS[-exponent]
    if near < _LEAST or near > _GREATEST:
        return np.float32(0), False
    low = np.float32(near * _BELOW)
    return low, low == np.float32(near * _ABOVE)


@njit(cache=True, nogil=True)
def _exponent(text, i, end):
    """Parse the digits after an ``e``."""
    negative = i < end and text[i] == _MINUS
    if i < end and (text[i] == _MINUS or text[i] == _PLUS):
        i += 1
    value = np.int64(0)
    fine = i < end and end - i < 5
    while i < end and fine:
        digit = np.int64(text[i]) - _ZERO
        fine = 0 <= digit <= 9
        value = 10 * value + digit
        i += 1
    return (-value if negative else value), fine


@njit(cache=True, nogil=True)
def _number(text, i, end):
    """Parse a decimal number; also returns False if the caller has to parse it."""
    negative = i < end and text[i] == _MINUS
    if i < end and (text[i] == _MINUS or text[i] == _PLUS):
        i += 1
    mantissa = np.uint64(0)
    exponent = 0
    digits = 0
    point = False
    while i < end:
        digit = np.int64(text[i]) - _ZERO
        if 0 <= digit <= 9:
            digits += 1
            if mantissa < np.uint64(10**18):
                mantissa = np.uint64(10) * mantissa + np.uint64(digit)
                exponent -= point
            else:
                exponent += not point
        elif text[i] == _DOT and not point:
            point = True
        else:
            break
        i += 1
    fine = digits > 0
    if i < end and (text[i] == _SMALL_E or text[i] == _LARGE_E):
        shift, well_formed = _exponent(text, i + 1, end)
        exponent += shift
        fine &= well_formed
    elif i < end:
        fine = False
    if not fine:
        return np.float32(0), False
    value = np.float32(0)
    if mantissa > 0:
        value, fine = _scaled(mantissa, exponent)
    return (-value if negative else value), fine


@njit(cache=True, nogil=True)
def _is_blank(byte):
    return byte == _SPACE or byte == _TAB


@njit(cache=True, nogil=True)
def _skip_blanks(text, i, end):
    """Return the first position from `i` on that is neither a space nor a tab."""
    while i < end and _is_blank(text[i]):
        i += 1
    return i


@njit(cache=True, nogil=True)
def _line_end(text, start, stop):
    """Return the end of a line without CR, and without the space that word2vec writes."""
    while stop > start and (_is_blank(text[stop - 1]) or text[stop - 1] == _CR):
        stop -= 1
    return stop


@njit(cache=True, nogil=True)
def _last_field(text, start, end, separator):
    """Return where the last field of a line begins, and where the rest ends.

    The rest ends before the separator; -1 if there is none.
    """
    begin = end
    if separator == _SPACE:
        while begin > start and not _is_blank(text[begin - 1]):
            begin -= 1
    else:
        while begin > start and text[begin - 1] != separator:
            begin -= 1
    if begin == start:
        return begin, -1
    rest = begin if separator == _SPACE else begin - 1
    while rest > start and _is_blank(text[rest - 1]):
        rest -= 1
    return begin, rest


@njit(cache=True, nogil=True)
def _parse_line(text, start, end, separator, worded, row):
    """Parse the last D fields of a line; returns its state and the end of the word."""
    rest = end
    state = WHOLE
    for d in range(row.size - 1, -1, -1):
        begin, before = _last_field(text, start, rest, separator)
        if before < 0 and (worded or d > 0):
            return SHORT, start
        row[d], fine = _number(text, _skip_blanks(text, begin, rest), rest)
        if not fine:
            state = HARD
        rest = before
    if not worded and rest > start:
        return HARD, start
    return state, max(rest, start)


@njit(cache=True, nogil=True)
def _ends_with_number(text, start, end, separator):
    """Return whether there are several fields, of which the last is a number."""
    begin, rest = _last_field(text, start, end, separator)
    if rest < 0:
        return False
    _, fine = _number(text, _skip_blanks(text, begin, end), end)
    return fine


@njit(cache=True, nogil=True)
def parse_rows(text, separator, worded, exact, words, matrix, states):
    """Parse lines of D numbers, after a word if `worded`, with `separator` between the fields.

    `text` uint8 (n,) is whole lines, each with LF at its end.  A space as `separator` stands for
    any number of spaces and tabs; spaces and tabs around the fields and the word are ignored.  The
    last D fields of a line are written to its row of `matrix` float32 (r, D).  The text before them
    is the word, which may contain separators; with `exact` it must not end with a separator and a
    number.  Words are written to `words` uint8, each with LF at its end, and the states of the rows
    to `states` uint8 (r,).  Returns the number of bytes of `words` in use.
    """
    used = 0
    start = 0
    for row in range(states.size):
        stop = start
        while text[stop] != _LF:
            stop += 1
        end = _line_end(text, start, stop)
        if end == start:
            states[row] = BLANK
        else:
            begin = _skip_blanks(text, start, end)
            state, rest = _parse_line(text, start, end, separator, worded, matrix[row])
            if worded and rest > begin:
                used = _copy(text, begin, rest, words, used)
                if exact and _ends_with_number(text, begin, rest, separator):
                    state = HARD
            states[row] = state
        words[used] = _LF
        used += 1
        start = stop + 1
    return used


@njit(cache=True, nogil=True)
def _reads_back(mantissa, exponent, value):
    """Return whether mantissa * 10**exponent is certainly parsed as `value`."""
    back, sure = _scaled(mantissa, exponent)
    return sure and back == value


@njit(cache=True, nogil=True)
def _shortest(value):
    """Find the shortest m, and e, such that m * 10**e is parsed as `value` > 0."""
    wide = np.float64(value)
    magnitude = np.int64(np.floor(np.log10(wide)))
    best = np.uint64(0)
    exponent = np.int64(0)
    found = False
    size = np.int64(8)
    while size > 0:
        e = magnitude + 1 - size
        if e < -64 or e > 64:
            break
        scaled = wide * _POWERS[-e] if e < 0 else wide / _POWERS[e]
        nearest = np.uint64(np.rint(scaled))
        same = _reads_back(nearest, e, value)
        if not same and nearest < scaled:  # above a power of two, numbers are farther apart
            nearest += np.uint64(1)
            same = _reads_back(nearest, e, value)
        if not same:
            if found or size == 9:
                break
            size = np.int64(9)
            continue
        found = True
        best = nearest
        exponent = e
        while best % np.uint64(10) == 0:
            best //= np.uint64(10)
            exponent += 1
        if size == 9:
            break
        size = np.minimum(size, magnitude + 1 - exponent) - 1
    return best, exponent, found


@njit(cache=True, nogil=True)
def _put_digits(number, count, out, at):
    """Write `count` digits."""
    for place in range(at + count - 1, at - 1, -1):
        out[place] = _ZERO + number % np.uint64(10)
        number //= np.uint64(10)
    return at + count


@njit(cache=True, nogil=True)
def _put_plain(mantissa, size, magnitude, out, at):
    """Write d.ddd, with at least one digit before and after the point."""
    if magnitude < 0:
        out[at] = _ZERO
        out[at + 1] = _DOT
        at += 2
        for _ in range(-magnitude - 1):
            out[at] = _ZERO
            at += 1
        return _put_digits(mantissa, size, out, at)
    if size > magnitude + 1:
        tail = size - magnitude - 1
        power = np.uint64(_POWERS[tail])
        at = _put_digits(mantissa // power, magnitude + 1, out, at)
        out[at] = _DOT
        return _put_digits(mantissa % power, tail, out, at + 1)
    at = _put_digits(mantissa, size, out, at)
    for _ in range(magnitude + 1 - size):
        out[at] = _ZERO
        at += 1
    out[at] = _DOT
    out[at + 1] = _ZERO
    return at + 2


@njit(cache=True, nogil=True)
def _put_scientific(mantissa, size, magnitude, out, at):
    """Write d.ddde-dd in the format of Python."""
    power = np.uint64(_POWERS[size - 1])
    at = _put_digits(mantissa // power, 1, out, at)
    if size > 1:
        out[at] = _DOT
        at = _put_digits(mantissa % power, size - 1, out, at + 1)
    out[at] = _SMALL_E
    out[at + 1] = _PLUS if magnitude >= 0 else _MINUS
    return _put_digits(np.uint64(abs(magnitude)), 2, out, at + 2)


@njit(cache=True, nogil=True)
def _put_number(value, out, at):
    """Write the shortest decimal that is parsed as `value`."""
    if np.signbit(value):
        out[at] = _MINUS
        at += 1
        value = -value
    if value == 0:
        return _put_plain(np.uint64(0), 1, 0, out, at), True
    mantissa, exponent, found = _shortest(value)
    if not found:
        return at, False
    size = 0
    rest = mantissa
    while rest > 0:
        rest //= np.uint64(10)
        size += 1
    magnitude = size - 1 + exponent
    if -4 <= magnitude < 16:
        return _put_plain(mantissa, size, magnitude, out, at), True
    return _put_scientific(mantissa, size, magnitude, out, at), True


@njit(cache=True, nogil=True)
def format_rows(words, matrix, separator, out, ends, states):
    """Write lines of a word and D numbers, or only of numbers if `words` is empty.

    `words` uint8 are words with LF at their ends, `matrix` is float32 (r, D).  Line i ends at
    ``ends[i]`` of `out` uint8, whose size is at least that of `words` plus LONGEST bytes per
    number.  A row that the caller has to write is HARD in `states` uint8 (r,).
    """
    at = 0
    read = 0
    for row in range(matrix.shape[0]):
        states[row] = WHOLE
        if words.size:
            while words[read] != _LF:
                out[at] = words[read]
                at += 1
                read += 1
            read += 1
        for d in range(matrix.shape[1]):
            if d > 0 or words.size:
                out[at] = separator
                at += 1
            at, fine = _put_number(matrix[row, d], out, at)
            if not fine:
                states[row] = HARD
        out[at] = _LF
        at += 1
        ends[row] = at


@njit(cache=True, nogil=True)
def split_records(data, dimensions, words, rows):
    """Split records of word2vec's binary format: a word, a space, D float32.

    The whole records of `data` uint8 (n,) are split, at most as many as `rows` uint8 (r, 4 D) can
    hold.  At most one line feed before a word is skipped.  Words are written to `words` uint8,
    each with LF at its end.  Returns the number of records, and the numbers of bytes of `data`
    and of `words` in use.
    """
    size = 4 * dimensions
    used = 0
    start = 0
    for record in range(rows.shape[0]):
        at = start
        if at < data.size and data[at] == _LF:
            at += 1
        stop = at
        while stop < data.size and data[stop] != _SPACE:
            stop += 1
        if stop + 1 + size > data.size:
            return record, start, used
        used = _copy(data, at, stop, words, used)
        words[used] = _LF
        used += 1
        _copy(data, stop + 1, stop + 1 + size, rows[record], 0)
        start = stop + 1 + size
    return rows.shape[0], start, used
