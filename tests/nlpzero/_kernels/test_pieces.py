"""Counting pieces and moving counts to their parts, compared with dictionaries of tuples."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero._kernels import pieces
from nlpzero.discovery.pieces import PieceTable

TEXTS = st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=60)


def arrays(text):
    """Return symbols and cuts of a text that begins and ends with a boundary."""
    symbols = np.array([0, *(symbol for symbol, _ in text), 0], np.int32)
    cuts = np.array([1, *(cut for _, cut in text), 1], np.uint8)
    cuts[1:][symbols[:-1] == 0] = 1
    cuts[symbols == 0] = 1
    return symbols, cuts


def pieces_of(symbols, cuts):
    edges = [*np.flatnonzero(cuts), len(symbols)]
    found = [tuple(symbols[start:end].tolist()) for start, end in pairwise(edges)]
    return [piece for piece in found if piece != (0,)]


def table_of(counts):
    """Return a table with these pieces and counts."""
    table = PieceTable()
    for piece in counts:
        table.add(np.array(piece, np.int32), np.eye(1, len(piece), dtype=np.uint8)[0], last=True)
    table.counts[: table.size] = list(counts.values())
    return table


def content(table):
    blob, ends = table.blob.tolist(), table.offsets.tolist()
    found = [tuple(blob[ends[i] : ends[i + 1]]) for i in range(table.size)]
    return dict(zip(found, table.counts.tolist(), strict=False))


@pytest.mark.parametrize("count", [pieces.count_pieces, pieces.count_pieces.py_func])
@given(text=TEXTS, capacity=st.integers(1, 4))
def test_kernel_counts_pieces_until_the_arrays_are_full(count, text, capacity):
    symbols, cuts = arrays(text)
    table = (np.zeros(8, np.int32), np.zeros(capacity, np.uint64), np.zeros(9, np.int32),
             np.zeros(capacity + 1, np.int64), np.zeros(capacity, np.int64))  # fmt: skip
    place, size = count(symbols, cuts, 0, True, *table, 0)
    blob, offsets, counts = table[2:]
    found = {tuple(blob[offsets[i] : offsets[i + 1]].tolist()): counts[i] for i in range(size)}
    assert found == Counter(pieces_of(symbols[:place], cuts[:place]))
    if place < symbols.size:
        piece = pieces_of(symbols[place:], cuts[place:])[0]
        assert piece not in found
        assert size == min(capacity, 4) or offsets[size] + len(piece) > blob.size


@given(text=TEXTS, chunk=st.integers(1, 70))
def test_pieces_may_span_chunks(text, chunk):
    symbols, cuts = arrays(text)
    table = PieceTable()
    for start in range(0, symbols.size, chunk):
        last = start + chunk >= symbols.size
        table.add(symbols[start : start + chunk], cuts[start : start + chunk], last=last)
    assert content(table) == Counter(pieces_of(symbols, cuts))


@pytest.mark.slow
def test_kernel_finds_pieces_again_after_growing():
    numbers = np.random.default_rng(0).integers(1, 90_000, 300_000).astype(np.int32)
    cuts = np.tile(np.array([1, 0], np.uint8), numbers.size // 2)
    table = PieceTable()
    table.add(numbers, cuts, last=True)
    table.add(numbers, cuts, last=True)
    expected = Counter(map(tuple, np.tile(numbers, 2).reshape(-1, 2).tolist()))
    assert table.size > 1 << 16
    assert content(table) == expected
    assert list(content(table)) == list(expected)  # in the order of the text


def test_kernel_splits_long_pieces():
    symbols = np.ones(10 * pieces.MAX_SYMBOLS + 3, np.int32)
    table = PieceTable()
    table.add(symbols, np.zeros(symbols.size, np.uint8), last=True)
    assert content(table) == {(1,) * pieces.MAX_SYMBOLS: 10, (1,) * 3: 1}


def splits(piece):
    """Yield all splits of a piece into shorter parts."""
    for mask in range(1, 1 << (len(piece) - 1)):
        edges = [0, *(i + 1 for i in range(len(piece)) if mask >> i & 1), len(piece)]
        yield [piece[start:end] for start, end in pairwise(edges)]


@pytest.mark.parametrize("compiled", [True, False])
@given(
    st.dictionaries(
        st.lists(st.integers(1, 3), min_size=1, max_size=6).map(tuple),
        st.integers(0, 9),
        min_size=1,
        max_size=12,
    )
)
@pytest.mark.slow
def test_kernel_finds_the_best_parts_and_moves_counts_to_them(compiled, counts):
    best_parts, give = pieces.best_parts, pieces.give_to_parts
    if not compiled:
        best_parts, give = best_parts.py_func, give.py_func
    table, total = table_of(counts), 1.0 + sum(counts.values())
    numbers = np.flatnonzero(table.lengths > 1)
    ends, costs = best_parts(numbers, table.arrays, table.counts, total)

    def cost(part):
        if counts.get(part, 0) > 0:
            return -math.log(counts[part] / total)
        return -math.log(0.5 / total) if len(part) == 1 else math.inf

    listed = list(content(table))
    for number, mask, found in zip(numbers, ends.tolist(), costs, strict=True):
        piece = listed[number]
        edges = [0, *(i + 1 for i in range(len(piece)) if mask >> i & 1)]
        parts = [piece[start:end] for start, end in pairwise(edges)]
        assert sum(map(cost, parts)) == pytest.approx(found)
        assert found == pytest.approx(min(sum(map(cost, split)) for split in splits(piece)))
        expected = dict(content(table))
        for part in parts:
            if part in expected:
                expected[part] += expected[piece]
        expected[piece] = 0
        give(np.array([number]), np.array([mask], np.uint64), table.arrays, table.counts)
        assert content(table) == expected
