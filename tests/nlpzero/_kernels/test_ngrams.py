"""The kernels of n-gram counting against plain Python, compiled and as Python."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlpzero._kernels import ngrams as kernels

MODES = pytest.mark.parametrize("mode", ["compiled", "python"])
BITS = pytest.mark.parametrize("bits", [16, 21, 32])
TABLE = kernels.entropy_table(8)  # so small that larger numbers are met, too
RARE = 4
TEXTS = st.lists(st.integers(0, 4), max_size=40).map(lambda codes: [0, *codes, 0])


def kernel(name, mode):
    compiled = getattr(kernels, name)
    return compiled if mode == "compiled" else compiled.py_func


def read_only(numbers):
    array = np.array(numbers, np.int32)
    array.flags.writeable = False
    return array


def pack(rows, bits, lanes):
    """Rows of codes as words."""
    each = 64 // bits
    packed = np.zeros((len(rows), lanes), np.uint64)
    for row, codes in enumerate(rows):
        for place, code in enumerate(codes[: lanes * each]):
            packed[row, place // each] |= np.uint64(code << (place % each * bits))
    return packed


def rows_of(text, length):
    """The rows of all frequent codes, in order of code and text: left neighbour first."""
    padded = [*text, *[0] * length]
    places = [place for place in range(1, len(text) - 1) if 0 < text[place] < RARE]
    places.sort(key=lambda place: text[place])
    return [padded[place - 1 : place - 1 + length] for place in places]


def test_kernel_entropy_table():
    assert TABLE.tolist() == [0, 0, *(k * np.log(k) for k in range(2, 8))]


@MODES
def test_kernel_count_symbols(mode):
    counts = np.zeros(4, np.int64)
    kernel("count_symbols", mode)(read_only([0, 1, 3, 3, 0]), 1, 4, counts)
    assert counts.tolist() == [0, 1, 0, 2]


@MODES
@BITS
@settings(max_examples=30)
@given(text=TEXTS, lanes=st.integers(1, 3), cut=st.integers(1, 41))
def test_kernel_pack_rows(mode, bits, text, lanes, cut):
    each = 64 // bits
    expected = rows_of(text, lanes * each)
    starts = np.cumsum([0, *(sum(row[1] == code for row in expected) for code in range(1, RARE))])
    rows = np.zeros((len(expected), lanes), np.uint64)
    codes = np.arange(RARE + 1, dtype=np.uint32)
    cursors = starts[:-1].copy()
    end = len(text) - 1
    for begin, stop in ((1, min(cut, end)), (min(cut, end), end)):
        kernel("pack_rows", mode)(read_only(text), begin, stop, codes, bits, 1, RARE, cursors, rows)
    assert cursors.tolist() == starts[1:].tolist()
    assert rows.tolist() == pack(expected, bits, lanes).tolist()


def test_kernel_pack_rows_in_blocks(monkeypatch):
    monkeypatch.setattr(kernels, "_BLOCK", 7)
    text = np.random.default_rng(0).integers(0, 5, 100).tolist()
    text = [0, *text, 0]
    expected = rows_of(text, 8)
    rows = np.zeros((len(expected), 2), np.uint64)
    counts = [sum(row[1] == code for row in expected) for code in range(1, RARE)]
    cursors = np.cumsum([0, *counts])[:-1]
    codes = np.arange(RARE + 1, dtype=np.uint32)
    kernel("pack_rows", "python")(
        read_only(text), 1, len(text) - 1, codes, 16, 1, RARE, cursors, rows
    )
    assert rows.tolist() == pack(expected, 16, 2).tolist()


def measure(codes):
    """Entropy, variety and boundaries; 0 and RARE are new each time."""
    uses = Counter(codes)
    singles = uses[0] + uses[RARE]
    terms = [*(k for code, k in uses.items() if code not in (0, RARE)), *[1] * singles]
    shares = np.array(terms) / len(codes)
    return -(shares * np.log(shares)).sum(), len(terms), uses[0]


@MODES
@BITS
@settings(max_examples=30)
@given(text=TEXTS, threshold=st.integers(1, 3), deeper=st.booleans())
@pytest.mark.slow
def test_kernel_refine(mode, bits, text, threshold, deeper):
    lanes = -(-5 // (64 // bits))
    rows = rows_of(text, 5)
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row[1])]
    target = np.zeros((len(rows) if deeper else 0, lanes), np.uint64)
    left, right = np.zeros((2, RARE + 1), np.int32)
    entropies, varieties, boundaries, sizes, codes, parents = kernel("refine", mode)(
        pack(rows, bits, lanes),
        np.array([len(group) for group in groups], np.int64),
        1,
        bits,
        threshold,
        RARE,
        left,
        right,
        np.zeros(RARE + 2, np.uint32),
        TABLE,
        target,
    )
    assert not left.any() and not right.any()
    for number, group in enumerate(groups):
        for side, place in enumerate((0, 2)):
            entropy, variety, bounds = measure([row[place] for row in group])
            assert entropies[side, number] == pytest.approx(entropy, abs=1e-12)
            assert (varieties[side, number], boundaries[side, number]) == (variety, bounds)
    children = [
        (len(child), code, number, child)
        for number, group in enumerate(groups)
        for code in range(1, RARE)
        if len(child := [row for row in group if row[2] == code]) >= threshold and deeper
    ]
    assert sizes.tolist() == [child[0] for child in children]
    assert codes.tolist() == [child[1] for child in children]
    assert parents.tolist() == [child[2] for child in children]
    kept = [row for child in children for row in child[3]]
    assert target[: len(kept)].tolist() == pack(kept, bits, lanes).tolist()


@MODES
@settings(max_examples=30)
@given(texts=st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=6), max_size=6))
def test_kernels_of_links(mode, texts):
    grams = {
        tuple(text[i:j]) for text in texts for i in range(len(text)) for j in range(i + 1, i + 5)
    }
    grams |= {(code,) for code in range(1, 10)}  # single codes are all there
    grams = sorted(grams, key=lambda gram: (len(gram), gram))
    row_of = {gram: row for row, gram in enumerate(grams)}
    codes = np.array([gram[-1] for gram in grams], np.int32)
    prefixes = np.array([row_of.get(gram[:-1], -1) for gram in grams])
    children = kernel("find_children", mode)(prefixes)
    expected = [sum(prefix < row for prefix in prefixes) for row in range(-1, len(grams) + 1)]
    assert children.tolist() == expected
    suffixes, symbols = np.full(len(grams), -9), np.full((len(grams), 5), -9, np.int32)
    names = np.arange(100, 111, dtype=np.int32)
    for level in range(1, 6):
        rows = [row for row, gram in enumerate(grams) if len(gram) == level]
        if rows:
            kernel("link", mode)(
                codes, prefixes, children, rows[0], rows[-1] + 1, level, names, suffixes, symbols
            )
    assert suffixes.tolist() == [row_of.get(gram[1:], -1) for gram in grams]
    spelled = [[100 + code for code in gram] + [0] * (5 - len(gram)) for gram in grams]
    assert symbols.tolist() == spelled


@pytest.mark.parametrize("size", [0, 1, 2, 5, 40, 1000])
def test_kernel_sort(size):
    values = np.random.default_rng(size).permutation(size).astype(np.uint32)
    kernels._sort.py_func(values, size)
    assert values.tolist() == list(range(size))
