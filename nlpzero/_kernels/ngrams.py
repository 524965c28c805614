"""Counting n-grams by refining groups of rows, a symbol at a time.

A row stands for one position of the text: the code of its left neighbour, its own, those of the
next ones, ``bits`` bits each, packed into a few words of 64 bits.  Rows of the same first code lie
together; splitting such a group by the next code gives the groups one level deeper, and those
that are too small are dropped.  No row is compared with another, and nothing is sorted but the
short lists of codes that follow one n-gram.

Code 0 is a boundary; `rare`, the largest, stands for every symbol below the threshold.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_ONE = np.uint64(1)
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
                row = cursors[code - first]
                cursors[code - first] = row + 1
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
def _left(rows, begin, end, mask, rare, counter, table):
    """Entropy, variety and boundaries of the left neighbours; `counter` is 0 before and after."""
    for row in range(begin, end):
        counter[rows[row, 0] & mask] += 1
    boundaries = np.int64(counter[0])
    variety = boundaries + counter[rare]
    counter[0] = 0
    counter[rare] = 0
    # Sums of integers don't depend on the order, so the text's order leaves no trace in them.
    scale = _MOST / (_times_log(end - begin, table) + 1.0)
    total = np.int64(0)
    for row in range(begin, end):
        code = rows[row, 0] & mask
        uses = counter[code]
        counter[code] = 0
        variety += uses > 0
        total += np.int64(_times_log(uses, table) * scale + 0.5)
    return _entropy(end - begin, variety, total, scale, table), variety, boundaries


@njit(cache=True, nogil=True)
def _right(rows, begin, end, lane, shift, mask, rare, counter, touched, table):
    """Count the codes that follow; leaves them in `touched` and their uses in `counter`."""
    found = 0
    for row in range(begin, end):
        code = (rows[row, lane] >> shift) & mask
        uses = counter[code]
        counter[code] = uses + 1
        touched[found] = code
        found += uses == 0
    boundaries = np.int64(counter[0])
    variety = found
    for single in (0, rare):
        if counter[single]:  # found once, and new each time
            variety += counter[single] - 1
    scale = _MOST / (_times_log(end - begin, table) + 1.0)
    total = np.int64(0)
    for place in range(found):
        code = touched[place]
        if code != 0 and code != rare:
            total += np.int64(_times_log(counter[code], table) * scale + 0.5)
    return _entropy(end - begin, variety, total, scale, table), variety, boundaries, found


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
def _keep(touched, found, counter, threshold, rare):
    """Bring the codes that are frequent enough to the front of `touched`, ascending."""
    kept = 0
    for place in range(found):
        code = touched[place]
        if counter[code] >= threshold and code != 0 and code != rare:
            touched[place] = touched[kept]
            touched[kept] = code
            kept += 1
    _sort(touched, kept)
    return kept


@njit(cache=True, nogil=True)
def _scatter(rows, begin, end, lane, shift, mask, counter, room, target, base):
    """Move rows to the place that `counter` has for their code; those without one go to `room`."""
    for row in range(begin, end):
        code = (rows[row, lane] >> shift) & mask
        place = counter[code]
        counter[code] = place + (place < room)
        for word in range(rows.shape[1]):
            target[base + place, word] = rows[row, word]


@njit(cache=True, nogil=True)
def refine(rows, sizes, level, bits, threshold, rare, counters, touched, table, target):
    """Measure the neighbours of consecutive groups of rows, and split each by the next code.

    Group g has ``sizes[g]`` rows that agree in `level` codes.  `counters` int32 (2, C) are 0
    before and after; `touched` uint32 (C + 1,) is scratch.  `target` gets the rows of the groups
    one level deeper; without room for a row it means that there is no deeper level.

    Returns entropies float64 (2, G), varieties int32 (2, G), boundaries int64 (2, G), left
    before right; then of the deeper groups: sizes int64, last codes int32, parents int64.
    """
    groups = sizes.size
    entropies = np.empty((2, groups))
    varieties = np.empty((2, groups), np.int32)
    boundaries = np.empty((2, groups), np.int64)
    most = min(sizes.sum(), target.shape[0]) // threshold
    next_sizes = np.empty(most, np.int64)
    next_codes = np.empty(most, np.int32)
    parents = np.empty(most, np.int64)
    each = 64 // bits
    lane = (level + 1) // each
    shift = np.uint64((level + 1) % each * bits)
    mask = np.uint64(2**bits - 1)
    begin = base = children = 0
    for group in range(groups):
        end = begin + sizes[group]
        entropies[0, group], varieties[0, group], boundaries[0, group] = _left(
            rows, begin, end, mask, rare, counters[0], table
        )
        entropies[1, group], varieties[1, group], boundaries[1, group], found = _right(
            rows, begin, end, lane, shift, mask, rare, counters[1], touched, table
        )
        kept = _keep(touched, found, counters[1], threshold, rare) if most else 0
        room = 0
        for place in range(kept):
            next_sizes[children] = counters[1, touched[place]]
            next_codes[children] = touched[place]
            parents[children] = group
            counters[1, touched[place]] = room
            room += next_sizes[children]
            children += 1
        if kept:
            for place in range(kept, found):
                counters[1, touched[place]] = room
            _scatter(rows, begin, end, lane, shift, mask, counters[1], room, target, base)
        for place in range(found):
            counters[1, touched[place]] = 0
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
