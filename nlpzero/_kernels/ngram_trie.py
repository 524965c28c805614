"""A trie of counted n-grams as a hash table, and searches in it.

The nodes of the trie are the rows of the n-grams: the child of row r for symbol s is the row of the
n-gram that extends r by s. The root, the parent of single symbols, is -1. `keys` uint64 and `rows`
int32 are an open-addressing hash table of 2^k slots. The upper 32 bits of a key are the row of the
prefix plus one, the lower 32 bits the symbol; 0 is a free slot (symbols are at least 1).
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

_SYMBOL = np.uint64(32)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_FOLD = np.uint64(29)


@njit(cache=True, nogil=True)
def _place(key, mask):
    code = key * _MIX
    return (code ^ (code >> _FOLD)) & mask


@njit(cache=True, nogil=True)
def child_table(prefix, last, bits):
    """Return keys and rows, (2^bits,) each, of n-grams with rows `prefix` and symbols `last`.

    prefix : int64 (G,), the row of all but the last symbol, -1 for single symbols.
    last : int32 (G,), the last symbol.
    """
    keys = np.zeros(1 << bits, np.uint64)
    rows = np.zeros(1 << bits, np.int32)
    mask = np.uint64(keys.size - 1)
    for row in range(prefix.size):
        key = (np.uint64(prefix[row] + 1) << _SYMBOL) | np.uint64(last[row])
        place = _place(key, mask)
        while keys[place] != 0:
            place = (place + np.uint64(1)) & mask
        keys[place] = key
        rows[place] = row
    return keys, rows


@njit(cache=True, nogil=True)
def child(keys, rows, row, symbol):
    """Return the row of the n-gram `row` extended by `symbol`, or -1."""
    mask = np.uint64(keys.size - 1)
    key = (np.uint64(row + 1) << _SYMBOL) | np.uint64(symbol)
    place = _place(key, mask)
    while keys[place] != 0:
        if keys[place] == key:
            return np.int64(rows[place])
        place = (place + np.uint64(1)) & mask
    return np.int64(-1)


@njit(cache=True, nogil=True)
def shortcuts(keys, rows, size):
    """Return the rows of single symbols, and which n-grams can be extended.

    size : int, number of n-grams, G.

    Returns int32 (largest single symbol + 1,), -1 for symbols that were not counted, and bool (G,).
    """
    symbols = np.int64(0)
    extended = np.zeros(size, np.bool_)
    for key in keys:
        if key >> _SYMBOL:
            extended[np.int64(key >> _SYMBOL) - 1] = True
        else:
            symbols = max(symbols, np.int64(key))
    roots = np.full(symbols + 1, -1, np.int32)
    for place in range(keys.size):
        if keys[place] and not keys[place] >> _SYMBOL:
            roots[np.int64(keys[place])] = rows[place]
    return roots, extended


@njit(cache=True, nogil=True)
def mark_cuts(symbols, keys, rows, suffix, reach):
    """Split a text at all positions that no accepted n-gram spans.

    symbols : int32 (L,), 0 for boundaries.
    suffix : int64 (G,), the row of all but the first symbol, -1 for single symbols.
    reach : int8 (G,), the length of the longest accepted suffix of each n-gram.

    Returns uint8 (L,): 1 for a symbol that begins a piece and for a boundary, 0 inside pieces.
    """
    cuts = np.ones(symbols.size, np.uint8)
    row = np.int64(-1)
    for place in range(symbols.size):
        if symbols[place] == 0:
            row = np.int64(-1)
            continue
        # The longest counted n-gram that ends here extends one that ended at the symbol before.
        found = child(keys, rows, row, symbols[place])
        while found < 0 and row >= 0:
            row = suffix[row]
            found = child(keys, rows, row, symbols[place])
        row = found
        if row >= 0:
            for covered in range(place - reach[row] + 2, place + 1):
                cuts[covered] = 0
    return cuts


@njit(cache=True, nogil=True)
def rows_of(blob, offsets, keys, rows):
    """Return the rows of pieces, -1 for pieces that were not counted as n-grams.

    blob : int32, the symbols of all pieces; piece i is ``blob[offsets[i]:offsets[i + 1]]``.
    """
    found = np.full(offsets.size - 1, -1, np.int64)
    for piece in range(found.size):
        row = np.int64(-1)
        for place in range(offsets[piece], offsets[piece + 1]):
            row = child(keys, rows, row, blob[place])
            if row < 0:
                break
        found[piece] = row
    return found


@njit(cache=True, nogil=True)
def all_within(blob, offsets, keys, rows, accepted, order):
    """Return whether all n-grams of `order` symbols of a piece, or a shorter piece, are accepted.

    accepted : bool (G,).
    """
    kept = np.ones(offsets.size - 1, np.bool_)
    for piece in range(kept.size):
        begin, end = offsets[piece], offsets[piece + 1]
        size = min(order, end - begin)
        for start in range(begin, end - size + 1):
            row = np.int64(-1)
            for place in range(start, start + size):
                row = child(keys, rows, row, blob[place])
                if row < 0:
                    break
            if row < 0 or not accepted[row]:
                kept[piece] = False
                break
    return kept


@njit(cache=True, nogil=True)
def with_prefixes(wanted, prefix):
    """Mark the n-grams that are wanted and all their prefixes; bool (G,)."""
    marked = wanted.copy()
    for row in range(wanted.size - 1, -1, -1):
        if marked[row] and prefix[row] >= 0:
            marked[prefix[row]] = True
    return marked
