"""Counting n-grams by splitting groups of rows, one symbol at a time.

A row represents one position of the text: the code of the left neighbour, of the symbol, and of the
following ones, ``bits`` bits each, packed into a few 64-bit words. Rows with the same first code
are consecutive. Splitting such a group by the next code gives the groups of the next level; groups
that are too small are dropped. Rows are not compared with each other, and only the short lists of
codes that follow one n-gram are sorted.

Code 0 is a boundary; `rare`, the largest code, represents all symbols below the threshold.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

_BLOCK = 1 << 13  # positions packed at a time: 64 KiB
_MAX_SUM = 2.0**61  # sums of k log k are computed as integers up to this value


def entropy_table(size):
    """Return the table of k log k for k < `size`, float64."""
    numbers = np.arange(size, dtype=np.float64)
    return numbers * np.log(np.maximum(numbers, 1))


@njit(cache=True, nogil=True)
def count_symbols(symbols, begin, end, counts):
    """Add the symbols of symbols[begin:end] to `counts` int64 (V + 1,)."""
    for position in range(begin, end):
        counts[symbols[position]] += 1


@njit(cache=True, nogil=True)
def pack_rows(symbols, begin, end, codes, bits, first, last, cursors, rows):
    """Write the rows of the positions begin to end - 1 whose code is from `first` to `last` - 1.

    `codes` uint32 (V + 1,) is the code of each symbol; `begin` is at least 1. The row of code c is
    written to number ``cursors[c - first]``, which is incremented, of `rows` uint64 (R, W).
    """
    lanes = rows.shape[1]
    each = 64 // bits  # codes in a word
    kept = np.uint64(2 ** (bits * each) - 1) if bits * each < 64 else np.uint64(2**64 - 1)
    mask = np.uint64(2**bits - 1)
    shift = np.uint64(bits)
    packed = np.empty(_BLOCK + lanes * each, np.uint64)  # packed[i]: codes from start - 1 + i on
    for start in range(begin, end, _BLOCK):
        stop = min(start + _BLOCK, end)
        size = min(stop - start + lanes * each, symbols.size + 1 - start)
        packed[size:] = 0
        word = np.uint64(0)
        for place in range(size - 1, -1, -1):
            word = ((word << shift) & kept) | np.uint64(codes[symbols[start - 1 + place]])
            packed[place] = word
        for place in range(stop - start):
            code = np.int64((packed[place] >> shift) & mask)
            if first <= code < last:
                row = np.uint64(cursors[code - first])
                cursors[code - first] += 1
                if lanes == 2:  # the most frequent width
                    rows[row, 0] = packed[place]
                    rows[row, 1] = packed[place + each]
                else:
                    for lane in range(lanes):
                        rows[row, lane] = packed[place + lane * each]


@njit(cache=True, nogil=True)
def _times_log(k, table):
    return table[k] if k < table.size else k * np.log(np.float64(k))


@njit(cache=True, nogil=True)
def _entropy(count, variety, total, scale, table):
    if variety == 1:
        return 0.0
    return (_times_log(count, table) - total / scale) / count


@njit(cache=True, nogil=True)
def _count(rows, begin, end, lane, shift, mask, left, right, touched):
    """Count the neighbours on both sides; returns the number of distinct right ones."""
    found = 0
    for row in range(np.uint64(begin), np.uint64(end)):
        left[rows[row, 0] & mask] += 1
        code = (rows[row, lane] >> shift) & mask
        uses = right[code]
        right[code] = uses + 1
        touched[found] = code
        found += uses == 0
    return found


@njit(cache=True, nogil=True)
def _take_singles(counter, rare):
    """Return and reset the count of boundaries, and of boundaries and rare symbols."""
    boundaries = np.int64(counter[0])
    singles = boundaries + counter[rare]
    counter[0] = 0
    counter[rare] = 0
    return boundaries, singles


@njit(cache=True, nogil=True)
def _sum_right(touched, found, right, table, scale):
    """Return number and scaled sum of k log k of the frequent right neighbours."""
    variety = total = np.int64(0)
    for place in range(found):
        uses = right[touched[place]]
        variety += uses > 0
        total += np.int64(_times_log(uses, table) * scale + 0.5)
    return variety, total


@njit(cache=True, nogil=True)
def _sum_left(rows, begin, end, lane, shift, mask, left, right, table, scale, limit, target, base):
    """Return number and scaled sum of k log k of the frequent left neighbours.

    In the same pass, each row is copied to the position that `right` has for its code, unless
    `limit` is 0. Rows without a position are written to `limit`, where the next group overwrites
    them.
    """
    variety = total = np.int64(0)
    for row in range(np.uint64(begin), np.uint64(end)):
        code = rows[row, 0] & mask
        uses = left[code]
        left[code] = 0
        variety += uses > 0
        total += np.int64(_times_log(uses, table) * scale + 0.5)
        if limit:
            code = (rows[row, lane] >> shift) & mask
            place = right[code]
            right[code] = place + (place < limit)
            goal = np.uint64(base + place)
            if rows.shape[1] == 2:
                target[goal, 0] = rows[row, 0]
                target[goal, 1] = rows[row, 1]
            else:
                for word in range(rows.shape[1]):
                    target[goal, word] = rows[row, word]
    return variety, total


@njit(cache=True, nogil=True)
def _sort(values, size):
    """Sort values[:size] in place (Shell's method)."""
    gap = 1
    while gap < size // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for place in range(gap, size):
            value = values[place]
            hole = place
            while hole >= gap and values[hole - gap] > value:
                values[hole] = values[hole - gap]
                hole -= gap
            values[hole] = value
        gap //= 3


@njit(cache=True, nogil=True)
def _keep(touched, found, right, threshold):
    """Move the codes that are frequent enough to the front of `touched`, sorted."""
    kept = 0
    for place in range(found):
        code = touched[place]
        if right[code] >= threshold:
            touched[place] = touched[kept]
            touched[kept] = code
            kept += 1
    _sort(touched, kept)
    return kept


@njit(cache=True, nogil=True)
def refine(rows, sizes, level, bits, threshold, rare, left, right, touched, table, target):
    """Measure the neighbours of consecutive groups of rows, and split each by the next code.

    Group g has ``sizes[g]`` rows that are equal in `level` codes. `left` and `right` int32 (C,) are
    0 before and after the call; `touched` uint32 (C + 1,) is scratch memory. The rows of the groups
    of the next level are written to `target`; if it is empty, there is no next level.

    Returns entropies float64 (2, G), varieties int32 (2, G), boundaries int64 (2, G), left
    before right; then for the groups of the next level: sizes int64, last codes int32, parents
    int64.
    """
    entropies = np.empty((2, sizes.size))
    varieties = np.empty((2, sizes.size), np.int32)
    boundaries = np.empty((2, sizes.size), np.int64)
    most = min(sizes.sum(), target.shape[0]) // threshold
    next_sizes = np.empty(most, np.int64)
    next_codes = np.empty(most, np.int32)
    parents = np.empty(most, np.int64)
    each = 64 // bits
    lane = (level + 1) // each
    shift = np.uint64((level + 1) % each * bits)
    mask = np.uint64(2**bits - 1)
    begin = base = children = 0
    for group in range(sizes.size):
        size = sizes[group]
        end = begin + size
        found = _count(rows, begin, end, lane, shift, mask, left, right, touched)
        # Sums of integers do not depend on the order of their terms, that is, of the text.
        scale = _MAX_SUM / (_times_log(size, table) + 1.0)
        boundaries[0, group], single = _take_singles(left, rare)
        boundaries[1, group], singles = _take_singles(right, rare)
        variety, total = _sum_right(touched, found, right, table, scale)
        varieties[1, group] = variety + singles
        entropies[1, group] = _entropy(size, variety + singles, total, scale, table)
        kept = _keep(touched, found, right, threshold) if most else 0
        limit = 0
        for place in range(kept):
            code = touched[place]
            next_sizes[children] = right[code]
            next_codes[children] = code
            parents[children] = group
            right[code] = limit
            limit += next_sizes[children]
            children += 1
        for place in range(kept, found):
            right[touched[place]] = limit
        variety, total = _sum_left(
            rows, begin, end, lane, shift, mask, left, right, table, scale, limit, target, base
        )
        varieties[0, group] = variety + single
        entropies[0, group] = _entropy(size, variety + single, total, scale, table)
        for place in range(found):
            right[touched[place]] = 0
        begin = end
        base += limit
    return (
        entropies,
        varieties,
        boundaries,
        next_sizes[:children].copy(),
        next_codes[:children].copy(),
        parents[:children].copy(),
    )


@njit(cache=True, nogil=True)
def _seek(values, place, end, value):
    """Return the first position from `place` on of a value >= `value` (exponential search)."""
    step = 1
    ahead = place
    while ahead < end and values[ahead] < value:
        place = ahead + 1
        ahead += step
        step *= 2
    ahead = min(ahead, end)
    while place < ahead:
        middle = (place + ahead) // 2
        if values[middle] < value:
            place = middle + 1
        else:
            ahead = middle
    return place


@njit(cache=True, nogil=True)
def find_children(prefixes):
    """Return the first child of the root and of each n-gram, and the end: int64 (G + 2,)."""
    first_child = np.empty(prefixes.size + 2, np.int64)
    done = 0
    for row in range(prefixes.size):
        while done < prefixes[row] + 2:
            first_child[done] = row
            done += 1
    first_child[done:] = prefixes.size
    return first_child


@njit(cache=True, nogil=True)
def link(codes, prefixes, first_child, begin, end, level, names, suffixes, symbols):
    """Fill suffixes and symbols of the n-grams `begin` to `end` - 1, which have `level` symbols.

    `codes` int32 (G,) are the last codes, `prefixes` int64 (G,) the rows without the last code,
    `first_child` int64 (G + 2,) as returned by `find_children`. Shorter n-grams must have been
    filled. `names` int32 is the symbol of each code.
    """
    previous = np.int64(-2)
    place = np.int64(0)
    for row in range(begin, end):
        prefix = prefixes[row]
        for k in range(level - 1):
            symbols[row, k] = symbols[prefix, k]
        symbols[row, level - 1] = names[codes[row]]
        symbols[row, level:] = 0
        if level == 1:
            suffixes[row] = -1
        elif level == 2:
            suffixes[row] = codes[row] - 1  # all frequent single symbols come first
        else:
            parent = suffixes[prefix] + 1
            if prefix != previous:
                previous = prefix
                place = first_child[parent]
            place = _seek(codes, place, first_child[parent + 1], codes[row])
            suffixes[row] = place
