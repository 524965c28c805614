"""Counting the distinct pieces of a segmented text, and adding counts to those of their parts.

A table of pieces consists of: ``slots`` int32 (2^k,), an open-addressing hash table with the number
of the piece plus one, or 0; ``hashes`` uint64; ``blob`` int32 and ``offsets`` int64, where piece i
is ``blob[offsets[i]:offsets[i + 1]]``; ``counts`` int64; and ``size``, the number of pieces. The
arrays have spare capacity. A loop that fills them returns when it is used up, and is called again
with larger arrays. A piece has at most MAX_SYMBOLS symbols; longer ones are split.
"""

from __future__ import annotations

import math

import numpy as np

from simpler_glove.compilation import njit

MAX_SYMBOLS = 64
"""Maximum number of symbols of a piece, whose inner cuts are the bits of one integer."""
_BASIS = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(32)
_ONE = np.uint64(1)


@njit(cache=True, nogil=True)
def _with(code, symbol):
    """Return the hash of a piece extended by one symbol."""
    code = (code ^ np.uint64(symbol)) * _PRIME
    return code ^ (code >> _FOLD)


@njit(cache=True, nogil=True)
def _find(slots, hashes, blob, offsets, code, symbols, start, end):
    """Return the slot of the piece ``symbols[start:end]`` with hash `code`, or a free slot."""
    mask = np.uint64(slots.size - 1)
    slot = code & mask
    while slots[slot] != 0:
        number = slots[slot] - 1
        begin = offsets[number]
        if hashes[number] == code and offsets[number + 1] - begin == end - start:
            same = True
            for place in range(start, end):
                if blob[begin + place - start] != symbols[place]:
                    same = False
                    break
            if same:
                break
        slot = (slot + _ONE) & mask
    return slot


@njit(cache=True, nogil=True)
def count_pieces(symbols, cuts, start, last, slots, hashes, blob, offsets, counts, size):
    """Count the pieces of ``symbols[start:]`` in a table of `size` pieces.

    symbols : int32 (L,), 0 for boundaries, which belong to no piece.
    cuts : uint8 (L,), 1 for symbols that begin a piece.
    last : bool, whether the text ends here; otherwise the last piece, which may continue, is not
    counted.

    Returns the position after the last piece that was counted, L unless a piece remains or the
    arrays are full, and the new size.
    """
    place = start
    while place < symbols.size:
        if symbols[place] == 0:
            place += 1
            continue
        code = np.uint64(_with(_BASIS, symbols[place]))
        end = place + 1
        while end < symbols.size and cuts[end] == 0 and end - place < MAX_SYMBOLS:
            code = np.uint64(_with(code, symbols[end]))
            end += 1
        if end == symbols.size and not last:
            break
        slot = _find(slots, hashes, blob, offsets, code, symbols, place, end)
        if slots[slot] == 0:
            begin = offsets[size]
            full = size == counts.size or begin + end - place > blob.size
            if full or 2 * (size + 1) > slots.size:
                break
            for moved in range(place, end):
                blob[begin + moved - place] = symbols[moved]
            offsets[size + 1] = begin + end - place
            hashes[size] = code
            counts[size] = 0
            size += 1
            slots[slot] = size
        counts[slots[slot] - 1] += 1
        place = end
    return place, size


@njit(cache=True, nogil=True)
def filled(slots, hashes, size):
    """Insert all pieces into the empty `slots`, which are at least twice as many."""
    mask = np.uint64(slots.size - 1)
    for number in range(size):
        slot = hashes[number] & mask
        while slots[slot] != 0:
            slot = (slot + _ONE) & mask
        slots[slot] = number + 1
    return slots


@njit(cache=True, nogil=True)
def best_parts(pieces, table, counts, total):
    """Return the cheapest sequence of shorter pieces for each piece.

    A part costs -log(count / total); a symbol that is not a piece, or whose count is 0, has the
    cost of a count of 1/2.

    pieces : int64 (P,), numbers of pieces.
    table : slots, hashes, blob, offsets, of all pieces.
    counts : int64 (n,), of all pieces; pieces with a count of 0 are not used as parts.
    total : float, sum of the counts.

    Returns uint64 (P,), with bit i set if a part ends after symbol i, and float64 (P,), the costs.
    If costs are equal, the sequence with the longer last part is returned, and so on to the left.
    """
    log_total = math.log(total)
    missing = log_total + math.log(2.0)
    slots, hashes, blob, offsets = table
    ends = np.zeros(pieces.size, np.uint64)
    totals = np.zeros(pieces.size, np.float64)
    best = np.empty(MAX_SYMBOLS + 1, np.float64)
    origin = np.empty(MAX_SYMBOLS + 1, np.int64)
    for row in range(pieces.size):
        begin, length = offsets[pieces[row]], offsets[pieces[row] + 1] - offsets[pieces[row]]
        best[:] = np.inf
        best[0] = 0.0
        for start in range(length):
            code = _BASIS
            for end in range(start + 1, min(length, start + length - 1) + 1):
                code = np.uint64(_with(code, blob[begin + end - 1]))
                slot = _find(slots, hashes, blob, offsets, code, blob, begin + start, begin + end)
                number = slots[slot] - 1
                if number >= 0 and counts[number] > 0:
                    cost = best[start] + log_total - math.log(counts[number])
                elif end == start + 1:
                    cost = best[start] + missing
                else:
                    continue
                if cost < best[end]:
                    best[end] = cost
                    origin[end] = start
        totals[row] = best[length]
        end = length
        while end > 0:
            ends[row] |= _ONE << np.uint64(end - 1)
            end = origin[end]
    return ends, totals


@njit(cache=True, nogil=True)
def give_to_parts(pieces, ends, table, counts):
    """Move the count of each piece to its parts.

    pieces : int64 (P,), numbers of pieces.
    ends : uint64 (P,), as returned by `best_parts`.
    counts : int64 (n,), changed in place; parts that are not pieces are ignored.
    """
    slots, hashes, blob, offsets = table
    for row in range(pieces.size):
        piece = pieces[row]
        begin, length = offsets[piece], offsets[piece + 1] - offsets[piece]
        start = begin
        code = _BASIS
        for place in range(begin, begin + length):
            code = np.uint64(_with(code, blob[place]))
            if ends[row] >> np.uint64(place - begin) & _ONE:
                slot = _find(slots, hashes, blob, offsets, code, blob, start, place + 1)
                if slots[slot] > 0:
                    counts[slots[slot] - 1] += counts[piece]
                start = place + 1
                code = _BASIS
        counts[piece] = 0
