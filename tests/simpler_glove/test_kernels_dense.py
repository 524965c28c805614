"""Products of dense matrices against float64 NumPy, compiled and as plain Python."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove._kernels import dense, intrinsics, least_squares

WIDTH = least_squares.LANES


@pytest.fixture(params=["compiled", "python"])
def kernels(request, monkeypatch):
    """The module, unchanged or with every function as plain Python."""
    if request.param == "python":
        for name, function in vars(dense).copy().items():
            if hasattr(function, "py_func"):
                monkeypatch.setattr(dense, name, function.py_func)
        monkeypatch.setattr(dense, "add_rows", intrinsics.plain_add_rows)
    return dense


def bfloat16(matrix):
    """Round float32 to 8 significant bits, ties to even."""
    mantissa, exponent = np.frexp(matrix.astype(np.float64))
    return np.ldexp(np.rint(mantissa * 256), exponent - 8).astype(np.float32)


@pytest.mark.parametrize(("first", "last"), [(0, 150), (3, 140), (0, 4), (5, 5), (2, 3)])
def test_gram(kernels, first, last):
    matrix = np.random.default_rng(0).standard_normal((150, 2 * WIDTH)).astype(np.float32)
    part = matrix[first:last].astype(float)
    found = kernels.gram(matrix, first, last)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, part.T @ part, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(found, found.T)


@pytest.mark.parametrize(("first", "last"), [(0, 9), (3, 7), (4, 4)])
def test_weighted_sums(kernels, first, last):
    random = np.random.default_rng(0)
    weights = random.standard_normal((9, 3)).astype(np.float32)
    matrix = random.standard_normal((9, WIDTH)).astype(np.float32)
    expected = weights[first:last].astype(float).T @ matrix[first:last]
    found = kernels.weighted_sums(weights, matrix, first, last)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("in_place", [False, True])
def test_transform_rows(kernels, in_place):
    random = np.random.default_rng(0)
    matrix = random.standard_normal((9, WIDTH)).astype(np.float32)
    transform = random.standard_normal((WIDTH, WIDTH)).astype(np.float32)
    expected = matrix.astype(float)
    expected[2:7] = expected[2:7] @ transform
    out = matrix if in_place else matrix.copy()
    kernels.transform_rows(matrix, transform, 2, 7, out)
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("width", [WIDTH, 3 * WIDTH])
def test_pack_rows(kernels, width):
    random = np.random.default_rng(0)
    matrix = random.standard_normal((9, width)).astype(np.float32)
    matrix[3, :4] = 1 + 2.0**-8, 1 + 3 * 2.0**-8, -3.0e38, 0  # ties, and large numbers
    out = np.full((9, width // 2), -1, np.int32)
    kernels.pack_rows(matrix, np.eye(width, dtype=np.float32), 2, 7, out)
    unpacked = [intrinsics._unpacked(row) for row in out[2:7]]
    np.testing.assert_array_equal(unpacked, bfloat16(matrix[2:7]))
    assert (out[:2] == -1).all() and (out[7:] == -1).all()
    spread = random.standard_normal((width, width)).astype(np.float32)
    kernels.pack_rows(matrix, spread, 0, 3, out)
    upper = (out[:3].view(np.uint32) >> 16 << 16).view(np.float32)
    expected = matrix[:3].astype(float) @ spread[:, width // 2 :]
    np.testing.assert_allclose(upper, expected, rtol=2.0**-8, atol=1e-4)
