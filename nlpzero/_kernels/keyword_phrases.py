"""Tokens that belong to phrases, and counts of words inside repeated phrases.

Tokens have the kinds and hashes of :mod:`nlpzero._kernels.keyword_tokens`.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import lower_bound, njit

from .arrays import stable_order
from .keyword_tokens import BOUNDARY, HASH_START, JOINT, PLAIN, mix


@njit(cache=True, nogil=True)
def complete_compounds(eligible, joined, excluded):
    """Return which tokens are eligible: whole compounds with an eligible and no excluded token."""
    whole = np.empty(eligible.size, np.bool_)
    first = 0
    while first < eligible.size:
        stop = first + 1
        while joined[stop - 1]:
            stop += 1
        some = False
        for token in range(first, stop):
            some |= eligible[token]
        for token in range(first, stop):
            some &= not excluded[token]
        for token in range(first, stop):
            whole[token] = some
        first = stop
    return whole


@njit(cache=True, nogil=True)
def find_phrases(hashes, joined, offsets, phrases, longest):
    """Return which tokens are inside phrases, given by sorted hashes; bool (T,).

    longest : int, number of tokens of the longest phrase.
    """
    found = np.zeros(hashes.size, np.bool_)
    for text in range(offsets.size - 1):
        for first in range(offsets[text], offsets[text + 1]):
            if first > offsets[text] and joined[first - 1]:
                continue
            state = HASH_START
            for last in range(first, min(first + longest, offsets[text + 1])):
                state = mix(state, hashes[last])
                row = lower_bound(phrases, 0, phrases.size, state)
                if not joined[last] and row < phrases.size and phrases[row] == state:
                    found[first : last + 1] = True
    return found


@njit(cache=True, nogil=True)
def look_up(hashes, keys, rows):
    """Return int32 rows of hashes in a sorted table, -1 for hashes that it does not contain."""
    matches = np.empty(hashes.size, np.int32)
    for place in range(hashes.size):
        row = lower_bound(keys, 0, keys.size, hashes[place])
        there = row < keys.size and keys[row] == hashes[place]
        matches[place] = rows[row] if there else -1
    return matches


@njit(cache=True, nogil=True)
def count_words(words, offsets, size):
    """Count words; int64 (3, `size`).

    The rows are the number of occurrences, of texts that contain the word, and of occurrences in
    texts that contain it more than once.
    """
    counts, tally = np.zeros((3, size), np.int64), np.zeros(size, np.int64)
    for text in range(offsets.size - 1):
        for place in range(offsets[text], offsets[text + 1]):
            tally[words[place]] += 1
        for place in range(offsets[text], offsets[text + 1]):
            word = words[place]
            counts[0, word] += tally[word]
            counts[1, word] += tally[word] > 0
            if tally[word] > 1:
                counts[2, word] += tally[word]
            tally[word] = 0
    return counts


@njit(cache=True, nogil=True)
def count_inside(words, kinds, joined, offsets, texts, limit, longest, size):
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
            if first > begin and joined[first - 1]:
                continue
            state, length, last = HASH_START, 0, first
            while last < end and kinds[last] != BOUNDARY and length < longest:
                state = mix(state, np.uint64(words[last]))
                last += 1
                length += kinds[last - 1] != JOINT
                if length == 1 or joined[last - 1]:
                    continue
                if kinds[last - 1] == PLAIN and texts[words[last - 1]] <= limit:
                    hashes[written] = state
                    spans[written, 0], spans[written, 1] = first, last
                    written += 1
        _mark_repeated(words, kinds, begin, end, hashes[:written], spans, inside)
    return inside


@njit(cache=True, nogil=True)
def _mark_repeated(words, kinds, begin, end, hashes, spans, inside):
    order = stable_order(hashes)
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
def phrase_hashes(hashes, offsets):
    """Return the hash of each text as a phrase."""
    phrases = np.empty(offsets.size - 1, np.uint64)
    for text in range(phrases.size):
        state = HASH_START
        for token in range(offsets[text], offsets[text + 1]):
            state = mix(state, hashes[token])
        phrases[text] = state
    return phrases
