"""Parses of sentences as rows of labels and spans, from the charts of `sentence_charts`."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit

from .sentence_charts import CONTENT, ITEM, SLOT, WORD, fill_chart
from .trie_paths import new_scratch


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
