"""Examples for Word2Vec: words drawn from text or from counts, their windows, their rows.

Chance is a hash of a seed and of the place in the text, so the same words are drawn whatever the
order or the thread they are drawn in.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def mix(seed, place):
    """Hash two numbers to 64 even bits (the last steps of SplitMix64)."""
    x = np.uint64(seed) ^ (np.uint64(place) * np.uint64(0x9E3779B97F4A7C15))
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True, nogil=True)
def upper(bits):
    """Turn the upper half of 64 bits into a float32 in [0, 1)."""
    return np.float32(bits >> np.uint64(40)) / np.float32(1 << 24)


@njit(cache=True, nogil=True)
def lower(bits, size):
    """Turn the lower half of 64 bits into a whole number in [0, size)."""
    half = bits & np.uint64(0xFFFFFFFF)
    return np.int64((half * np.uint64(size)) >> np.uint64(32))


@njit(cache=True, nogil=True)
def draw_tokens(
    ids, starts, stops, piece, place, keep, seed, width, dynamic, tokens, pieces, reaches
):
    """Fill a batch with the words of pieces of text that subsampling keeps.

    ids: int32 (N,); starts, stops: int64 (P,), where each piece lies in ids; keep: float32 (V,),
    the share of each word that is kept.  The batch begins `place` words into `piece`.  Written
    are tokens, pieces and reaches, int32 (B,) each: the word, its piece, and how many words on a
    side belong to its window: `width`, or, with `dynamic`, 1 to `width` by chance.

    Returns how many words were written, and where the next batch begins: piece and place.
    """
    count = 0
    while piece < starts.size:
        for i in range(starts[piece] + place, stops[piece]):
            if count == tokens.size:
                return count, piece, i - starts[piece]
            bits = mix(seed, i)
            word = ids[i]
            if upper(bits) < keep[word]:
                tokens[count] = word
                pieces[count] = piece
                reaches[count] = 1 + lower(bits, width) if dynamic else width
                count += 1
        piece += 1
        place = 0
    return count, piece, 0


@njit(cache=True, nogil=True)
def make_windows(tokens, pieces, reaches, count, weights, nobody, centres, contexts, mask):
    """Cut a batch into chunks, each with the words around it.

    tokens, pieces, reaches: int32 (B,), of which `count` hold; weights: float32 (width + 1,), of
    pairs by their distance; centres: int32 (G, C) with G C = B; contexts: int32
    (G, C + 2 width), the words from `width` before the chunk to `width` behind it; mask: float32
    (G, C, C + 2 width), the weight of a word in the window of a centre, 0 outside.  Places
    without a word hold `nobody`.
    """
    groups, chunk = centres.shape
    width = weights.size - 1
    mask[:] = 0
    for group in range(groups):
        first = group * chunk
        for j in range(contexts.shape[1]):
            place = first + j - width
            contexts[group, j] = tokens[place] if 0 <= place < count else nobody
        for i in range(chunk):
            here = first + i
            centres[group, i] = tokens[here] if here < count else nobody
            if here >= count:
                continue
            for place in range(max(0, here - reaches[here]), min(count, here + reaches[here] + 1)):
                if place != here and pieces[place] == pieces[here]:
                    mask[group, i, place - first + width] = weights[abs(place - here)]


@njit(cache=True, nogil=True)
def number_rows(rows, places, found, slots):
    """Give each different row a number, in the order in which they come.

    rows: int32 (R,); places: int32, as long as there are rows, scratch of any content from 0;
    found: int32 (R,), the different rows; slots: int32 (R,), the number of each entry's row.
    Returns how many there are.
    """
    count = 0
    for k in range(rows.size):
        row = rows[k]
        slot = places[row]
        if slot >= count or found[slot] != row:
            slot = count
            places[row] = slot
            found[slot] = row
            count += 1
        slots[k] = slot
    return count


@njit(cache=True, nogil=True)
def sort_readings(slots, count, order, ascending):
    """Bring readings of one row together, in the order in which they came (a counting sort).

    slots: int32 (R,), below `count`; order: int32 (R,), the readings; ascending: int32 (R,),
    their slots.
    """
    starts = np.zeros(count + 1, np.int64)
    for k in range(slots.size):
        starts[slots[k] + 1] += 1
    for row in range(count):
        starts[row + 1] += starts[row]
    for k in range(slots.size):
        place = starts[slots[k]]
        starts[slots[k]] += 1
        order[place] = k
        ascending[place] = slots[k]


@njit(cache=True, nogil=True)
def first_above(cumulative, start, stop, value):
    """Where from start to stop - 1 ascending numbers first exceed `value`; else stop - 1."""
    stop -= 1
    while start < stop:
        middle = (start + stop) >> 1
        if cumulative[middle] > value:
            stop = middle
        else:
            start = middle + 1
    return start


@njit(cache=True, nogil=True)
def draw_words(cumulative, seed, first, out):
    """Draw words by weights whose running sums are `cumulative`, float64 (V,).

    out: int32 (S, K).  The words depend on `seed` and on how many, `first`, came before.
    """
    flat = out.reshape(-1)
    total = cumulative[-1]
    for k in range(flat.size):
        share = np.float64(mix(seed, first + k) >> np.uint64(11)) / np.float64(1 << 53)
        flat[k] = first_above(cumulative, 0, cumulative.size, share * total)


@njit(cache=True, nogil=True)
def draw_pairs(
    indptr, indices, sums, row_sums, keep, tries, seed, first, nobody, centres, contexts, mask
):
    """Draw pairs of words in proportion to their counts and to what subsampling keeps.

    indptr: int64 (V+1,), indices: int32 (Z,), sums: int64 (Z,), the running sums of all counts;
    row_sums: float64 (V,), running sums of the rows' counts, each times `keep` of its word;
    centres: int32 (G, 1); contexts: int32 (G, C); mask: float32 (G, 1, C).  A centre's contexts are
    drawn one by one; one that subsampling rejects `tries` times stays `nobody`.
    """
    width = contexts.shape[1]
    for group in range(centres.shape[0]):
        place = (first + group) * (1 + width * tries)
        share = np.float64(mix(seed, place) >> np.uint64(11)) / np.float64(1 << 53)
        row = first_above(row_sums, 0, row_sums.size, share * row_sums[-1])
        centres[group, 0] = row
        start, stop = indptr[row], indptr[row + 1]
        base = sums[start - 1] if start > 0 else 0
        weight = sums[stop - 1] - base if stop > start else 0
        for j in range(width):
            contexts[group, j] = nobody
            mask[group, 0, j] = 0
            for attempt in range(tries if weight > 0 else 0):
                bits = mix(seed, place + 1 + j * tries + attempt)
                share = np.float64(bits >> np.uint64(11)) / np.float64(1 << 53)
                pair = first_above(sums, start, stop, base + np.int64(share * weight))
                if upper(mix(seed + np.uint64(1), bits)) < keep[indices[pair]]:
                    contexts[group, j] = indices[pair]
                    mask[group, 0, j] = 1
                    break
