"""The kernels of coded rows against plain Python, compiled and as Python."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simpler_glove._kernels import coded_rows as kernels
from simpler_glove._kernels import count as count_kernels

SIZE = 200  # more than a block of the bitmap
MODES = pytest.mark.parametrize("mode", ["compiled", "python"])
ROW = st.dictionaries(st.integers(0, SIZE - 1), st.integers(1, 2**40), max_size=6)
LARGEST_ROW = {2**31 - 2: 2**63 - 1}


def kernel(name, mode):
    compiled = getattr(kernels, name)
    return compiled if mode == "compiled" else compiled.py_func


def arrays_of(rows, dtype=np.int64):
    pairs = [pair for row in rows for pair in sorted(row.items())]
    columns, counts = np.array(pairs, np.int64).reshape(-1, 2).T
    return np.array([len(row) for row in rows]), columns.astype(np.int32), counts.astype(dtype)


def number_code(number):
    """The groups of 7 bits of a number from the lowest on, all but the last with the 8th bit."""
    groups = [number >> shift & 127 for shift in range(0, max(1, number.bit_length()), 7)]
    return [group | 128 for group in groups[:-1]] + groups[-1:]


def row_code(row):
    code, previous = [], -1
    for column, count in sorted(row.items()):
        code += number_code(column - previous - 1) + number_code(count)
        previous = column
    return code


@MODES
@settings(max_examples=40)
@example(rows=[{}, LARGEST_ROW, {}])
@example(rows=[{0: 127, 1: 128, 129: 2**14 - 1, 258: 2**14}])
@given(rows=st.lists(ROW, max_size=6))
def test_encode_rows(mode, rows):
    lengths, indices, counts = arrays_of(rows)
    sizes, code = kernel("encode_rows", mode)(lengths, indices, counts)
    assert (sizes.dtype, code.dtype) == (np.int64, np.uint8)
    expected = [row_code(row) for row in rows]
    assert sizes.tolist() == [len(each) for each in expected]
    assert code.tolist() == sum(expected, [])


@MODES
@settings(max_examples=40)
@example(matrices=[[{SIZE - 1: 2**62}], [{SIZE - 1: 2**62 - 1}]])
@given(
    matrices=st.integers(1, 4).flatmap(
        lambda rows: st.lists(st.lists(ROW, min_size=rows, max_size=rows), min_size=1, max_size=3)
    )
)
def test_merge_coded_rows(mode, matrices):
    codes = [sum(map(row_code, rows), []) for rows in matrices]
    lengths = np.array([[len(row) for row in rows] for rows in matrices])
    starts = np.cumsum([0, *map(len, codes[:-1])])
    row = count_kernels.accumulator(SIZE)
    found = kernel("merge_coded_rows", mode)(lengths, starts, np.array(sum(codes, []), "u1"), row)
    sums = [sum(map(Counter, same), Counter()) for same in zip(*matrices, strict=True)]
    for array, expected in zip(found, arrays_of(sums), strict=True):
        assert array.dtype == expected.dtype
        assert array.tolist() == expected.tolist()
    assert not any(array.any() for array in row)


@MODES
@settings(max_examples=20)
@given(row=ROW)
def test_add_coded_row(mode, row):
    accumulator = count_kernels.accumulator(SIZE)
    code = np.array(row_code(row), np.uint8)
    for _ in range(2):
        kernel("add_coded_row", mode)(len(row), code, accumulator)
    indices, counts = count_kernels.take_row(accumulator, SIZE)
    assert indices.tolist() == sorted(row)
    assert counts.tolist() == [2 * row[column] for column in sorted(row)]
