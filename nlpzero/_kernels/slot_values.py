"""Values of slots of lines whose templates are known, and rows of output.

A program describes templates: ``firsts`` (T+1,), position of the first token of each template;
``tokens``, number of the token at each position; for each different token ``kinds``, its kind, and
``pieces`` (one more), its first piece; ``offsets``, where each piece begins in ``blob``. Pieces are
the constants of a token, before, between and after its slots. Value i is
``data[begins[i]:ends[i]]``; white space in it stands for one space.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .arrays import copy_to_begin

CONSTANT, TOKEN, PARTS, MANY = range(4)
"""Kinds of tokens: no slot, a slot, slots for parts of it, and a slot for any number of tokens."""

_SPACE, _TAB, _LF, _COMMA, _QUOTE, _BACKSLASH = 32, 9, 10, 44, 34, 92
_DIGIT = 48


@njit(cache=True, nogil=True)
def find_values(data, numbers, slots, program, begins, ends):
    """Find the values of the slots of lines; returns the number of values.

    data : uint8, lines that end with LF.
    numbers : int32, template of each line; -1 if there is none.
    slots : int64 (T,), number of slots of each template.
    begins, ends : int64 (number of values,), where the values begin and end in `data`.
    """
    firsts, tokens, kinds = program[0], program[1], program[2]
    spans = np.empty((2, 256), np.int64)
    place = found = 0
    for number in numbers:
        if number >= 0 and slots[number]:
            first, last = firsts[number], firsts[number + 1]
            many = False
            for position in range(first, last):
                many |= kinds[tokens[position]] == MANY
            if many:
                spans, size = _tokens(data, place, spans)
                _find_many(data, spans[:, :size], first, last, program, begins, ends, found)
            else:
                place = _find_tokens(data, place, first, last, program, begins, ends, found)
            found += slots[number]
        while data[place] != _LF:
            place += 1
        place += 1
    return found


@njit(cache=True, nogil=True)
def _find_tokens(data, place, first, last, program, begins, ends, found):
    """Find the values of a line at `place`, token after token; returns the end of the tokens."""
    tokens, kinds, pieces, starts = program[1], program[2], program[3], program[4]
    for position in range(first, last):
        token = tokens[position]
        while data[place] <= _SPACE:
            place += 1
        if kinds[token] == CONSTANT:
            place += starts[pieces[token] + 1] - starts[pieces[token]]
            continue
        begin = place
        while data[place] > _SPACE:
            place += 1
        if kinds[token] == TOKEN:
            begins[found], ends[found] = begin, place
            found += 1
        else:
            found = _find_parts(data, begin, place, token, program, begins, ends, found)
    return place


@njit(cache=True, nogil=True)
def _tokens(data, place, spans):
    """Return begin and end of the tokens of a line, in an array that grows, and their number."""
    tokens = 0
    while data[place] != _LF:
        if data[place] <= _SPACE:
            place += 1
            continue
        if tokens == spans.shape[1]:
            larger = np.empty((2, 2 * tokens), np.int64)
            for row in range(2):
                copy_to_begin(spans[row], larger[row])
            spans = larger
        spans[0, tokens] = place
        while data[place] > _SPACE:
            place += 1
        spans[1, tokens] = place
        tokens += 1
    return spans, tokens


@njit(cache=True, nogil=True)
def _find_many(data, spans, first, last, program, begins, ends, found):
    """Find the values of a line with slots for any number of tokens, the shortest ones first."""
    tokens, kinds = program[1], program[2]
    ending = last
    while kinds[tokens[ending - 1]] != MANY:
        ending -= 1
    end = spans.shape[1] - (last - ending)  # of the tokens before those of the last part
    stop = first
    while kinds[tokens[stop]] != MANY:
        stop += 1
    found = _find_at(data, spans, 0, first, stop, program, begins, ends, found)
    place = stop - first
    while stop + 1 < ending:
        part = stop + 1
        stop = part
        while kinds[tokens[stop]] != MANY:
            stop += 1
        begin = place
        inner = -1
        while inner < 0 and begin <= end - (stop - part):
            _set_tokens(spans, place, begin, begins, ends, found)
            inner = _find_at(data, spans, begin, part, stop, program, begins, ends, found + 1)
            begin += 1
        found = inner
        place = begin - 1 + stop - part
    _set_tokens(spans, place, end, begins, ends, found)
    return _find_at(data, spans, end, ending, last, program, begins, ends, found + 1)


@njit(cache=True, nogil=True)
def _set_tokens(spans, first, last, begins, ends, found):
    """Set a value that consists of tokens."""
    begins[found] = spans[0, first] if first < last else 0
    ends[found] = spans[1, last - 1] if first < last else 0


@njit(cache=True, nogil=True)
def _find_at(data, spans, place, first, last, program, begins, ends, found):
    """Find the values of tokens from `place` on; returns the number of values, or -1."""
    tokens, kinds, pieces = program[1], program[2], program[3]
    starts, blob = program[4], program[5]
    for position in range(first, last):
        token = tokens[position]
        begin, end = spans[0, place], spans[1, place]
        if kinds[token] == TOKEN:
            begins[found], ends[found] = begin, end
            found += 1
        elif kinds[token] == PARTS:
            found = _find_parts(data, begin, end, token, program, begins, ends, found)
            if found < 0:
                return -1
        else:
            start = starts[pieces[token]]
            size = starts[pieces[token] + 1] - start
            if size != end - begin or not _equal(data, begin, blob, start, size):
                return -1
        place += 1
    return found


@njit(cache=True, nogil=True)
def _find_parts(data, begin, end, token, program, begins, ends, found):
    """Find the first possible values between the constants of a token; -1 if there are none."""
    pieces, starts, blob = program[3], program[4], program[5]
    first, last = pieces[token], pieces[token + 1] - 1
    size = starts[first + 1] - starts[first]
    stop = end - (starts[last + 1] - starts[last])
    place = begin + size
    if stop < place or not _equal(data, begin, blob, starts[first], size):
        return -1
    if not _equal(data, stop, blob, starts[last], end - stop):
        return -1
    for piece in range(first + 1, last):
        start = starts[piece]
        size = starts[piece + 1] - start
        at = place
        while at + size <= stop and not _equal(data, at, blob, start, size):
            at += 1
        if at + size > stop:
            return -1
        begins[found], ends[found] = place, at
        found += 1
        place = at + size
    begins[found], ends[found] = place, stop
    return found + 1


@njit(cache=True, nogil=True)
def _equal(data, begin, blob, start, size):
    """Return whether `size` bytes are equal."""
    for place in range(size):
        if data[begin + place] != blob[start + place]:
            return False
    return True


@njit(cache=True, nogil=True)
def write_rows(data, numbers, slots, heads, starts, begins, ends, line, is_json, out):
    """Write a row for each line, tab-separated or JSON; returns the size.

    data, numbers, slots, begins, ends : as of `find_values`.
    heads, starts : uint8 and int64 (T+2,), the text before the values for each template, and last
        that for lines without a template.
    line : int64, the number of the first line.
    out : uint8, large enough.
    """
    size = found = 0
    for number in numbers:
        if not is_json:
            size = _write_number(line, out, size)
            line += 1
        head = number if number >= 0 else starts.size - 2
        for place in range(starts[head], starts[head + 1]):
            out[size] = heads[place]
            size += 1
        count = slots[number] if number >= 0 else 0
        for value in range(found, found + count):
            if is_json and value > found:
                out[size], out[size + 1] = _COMMA, _SPACE
                size += 2
            out[size] = _QUOTE if is_json else _TAB
            size = _write_value(data, begins[value], ends[value], is_json, out, size + 1)
            if is_json:
                out[size] = _QUOTE
                size += 1
        found += count
        if is_json:
            out[size], out[size + 1] = 93, 125  # ]}
            size += 2
        out[size] = _LF
        size += 1
    return size


@njit(cache=True, nogil=True)
def _write_number(number, out, size):
    """Write an int in decimal digits; returns the new size."""
    digits = 1
    rest = number // 10
    while rest:
        digits += 1
        rest //= 10
    for place in range(size + digits - 1, size - 1, -1):
        out[place] = _DIGIT + number % 10
        number //= 10
    return size + digits


@njit(cache=True, nogil=True)
def _write_value(data, begin, end, is_json, out, size):
    """Write a value with one space between tokens; returns the new size."""
    place = begin
    while place < end:
        byte = data[place]
        if byte <= _SPACE:
            byte = _SPACE
            while data[place + 1] <= _SPACE:
                place += 1
        elif is_json and (byte == _QUOTE or byte == _BACKSLASH):
            out[size] = _BACKSLASH
            size += 1
        out[size] = byte
        size += 1
        place += 1
    return size
