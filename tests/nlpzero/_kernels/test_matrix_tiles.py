"""Small matrix products against NumPy, and the plain functions against the instructions."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero._kernels import matrix_tiles
from nlpzero._kernels.matrix_tiles import COLUMNS, add_product


@pytest.mark.parametrize("rows", [1, 4, 6, 16])
@pytest.mark.parametrize("transposed", [False, True])
def test_products_match_numpy(rows, transposed):
    rng = np.random.default_rng(rows)
    shape = (7, rows + 2) if transposed else (rows, 9)
    left = rng.standard_normal(shape).astype(np.float32)
    right = rng.standard_normal((9, 2 * COLUMNS + 3)).astype(np.float32)
    out = rng.standard_normal((rows + 1, 2 * COLUMNS)).astype(np.float32)
    expected = out.astype(float)
    inner = left[2:7, 1 : rows + 1].T if transposed else left[:, 2:7]
    expected[1:] += inner.astype(float) @ right[3:8, 3 : 3 + 2 * COLUMNS].astype(float)
    steps = (1, rows + 2) if transposed else (9, 1)
    first = (2 * (rows + 2) + 1 if transposed else 2, 3 * right.shape[1] + 3)
    add_product(
        left, *steps, 5, right, right.shape[1], first, out, out.shape[1], out.shape[1], rows,
        2 * COLUMNS,
    )  # fmt: skip
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-5)


@matrix_tiles.njit(cache=False)
def tile(left, right, out):
    matrix_tiles.add_tile(left, (0, 4), 1, right, 1, 20, out, (0, 24), 3)


@matrix_tiles.njit(cache=False)
def bits(number):
    return matrix_tiles.float_bits(number)


@matrix_tiles.njit(cache=False)
def number(stored):
    return matrix_tiles.bits_float(stored)


def test_plain_functions_equal_the_instructions():
    rng = np.random.default_rng(0)
    left, right = (rng.standard_normal(shape).astype(np.float32) for shape in ((2, 4), (3, 20)))
    compiled, plain = np.zeros((2, 2, 24), np.float32)
    tile(left, right, compiled)
    matrix_tiles.plain_add_tile(left, (0, 4), 1, right, 1, 20, plain, (0, 24), 3)
    np.testing.assert_allclose(compiled, plain, rtol=1e-5, atol=1e-6)
    assert not compiled[:, COLUMNS:].any() and compiled[:, :COLUMNS].all()
    for value in (np.float32(-1.5), np.float32(3e-20)):
        assert bits(value) == matrix_tiles.plain_float_bits(value)
        assert number(bits(value)) == value
        assert matrix_tiles.plain_bits_float(matrix_tiles.plain_float_bits(value)) == value
