"""Kinds and hashes of the tokens of many texts, and how often words are inside repeated phrases.

A token is identified by a 64-bit hash of its letters in lower case, a phrase by a hash of the
hashes of its tokens, so that words without a table entry are distinguished as well. The kinds of
tokens are `BOUNDARY`, `PLAIN` (a word), `NUMERIC`, and `JOINT`, a hyphen between two words without
white space: no phrase begins or ends with a joint.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .atoms import DIGIT, IDEOGRAPH, LETTER, NUMERAL, SPACE

BOUNDARY, PLAIN, NUMERIC, JOINT = range(4)
HASH_START = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)
_SHIFT = np.uint64(29)
_LINE_END = 0x0A
_HYPHENS = (0x2D, 0x2010, 0x2011)


@njit(cache=True, nogil=True)
def mix(state, value):
    """Add a value to a hash, both uint64."""
    state = (state ^ value) * _PRIME
    return state ^ (state >> _SHIFT)


@njit(cache=True, nogil=True)
def hash_spans(codes, starts, ends):
    """Return uint64 hashes of spans of a text in lower case."""
    hashes = np.empty(starts.size, np.uint64)
    for row in range(starts.size):
        state = HASH_START
        for place in range(starts[row], ends[row]):
            state = mix(state, np.uint64(codes[place]))
        hashes[row] = state
    return hashes


@njit(cache=True, nogil=True)
def describe(codes, classes, begin, ends, counts, starts, stops, kinds, units, offsets):
    """Describe the tokens of many texts.

    White space is dropped, except for empty lines and white space between ideographs, which are
    boundaries.

    ends : int64 (T,), ends of the tokens in `codes`, the first of which begins at `begin`;
    counts : int64 (S,), number of tokens up to the end of each text. Writes `starts` and `stops`
    of the tokens, `kinds` uint8, `units` float64 (1 for a word of letters, 0.5 for an ideograph),
    and `offsets` int64 (S + 1,) of the texts. Returns the number of tokens.
    """
    size, token, start = 0, 0, begin
    offsets[0] = 0
    for text in range(counts.size):
        first, begin = size, start
        end = ends[counts[text] - 1] if counts[text] > token else start
        while token < counts[text]:
            stop = ends[token]
            kind, unit, blank = _kind_of(codes, classes, start, stop)
            if not blank or _separates(codes[begin:end], classes, start - begin, stop - begin):
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
def _separates(codes, classes, start, stop):
    """Return whether white space separates phrases: between ideographs, or an empty line."""
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
    """Return int32 rows of hashes in a sorted table, -1 for hashes that it does not contain."""
    matches = np.empty(hashes.size, np.int32)
    for place in range(hashes.size):
        row = np.searchsorted(keys, hashes[place])
        there = row < keys.size and keys[row] == hashes[place]
        matches[place] = rows[row] if there else -1
    return matches


@njit(cache=True, nogil=True)
def count_words(words, offsets, size):
    """Count occurrences of each word, and texts that contain it; int64 (`size`,) each."""
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
    """Count occurrences of each word inside sequences of words that its text repeats.

    Only sequences of two to `longest` words count whose first and last word occur in at most
    `limit` texts, and which have different left neighbours and different right neighbours at
    different places: a sequence that is always part of a longer one does not count. int64
    (`size`,).
    """
    inside = np.zeros(size, np.int64)
    for text in range(offsets.size - 1):
        begin, end = offsets[text], offsets[text + 1]
        capacity = (end - begin) * (longest - 1)
        hashes, spans = np.empty(capacity, np.uint64), np.empty((capacity, 2), np.int64)
        written = 0
        for first in range(begin, end):
            if kinds[first] != PLAIN or texts[words[first]] > limit:
                continue
            if first > begin and kinds[first - 1] == JOINT:
                continue
            state, length, last = HASH_START, 0, first
            while last < end and kinds[last] != BOUNDARY and length < longest:
                state = mix(state, np.uint64(words[last]))
                last += 1
                if kinds[last - 1] == JOINT:
                    continue
                length += 1
                if length == 1 or (last < end and kinds[last] == JOINT):
                    continue
                if kinds[last - 1] == PLAIN and texts[words[last - 1]] <= limit:
                    hashes[written] = state
                    spans[written, 0], spans[written, 1] = first, last
                    written += 1
        _mark_repeated(words, kinds, begin, end, hashes[:written], spans, inside)
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
    """Return whether neighbours differ on both sides; two boundaries always differ."""
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
def phrase_hashes(hashes, kinds, offsets):
    """Return the hash of each text as a phrase, and its number of words."""
    phrases = np.empty(offsets.size - 1, np.uint64)
    lengths = np.zeros(offsets.size - 1, np.int64)
    for text in range(phrases.size):
        state = HASH_START
        for token in range(offsets[text], offsets[text + 1]):
            state = mix(state, hashes[token])
            lengths[text] += kinds[token] != JOINT
        phrases[text] = state
    return phrases, lengths
