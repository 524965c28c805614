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

from simpler_glove.compilation import lower_bound, njit

from .arrays import copy_rows, copy_to_begin, stable_order
from .trie_paths import (
    ACTIVE,
    ENDS,
    KNOWN,
    LAST,
    OPEN,
    PATHS,
    add_filled_slot,
    add_path,
    advance,
    first_in_slot,
    has_slots,
    is_full_of_better,
    new_paths,
    new_slots,
)

ITEM, CONTENT = 0, 1
"""First index of the arrays of a chart."""
WORD = 2**31 - 1
"""Label of a word, in place of the number of a template."""
SLOT = -1
"""Label of a slot."""


class Chart(NamedTuple):
    """Sizes (2, n + 1, n + 1), scores (..., k) and links (..., k, 3) of the k best of each span.

    Links of an item: template, its first slot in `slots`, number of its slots. Links of a content:
    minus the end of its first item, rank of the item, rank of the rest. A slot is a span and the
    rank of its content.
    """

    sizes: NDArray[np.int32]
    scores: NDArray[np.float64]
    links: NDArray[np.int32]


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
    paths, known = new_paths(), new_slots(size + 1)
    scratch.counts[:] = 0
    slots, used = np.empty((16, 3), np.int32), 0
    for place in range(size + 1):
        chart.sizes[CONTENT, place, place] = 1
        chart.scores[CONTENT, place, place, 0] = 0.0
    order = stable_order(symbols)
    words = np.empty(order.size, np.int64)
    for index in range(order.size):
        words[index] = lower_bound(starts, 0, starts.size, order[index] + 1) - 1
    sentence = (starts, symbols, word_scores, symbols[order], words)
    ends = np.empty(size + 1, np.int64)
    inner = first_in_slot(starts, symbols, trie)
    for first in range(size - 1, -1, -1):
        paths, known = _parse_from(
            first, inner, sentence, trie, scores, slot_score, chart, ends, paths, known, scratch
        )
        slots, used = _keep_slots(first, chart, ends[: scratch.counts[ENDS]], paths, slots, used)
    for row in range(scratch.counts[KNOWN]):
        scratch.rows[known.nodes[row]] = -1
    return chart, slots[:used]


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
    for number in range(counts[ACTIVE]):
        known.heads[known.active[number]] = -1
    counts[ACTIVE] = counts[OPEN] = counts[LAST] = counts[ENDS] = 0
    counts[PATHS] = 1
    paths.scores[0] = 0.0
    paths.links[0, 0] = -1
    add_path(current, 0, 0, paths.scores)
    leads = has_slots(trie, 0)
    place = first
    while current.nodes[0] or place <= counts[LAST]:  # there are paths through the trie
        inside = counts[ACTIVE] > 0
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
                paths, known = advance(
                    nodes, following, place, sentence, trie, paths, known, scratch
                )
        current, following = following, current
        place += 1
    # no path leads further
    _join_rest(chart, first, place, inner, sentence[2], ends, counts)
    return paths, known


@njit(cache=True, nogil=True)
def _close(first, place, leading, slot_score, chart, paths, known, scratch):
    """Add the paths with a slot that ends at a place; either those that begin with it or others."""
    counts, nodes = scratch.counts, scratch.closed
    for number in range(counts[ACTIVE]):
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
                    if is_full_of_better(nodes, node, score, paths.scores):
                        break
                    paths = add_filled_slot(
                        nodes, node, score, path, (start, place, rank), paths, counts
                    )
    return paths


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
        ends[counts[ENDS]] = end
        counts[ENDS] += 1
    if first >= inner or end == word_scores.size:
        _join(chart, first, end, ends[: counts[ENDS]])


@njit(cache=True, nogil=True)
def _join_rest(chart, first, place, inner, word_scores, ends, counts):
    """Compute the contents of the spans that end at a place or later, where no template ends."""
    if place == first + 1:
        _join_at(chart, first, place, inner, word_scores, ends, counts)
        place += 1
    for end in range(place if first >= inner else max(place, word_scores.size), ends.size):
        _join(chart, first, end, ends[: counts[ENDS]])


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
