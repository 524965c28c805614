"""Values of slots of lines whose templates are known, and rows of output.

A program describes templates: ``firsts`` (T+1,), position of the first token of each template;
``tokens``, number of the token at each position; for each different token ``kinds``, its kind, and
``pieces`` (one more), its first piece; ``offsets``, where each piece begins in ``blob``. Pieces are
the constants of a token, before, between and after its slots. Values are packed: value i is
``blob[offsets[i]:offsets[i + 1]]``.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

CONSTANT, TOKEN, PARTS, MANY = range(4)
"""Kinds of tokens: no slot, a slot, slots for parts of it, and a slot for any number of tokens."""

_SPACE, _TAB, _LF, _COMMA, _QUOTE, _BACKSLASH = 32, 9, 10, 44, 34, 92
_DIGIT = 48


@njit(cache=True, nogil=True)
def cut_values(data, numbers, slots, program, out, offsets):
    """Pack the values of the slots of lines; returns the number of values.

    data : uint8, lines that end with LF.
    numbers : int32, template of each line; -1 if there is none.
    slots : int64 (T,), number of slots of each template.
    out : uint8 (at least as large as data), the values.
    offsets : int64 (number of values + 1,), where they begin in `out`.
    """
    firsts, tokens, kinds = program[0], program[1], program[2]
    spans = np.empty((2, 256), np.int64)
    place = found = 0
    offsets[0] = 0
    for number in numbers:
        end = place
        while data[end] != _LF:
            end += 1
        if number >= 0 and slots[number]:
            first, last = firsts[number], firsts[number + 1]
            many = False
            for position in range(first, last):
                many |= kinds[tokens[position]] == MANY
            if many:
                spans, size = _tokens(data, place, end, spans)
                _cut_many(data, spans[:, :size], first, last, program, out, offsets, found)
            else:
                _cut_tokens(data, place, first, last, program, out, offsets, found)
            found += slots[number]
        place = end + 1
    return found


@njit(cache=True, nogil=True)
def _cut_tokens(data, place, first, last, program, out, offsets, found):
    """Pack the values of a line at `place`, one token of the template after the other."""
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
            found = _put(data, begin, place, out, offsets, found)
        else:
            found = _cut_parts(data, begin, place, token, program, out, offsets, found)
    return found


@njit(cache=True, nogil=True)
def _tokens(data, place, end, spans):
    """Return begin and end of the tokens of a line, in an array that grows, and their number."""
    tokens = 0
    while place < end:
        if data[place] <= _SPACE:
            place += 1
            continue
        if tokens == spans.shape[1]:
            larger = np.empty((2, 2 * tokens), np.int64)
            larger[:, :tokens] = spans
            spans = larger
        spans[0, tokens] = place
        while data[place] > _SPACE:
            place += 1
        spans[1, tokens] = place
        tokens += 1
    return spans, tokens


@njit(cache=True, nogil=True)
def _cut_many(data, spans, first, last, program, out, offsets, found):
    """Pack the values of a line with slots for any number of tokens, the shortest ones first."""
    tokens, kinds = program[1], program[2]
    ending = last
    while kinds[tokens[ending - 1]] != MANY:
        ending -= 1
    end = spans.shape[1] - (last - ending)  # of the tokens before those of the last part
    stop = first
    while kinds[tokens[stop]] != MANY:
        stop += 1
    found = _cut_at(data, spans, 0, first, stop, program, out, offsets, found)
    place = stop - first
    while stop + 1 < ending:
        part = stop + 1
        stop = part
        while kinds[tokens[stop]] != MANY:
            stop += 1
        begin = place
        inner = -1
        while inner < 0 and begin <= end - (stop - part):
            before = _put_tokens(data, spans, place, begin, out, offsets, found)
            inner = _cut_at(data, spans, begin, part, stop, program, out, offsets, before)
            begin += 1
        found = inner
        place = begin - 1 + stop - part
    found = _put_tokens(data, spans, place, end, out, offsets, found)
    return _cut_at(data, spans, end, ending, last, program, out, offsets, found)


@njit(cache=True, nogil=True)
def _cut_at(data, spans, place, first, last, program, out, offsets, found):
    """Pack the values of tokens from `place` on; returns the number of values, or -1."""
    tokens, kinds, pieces = program[1], program[2], program[3]
    starts, blob = program[4], program[5]
    for position in range(first, last):
        token = tokens[position]
        begin, end = spans[0, place], spans[1, place]
        if kinds[token] == TOKEN:
            found = _put(data, begin, end, out, offsets, found)
        elif kinds[token] == PARTS:
            found = _cut_parts(data, begin, end, token, program, out, offsets, found)
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
def _cut_parts(data, begin, end, token, program, out, offsets, found):
    """Pack the first possible values between the constants of a token; returns -1 if none are."""
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
        found = _put(data, place, at, out, offsets, found)
        place = at + size
    return _put(data, place, stop, out, offsets, found)


@njit(cache=True, nogil=True)
def _equal(data, begin, blob, start, size):
    """Return whether `size` bytes are equal."""
    for place in range(size):
        if data[begin + place] != blob[start + place]:
            return False
    return True


@njit(cache=True, nogil=True)
def _put(data, begin, end, out, offsets, found):
    """Pack one value; returns the new number of values."""
    size = offsets[found]
    for place in range(begin, end):
        out[size] = data[place]
        size += 1
    offsets[found + 1] = size
    return found + 1


@njit(cache=True, nogil=True)
def _put_tokens(data, spans, first, last, out, offsets, found):
    """Pack tokens, separated by one space, as one value; returns the new number of values."""
    size = offsets[found]
    for token in range(first, last):
        if token > first:
            out[size] = _SPACE
            size += 1
        for place in range(spans[0, token], spans[1, token]):
            out[size] = data[place]
            size += 1
    offsets[found + 1] = size
    return found + 1


@njit(cache=True, nogil=True)
def write_rows(numbers, slots, heads, starts, values, offsets, line, is_json, out):
    """Write a row for each line, tab-separated or JSON; returns the size.

    numbers, slots : as of `cut_values`.
    heads, starts : uint8 and int64 (T+2,), the text before the values for each template, and last
        that for lines without a template.
    values, offsets : the values, packed.
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
            begin, end = offsets[value], offsets[value + 1]
            if is_json:
                size = _write_string(values, begin, end, value > found, out, size)
            else:
                out[size] = _TAB
                size += 1
                for place in range(begin, end):
                    out[size] = values[place]
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
def _write_string(values, begin, end, follows, out, size):
    """Write a value as a string of JSON, after a comma if it follows another one."""
    if follows:
        out[size], out[size + 1] = _COMMA, _SPACE
        size += 2
    out[size] = _QUOTE
    size += 1
    for place in range(begin, end):
        if values[place] == _QUOTE or values[place] == _BACKSLASH:
            out[size] = _BACKSLASH
            size += 1
        out[size] = values[place]
        size += 1
    out[size] = _QUOTE
    return size + 1
