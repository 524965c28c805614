"""Ranks of phrases, for many texts at once.

Tokens have the kinds and hashes of :mod:`nlpzero._kernels.keyword_tokens`.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import lower_bound, njit

from .arrays import copy_to_begin, stable_order
from .keyword_overlaps import CROSSING, FREE, NESTED, cover, has_several_words, is_part, overlap
from .keyword_scores import is_unit, is_unspaced, value_of
from .keyword_tokens import HASH_START, mix

FIRST, COUNT = range(2)
"""Columns of the rows of `rank`: index of the first span of a phrase, and number of spans."""
_THAI, _IDEOGRAPHS = 0x0E00, 0x2E80  # code points; Lao, Burmese and Khmer are between them
_MIN_SHARE = 0.125  # of the occurrences of the rarest word of a phrase that are in the phrase
_PART_FACTOR = 0.7  # of a part of a sequence without spaces that is not repeated as a unit
_NESTED_FACTOR = 0.7  # of a phrase without spaces that occurs only as part of better ones or around
_CONTAINING_FACTOR = 0.7  # of a phrase that occurs once and contains a repeated one
_MIN_STEM = 4
_MAX_ENDING = 3


@njit(cache=True, nogil=True)
def rank(
    codes, starts, stops, hashes, joined, units, eligible, counted, weights, offsets, allowed,
    limits,
):  # fmt: skip
    """Find the phrases with the highest scores in each text.

    eligible : bool (T,), tokens that may be in a phrase; counted : bool (T,), those whose weight
    and length count; weights : float64 (T,); allowed : sorted uint64 hashes of the only phrases
    that are candidates; limits : int64, number of phrases of a text, words of a phrase (tokens, if
    candidates are given), whether to drop phrases that differ from better ones in word endings
    only, or half of whose occurrences are parts of better ones with a space, and to reduce the
    scores of those all of whose occurrences overlap better ones without, or drop them if one of
    these is neither a part of the better phrase nor contains it; and whether candidates are given.
    Returns `rows` int64 (K, 2) with columns as above, `scores` float64 (K,), the first row of each
    text, int64 (S + 1,), and the spans int64 (M, 2) of tokens, grouped by row.
    """
    topn, longest, distinct, listed = limits
    texts = offsets.size - 1
    rows = np.empty((texts * topn, 2), np.int64)
    scores = np.empty(texts * topn)
    bounds = np.zeros(texts + 1, np.int64)
    kept = np.empty(((offsets[texts] - offsets[0]) * longest + 16, 2), np.int64)
    size = used = 0
    reach, covers = np.zeros(hashes.size, np.int64), np.zeros((hashes.size, 2), np.int64)
    for text in range(texts):
        begin, end = offsets[text], offsets[text + 1]
        spans, marks, runs = _spans_of(
            begin, end, hashes, joined, eligible, longest, allowed, listed
        )
        order = stable_order(marks)
        groups, values = _grade(
            begin, end, spans, marks, runs, order, codes, starts, stops, hashes, joined, units,
            weights, listed, counted,
        )  # fmt: skip
        size, used = _select(
            topn, distinct, listed, spans, order, groups, values, codes, starts, stops, joined,
            reach, covers, rows, scores, kept, size, used,
        )  # fmt: skip
        bounds[text + 1] = size
    return rows[:size].copy(), scores[:size].copy(), bounds, kept[:used].copy()


@njit(cache=True, nogil=True)
def _select(
    topn, distinct, listed, spans, order, groups, values, codes, starts, stops, joined,
    reach, covers, rows, scores, kept, size, used,
):  # fmt: skip
    """Write the best phrases of a text to rows, scores and kept; return the new size and used.

    A phrase whose score is reduced is considered again when it is the best one of the others.
    """
    best = stable_order(-values)
    reduced = np.empty(best.size, np.int64)  # groups with reduced scores, the best one first
    first, place, waiting, stop = size, 0, 0, 0
    while size - first < topn and (place < best.size or waiting < stop):
        again = waiting < stop and (
            place == best.size or values[reduced[waiting]] > values[best[place]]
        )
        group = reduced[waiting] if again else best[place]
        waiting += again
        place += not again
        members = order[groups[group, 0] : groups[group, 1]]
        found = FREE
        if distinct:
            found = _overlap_of(
                codes, starts, stops, rows, kept, first, size, spans, members, reach, covers, listed
            )
        if found == NESTED and not again:
            values[group] *= _NESTED_FACTOR
            reduced[stop] = group
            stop += 1
        elif found != CROSSING:
            rows[size, FIRST] = used
            rows[size, COUNT] = members.size
            scores[size] = values[group]
            for member in members:
                copy_to_begin(spans[member], kept[used])
                used += 1
                cover(starts, stops, joined, reach, covers, spans[member])
            size += 1
    return size, used


@njit(cache=True, nogil=True)
def _overlap_of(
    codes, starts, stops, rows, kept, first, size, spans, members, reach, covers, listed
):
    """Return how a phrase overlaps better ones; CROSSING also if it is a variant or part of one."""
    if _is_variant(codes, starts, stops, rows, kept, first, size, spans[members[0]]):
        return CROSSING
    if listed:
        return FREE
    if is_part(spans, members, reach):
        return CROSSING
    return overlap(spans, members, covers)


@njit(cache=True, nogil=True)
def _spans_of(begin, end, hashes, joined, eligible, longest, allowed, listed):
    """Return all spans of a text that may be phrases, their hashes, and their runs."""
    capacity = (end - begin) * longest
    spans, runs = np.empty((capacity, 2), np.int64), np.empty((capacity, 2), np.int64)
    marks = np.empty(capacity, np.uint64)
    count, place = 0, begin
    while place < end:
        if not eligible[place]:
            place += 1
            continue
        stop = place
        while stop < end and eligible[stop]:
            stop += 1
        before = count
        for first in range(place, stop):
            if first == place or not joined[first - 1]:
                count = _spans_from(
                    first, stop, hashes, joined, longest, allowed, listed, spans, marks, count
                )
        for row in range(before, count):
            runs[row, 0], runs[row, 1] = place, stop
            if longest == 1:  # each word for itself
                runs[row, 0], runs[row, 1] = spans[row, 0], spans[row, 1]
        place = stop + 1
    return spans[:count], marks[:count], runs[:count]


@njit(cache=True, nogil=True)
def _spans_from(first, stop, hashes, joined, longest, allowed, listed, spans, marks, count):
    """Write the spans that begin at a token; return the new number of spans."""
    state, length = HASH_START, 0
    for last in range(first, stop):
        length += listed or last == first or not joined[last - 1]
        if length > longest:
            break
        state = mix(state, hashes[last])
        if joined[last]:
            continue
        if listed:
            row = lower_bound(allowed, 0, allowed.size, state)
            if row == allowed.size or allowed[row] != state:
                continue
        spans[count, 0], spans[count, 1] = first, last + 1
        marks[count] = state
        count += 1
    return count


@njit(cache=True, nogil=True)
def _grade(
    begin, end, spans, marks, runs, order, codes, starts, stops, hashes, joined, units, weights,
    listed, counted,
):  # fmt: skip
    """Group equal phrases and score the groups; parts of runs are dropped if they are no units.

    A unit is a complete run at least once, or is repeated with different neighbours on each side.
    Without spaces, the borders of phrases are less certain, and other parts have a lower score,
    but not in Thai, Lao, Burmese and Khmer, where they are often parts of words.
    Dropped are also single characters that are mostly parts of runs, and phrases of words that
    usually occur elsewhere.
    """
    counts = _counts_of_words(begin, end, spans, marks, order)
    groups = np.empty((order.size, 2), np.int64)
    values = np.empty(order.size)
    count = row = 0
    while row < order.size:
        stop = row + 1
        while stop < order.size and marks[order[stop]] == marks[order[row]]:
            stop += 1
        members = order[row:stop]
        span = spans[members[0]]
        unit = listed or is_unit(spans, runs, members, hashes)
        letter = codes[starts[span[0]]]
        allowed = unit or (
            (letter < _THAI or letter >= _IDEOGRAPHS)
            and is_unspaced(starts, stops, span, runs[members[0]])
        )
        if allowed and not listed:
            if stops[span[1] - 1] == starts[span[0]] + 1:
                allowed = 2 * _complete(spans, runs, members) >= members.size
            else:
                rarest = counts[span[0] - begin]
                for token in range(span[0] + 1, span[1]):
                    rarest = min(rarest, counts[token - begin])
                allowed = members.size >= _MIN_SHARE * rarest
        if allowed:
            groups[count, 0], groups[count, 1] = row, stop
            values[count] = value_of(
                begin, end, spans, runs, members, starts, stops, units, weights, listed, counted
            )
            values[count] *= 1.0 if unit else _PART_FACTOR
            count += values[count] > 0
        row = stop
    if not listed:
        _reduce_containing(begin, end, spans, order, groups[:count], joined, values)
    return groups[:count], values[:count]


@njit(cache=True, nogil=True)
def _counts_of_words(begin, end, spans, marks, order):
    """Return the number of eligible occurrences of each token of a text, 0 inside compounds."""
    counts = np.zeros(end - begin, np.int64)
    row = 0
    while row < order.size:
        stop = row + 1
        while stop < order.size and marks[order[stop]] == marks[order[row]]:
            stop += 1
        if spans[order[row], 1] == spans[order[row], 0] + 1:
            for place in order[row:stop]:
                counts[spans[place, 0] - begin] = stop - row
        row = stop
    return counts


@njit(cache=True, nogil=True)
def _complete(spans, runs, members):
    """Return how many occurrences of a phrase are complete runs."""
    number = 0
    for member in members:
        number += spans[member, 0] == runs[member, 0] and spans[member, 1] == runs[member, 1]
    return number


@njit(cache=True, nogil=True)
def _reduce_containing(begin, end, spans, order, groups, joined, values):
    """Reduce the scores of phrases that occur once and contain repeated ones of several words."""
    # Ends of the repeated phrases, by their begin.
    shortest = np.full(end - begin, end + 1, np.int64)
    for group in range(groups.shape[0]):
        first, stop = groups[group]
        if stop - first > 1 and has_several_words(spans[order[first]], joined):
            for place in order[first:stop]:
                token = spans[place, 0] - begin
                shortest[token] = min(shortest[token], spans[place, 1])
    for group in range(groups.shape[0]):
        first, stop = groups[group]
        if stop - first > 1:
            continue
        span = spans[order[first]]
        for token in range(span[0], span[1]):
            if shortest[token - begin] <= span[1]:
                values[group] *= _CONTAINING_FACTOR
                break


@njit(cache=True, nogil=True)
def _is_variant(codes, starts, stops, rows, kept, first, size, span):
    """Return whether a better phrase has the same words, except for their endings."""
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
    """Return whether two words differ in a short ending only."""
    a, b = starts[one], starts[other]
    while a < stops[one] and b < stops[other] and codes[a] == codes[b]:
        a += 1
        b += 1
    left, right = stops[one] - a, stops[other] - b
    if left + right == 0:
        return True
    return a - starts[one] >= _MIN_STEM and left + right <= _MAX_ENDING
