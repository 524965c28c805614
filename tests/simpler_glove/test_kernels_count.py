"""The counting kernels against plain dictionaries, compiled and as Python."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpler_glove._kernels import count as kernels
from simpler_glove.cooccurrence.count import find_positions

SIZE = 200  # more than a block of the bitmap
LINES = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=7), max_size=8)
MODES = pytest.mark.parametrize("mode", ["compiled", "python"])


def kernel(name, mode):
    compiled = getattr(kernels, name)
    return compiled if mode == "compiled" else compiled.py_func


def flat(lines):
    ids = np.array([word for line in lines for word in line], np.int32)
    return ids, np.cumsum([0, *map(len, lines)])


def as_rows(lengths, indices, counts):
    """Each row as a dictionary; columns must ascend."""
    assert lengths.sum() == indices.size == counts.size
    assert (lengths.dtype, indices.dtype, counts.dtype) == (np.int64, np.int32, np.int64)
    rows, end = [], 0
    for length in lengths:
        columns = indices[end : end + length].tolist()
        assert columns == sorted(set(columns))
        rows.append(dict(zip(columns, counts[end : end + length].tolist(), strict=True)))
        end += length
    return rows


def assert_empty(row):
    assert not any(array.any() for array in row)


@MODES
@settings(max_examples=40)
@given(lines=LINES, data=st.data())
def test_separate_lines(mode, lines, data):
    ids, offsets = flat(lines)
    begin = data.draw(st.integers(0, ids.size))
    end = data.draw(st.integers(begin, ids.size))
    expected = [-1]
    for start, stop in zip(offsets[:-1], offsets[1:], strict=True):
        part = ids[max(start, begin) : min(stop, end)].tolist()
        expected += [*part, -1] if part else []
    tokens = kernel("separate_lines", mode)(ids, offsets, 0, offsets.size - 1, begin, end)
    assert tokens.dtype == np.int32
    assert tokens.tolist() == expected


@MODES
@pytest.mark.parametrize(
    ("words", "expected_uses", "expected_positions"),
    [((0, 4), [1, 1, 2, 0], [2, 5, 3, 6]), ((1, 2), [0, 1, 0, 0], [-7, 5, -7, -7])],
)
def test_count_words_and_place_positions(mode, words, expected_uses, expected_positions):
    tokens = np.array([-1, 2, 0, 2, -1, 1, 2, -1], np.int32)
    uses = np.zeros(4, np.int64)
    kernel("count_words", mode)(tokens, 2, 7, *words, uses)
    assert uses.tolist() == expected_uses
    cursors, positions = np.array([0, 1, 2, 4]), np.full(4, -7, np.int32)
    kernel("place_positions", mode)(tokens, 2, 7, *words, cursors, positions)
    assert positions.tolist() == expected_positions
    assert (cursors - [0, 1, 2, 4]).tolist() == expected_uses


@settings(max_examples=40)
@given(st.lists(st.integers(-1, 3), min_size=1, max_size=60), st.integers(1, 5), st.data())
def test_index_by_kernels_is_the_same_for_any_threads(tokens, threads, data):
    begin = data.draw(st.integers(0, len(tokens)))
    end = data.draw(st.integers(begin, len(tokens)))
    first = data.draw(st.integers(0, 4))
    last = data.draw(st.integers(first, 4))
    rows = data.draw(st.sampled_from([None, (first, last)]))
    starts, places = find_positions(np.array(tokens, np.int32), 4, threads, begin, end, rows)
    for word in range(4):
        expected = [place for place in range(begin, end) if tokens[place] == word]
        expected = expected if rows is None or first <= word < last else []
        assert places[starts[word] : starts[word + 1]].tolist() == expected


@MODES
@settings(max_examples=40)
@given(lines=LINES, left=st.integers(0, 9), right=st.integers(0, 9), data=st.data())
@pytest.mark.slow
def test_count_rows(mode, lines, left, right, data):
    ids, offsets = flat(lines)
    left_weights, right_weights = np.arange(9, 9 - left, -1), 100 * np.arange(1, right + 1)
    expected = [Counter() for _ in range(SIZE)]
    for line in lines:
        for i, word in enumerate(line):
            for j, other in enumerate(line):
                if 0 < i - j <= left:
                    expected[word][other] += int(left_weights[i - j - 1])
                if 0 < j - i <= right:
                    expected[word][other] += int(right_weights[j - i - 1])
    tokens = kernels.separate_lines(ids, offsets, 0, offsets.size - 1, 0, ids.size)
    starts, places = find_positions(tokens, SIZE, 1)
    row = kernels.accumulator(SIZE)
    first = data.draw(st.integers(0, SIZE))
    rows = []
    for begin, end in ((0, first), (first, SIZE)):
        found = kernel("count_rows", mode)(
            tokens, starts, places, begin, end, left_weights, right_weights, row
        )
        rows += as_rows(*found)
    assert rows == expected
    assert_empty(row)


def test_kernel_sums_beyond_32_bits():
    tokens = np.array([-1, 0, 1, -1], np.int32)
    starts, places = find_positions(tokens, 2, 1)
    weights = np.array([2**40])
    row = kernels.accumulator(2)
    found = kernels.count_rows(tokens, starts, places, 0, 2, weights, weights, row)
    assert as_rows(*found) == [{1: 2**40}, {0: 2**40}]


@pytest.mark.parametrize("size", [1, 64, 65, 4096, 4097, 9000])
def test_kernel_reaches_every_column(size):
    row = kernels.accumulator(size)
    columns = np.arange(size, dtype=np.int32)
    kernels.add_row(columns[::-1].copy(), columns[::-1] + np.int64(1), columns, row)
    indices, counts = kernels.take_row(row, size)
    np.testing.assert_array_equal(indices, columns)
    np.testing.assert_array_equal(counts, columns + 1)
    assert_empty(row)


STORED = st.lists(
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9)), max_size=4), min_size=3, max_size=3
)


def stored(rows, dtype):
    """A matrix of (column, count) pairs in any order, possibly repeated."""
    indptr = np.cumsum([0, *map(len, rows)])
    columns, counts = np.array([pair for row in rows for pair in row]).reshape(-1, 2).T
    return indptr, columns.astype(np.int32), counts.astype(dtype)


@MODES
@pytest.mark.parametrize("dtype", [np.uint32, np.int64])
def test_gather_rows(mode, dtype):
    matrix = stored([[(1, 5), (0, 6), (3, 8)], [(3, 9)], [(2, 7)]], dtype)
    columns = np.array([30, 10, 20, -1], np.int32)
    lengths, indices, counts = kernel("gather_rows", mode)(
        *matrix, np.array([2, -1, 0, 1]), columns
    )
    assert lengths.tolist() == [1, 0, 2, 0]
    assert indices.tolist() == [20, 10, 30] and indices.dtype == np.int32
    assert counts.tolist() == [7, 5, 6] and counts.dtype == np.int64


@MODES
@settings(max_examples=40)
@given(stores=st.lists(STORED, min_size=1, max_size=4))
def test_merge_rows_and_single_rows(mode, stores):
    expected = [Counter() for _ in range(3)]
    for store in stores:
        for total, pairs in zip(expected, store, strict=True):
            for column, count in pairs:
                total[column] += count
    matrices = [stored(store, np.int64) for store in stores]
    row = kernels.accumulator(5)
    lengths = np.stack([np.diff(matrix[0]) for matrix in matrices])
    indices, counts = (np.concatenate(arrays) for arrays in list(zip(*matrices, strict=True))[1:])
    found = kernel("merge_rows", mode)(lengths, indices, counts, row)
    assert as_rows(*found) == expected
    assert_empty(row)
    for number, total in enumerate(expected):
        for indptr, indices, counts in matrices:
            part = slice(indptr[number], indptr[number + 1])
            columns = np.concatenate([indices[part], [np.int32(5)]])
            values = np.concatenate([counts[part], [np.int64(9)]]).astype(np.uint32)
            mapping = np.array([0, 1, 2, 3, 4, -1], np.int32)
            kernel("add_row", mode)(columns, values, mapping, row)
        indices, counts = kernel("take_row", mode)(row, 5)
        assert as_rows(np.array([indices.size]), indices, counts) == [total]
        assert_empty(row)


@MODES
@pytest.mark.parametrize("dtype", [np.uint32, np.int64])
def test_sums(mode, dtype):
    top = np.iinfo(np.uint32).max
    indptr, indices = np.array([0, 2, 2, 4]), np.array([0, 2, 0, 1], np.int32)
    counts = np.array([top, top, top, 1], dtype)
    sums = kernel("sum_rows", mode)(indptr, counts)
    assert sums.tolist() == [2 * top, 0, top + 1] and sums.dtype == np.int64
    totals = np.array([1, 0, 0])
    kernel("sum_columns", mode)(indices, counts, totals)
    assert totals.tolist() == [2 * top + 1, 1, top]
