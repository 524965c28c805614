"""Paths of a sentence through the trie of templates with slots.

A template is a path whose edges are words and slots. The paths from a word of the sentence end at
nodes of the trie; of all paths to the same node and position only the best are kept. A slot is
opened at a node and filled by the contents of a span of words (`sentence_charts`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.compilation import lower_bound, njit

from .arrays import copy_rows, copy_to_begin

ONE_WORD, ANY_WORDS = 0, 1
"""Kinds of slots: one word, and one or more words."""
PATHS, OPEN, KNOWN, ACTIVE, LAST, ENDS = range(6)
"""Indices of `TrieScratch.counts`: paths, opened slots, nodes after slots, rows with open slots,
last position before which an open slot may end, ends of items."""


class TemplateTrie(NamedTuple):
    """Templates as paths from node 0.

    The edges of node u are symbols[starts[u]:starts[u + 1]], ascending, to the same range of
    `nodes`. slots[u] are the nodes after slots of the kinds `ONE_WORD` and `ANY_WORDS`, or -1.
    templates[u] is the number of the template that ends at the node, or -1. opens[s] is whether a
    slot may follow the symbol s; it is False for other symbols.
    """

    starts: NDArray[np.int32]
    symbols: NDArray[np.int32]
    nodes: NDArray[np.int32]
    slots: NDArray[np.int32]
    templates: NDArray[np.int32]
    opens: NDArray[np.bool_]


class TriePaths(NamedTuple):
    """Paths with at least one slot: score, and previous path, start, end and rank of the slot.

    `opened` is a list for each slot: path before it, start, next element.
    """

    scores: NDArray[np.float64]
    links: NDArray[np.int32]
    opened: NDArray[np.int32]


class TrieSlots(NamedTuple):
    """Trie nodes after slots: whether a slot may end before word p, and the last such p.

    heads[r] is the slot in `TriePaths.opened` that was opened last for the node of row r, or -1;
    `active` are the rows with open slots.
    """

    nodes: NDArray[np.int32]
    follows: NDArray[np.bool_]
    last: NDArray[np.int64]
    heads: NDArray[np.int32]
    active: NDArray[np.int32]


class ReachedNodes(NamedTuple):
    """The nodes that are reached at a position, and the k best paths to each of them."""

    nodes: NDArray[np.int32]
    sizes: NDArray[np.int32]
    paths: NDArray[np.int32]
    marks: NDArray[np.int32]


class TrieScratch(NamedTuple):
    current: ReachedNodes
    next: ReachedNodes
    closed: ReachedNodes
    rows: NDArray[np.int32]
    counts: NDArray[np.int64]


@njit(cache=True, nogil=True)
def _new_nodes(size, nbest):
    return ReachedNodes(
        np.empty(size + 1, np.int32),  # the first element is the number of nodes
        np.empty(size, np.int32),
        np.empty((size, nbest), np.int32),
        np.full(size, -1, np.int32),
    )


@njit(cache=True, nogil=True)
def new_scratch(size, nbest):
    """Return arrays for a trie with `size` nodes and the `nbest` best parses."""
    scratch = TrieScratch(
        _new_nodes(size, nbest),
        _new_nodes(size, nbest),
        _new_nodes(size, nbest),
        np.full(size, -1, np.int32),
        np.zeros(6, np.int64),
    )
    for nodes in (scratch.current, scratch.next, scratch.closed):
        nodes.nodes[0] = 0
    return scratch


@njit(cache=True, nogil=True)
def has_slots(trie, node):
    """Return whether a slot may begin at a node."""
    return trie.slots[node, ONE_WORD] >= 0 or trie.slots[node, ANY_WORDS] >= 0


@njit(cache=True, nogil=True)
def first_in_slot(starts, symbols, trie):
    """Return the first position at which a slot may begin."""
    if has_slots(trie, 0):
        return 0
    for place in range(starts.size - 1):
        for index in range(starts[place], starts[place + 1]):
            if symbols[index] < trie.opens.size and trie.opens[symbols[index]]:
                return place + 1
    return starts.size


@njit(cache=True, nogil=True)
def _clear(nodes):
    for number in range(nodes.nodes[0]):
        nodes.marks[nodes.nodes[number + 1]] = -1
    nodes.nodes[0] = 0


@njit(cache=True, nogil=True)
def _rank(nodes, node, score, scores):
    """Return the place of a node, added if necessary, and the rank of a path; k if too low."""
    place = nodes.marks[node]
    if place < 0:
        place = nodes.nodes[0]
        nodes.marks[node] = place
        nodes.nodes[0] += 1
        nodes.nodes[place + 1] = node
        nodes.sizes[place] = 0
    rank = nodes.sizes[place]
    while rank > 0 and scores[nodes.paths[place, rank - 1]] < score:
        rank -= 1
    return place, rank


@njit(cache=True, nogil=True)
def add_path(nodes, node, path, scores):
    """Add a path to a node, if it is one of the best."""
    place, rank = _rank(nodes, node, scores[path], scores)
    nbest = nodes.paths.shape[1]
    if rank < nbest:
        nodes.sizes[place] = min(nodes.sizes[place] + 1, nbest)
        for later in range(nodes.sizes[place] - 1, rank, -1):
            nodes.paths[place, later] = nodes.paths[place, later - 1]
        nodes.paths[place, rank] = path


@njit(cache=True, nogil=True)
def is_full_of_better(nodes, node, score, scores):
    """Return whether a node is reached by k paths with at least this score."""
    place, nbest = nodes.marks[node], nodes.paths.shape[1]
    if place < 0 or nodes.sizes[place] < nbest:
        return False
    return scores[nodes.paths[place, nbest - 1]] >= score


@njit(cache=True, nogil=True)
def add_filled_slot(nodes, node, score, path, slot, paths, counts):
    """Add a path and a slot after it, given as start, end and rank; returns the paths."""
    if counts[PATHS] == paths.scores.size:
        paths = _grown_paths(paths)
    new = counts[PATHS]
    counts[PATHS] += 1
    paths.scores[new] = score
    paths.links[new, 0] = path
    paths.links[new, 1], paths.links[new, 2], paths.links[new, 3] = slot
    add_path(nodes, node, new, paths.scores)
    return paths


@njit(cache=True, nogil=True)
def new_paths():
    """Return arrays for paths, which grow."""
    return TriePaths(
        np.empty(64, np.float64), np.empty((64, 4), np.int32), np.empty((64, 3), np.int32)
    )


@njit(cache=True, nogil=True)
def new_slots(width):
    """Return arrays for nodes after slots, which grow; width is the number of positions."""
    return TrieSlots(
        np.empty(16, np.int32), np.empty((16, width), np.bool_), np.empty(16, np.int64),
        np.full(16, -1, np.int32), np.empty(16, np.int32),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _grown_paths(paths):
    size = paths.scores.size
    grown = TriePaths(
        np.empty(2 * size, np.float64),
        np.empty((2 * size, 4), np.int32),
        np.empty((2 * size, 3), np.int32),
    )
    copy_to_begin(paths.scores, grown.scores)
    copy_rows(paths.links, grown.links)
    copy_rows(paths.opened, grown.opened)
    return grown


@njit(cache=True, nogil=True)
def _child(trie, node, symbol):
    """Return the node after a symbol, or -1."""
    low, high = trie.starts[node], trie.starts[node + 1]
    while low < high:
        middle = (low + high) // 2
        if trie.symbols[middle] < symbol:
            low = middle + 1
        else:
            high = middle
    found = low < trie.starts[node + 1] and trie.symbols[low] == symbol
    return trie.nodes[low] if found else np.int32(-1)


@njit(cache=True, nogil=True)
def advance(nodes, following, place, sentence, trie, paths, known, scratch):
    """Follow the edges of the word at a place, if any, and open slots there; remove the nodes."""
    starts, symbols = sentence[:2]
    for number in range(nodes.nodes[0] if place < starts.size - 1 else 0):
        node = nodes.nodes[number + 1]
        for index in range(starts[place], starts[place + 1]):
            child = _child(trie, node, symbols[index])
            if child >= 0:
                for rank in range(nodes.sizes[number]):
                    add_path(following, child, nodes.paths[number, rank], paths.scores)
        for kind in (ONE_WORD, ANY_WORDS):
            slot = trie.slots[node, kind]
            if slot >= 0:
                row = scratch.rows[slot]
                if row < 0:
                    known, row = _add_row(slot, sentence, trie, known, scratch)
                if known.last[row] > place:
                    for rank in range(nodes.sizes[number]):
                        path = nodes.paths[number, rank]
                        paths = _open(row, path, place, kind, paths, known, scratch.counts)
    _clear(nodes)
    return paths, known


@njit(cache=True, nogil=True)
def _open(row, path, place, kind, paths, known, counts):
    """Add a path whose next slot begins at a place."""
    if counts[OPEN] == paths.scores.size:
        paths = _grown_paths(paths)
    if known.heads[row] < 0:
        known.active[counts[ACTIVE]] = row
        counts[ACTIVE] += 1
    counts[LAST] = max(counts[LAST], known.last[row])
    new = counts[OPEN]
    counts[OPEN] += 1
    paths.opened[new, 0] = path
    paths.opened[new, 1] = place if kind == ONE_WORD else -1 - place
    paths.opened[new, 2] = known.heads[row]
    known.heads[row] = new
    return paths


@njit(cache=True, nogil=True)
def _add_row(node, sentence, trie, known, scratch):
    """Add a row for a node after a slot that is met for the first time; returns it."""
    ordered, words = sentence[3:]
    row = np.int32(scratch.counts[KNOWN])
    scratch.counts[KNOWN] += 1
    scratch.rows[node] = row
    if row == known.nodes.size:
        known = _grown(known)
    known.nodes[row] = node
    known.heads[row] = -1
    is_open = trie.templates[node] >= 0 or has_slots(trie, node)
    known.follows[row] = is_open
    known.last[row] = known.follows.shape[1] - 1 if is_open else -1
    begin, end = trie.starts[node], trie.starts[node + 1]
    if end - begin > ordered.size:
        for index in range(ordered.size):
            if _child(trie, node, ordered[index]) >= 0:
                known.follows[row, words[index]] = True
                known.last[row] = max(known.last[row], words[index])
        return known, row
    for edge in range(begin, end):
        index = lower_bound(ordered, 0, ordered.size, trie.symbols[edge])
        while index < ordered.size and ordered[index] == trie.symbols[edge]:
            known.follows[row, words[index]] = True
            known.last[row] = max(known.last[row], words[index])
            index += 1
    return known, row


@njit(cache=True, nogil=True)
def _grown(known):
    size, width = known.follows.shape
    grown = TrieSlots(
        np.empty(2 * size, np.int32), np.empty((2 * size, width), np.bool_),
        np.empty(2 * size, np.int64), np.empty(2 * size, np.int32), np.empty(2 * size, np.int32),
    )  # fmt: skip
    copy_to_begin(known.nodes, grown.nodes)
    copy_rows(known.follows, grown.follows)
    copy_to_begin(known.last, grown.last)
    copy_to_begin(known.heads, grown.heads)
    copy_to_begin(known.active, grown.active)
    return grown
