"""Counting n-grams by refining groups of rows, a symbol at a time.

A row stands for one position of the text: the code of its left neighbour, its own, those of the
next ones, ``bits`` bits each, packed into a few words of 64 bits.  Rows of the same first code lie
together; splitting such a group by the next code gives the groups one level deeper, and those
that are too small are dropped.  No row is compared with another, and nothing is sorted but the
short lists of codes that follow one n-gram.

Code 0 is a boundary; `rare`, the largest, stands for every symbol below the threshold.
"""

# Longer than 200 lines: what is compiled together is inlined.

from __future__ import annotations

import numpy as np
from numba import njit

_BLOCK = 1 << 13  # positions packed at a time: 64 KiB
_MOST = 2.0**61  # sums of k log k are made as integers up to this one


def entropy_table(size):
    """Make the table of k log k for k below `size`, float64."""
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

    `codes` uint32 (V + 1,) gives the code of each symbol; `begin` is at least 1.  The row of code
    c goes to place ``cursors[c - first]`` of `rows` uint64 (R, W), which advances.
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
                if lanes == 2:  # the usual width, in two moves
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
    """Count the neighbours on both sides; the number of different right ones, in `touched`."""
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
    """Boundaries, and all neighbours that are new each time; they are counted no longer."""
    boundaries = np.int64(counter[0])
    singles = boundaries + counter[rare]
    counter[0] = 0
    counter[rare] = 0
    return boundaries, singles


@njit(cache=True, nogil=True)
def _sum_right(touched, found, right, table, scale):
    """Variety and scaled sum of k log k of the right neighbours but single ones."""
    variety = total = np.int64(0)
    for place in range(found):
        uses = right[touched[place]]
        variety += uses > 0
        total += np.int64(_times_log(uses, table) * scale + 0.5)
    return variety, total


@njit(cache=True, nogil=True)
def _sum_left(rows, begin, end, lane, shift, mask, left, right, table, scale, room, target, base):
    """Variety and scaled sum of k log k of the left neighbours but single ones.

    On the way, each row moves to the place that `right` has for its code, unless `room` is 0;
    what has no place goes to `room` itself, where the next group will overwrite it.
    """
    variety = total = np.int64(0)
    for row in range(np.uint64(begin), np.uint64(end)):
        code = rows[row, 0] & mask
        uses = left[code]
        left[code] = 0
        variety += uses > 0
        total += np.int64(_times_log(uses, table) * scale + 0.5)
        if room:
            code = (rows[row, lane] >> shift) & mask
            place = right[code]
            right[code] = place + (place < room)
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
    """Bring the codes that are frequent enough to the front of `touched`, ascending."""
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

    Group g has ``sizes[g]`` rows that agree in `level` codes.  `left` and `right` int32 (C,) are
    0 before and after; `touched` uint32 (C + 1,) is scratch.  `target` gets the rows of the groups
    one level deeper; without room for a row it means that there is no deeper level.

    Returns entropies float64 (2, G), varieties int32 (2, G), boundaries int64 (2, G), left
    before right; then of the deeper groups: sizes int64, last codes int32, parents int64.
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
        # Sums of integers don't depend on their order: the order of the text leaves no trace.
        scale = _MOST / (_times_log(size, table) + 1.0)
        boundaries[0, group], single = _take_singles(left, rare)
        boundaries[1, group], singles = _take_singles(right, rare)
        variety, total = _sum_right(touched, found, right, table, scale)
        varieties[1, group] = variety + singles
        entropies[1, group] = _entropy(size, variety + singles, total, scale, table)
        kept = _keep(touched, found, right, threshold) if most else 0
        room = 0
        for place in range(kept):
            code = touched[place]
            next_sizes[children] = right[code]
            next_codes[children] = code
            parents[children] = group
            right[code] = room
            room += next_sizes[children]
            children += 1
        for place in range(kept, found):
            right[touched[place]] = room
        variety, total = _sum_left(
            rows, begin, end, lane, shift, mask, left, right, table, scale, room, target, base
        )
        varieties[0, group] = variety + single
        entropies[0, group] = _entropy(size, variety + single, total, scale, table)
        for place in range(found):
            right[touched[place]] = 0
        begin = end
        base += room
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
    """Find where ascending values[place:end] reach `value`, looking near by first."""
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
    """Where the children of each n-gram begin, behind those of nothing, and an end: (G + 2,)."""
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
    """Find the suffixes of the n-grams `begin` to `end` - 1, of `level` symbols, and spell them.

    `codes` int32 (G,) are their last codes, `prefixes` int64 (G,) the rows of all before the
    last, `first_child` int64 (G + 2,) as `find_children` makes it; shorter n-grams are done.
    `names` int32 gives the symbol of a code.
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
            suffixes[row] = codes[row] - 1  # single symbols stand first, all of them
        else:
            parent = suffixes[prefix] + 1
            if prefix != previous:
                previous = prefix
                place = first_child[parent]
            place = _seek(codes, place, first_child[parent + 1], codes[row])
            suffixes[row] = place
