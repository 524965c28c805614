"""Overlaps of a phrase with phrases of the same text that have higher scores.

Spans and members are described in :mod:`nlpzero._kernels.keywords`.
"""

from __future__ import annotations

from simpler_glove.compilation import njit

FREE, NESTED, CROSSING = range(3)
"""Overlap of the occurrences of a phrase with better ones."""


@njit(cache=True, nogil=True)
def has_several_words(span, joined):
    """Return whether a phrase is more than one word; a compound is one."""
    for token in range(span[0], span[1] - 1):
        if not joined[token]:
            return True
    return False


@njit(cache=True, nogil=True)
def cover(starts, stops, joined, reach, covers, span):
    """Mark the tokens of a phrase of several words.

    With a space, `reach` of each token is where the longest such phrase ends; without, `covers` are
    where the first such phrase begins and the last one ends, 0 if there is none.
    """
    spaced, several = False, has_several_words(span, joined)
    for token in range(span[0] + 1, span[1]):
        spaced |= starts[token] > stops[token - 1]
    for token in range(span[0], span[1]):
        if spaced:
            reach[token] = max(reach[token], span[1])
        elif several:
            before = covers[token, 1] > 0
            covers[token, 0] = min(covers[token, 0], span[0]) if before else span[0]
            covers[token, 1] = max(covers[token, 1], span[1])


@njit(cache=True, nogil=True)
def is_part(spans, members, reach):
    """Return whether half of the occurrences are parts of better phrases with a space."""
    parts = 0
    for member in members:
        parts += reach[spans[member, 0]] >= spans[member, 1]
    return 2 * parts >= members.size


@njit(cache=True, nogil=True)
def overlap(spans, members, covers):
    """Return how the occurrences of a phrase overlap better phrases without a space.

    FREE if one occurrence overlaps none; NESTED if all are parts of better phrases or contain
    them; else CROSSING.
    """
    nested = True
    for member in members:
        begin, end = spans[member]
        overlaps, around = False, True
        for token in range(begin, end):
            if covers[token, 1] > 0:
                overlaps = True
                around &= covers[token, 0] >= begin and covers[token, 1] <= end
        if not overlaps:
            return FREE
        nested &= around or covers[begin, 1] >= end
    return NESTED if nested else CROSSING
