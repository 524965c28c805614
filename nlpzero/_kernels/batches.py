"""Training examples of Word2Vec: draws of tokens and pairs, windows, and rows of the tables.

Random numbers are hashes of a seed and a position, so that the draws depend neither on the order
nor on the thread in which they are made.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit


@njit(cache=True, nogil=True)
def mix(seed, place):
    """Hash two numbers to 64 uniformly distributed bits (the last steps of SplitMix64)."""
    x = np.uint64(seed) ^ (np.uint64(place) * np.uint64(0x9E3779B97F4A7C15))
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True, nogil=True)
def upper(bits):
    """Convert the upper bits of a hash to a float32 in [0, 1)."""
    return np.float32(bits >> np.uint64(40)) / np.float32(1 << 24)


@njit(cache=True, nogil=True)
def lower(bits, size):
    """Convert the lower half of a hash to an integer in [0, size)."""
    half = bits & np.uint64(0xFFFFFFFF)
    return np.int64((half * np.uint64(size)) >> np.uint64(32))


@njit(cache=True, nogil=True)
def draw_tokens(
    ids, starts, stops, segment, place, keep, seed, width, dynamic, tokens, segments, reaches
):
    """Fill a batch with the tokens of text segments that subsampling keeps.

    ids: int32 (N,); starts, stops: int64 (P,), bounds of each segment in ids; keep: float32 (V,),
    probability that a token of each word is kept. The batch begins `place` tokens after the start
    of `segment`. Written are tokens, segments and reaches, int32 (B,) each: word, segment, and
    size of the window on each side, which is `width` or, with `dynamic`, random from 1 to `width`.

    Returns the number of tokens written, and segment and place where the next batch begins.
    """
    count = 0
    while segment < starts.size:
        for i in range(starts[segment] + place, stops[segment]):
            if count == tokens.size:
                return count, segment, i - starts[segment]
            bits = mix(seed, i)
            word = ids[i]
            if upper(bits) < keep[word]:
                tokens[count] = word
                segments[count] = segment
                reaches[count] = 1 + lower(bits, width) if dynamic else width
                count += 1
        segment += 1
        place = 0
    return count, segment, 0


@njit(cache=True, nogil=True)
def make_windows(tokens, segments, reaches, count, weights, padding, centres, contexts, mask):
    """Split a batch into chunks of centres, each with the words of its windows.

    tokens, segments, reaches: int32 (B,), of which the first `count` are valid; weights: float32
    (width + 1,), weights of pairs by distance; centres: int32 (G, C) with G C = B; contexts: int32
    (G, C + 2 width), the tokens from `width` before the chunk to `width` after it; mask: float32
    (G, C, C + 2 width), weight of each word in the window of each centre, 0 outside. Positions
    without a token are set to `padding`.
    """
    groups, chunk = centres.shape
    width = weights.size - 1
    mask[:] = 0
    for group in range(groups):
        first = group * chunk
        for j in range(contexts.shape[1]):
            place = first + j - width
            contexts[group, j] = tokens[place] if 0 <= place < count else padding
        for i in range(chunk):
            here = first + i
            centres[group, i] = tokens[here] if here < count else padding
            if here >= count:
                continue
            for place in range(max(0, here - reaches[here]), min(count, here + reaches[here] + 1)):
                if place != here and segments[place] == segments[here]:
                    mask[group, i, place - first + width] = weights[abs(place - here)]


@njit(cache=True, nogil=True)
def number_rows(rows, places, distinct, slots):
    """Assign numbers to the distinct rows in order of their first occurrence.

    rows: int32 (R,); places: int32, scratch with an element per row and any content >= 0;
    distinct: int32 (R,), the distinct rows; slots: int32 (R,), the number of each entry's row.
    Returns the number of distinct rows.
    """
    count = 0
    for k in range(rows.size):
        row = rows[k]
        slot = places[row]
        if slot >= count or distinct[slot] != row:
            slot = count
            places[row] = slot
            distinct[slot] = row
            count += 1
        slots[k] = slot
    return count


@njit(cache=True, nogil=True)
def sort_reads(slots, count, order, ascending):
    """Group the reads of each row, keeping their order (a counting sort).

    slots: int32 (R,), below `count`; order: int32 (R,), the reads; ascending: int32 (R,),
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
    """Return the first index in [start, stop) whose value exceeds `value`, else stop - 1."""
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
    """Draw words by weights whose cumulative sums are `cumulative`, float64 (V,).

    out: int32 (S, K). The words depend on `seed` and on the number `first` of earlier draws.
    """
    flat = out.reshape(-1)
    total = cumulative[-1]
    for k in range(flat.size):
        share = np.float64(mix(seed, first + k) >> np.uint64(11)) / np.float64(1 << 53)
        flat[k] = first_above(cumulative, 0, cumulative.size, share * total)


@njit(cache=True, nogil=True)
def draw_pairs(
    indptr, indices, sums, row_sums, keep, tries, seed, first, padding, centres, contexts, mask
):
    """Draw pairs of words in proportion to their counts, with subsampling.

    indptr: int64 (V+1,), indices: int32 (Z,), sums: int64 (Z,), cumulative sums of all counts;
    row_sums: float64 (V,), cumulative sums of the row sums, each times `keep` of its word;
    centres: int32 (G, 1); contexts: int32 (G, C); mask: float32 (G, 1, C). The contexts of a
    centre are drawn separately; one that subsampling rejects `tries` times is set to `padding`.
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
            contexts[group, j] = padding
            mask[group, 0, j] = 0
            for attempt in range(tries if weight > 0 else 0):
                bits = mix(seed, place + 1 + j * tries + attempt)
                share = np.float64(bits >> np.uint64(11)) / np.float64(1 << 53)
                pair = first_above(sums, start, stop, base + np.int64(share * weight))
                if upper(mix(seed + np.uint64(1), bits)) < keep[indices[pair]]:
                    contexts[group, j] = indices[pair]
                    mask[group, 0, j] = 1
                    break
