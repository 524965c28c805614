"""Segmentation of a text into the n-grams with the largest sum of scores (Viterbi algorithm)."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .ngram_trie import child


@njit(cache=True, nogil=True)
def best_words(symbols, keys, rows, roots, extended, scores, unknown):
    """Segment each run of symbols into the words with the largest sum of scores.

    symbols : int32 (L,), 0 for boundaries.
    keys, rows, roots, extended : the trie of the n-grams, see `ngram_trie`.
    scores : float64 (G,), -inf for n-grams that are not words.
    unknown : float, score of a single symbol that is not a word.

    Returns the row of each word, -1 for a symbol that was not counted, and its position, int64 (W,)
    each. If sums are equal, the segmentation with the longer last word is returned, and so on to
    the left.
    """
    words = np.empty(symbols.size, np.int64)
    begins = np.empty(symbols.size, np.int64)
    best = np.empty(symbols.size + 1, np.float64)
    origin = np.empty(symbols.size + 1, np.int64)
    last = np.empty(symbols.size + 1, np.int64)
    size = start = 0
    while start < symbols.size:
        if symbols[start] == 0:
            start += 1
            continue
        end = _forward(
            symbols, start, keys, rows, roots, extended, scores, unknown, best, origin, last
        )
        size = _append_words(start, end, origin, last, words, begins, size)
        start = end
    return words[:size].copy(), begins[:size].copy()


@njit(cache=True, nogil=True)
def remaining_words(symbols, words, lengths, numbers, keys, rows, roots, extended, scores, unknown):
    """Segment like `best_words` after some words were excluded; other runs keep their words.

    words : int32 (W,), rows of the words of the earlier segmentation in the earlier trie, or -1.
    lengths : int8, number of symbols of each row of the earlier trie.
    numbers : int64, row in the present trie of each row of the earlier one; -1 for words that were
        excluded.

    A run whose best words are not excluded has the same best words as before, because other
    segmentations did not become better.
    """
    found = np.empty(symbols.size, np.int64)
    begins = np.empty(symbols.size, np.int64)
    best = np.empty(symbols.size + 1, np.float64)
    origin = np.empty(symbols.size + 1, np.int64)
    last = np.empty(symbols.size + 1, np.int64)
    number = size = start = 0
    while start < symbols.size:
        if symbols[start] == 0:
            start += 1
            continue
        first, place, complete = size, start, True
        while place < symbols.size and symbols[place] != 0:
            word = np.int64(words[number])
            number += 1
            begins[size] = place
            if word >= 0 and lengths[word] > 1:
                found[size] = numbers[word]
                complete = complete and numbers[word] >= 0
                place += lengths[word]
            else:  # a single symbol, which may be a prefix in one of the tries only
                found[size] = roots[symbols[place]] if symbols[place] < roots.size else -1
                place += 1
            size += 1
        if not complete:
            _forward(
                symbols, start, keys, rows, roots, extended, scores, unknown, best, origin, last
            )
            size = _append_words(start, place, origin, last, found, begins, first)
        start = place
    return found[:size].copy(), begins[:size].copy()


@njit(cache=True, nogil=True)
def _append_words(start, end, origin, last, words, begins, size):
    """Append the best words of a run to `words` and `begins`; returns their new size."""
    place = end
    while place > start:
        place = origin[place]
        size += 1
    number, place = size, end
    while place > start:
        number -= 1
        words[number] = last[place]
        place = origin[place]
        begins[number] = place
    return size


@njit(cache=True, nogil=True)
def _forward(symbols, start, keys, rows, roots, extended, scores, unknown, best, origin, last):
    """Find the best words that end at each position of the run that begins at `start`.

    `best`, `origin` and `last` get the sum of scores up to each position, and the begin and the row
    of the last word. Returns the end of the run.
    """
    best[start] = 0.0
    place = fresh = start  # `best` has been set up to `fresh`
    while place < symbols.size and symbols[place] != 0:
        row = np.int64(roots[symbols[place]]) if symbols[place] < roots.size else np.int64(-1)
        score = -np.inf if row < 0 else scores[row]
        if score == -np.inf:
            score = unknown
        end = place + 1
        while True:
            if end > fresh:
                best[end] = -np.inf
                fresh = end
            if best[place] + score > best[end]:
                best[end] = best[place] + score
                origin[end] = place
                last[end] = row
            if row < 0 or not extended[row] or end == symbols.size or symbols[end] == 0:
                break
            row = child(keys, rows, row, symbols[end])
            if row < 0:
                break
            score = scores[row]
            end += 1
        place += 1
    return place


@njit(cache=True, nogil=True)
def tally(found, begins, base, counts, places):
    """Count words, and record the first position of each.

    found, begins : as returned by `best_words`.
    base : position of the first symbol in the text.
    counts, places : int64 (G,), changed in place; a position is -1 before the first occurrence.
    """
    for number in range(found.size):
        row = found[number]
        if row >= 0:
            if counts[row] == 0:
                places[row] = base + begins[number]
            counts[row] += 1


@njit(cache=True, nogil=True)
def pairs_of(symbols, keys, rows):
    """Return the row of the pair of each symbol and the one before it, or -1; int32 (L,)."""
    found = np.full(symbols.size, -1, np.int32)
    for place in range(1, symbols.size):
        if symbols[place] != 0 and symbols[place - 1] != 0:
            row = child(keys, rows, np.int64(-1), symbols[place - 1])
            if row >= 0:
                found[place] = child(keys, rows, row, symbols[place])
    return found


@njit(cache=True, nogil=True)
def tally_gaps(symbols, begins, pairs, cut, after, before):
    """Count the gaps between symbols, and those that are cuts.

    begins : positions of the words, as returned by `best_words`.
    pairs : as returned by `pairs_of`.
    cut : int64, number of cuts of each pair.
    after, before : int64 (2, V + 1), number of cuts and of gaps after and before each symbol.
    The counts are changed in place.
    """
    cuts = np.zeros(symbols.size, np.int64)
    for place in begins:
        cuts[place] = 1
    for place in range(1, symbols.size):
        left, right = symbols[place - 1], symbols[place]
        if left == 0 or right == 0:
            continue
        is_cut = cuts[place]
        after[0, left] += is_cut
        after[1, left] += 1
        before[0, right] += is_cut
        before[1, right] += 1
        if pairs[place] >= 0:
            cut[pairs[place]] += is_cut


@njit(cache=True, nogil=True)
def cheapest_parts(wanted, symbols, lengths, keys, rows, costs):
    """Return the cost of each word as the cheapest sequence of shorter words.

    wanted : int64 (W,), rows of at least two symbols.
    symbols, lengths : of the G n-grams.
    costs : float64 (G,), costs of words; inf for n-grams that are not words.

    Returns float64 (W,); inf if there is no such sequence.
    """
    totals = np.empty(wanted.size, np.float64)
    best = np.empty(65, np.float64)
    for number in range(wanted.size):
        word = wanted[number]
        length = np.int64(lengths[word])
        best[: length + 1] = np.inf
        best[0] = 0.0
        for start in range(length):
            row = np.int64(-1)
            for end in range(start + 1, length + 1):
                row = child(keys, rows, row, symbols[word, end - 1])
                if row < 0:
                    break
                if end - start < length:
                    best[end] = min(best[end], best[start] + costs[row])
        totals[number] = best[length]
    return totals


@njit(cache=True, nogil=True)
def mark_useful(length, begin, end, prefix, suffix, best, found):
    """Find the n-grams that a best segmentation may contain: better than any split in two.

    length : int, number of symbols of the n-grams `begin` to `end` - 1.
    prefix, suffix : (G,), rows of all but the last, and all but the first symbol.
    best : float64 (G,), the scores of these n-grams and the best sums of scores of shorter ones;
        it gets the best sums of these.
    found : bool (G,), is set to False for n-grams that are not useful.
    """
    lefts = np.empty(64, np.int64)
    for row in range(begin, end):
        left = row
        for size in range(length - 1, 0, -1):
            left = prefix[left]
            lefts[size] = left
        halves = -np.inf
        right = row
        for size in range(1, length):
            right = suffix[right]
            halves = max(halves, best[lefts[size]] + best[right])
        if halves >= best[row]:
            best[row] = halves
            found[row] = False


@njit(cache=True, nogil=True)
def runs_around(symbols, places, reach):
    """Return begin and end of the runs around positions, int64 (2, P).

    symbols : int32 (L,), 0 for boundaries; the first and the last are boundaries.
    places : int64 (P,), positions.
    reach : int, largest number of symbols before and from the position.
    """
    spans = np.empty((2, places.size), np.int64)
    for number in range(places.size):
        place = places[number]
        begin, end = place, place
        while place - begin < reach and symbols[begin - 1] != 0:
            begin -= 1
        while end - place < reach and symbols[end] != 0:
            end += 1
        spans[0, number] = begin
        spans[1, number] = end
    return spans
