"""Searches in a trie of n-grams, compared with sets of tuples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero._kernels import ngram_trie as kernels

TEXTS = st.lists(st.integers(0, 3), max_size=40).map(lambda inner: [0, *inner, 0])


def counted(text, order, least):
    """The n-grams of a text by length and symbols, and their arrays."""
    grams = [
        tuple(text[start : start + size])
        for size in range(1, order + 1)
        for start in range(len(text) - size + 1)
        if 0 not in text[start : start + size]
    ]
    known = sorted({g for g in grams if grams.count(g) >= least}, key=lambda g: (len(g), g))
    place = {gram: row for row, gram in enumerate(known)}
    prefix = np.array([place.get(gram[:-1], -1) for gram in known], np.int64)
    suffix = np.array([place.get(gram[1:], -1) for gram in known], np.int64)
    last = np.array([gram[-1] for gram in known], np.int32)
    return known, prefix, suffix, kernels.child_table(prefix, last, 8)


def reach_of(known, suffix, accepted):
    """Length of the longest accepted n-gram that each ends with."""
    reach = np.zeros(len(known), np.int8)
    for row, gram in enumerate(known):
        shorter = reach[suffix[row]] if len(gram) > 1 else 0
        reach[row] = len(gram) if gram in accepted else shorter
    return reach


@pytest.mark.parametrize("child", [kernels.child, kernels.child.py_func])
def test_children_are_ngrams_extended_by_one_symbol(child):
    text = [0, 1, 2, 3, 1, 2, 0, 2, 1, 2, 3, 0]
    known, _, _, table = counted(text, 3, 1)
    place = {gram: row for row, gram in enumerate(known)}
    for gram in [(), *known]:
        for symbol in range(1, 5):
            found = child(*table, place.get(gram, -1), symbol)
            assert found == (place.get((*gram, symbol), -1) if len(gram) < 3 else -1)


@pytest.mark.parametrize("mark", [kernels.mark_cuts, kernels.mark_cuts.py_func])
@given(text=TEXTS, least=st.integers(1, 3), chosen=st.integers(0, 2**30))
def test_cuts_are_the_positions_that_no_accepted_ngram_spans(mark, text, least, chosen):
    known, _, suffix, table = counted(text, 3, least)
    accepted = {gram for row, gram in enumerate(known) if chosen >> row & 1}
    cuts = mark(np.array(text, np.int32), *table, suffix, reach_of(known, suffix, accepted))
    for place in range(len(text)):
        over = any(
            tuple(text[start:end]) in accepted
            for start in range(max(0, place - 2), place)
            for end in range(place + 1, start + 4)
        )
        assert cuts[place] == (not over)


@pytest.mark.parametrize("compiled", [True, False])
@given(text=TEXTS, chosen=st.integers(0, 2**30), pieces=st.lists(st.lists(st.integers(1, 3),
       min_size=1, max_size=5), max_size=6))  # fmt: skip
def test_rows_and_inner_ngrams_of_pieces(compiled, text, chosen, pieces):
    known, _, _, table = counted(text, 3, 2)
    accepted = np.array([bool(chosen >> row & 1) for row in range(len(known))], np.bool_)
    blob = np.array(sum(pieces, []), np.int32)
    offsets = np.cumsum([0, *map(len, pieces)]).astype(np.int64)
    rows_of, within = kernels.rows_of, kernels.all_within
    if not compiled:
        rows_of, within = rows_of.py_func, within.py_func
    place = {gram: row for row, gram in enumerate(known)}
    assert rows_of(blob, offsets, *table).tolist() == [place.get(tuple(p), -1) for p in pieces]
    good = {gram for gram, fine in zip(known, accepted, strict=True) if fine}
    expected = [all(tuple(p[i : i + 2]) in good for i in range(max(1, len(p) - 1))) for p in pieces]
    assert within(blob, offsets, *table, accepted, 2).tolist() == expected
