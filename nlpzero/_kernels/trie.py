"""A trie of symbol sequences as a double array, with one memory access per symbol.

A cell is a node of the trie. ``links`` is int32 (4 * C,), four values per cell: the base, to which
the next symbol is added to get the next cell; the parent cell, with which that step is verified;
and the two halves of the score of the key that ends there, so that it is in the same cache line.
``scores`` is the same memory as float64 (2 * C,), of which only the odd elements are used; it is
-inf if no key ends there. Cell 0 is the root and has base 0, so that the cell of a first symbol is
the symbol. Symbols are int32 >= 1; there is no transition for 0.
"""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .arrays import copy_to_begin

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
    """Create the nodes of the keys ``symbols[offsets[i]:offsets[i + 1]]``, by first occurrence.

    Returns int32 arrays: parent and symbol of each node (-1 and 0 for the root, node 0), and the
    last node of each key.
    """
    capacity = 64
    while capacity < 2 * (symbols.size + 1):
        capacity *= 2
    slots = np.zeros(capacity, np.int32)
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
    """Return the slot in the hash table of the child of `node` for `symbol`, or a free slot."""
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
    """Choose bases such that no two nodes share a cell, for symbols <= `symbols`.

    The children of node n have the symbols ``labels[starts[n]:starts[n + 1]]``. `order` lists the
    nodes with children: first the root, whose base is 0, then by descending number of children,
    since nodes with many are hardest to place. Nodes with one child fill the gaps.
    """
    bases = np.zeros(starts.size - 1, np.int32)
    used = np.zeros((starts.size + 4 * symbols) // 64 + 4, np.uint64)
    top, cursor, before = np.int64(0), np.int64(0), np.int64(0)
    for node in order:
        children = labels[starts[node] : starts[node + 1]]
        if children.size != before:
            cursor, before = np.int64(0), children.size
        base = np.int64(0)
        if node > 0 and children.size > 1:
            base = _fit(used, children, cursor)
            cursor = base // 64
        elif node > 0:
            cursor = _next_free(used, max(cursor, symbols + 1))
            base = cursor - children[0]
        bases[node] = base
        for label in children:
            used[(base + label) // 64] |= _ONE << np.uint64((base + label) % 64)
            top = max(top, base + label)
        if 64 * used.size < top + 2 * symbols + 192:
            longer = np.zeros(2 * used.size + symbols // 32, np.uint64)
            copy_to_begin(used, longer)
            used = longer
    return bases


@njit(cache=True, nogil=True)
def _fit(used, labels, word):
    """Return the first base >= 64 * `word` for which the cells of all labels are free."""
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
    """Return the first free cell from `cell` on."""
    while (used[cell // 64] >> np.uint64(cell % 64)) & _ONE:
        cell += 64 if used[cell // 64] == _FULL and cell % 64 == 0 else 1
    return cell
