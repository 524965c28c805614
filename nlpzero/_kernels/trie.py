"""A dictionary of symbol sequences as a double array: one access to memory for each symbol.

A cell is a node of the trie.  ``links`` is int32 (4 * C,), four for each cell: the base, to which
the next symbol is added to give the next cell; the cell that it is reached from, by which such a
step is known to be right; and the score of the key that ends there, in two halves, so that it
comes with the same line of the cache.  ``scores`` is the same memory as float64 (2 * C,), of which
every second counts; it is -inf where no key ends.  Cell 0 is the root and its base 0, so that the
first symbol is the first cell.  Symbols are int32 >= 1; 0 leads nowhere.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_ONE = np.uint64(1)
_FULL = np.uint64(0xFFFFFFFFFFFFFFFF)


@njit(cache=True, nogil=True)
def matches(links, scores, symbols, start):
    """Find all keys that begin at `start` of int32 `symbols`: lengths and cells, shortest first."""
    lengths = np.empty(symbols.size - start, np.int64)
    cells = np.empty(symbols.size - start, np.int64)
    found = 0
    cell = np.int64(0)
    for place in range(start, symbols.size):
        following = np.int64(links[4 * cell] + symbols[place])
        if links[4 * following + 1] != cell:
            break
        cell = following
        if scores[2 * cell + 1] > -np.inf:
            lengths[found] = place + 1 - start
            cells[found] = cell
            found += 1
    return lengths[:found], cells[:found]


@njit(cache=True, nogil=True)
def insert(symbols, offsets):
    """Make nodes of the keys ``symbols[offsets[i]:offsets[i + 1]]``, by first appearance.

    Returns int32: of each node the parent and the symbol that leads to it (the root, node 0, has
    -1 and 0), and of each key the node that it ends in.
    """
    room = 64
    while room < 2 * (symbols.size + 1):
        room *= 2
    slots = np.zeros(room, np.int32)
    parents = np.full(symbols.size + 1, -1, np.int32)
    labels = np.zeros(symbols.size + 1, np.int32)
    ends = np.empty(offsets.size - 1, np.int32)
    size = 1
    for key in range(ends.size):
        node = np.int32(0)
        for place in range(offsets[key], offsets[key + 1]):
            symbol = symbols[place]
            slot = _slot(slots, parents, labels, node, symbol)
            if slots[slot] == 0:
                slots[slot] = size
                parents[size] = node
                labels[size] = symbol
                size += 1
            node = slots[slot]
        ends[key] = node
    return parents[:size].copy(), labels[:size].copy(), ends


@njit(cache=True, nogil=True)
def _slot(slots, parents, labels, node, symbol):
    """Where in the hash table the child of `node` by `symbol` stands, or would."""
    mask = np.uint64(slots.size - 1)
    code = ((np.uint64(node) << _HALF) | np.uint64(symbol)) * _MIX
    slot = (code >> _HALF) & mask
    while slots[slot] != 0:
        child = slots[slot]
        if parents[child] == node and labels[child] == symbol:
            break
        slot = (slot + _ONE) & mask
    return slot


@njit(cache=True, nogil=True)
def find_bases(labels, starts, order, symbols):
    """Give each node a base such that no two share a cell, for symbols <= `symbols`.

    Node n leads to its children by ``labels[starts[n]:starts[n + 1]]``.  `order` lists the nodes
    that have any: first the root, which gets 0, then those with many children, as they fit least
    easily.  Those with one fill the holes, so that what follows on early ones stands together.
    """
    bases = np.zeros(starts.size - 1, np.int32)
    used = np.zeros((starts.size + 4 * symbols) // 64 + 4, np.uint64)
    top, cursor, before = np.int64(0), np.int64(0), np.int64(0)
    for node in order:
        own = labels[starts[node] : starts[node + 1]]
        if own.size != before:
            cursor, before = np.int64(0), own.size
        base = np.int64(0)
        if node > 0 and own.size > 1:
            base = _fit(used, own, cursor)
            cursor = base // 64
        elif node > 0:
            cursor = _next_free(used, max(cursor, symbols + 1))
            base = cursor - own[0]
        bases[node] = base
        for label in own:
            used[(base + label) // 64] |= _ONE << np.uint64((base + label) % 64)
            top = max(top, base + label)
        if 64 * used.size < top + 2 * symbols + 192:
            longer = np.zeros(2 * used.size + symbols // 32, np.uint64)
            longer[: used.size] = used
            used = longer
    return bases


@njit(cache=True, nogil=True)
def _fit(used, labels, word):
    """Find the first base >= 64 * `word` with which all labels find their cells free."""
    while True:
        taken = np.uint64(0)
        for label in labels:
            taken |= _window(used, 64 * word + label)
            if taken == _FULL:
                break
        if taken != _FULL:
            break
        word += 1
    base = 64 * word
    while taken & _ONE:
        taken >>= _ONE
        base += 1
    return base


@njit(cache=True, nogil=True)
def _window(used, first):
    """Return the 64 bits from bit `first` on."""
    shift = np.uint64(first % 64)
    bits = used[first // 64] >> shift
    if shift > 0:
        bits |= used[first // 64 + 1] << (np.uint64(64) - shift)
    return bits


@njit(cache=True, nogil=True)
def _next_free(used, cell):
    """First free cell from `cell` on."""
    while (used[cell // 64] >> np.uint64(cell % 64)) & _ONE:
        cell += 64 if used[cell // 64] == _FULL and cell % 64 == 0 else 1
    return cell
