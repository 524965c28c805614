"""Best parses of a sentence by templates with slots: dynamic programming over spans.

The content of a span of words is a sequence of items: single words and templates. A template is a
path through a trie, whose edges are words and slots; a slot is filled by the content of a span.
Contents and items of spans that begin later are known when those that begin at a word are computed,
from the shortest to the longest; contents only of spans that may fill a slot or reach the end. The
paths from a word through the trie end at nodes; of all paths to the same node and position only the
best are kept.

Scores are sums; of equal scores, templates precede words, templates with smaller numbers precede
others, and longer first items precede shorter ones.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.compilation import njit

from .arrays import copy_rows, copy_to_begin, first_not_below, stable_order

ITEM, CONTENT = 0, 1
"""First index of the arrays of a chart."""
ONE, ANY = 0, 1
"""Kinds of slots: one word, and one or more words."""
WORD = 2**31 - 1
"""Label of a word, in place of the number of a template."""
SLOT = -1
"""Label of a slot."""
_PATHS, _OPEN, _KNOWN, _ACTIVE, _LAST, _ENDS = range(6)


class TemplateTrie(NamedTuple):
    """Templates as paths from node 0.

    The edges of node u are symbols[starts[u]:starts[u + 1]], ascending, to the same range of
    `nodes`. slots[u] are the nodes after slots of the kinds `ONE` and `ANY`, or -1. templates[u] is
    the number of the template that ends at the node, or -1. opens[s] is whether a slot may follow
    the symbol s; it is False for other symbols.
    """

    starts: NDArray[np.int32]
    symbols: NDArray[np.int32]
    nodes: NDArray[np.int32]
    slots: NDArray[np.int32]
    templates: NDArray[np.int32]
    opens: NDArray[np.bool_]


class Chart(NamedTuple):
    """Sizes (2, n + 1, n + 1), scores (..., k) and links (..., k, 3) of the k best of each span.

    Links of an item: template, its first slot in `slots`, number of its slots. Links of a content:
    minus the end of its first item, rank of the item, rank of the rest. A slot is a span and the
    rank of its content.
    """

    sizes: NDArray[np.int32]
    scores: NDArray[np.float64]
    links: NDArray[np.int32]


class _Paths(NamedTuple):
    """Paths with at least one slot: score, and previous path, start, end and rank of the slot.

    `opened` is a list for each slot: path before it, start, next element.
    """

    scores: NDArray[np.float64]
    links: NDArray[np.int32]
    opened: NDArray[np.int32]


class _Slots(NamedTuple):
    """Trie nodes after slots: whether a slot may end before word p, and the last such p."""

    nodes: NDArray[np.int32]
    follows: NDArray[np.bool_]
    last: NDArray[np.int64]
    heads: NDArray[np.int32]
    active: NDArray[np.int32]


class _Nodes(NamedTuple):
    """The nodes that are reached at a position, and the k best paths to each of them."""

    nodes: NDArray[np.int32]
    sizes: NDArray[np.int32]
    paths: NDArray[np.int32]
    marks: NDArray[np.int32]


class _Scratch(NamedTuple):
    current: _Nodes
    next: _Nodes
    closed: _Nodes
    rows: NDArray[np.int32]
    counts: NDArray[np.int64]


@njit(cache=True, nogil=True)
def _new_nodes(size, nbest):
    return _Nodes(
        np.empty(size + 1, np.int32),  # the first element is the number of nodes
        np.empty(size, np.int32),
        np.empty((size, nbest), np.int32),
        np.full(size, -1, np.int32),
    )


@njit(cache=True, nogil=True)
def new_scratch(size, nbest):
    """Return arrays for a trie with `size` nodes and the `nbest` best parses."""
    scratch = _Scratch(
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
def fill_chart(starts, symbols, word_scores, trie, scores, slot_score, scratch):
    """Compute the best contents and items of all spans of a sentence.

    starts, symbols : symbols[starts[p]:starts[p + 1]] are the symbols that word p matches.
    word_scores : float64 (n,), the score of each word that is no part of a template.
    trie, scores : the templates and their scores; slot_score : the score of a slot.
    Returns the chart, and int32 (S, 3) start, end and rank of slots.
    """
    size, nbest = word_scores.size, scratch.current.paths.shape[1]
    shape = (2, size + 1, size + 1)
    chart = Chart(
        np.zeros(shape, np.int32),
        np.empty((2, size + 1, size + 1, nbest), np.float64),
        np.empty((2, size + 1, size + 1, nbest, 3), np.int32),
    )
    paths = _Paths(
        np.empty(64, np.float64), np.empty((64, 4), np.int32), np.empty((64, 3), np.int32)
    )
    known = _Slots(
        np.empty(16, np.int32), np.empty((16, size + 1), np.bool_), np.empty(16, np.int64),
        np.full(16, -1, np.int32), np.empty(16, np.int32),
    )  # fmt: skip
    scratch.counts[:] = 0
    slots, used = np.empty((16, 3), np.int32), 0
    for place in range(size + 1):
        chart.sizes[CONTENT, place, place] = 1
        chart.scores[CONTENT, place, place, 0] = 0.0
    order = stable_order(symbols)
    words = np.empty(order.size, np.int64)
    for index in range(order.size):
        words[index] = first_not_below(starts, order[index] + 1) - 1
    sentence = (starts, symbols, word_scores, symbols[order], words)
    ends = np.empty(size + 1, np.int64)
    inner = _first_in_slot(starts, symbols, trie)
    for first in range(size - 1, -1, -1):
        paths, known = _parse_from(
            first, inner, sentence, trie, scores, slot_score, chart, ends, paths, known, scratch
        )
        slots, used = _keep_slots(first, chart, ends[: scratch.counts[_ENDS]], paths, slots, used)
    for row in range(scratch.counts[_KNOWN]):
        scratch.rows[known.nodes[row]] = -1
    return chart, slots[:used]


@njit(cache=True, nogil=True)
def _first_in_slot(starts, symbols, trie):
    """Return the first position at which a slot may begin."""
    if trie.slots[0, ONE] >= 0 or trie.slots[0, ANY] >= 0:
        return 0
    for place in range(starts.size - 1):
        for index in range(starts[place], starts[place + 1]):
            if symbols[index] < trie.opens.size and trie.opens[symbols[index]]:
                return place + 1
    return starts.size


@njit(cache=True, nogil=True)
def _parse_from(
    first, inner, sentence, trie, scores, slot_score, chart, ends, paths, known, scratch
):
    """Compute the items of the spans that begin at a word, and the contents that are used.

    These are those of spans to the end, and, from `inner` on, of spans that may fill a slot.

    ends : set to the ends of the items.
    """
    # nodes that are reached at the place, at the next one, and by slots that end at the place
    counts, current, following, closed = (
        scratch.counts, scratch.current, scratch.next, scratch.closed
    )  # fmt: skip
    for number in range(counts[_ACTIVE]):
        known.heads[known.active[number]] = -1
    counts[_ACTIVE] = counts[_OPEN] = counts[_LAST] = counts[_ENDS] = 0
    counts[_PATHS] = 1
    paths.scores[0] = 0.0
    paths.links[0, 0] = -1
    _add_path(current, 0, 0, paths.scores)
    leads = trie.slots[0, ONE] >= 0 or trie.slots[0, ANY] >= 0
    place = first
    while current.nodes[0] or place <= counts[_LAST]:  # there are paths through the trie
        inside = counts[_ACTIVE] > 0
        if inside:
            paths = _close(first, place, False, slot_score, chart, paths, known, scratch)
        for nodes in (current, closed):
            if nodes.nodes[0]:
                _complete(nodes, first, place, trie, scores, paths, chart)
        if place > first:
            _join_at(chart, first, place, inner, sentence[2], ends, counts)
        if inside and leads:
            paths = _close(first, place, True, slot_score, chart, paths, known, scratch)
        for nodes in (current, closed):
            if nodes.nodes[0]:
                paths, known = _advance(
                    nodes, following, place, sentence, trie, paths, known, scratch
                )
        current, following = following, current
        place += 1
    # no path leads further
    _join_rest(chart, first, place, inner, sentence[2], ends, counts)
    return paths, known


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
def _add_path(nodes, node, path, scores):
    """Add a path to a node, if it is one of the best."""
    place, rank = _rank(nodes, node, scores[path], scores)
    nbest = nodes.paths.shape[1]
    if rank < nbest:
        nodes.sizes[place] = min(nodes.sizes[place] + 1, nbest)
        for later in range(nodes.sizes[place] - 1, rank, -1):
            nodes.paths[place, later] = nodes.paths[place, later - 1]
        nodes.paths[place, rank] = path


@njit(cache=True, nogil=True)
def _close(first, place, leading, slot_score, chart, paths, known, scratch):
    """Add the paths with a slot that ends at a place; either those that begin with it or others."""
    counts, nodes = scratch.counts, scratch.closed
    nbest = nodes.paths.shape[1]
    for number in range(counts[_ACTIVE]):
        row = known.active[number]
        node = known.nodes[row]
        if not known.follows[row, place]:
            continue
        opened = known.heads[row]
        while opened >= 0:
            path, start, opened = paths.opened[opened]
            wide = start < 0  # one or more words
            if wide:
                start = -1 - start
            if start < place and (start == first) == leading and (wide or start + 1 == place):
                for rank in range(chart.sizes[CONTENT, start, place]):
                    content = chart.scores[CONTENT, start, place, rank]
                    score = paths.scores[path] + slot_score + content
                    reached = nodes.marks[node]
                    if reached >= 0 and nodes.sizes[reached] == nbest:
                        if paths.scores[nodes.paths[reached, nbest - 1]] >= score:
                            break
                    if counts[_PATHS] == paths.scores.size:
                        paths = _grown_paths(paths)
                    new = counts[_PATHS]
                    counts[_PATHS] += 1
                    paths.scores[new] = score
                    paths.links[new, 0] = path
                    paths.links[new, 1] = start
                    paths.links[new, 2] = place
                    paths.links[new, 3] = rank
                    _add_path(nodes, node, new, paths.scores)
    return paths


@njit(cache=True, nogil=True)
def _grown_paths(paths):
    size = paths.scores.size
    grown = _Paths(
        np.empty(2 * size, np.float64),
        np.empty((2 * size, 4), np.int32),
        np.empty((2 * size, 3), np.int32),
    )
    copy_to_begin(paths.scores, grown.scores)
    copy_rows(paths.links, grown.links)
    copy_rows(paths.opened, grown.opened)
    return grown


@njit(cache=True, nogil=True)
def _complete(nodes, first, place, trie, scores, paths, chart):
    """Add the templates that end at a place as items."""
    for number in range(nodes.nodes[0]):
        template = trie.templates[nodes.nodes[number + 1]]
        if template >= 0:
            for rank in range(nodes.sizes[number]):
                path = nodes.paths[number, rank]
                score = paths.scores[path] + scores[template]
                _insert(chart, ITEM, first, place, score, template, path, 0)


@njit(cache=True, nogil=True)
def _insert(chart, kind, start, end, score, key, link, other):
    """Add an item or content to those of a span, if it is one of the best."""
    scores, links = chart.scores[kind, start, end], chart.links[kind, start, end]
    rank = chart.sizes[kind, start, end]
    while rank > 0 and (
        scores[rank - 1] < score or (scores[rank - 1] == score and links[rank - 1, 0] > key)
    ):
        rank -= 1
    if rank == scores.size:
        return
    size = min(chart.sizes[kind, start, end] + 1, scores.size)
    chart.sizes[kind, start, end] = size
    for later in range(size - 1, rank, -1):
        scores[later] = scores[later - 1]
        copy_to_begin(links[later - 1], links[later])
    scores[rank] = score
    links[rank, 0] = key
    links[rank, 1] = link
    links[rank, 2] = other


@njit(cache=True, nogil=True)
def _join_at(chart, first, end, inner, word_scores, ends, counts):
    """Complete the items of a span, and compute its contents if they are used."""
    if end == first + 1:
        _insert(chart, ITEM, first, end, word_scores[first], WORD, 0, 0)
    if chart.sizes[ITEM, first, end]:
        ends[counts[_ENDS]] = end
        counts[_ENDS] += 1
    if first >= inner or end == word_scores.size:
        _join(chart, first, end, ends[: counts[_ENDS]])


@njit(cache=True, nogil=True)
def _join_rest(chart, first, place, inner, word_scores, ends, counts):
    """Compute the contents of the spans that end at a place or later, where no template ends."""
    if place == first + 1:
        _join_at(chart, first, place, inner, word_scores, ends, counts)
        place += 1
    for end in range(place if first >= inner else max(place, word_scores.size), ends.size):
        _join(chart, first, end, ends[: counts[_ENDS]])


@njit(cache=True, nogil=True)
def _join(chart, first, end, ends):
    """Compute the best contents of a span from its first items, words included, and the rest."""
    nbest = chart.scores.shape[3]
    if nbest == 1:
        _join_best(chart, first, end, ends)
        return
    for middle in ends[::-1]:
        for item in range(chart.sizes[ITEM, first, middle]):
            for rest in range(chart.sizes[CONTENT, middle, end]):
                score = (
                    chart.scores[ITEM, first, middle, item]
                    + chart.scores[CONTENT, middle, end, rest]
                )
                full = chart.sizes[CONTENT, first, end] == nbest
                if full and chart.scores[CONTENT, first, end, nbest - 1] >= score:
                    break  # of equal scores, longer first items precede
                _insert(chart, CONTENT, first, end, score, -middle, item, rest)


@njit(cache=True, nogil=True)
def _join_best(chart, first, end, ends):
    """Compute the best content of a span; of equal scores, that with the longest first item."""
    items, rests = chart.scores[ITEM, first, :, 0], chart.scores[CONTENT, :, end, 0]
    best, chosen = -np.inf, np.int64(0)
    for number in range(ends.size - 1, -1, -1):
        middle = ends[number]
        score = items[middle] + rests[middle]
        if score > best:
            best, chosen = score, middle
    chart.sizes[CONTENT, first, end] = 1
    chart.scores[CONTENT, first, end, 0] = best
    chart.links[CONTENT, first, end, 0, 0] = -chosen
    chart.links[CONTENT, first, end, 0, 1] = 0
    chart.links[CONTENT, first, end, 0, 2] = 0


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
def _advance(nodes, following, place, sentence, trie, paths, known, scratch):
    """Follow the edges of the word at a place, if any, and open slots there; remove the nodes."""
    starts, symbols = sentence[:2]
    for number in range(nodes.nodes[0] if place < starts.size - 1 else 0):
        node = nodes.nodes[number + 1]
        for index in range(starts[place], starts[place + 1]):
            child = _child(trie, node, symbols[index])
            if child >= 0:
                for rank in range(nodes.sizes[number]):
                    _add_path(following, child, nodes.paths[number, rank], paths.scores)
        for kind in (ONE, ANY):
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
    if counts[_OPEN] == paths.scores.size:
        paths = _grown_paths(paths)
    if known.heads[row] < 0:
        known.active[counts[_ACTIVE]] = row
        counts[_ACTIVE] += 1
    counts[_LAST] = max(counts[_LAST], known.last[row])
    new = counts[_OPEN]
    counts[_OPEN] += 1
    paths.opened[new, 0] = path
    paths.opened[new, 1] = place if kind == ONE else -1 - place
    paths.opened[new, 2] = known.heads[row]
    known.heads[row] = new
    return paths


@njit(cache=True, nogil=True)
def _add_row(node, sentence, trie, known, scratch):
    """Add a row for a node after a slot that is met for the first time; returns it."""
    ordered, words = sentence[3:]
    row = np.int32(scratch.counts[_KNOWN])
    scratch.counts[_KNOWN] += 1
    scratch.rows[node] = row
    if row == known.nodes.size:
        known = _grown(known)
    known.nodes[row] = node
    known.heads[row] = -1
    is_open = (
        trie.templates[node] >= 0 or trie.slots[node, ONE] >= 0 or trie.slots[node, ANY] >= 0
    )  # a template may end here, or another slot follow
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
        index = first_not_below(ordered, trie.symbols[edge])
        while index < ordered.size and ordered[index] == trie.symbols[edge]:
            known.follows[row, words[index]] = True
            known.last[row] = max(known.last[row], words[index])
            index += 1
    return known, row


@njit(cache=True, nogil=True)
def _grown(known):
    size, width = known.follows.shape
    grown = _Slots(
        np.empty(2 * size, np.int32), np.empty((2 * size, width), np.bool_),
        np.empty(2 * size, np.int64), np.empty(2 * size, np.int32), np.empty(2 * size, np.int32),
    )  # fmt: skip
    copy_to_begin(known.nodes, grown.nodes)
    copy_rows(known.follows, grown.follows)
    copy_to_begin(known.last, grown.last)
    copy_to_begin(known.heads, grown.heads)
    copy_to_begin(known.active, grown.active)
    return grown


@njit(cache=True, nogil=True)
def _keep_slots(first, chart, ends, paths, slots, used):
    """Replace the paths of items from a word to some ends by their slots."""
    for end in ends:
        for rank in range(chart.sizes[ITEM, first, end]):
            links = chart.links[ITEM, first, end, rank]
            if links[0] == WORD:
                continue
            path, number = links[1], 0
            while paths.links[path, 0] >= 0:
                number += 1
                path = paths.links[path, 0]
            while used + number > slots.shape[0]:
                more = np.empty((2 * slots.shape[0], 3), np.int32)
                copy_rows(slots, more)
                slots = more
            path = links[1]
            for place in range(used + number - 1, used - 1, -1):
                copy_to_begin(paths.links[path, 1:], slots[place])
                path = paths.links[path, 0]
            links[1] = used
            links[2] = number
            used += number
    return slots, used


@njit(cache=True, nogil=True)
def _push(stack, size, kind, start, end, rank):
    stack[size, 0] = kind
    stack[size, 1] = start
    stack[size, 2] = end
    stack[size, 3] = rank
    return size + 1


@njit(cache=True, nogil=True)
def write_parse(chart, slots, rank, rows):
    """Write a parse of the whole sentence; returns the number of rows.

    Each item and each slot of a template is a row of int32 `rows` (3, at least 2 n): label, start
    and end. An item precedes its slots, a slot precedes its content.
    """
    stack = np.empty((4 * chart.sizes.shape[1], 4), np.int32)
    size = _push(stack, 0, CONTENT, 0, chart.sizes.shape[1] - 1, rank)
    used = 0
    while size > 0:
        size -= 1
        kind, start, end, rank = stack[size]
        if start == end:
            continue
        if kind == SLOT:
            rows[0, used], rows[1, used], rows[2, used] = SLOT, start, end
            used += 1
            kind = CONTENT
        links = chart.links[kind, start, end, rank]
        if kind == CONTENT:
            size = _push(stack, size, CONTENT, -links[0], end, links[2])
            size = _push(stack, size, ITEM, start, -links[0], links[1])
            continue
        rows[0, used], rows[1, used], rows[2, used] = links[0], start, end
        used += 1
        if links[0] != WORD:
            for slot in range(links[1] + links[2] - 1, links[1] - 1, -1):
                start, end, rank = slots[slot]
                size = _push(stack, size, SLOT, start, end, rank)
    return used


@njit(cache=True, nogil=True)
def parse_lines(ids, offsets, word_scores, trie, scores, slot_score, rows):
    """Write the best parse of each line, whose symbols are word ids; returns the number of rows.

    rows : int32 (3, at least 2 N), as in `write_parse`; starts and ends are positions in `ids`.
    """
    scratch = new_scratch(trie.templates.size, 1)
    used = 0
    for line in range(offsets.size - 1):
        begin, end = offsets[line], offsets[line + 1]
        words = ids[begin:end].copy()  # not read-only
        starts = np.arange(words.size + 1)
        chart, slots = fill_chart(
            starts, words, word_scores[words], trie, scores, slot_score, scratch
        )
        parse = np.empty((3, 2 * words.size), np.int32)
        number = write_parse(chart, slots, 0, parse)
        for place in range(number):
            rows[0, used + place] = parse[0, place]
            rows[1, used + place] = parse[1, place] + begin
            rows[2, used + place] = parse[2, place] + begin
        used += number
    return used
