"""Scores of phrases.

Spans, runs and members are described in :mod:`nlpzero._kernels.keywords`.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .keyword_concentration import SECTION_TOKENS

_HALF_DISTANCE = 50  # tokens from the start of a section, which halve the weight in long texts
_NEAR_DISTANCE = 10  # tokens from the nearer end of a short text, scale of the distance
_FULL_LENGTH = 2.5  # words or ideographs, from which on a phrase has full weight
_MAX_LENGTH = 5.0  # words or ideographs, up to which it has full weight
_UNSPACED_EXPONENT = 0.7  # of the share of a run without spaces that a phrase covers
_SPACED_EXPONENT = 2.0  # of the share of another run


@njit(cache=True, nogil=True)
def is_unit(spans, runs, members, hashes):
    """Return whether a phrase is a complete run, or repeated with other neighbours on each side."""
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
def is_unspaced(starts, stops, span, run):
    """Return whether there is no space in a phrase, or between it and the rest of its run."""
    for token in range(max(span[0], run[0] + 1), min(span[1] + 1, run[1])):
        if starts[token] > stops[token - 1]:
            return False
    return True


@njit(cache=True, nogil=True)
def value_of(
    begin, end, spans, runs, members, starts, stops, units, weights, listed, counted
):  # fmt: skip
    """Score a phrase by mean weight of its words, length, occurrences and position.

    An occurrence counts for the share of its run that it covers, or as one if the candidates are
    given. If no word counts, as in a number that is given as candidate, all tokens do.
    """
    first = members[0]
    weight = length = whole = total = 0.0
    words = 0
    for token in range(spans[first, 0], spans[first, 1]):
        total += weights[token]
        whole += units[token]
        if counted[token]:
            weight += weights[token]
            length += units[token]
            words += 1
    if words == 0:
        weight, length, words = total, whole, spans[first, 1] - spans[first, 0]
    occurrences = float(members.size)
    if not listed:
        occurrences = 0.0
        for member in members:
            around = 0.0
            for token in range(runs[member, 0], runs[member, 1]):
                if counted[token]:
                    around += units[token]
            share = length / around
            if share < 1.0:
                unspaced = is_unspaced(starts, stops, spans[member], runs[member])
                share **= _UNSPACED_EXPONENT if unspaced else _SPACED_EXPONENT
            occurrences += share
    sections = max((end - begin) / SECTION_TOKENS, 1.0)
    frequency = np.log1p(occurrences / sections)
    place = _place(begin, end, spans[first, 0], spans[members[-1], 1], sections)
    size = min(length, _FULL_LENGTH) ** 2 * min(_MAX_LENGTH / length, 1.0)
    return frequency * weight / words * size * place


@njit(cache=True, nogil=True)
def _place(begin, end, start, stop, sections):
    """Return the factor of a phrase for its distance from the beginning or the end of its text.

    start, stop : token of the first, and after the last occurrence. In texts of up to 1,000 tokens,
    it is the inverse of the root of 1 plus a tenth of the distance to the nearer end. In longer
    ones, it is 0.5 at a twentieth of the text, and at least about 0.2.
    """
    distance = float(start - begin)
    if sections == 1.0:
        return 1.0 / np.sqrt(1.0 + min(distance, float(end - stop)) / _NEAR_DISTANCE)
    return 1.0 / (1.0 + min(distance / (_HALF_DISTANCE * sections), 4.0 - 2.0 / sections))
