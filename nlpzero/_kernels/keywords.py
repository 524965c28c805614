"""Keywords of many texts at once: tokens to hashes, phrases that come again, and their scores.

A token is known by a 64-bit hash of its letters in lower case, a phrase by one of its tokens'
hashes, so that words which no table holds are told apart as well.  `kinds` of tokens are
`BOUNDARY`, `PLAIN` (a word), `NUMERIC`, and `JOINT`, a hyphen between two words without space:
no phrase begins or ends at a joint.
"""
# One file of more than 200 lines: numba's cache notices changes only in the file of the caller.
# Longer than 200 lines, because numba inlines what stands in one file, and a document is one pass.

from __future__ import annotations

import numpy as np
from numba import njit

from .atoms import DIGIT, IDEOGRAPH, LETTER, NUMERAL, SPACE

BOUNDARY, PLAIN, NUMERIC, JOINT = range(4)
FIRST, COUNT = range(2)
"""Columns of what `rank` gives: the first of a phrase's spans, and how many there are."""
_OFFSET = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)
_SHIFT = np.uint64(29)
_LINE_END = 0x0A
_HYPHENS = (0x2D, 0x2010, 0x2011)
_FAR = 100
_SAME = 4
_ENDING = 3


@njit(cache=True, nogil=True)
def _mix(state, value):
    state = (state ^ value) * _PRIME
    return state ^ (state >> _SHIFT)


@njit(cache=True, nogil=True)
def hash_spans(codes, starts, ends):
    """Hashes uint64 of stretches of a text, which is in lower case already."""
    hashes = np.empty(starts.size, np.uint64)
    for row in range(starts.size):
        state = _OFFSET
        for place in range(starts[row], ends[row]):
            state = _mix(state, np.uint64(codes[place]))
        hashes[row] = state
    return hashes


@njit(cache=True, nogil=True)
def describe(codes, classes, begin, ends, counts, starts, stops, kinds, units, offsets):
    """Say of the tokens of many texts what they are.

    White space is left out, but for empty lines and what stands between ideographs, which are
    boundaries.

    ends : int64 (T,), where tokens end in `codes`, the first of which begins at `begin`; counts :
    int64 (S,), tokens up to the end of each text.  Writes where tokens start and stop, their
    `kinds` uint8 and `units` float64 (a word of letters is one, an ideograph half of one), and
    `offsets` int64 (S + 1,) of the texts.  Returns the number of tokens.
    """
    size, token, start = 0, 0, begin
    offsets[0] = 0
    for text in range(counts.size):
        first, begin = size, start
        end = ends[counts[text] - 1] if counts[text] > token else start
        while token < counts[text]:
            stop = ends[token]
            kind, unit, blank = _kind_of(codes, classes, start, stop)
            if not blank or _parts(codes[begin:end], classes, start - begin, stop - begin):
                starts[size], stops[size] = start, stop
                kinds[size], units[size] = kind, unit
                size += 1
            start = stop
            token += 1
        offsets[text + 1] = size
        for place in range(first + 1, size - 1):
            if kinds[place] != BOUNDARY or stops[place] != starts[place] + 1:
                continue
            code = codes[starts[place]]
            if code != _HYPHENS[0] and code != _HYPHENS[1] and code != _HYPHENS[2]:
                continue
            close = stops[place - 1] == starts[place] and stops[place] == starts[place + 1]
            if close and kinds[place - 1] != BOUNDARY and kinds[place + 1] != BOUNDARY:
                if kinds[place - 1] != JOINT:
                    kinds[place] = JOINT
    return size


@njit(cache=True, nogil=True)
def _parts(codes, classes, start, stop):
    """Whether white space parts phrases: between ideographs, or two lines."""
    if start > 0 and stop < codes.size:
        if classes[codes[start - 1]] == IDEOGRAPH and classes[codes[stop]] == IDEOGRAPH:
            return True
    lines = 0
    for place in range(start, stop):
        lines += codes[place] == _LINE_END
    return lines > 1


@njit(cache=True, nogil=True)
def _kind_of(codes, classes, start, stop):
    letters = digits = ideographs = 0
    blank = True
    for place in range(start, stop):
        kind = classes[codes[place]]
        if kind == IDEOGRAPH or kind == NUMERAL:
            ideographs += 1
        elif kind == LETTER:
            letters += 1
        elif kind == DIGIT:
            digits += 1
        if kind != SPACE:
            blank = False
    if letters == 0 and ideographs == 0:
        return (NUMERIC if digits > 0 else BOUNDARY), 1.0, blank
    if digits > 0 and letters == 0 and digits >= ideographs:
        return NUMERIC, 1.0, blank
    return PLAIN, (1.0 if letters > 0 else 0.0) + ideographs / 2.0, blank


@njit(cache=True, nogil=True)
def look_up(hashes, keys, rows):
    """Rows int32 of hashes in a sorted table; -1 for those it doesn't hold."""
    found = np.empty(hashes.size, np.int32)
    for place in range(hashes.size):
        row = np.searchsorted(keys, hashes[place])
        there = row < keys.size and keys[row] == hashes[place]
        found[place] = rows[row] if there else -1
    return found


@njit(cache=True, nogil=True)
def count_words(words, offsets, size):
    """How often each word occurs, and in how many texts; int64 (`size`,) each."""
    counts, texts = np.zeros(size, np.int64), np.zeros(size, np.int64)
    seen = np.full(size, -1, np.int64)
    for text in range(offsets.size - 1):
        for place in range(offsets[text], offsets[text + 1]):
            word = words[place]
            counts[word] += 1
            if seen[word] != text:
                seen[word] = text
                texts[word] += 1
    return counts, texts


@njit(cache=True, nogil=True)
def count_inside(words, kinds, offsets, texts, limit, longest, size):
    """How often each word lies in a sequence of words that its text repeats elsewhere.

    Only sequences of two to `longest` words count whose first and last word occur in at most
    `limit` texts, and which stand between different neighbours, left and right, at different
    places: they are what a text says again, not what it must say.  int64 (`size`,).
    """
    inside = np.zeros(size, np.int64)
    for text in range(offsets.size - 1):
        begin, end = offsets[text], offsets[text + 1]
        room = (end - begin) * (longest - 1)
        hashes, spans = np.empty(room, np.uint64), np.empty((room, 2), np.int64)
        found = 0
        for first in range(begin, end):
            if kinds[first] != PLAIN or texts[words[first]] > limit:
                continue
            if first > begin and kinds[first - 1] == JOINT:
                continue
            state, length, last = _OFFSET, 0, first
            while last < end and kinds[last] != BOUNDARY and length < longest:
                state = _mix(state, np.uint64(words[last]))
                last += 1
                if kinds[last - 1] == JOINT:
                    continue
                length += 1
                if length == 1 or (last < end and kinds[last] == JOINT):
                    continue
                if kinds[last - 1] == PLAIN and texts[words[last - 1]] <= limit:
                    hashes[found] = state
                    spans[found, 0], spans[found, 1] = first, last
                    found += 1
        _mark_repeated(words, kinds, begin, end, hashes[:found], spans, inside)
    return inside


@njit(cache=True, nogil=True)
def _mark_repeated(words, kinds, begin, end, hashes, spans, inside):
    order = np.argsort(hashes, kind="mergesort")
    marked = np.zeros(end - begin, np.bool_)
    row = 0
    while row < order.size:
        stop = row + 1
        while stop < order.size and hashes[order[stop]] == hashes[order[row]]:
            stop += 1
        if stop > row + 1 and _differs(words, kinds, begin, end, spans, order[row:stop]):
            for place in order[row:stop]:
                for token in range(spans[place, 0], spans[place, 1]):
                    marked[token - begin] = True
        row = stop
    for token in range(begin, end):
        if marked[token - begin]:
            inside[words[token]] += 1


@njit(cache=True, nogil=True)
def _differs(words, kinds, begin, end, spans, places):
    """Whether neighbours differ on both sides; no two boundaries are the same."""
    left = right = False
    first = places[0]
    for place in places[1:]:
        a, b = spans[first, 0] - 1, spans[place, 0] - 1
        if a < begin or b < begin or kinds[a] == BOUNDARY or kinds[b] == BOUNDARY:
            left = True
        elif words[a] != words[b]:
            left = True
        a, b = spans[first, 1], spans[place, 1]
        if a >= end or b >= end or kinds[a] == BOUNDARY or kinds[b] == BOUNDARY:
            right = True
        elif words[a] != words[b]:
            right = True
    return left and right


@njit(cache=True, nogil=True)
def likelihoods(words, wanted, weights, offsets, matrix, context, shifts):
    """Give the mean PMI of tokens with the other words of their texts, by their weights.

    words : int32 (T,), -1 for words without a vector; wanted : bool (T,), tokens to be answered;
    weights : float64 (T,); float32 matrix and context (V, D); shifts : float64 (V,), added to each
    PMI of a word.  float64 (T,), 0 for the others.
    """
    found = np.zeros(words.size)
    masses = np.zeros(matrix.shape[0])
    for text in range(offsets.size - 1):
        begin, end = offsets[text], offsets[text + 1]
        total, mass = _sum_of(words[begin:end], weights[begin:end], context, masses)
        for place in range(begin, end):
            word = words[place]
            if word >= 0 and wanted[place] and mass > masses[word]:
                own = _dot(matrix[word], context[word]) * masses[word]
                mean = (_dot(matrix[word], total) - own) / (mass - masses[word])
                found[place] = mean + shifts[word]
        for place in range(begin, end):
            if words[place] >= 0:
                masses[words[place]] = 0.0
    return found


@njit(cache=True, nogil=True)
def _sum_of(words, weights, context, masses):
    """Weighted sum of the context vectors of a text, and of the weights, in all and by word."""
    total = np.zeros(context.shape[1])
    mass = 0.0
    for place in range(words.size):
        if words[place] >= 0 and weights[place] > 0.0:
            mass += weights[place]
            masses[words[place]] += weights[place]
            for axis in range(total.size):
                total[axis] += weights[place] * context[words[place], axis]
    return total, mass


@njit(cache=True, nogil=True)
def _dot(row, other):
    """Product of two rows, as four sums that don't wait for each other."""
    a = b = c = d = 0.0
    whole = row.size - row.size % 4
    for axis in range(0, whole, 4):
        a += row[axis] * other[axis]
        b += row[axis + 1] * other[axis + 1]
        c += row[axis + 2] * other[axis + 2]
        d += row[axis + 3] * other[axis + 3]
    for axis in range(whole, row.size):
        a += row[axis] * other[axis]
    return (a + b) + (c + d)


@njit(cache=True, nogil=True)
def rank(codes, starts, stops, hashes, kinds, units, good, weights, offsets, allowed, settings):
    """Find the best phrases of each text.

    good : bool (T,), words that may be in a phrase; weights : float64 (T,), what each of them
    tells; allowed : sorted uint64 hashes of the only phrases that count, none for all; settings :
    int64, the best how many of a text, the most words of a phrase, whether all but
    one of phrases that differ in endings are left out.
    Returns `rows` int64 (K, 2) with columns as above, `scores` float64 (K,), where a text's rows
    begin, int64 (S + 1,), and all spans int64 (M, 2) of tokens, those of a row one after the
    other.
    """
    topn, longest, distinct = settings
    texts = offsets.size - 1
    rows = np.empty((texts * topn, 2), np.int64)
    scores = np.empty(texts * topn)
    bounds = np.zeros(texts + 1, np.int64)
    room = 16
    for text in range(texts):
        room += (offsets[text + 1] - offsets[text]) * longest
    kept = np.empty((room, 2), np.int64)
    size = used = 0
    for text in range(texts):
        begin, end = offsets[text], offsets[text + 1]
        spans, marks, runs = _spans_of(begin, end, hashes, kinds, good, longest, allowed)
        order = np.argsort(marks, kind="mergesort")
        groups, values = _grade(
            begin, end, spans, marks, runs, order, hashes, units, weights, allowed.size > 0, kinds
        )
        best = np.argsort(-values, kind="mergesort")
        first = size
        for place in best:
            if size - first == topn:
                break
            span = order[groups[place, 0]]
            if distinct and _is_told(
                codes, starts, stops, kinds, rows, kept, first, size, spans[span]
            ):
                continue
            rows[size, FIRST] = used
            rows[size, COUNT] = groups[place, 1] - groups[place, 0]
            scores[size] = values[place]
            for member in order[groups[place, 0] : groups[place, 1]]:
                kept[used, 0], kept[used, 1] = spans[member, 0], spans[member, 1]
                used += 1
            size += 1
        bounds[text + 1] = size
    return rows[:size].copy(), scores[:size].copy(), bounds, kept[:used].copy()


@njit(cache=True, nogil=True)
def _spans_of(begin, end, hashes, kinds, good, longest, allowed):
    """All stretches of a text that may be phrases, their hashes, and the runs they lie in."""
    room = (end - begin) * longest
    spans, runs = np.empty((room, 2), np.int64), np.empty((room, 2), np.int64)
    marks = np.empty(room, np.uint64)
    found, place = 0, begin
    while place < end:
        if not good[place] or kinds[place] == JOINT:
            place += 1
            continue
        stop = place
        while stop < end and (good[stop] or kinds[stop] == JOINT):
            stop += 1
        stop -= kinds[stop - 1] == JOINT
        before = found
        for first in range(place, stop):
            if kinds[first] != JOINT and (first == place or kinds[first - 1] != JOINT):
                found = _spans_from(
                    first, stop, hashes, kinds, longest, allowed, spans, marks, found
                )
        for row in range(before, found):
            runs[row, 0], runs[row, 1] = place, stop
        place = stop + 1
    return spans[:found], marks[:found], runs[:found]


@njit(cache=True, nogil=True)
def _spans_from(first, stop, hashes, kinds, longest, allowed, spans, marks, found):
    """Write the stretches that begin at a token; returns how many there are now."""
    state, length = _OFFSET, 0
    for last in range(first, stop):
        state = _mix(state, hashes[last])
        if kinds[last] == JOINT:
            continue
        length += 1
        if length > longest:
            break
        if last + 1 < stop and kinds[last + 1] == JOINT:
            continue
        if allowed.size > 0:
            row = np.searchsorted(allowed, state)
            if row == allowed.size or allowed[row] != state:
                continue
        spans[found, 0], spans[found, 1] = first, last + 1
        marks[found] = state
        found += 1
    return found


@njit(cache=True, nogil=True)
def _grade(begin, end, spans, marks, runs, order, hashes, units, weights, given, kinds):
    """Group equal phrases and score the groups; those that are no unit of the text are left out.

    A unit is a whole run once, or comes again and each time has another neighbour, or none.
    """
    groups = np.empty((order.size, 2), np.int64)
    values = np.empty(order.size)
    found = row = 0
    while row < order.size:
        stop = row + 1
        while stop < order.size and marks[order[stop]] == marks[order[row]]:
            stop += 1
        if given or _is_unit(spans, runs, order[row:stop], hashes):
            groups[found, 0], groups[found, 1] = row, stop
            values[found] = _value(begin, end, spans, runs, order[row:stop], units, weights, kinds)
            found += values[found] > 0
        row = stop
    return groups[:found], values[:found]


@njit(cache=True, nogil=True)
def _is_unit(spans, runs, members, hashes):
    left = right = False
    first = members[0]
    for member in members:
        starts_run = spans[member, 0] == runs[member, 0]
        ends_run = spans[member, 1] == runs[member, 1]
        if starts_run and ends_run:
            return True
        left |= starts_run or (
            spans[first, 0] > runs[first, 0]
            and hashes[spans[first, 0] - 1] != hashes[spans[member, 0] - 1]
        )
        right |= ends_run or (
            spans[first, 1] < runs[first, 1] and hashes[spans[first, 1]] != hashes[spans[member, 1]]
        )
    return left and right and members.size > 1


@njit(cache=True, nogil=True)
def _value(begin, end, spans, runs, members, units, weights, kinds):
    """Score a phrase: its words' mean weight, its size, how often it comes, and where."""
    first = members[0]
    weight = length = 0.0
    words = 0
    for token in range(spans[first, 0], spans[first, 1]):
        if kinds[token] != JOINT:
            weight += weights[token]
            length += units[token]
            words += 1
    often = 0.0
    for member in members:
        around = 0.0
        for token in range(runs[member, 0], runs[member, 1]):
            if kinds[token] != JOINT:
                around += units[token]
        often += length / around
    far = min(spans[first, 0] - begin, end - spans[members[-1], 1], _FAR)
    return np.log1p(often) * weight / words * min(length, 2.0) ** 1.5 / (1.0 + far / 50.0)


@njit(cache=True, nogil=True)
def _is_told(codes, starts, stops, kinds, rows, kept, first, size, span):
    """Whether a better phrase has the same words but for endings."""
    for row in range(first, size):
        other = kept[rows[row, FIRST]]
        if other[1] - other[0] != span[1] - span[0]:
            continue
        same = True
        for step in range(span[1] - span[0]):
            if not _is_alike(codes, starts, stops, other[0] + step, span[0] + step):
                same = False
                break
        if same:
            return True
    return False


@njit(cache=True, nogil=True)
def _is_alike(codes, starts, stops, one, other):
    """Whether two words share all but a short ending."""
    a, b = starts[one], starts[other]
    while a < stops[one] and b < stops[other] and codes[a] == codes[b]:
        a += 1
        b += 1
    left, right = stops[one] - a, stops[other] - b
    if left + right == 0:
        return True
    return a - starts[one] >= _SAME and left + right <= _ENDING


@njit(cache=True, nogil=True)
def phrase_hashes(hashes, kinds, offsets):
    """Hash of each text as a phrase, and how many words it has."""
    found = np.empty(offsets.size - 1, np.uint64)
    lengths = np.zeros(offsets.size - 1, np.int64)
    for text in range(found.size):
        state = _OFFSET
        for token in range(offsets[text], offsets[text + 1]):
            state = _mix(state, hashes[token])
            lengths[text] += kinds[token] != JOINT
        found[text] = state
    return found, lengths
