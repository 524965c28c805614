"""The kernels of PMI and of the solver's coefficients against dense NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove._kernels import targets as kernels

SIZE = 9


@pytest.fixture(params=["compiled", "python"])
def kernel(request):
    """Function that returns a kernel by name, compiled or as plain Python."""
    compiled = request.param == "compiled"
    return lambda name: getattr(kernels, name) if compiled else getattr(kernels, name).py_func


@pytest.fixture(params=[np.uint32, np.int64])
def counts(request):
    rng = np.random.default_rng(0)
    dense = rng.integers(0, 4, (SIZE, SIZE)) * rng.integers(1, 1000, (SIZE, SIZE))
    dense[4] = 0
    return dense.astype(request.param)


@pytest.fixture
def logs():
    return np.random.default_rng(1).standard_normal((2, SIZE))


def compressed(dense):
    rows, columns = np.nonzero(dense)
    indptr = np.searchsorted(rows, np.arange(SIZE + 1))
    return indptr, columns.astype(np.int32), dense[rows, columns]


def pmi_of(dense, logs):
    with np.errstate(divide="ignore"):
        return np.log(dense.astype(float)) - logs[0][:, None] - logs[1]


@pytest.mark.parametrize(("first", "last"), [(0, SIZE), (0, 3), (3, SIZE), (4, 5), (2, 2)])
def test_pmi_rows(kernel, counts, logs, first, last):
    matrix = compressed(counts)
    start, stop = matrix[0][[first, last]]
    out = np.full(stop - start, np.nan, np.float32)
    kernel("pmi_rows")(*matrix, *logs, first, last, out)
    rows, columns = np.nonzero(counts)
    expected = pmi_of(counts, logs)[rows, columns][start:stop]
    np.testing.assert_allclose(out, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("weight_exponent", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("unobserved_weight", [0.0, 0.3])
@pytest.mark.parametrize("stored", [1, 100, 5000])
def test_weigh_rows(kernel, counts, logs, weight_exponent, unobserved_weight, stored):
    x_max = 500
    small = np.maximum(np.arange(stored), 1)
    factors = np.random.default_rng(2).standard_normal((2, SIZE, 3))
    matrix = compressed(counts)
    quadratic, linear = np.full((2, matrix[1].size), np.nan, np.float32)
    constant = 0.0
    for task in ((0, 4), (4, 5), (5, SIZE)):
        constant += kernel("weigh_rows")(
            *matrix,
            *logs,
            np.log(x_max),
            weight_exponent,
            unobserved_weight,
            *factors,
            np.log(small),
            np.minimum(1, (small / x_max) ** weight_exponent),
            *task,
            quadratic,
            linear,
        )
    weights = np.minimum(1, (counts.astype(float) / x_max) ** weight_exponent)
    np.fill_diagonal(weights, 0)
    rows, columns = np.nonzero(counts)
    weights = weights[rows, columns]
    targets = pmi_of(counts, logs)[rows, columns]
    unobserved = (factors[0] @ factors[1].T)[rows, columns]
    np.testing.assert_allclose(quadratic, weights - unobserved_weight, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(
        linear, weights * targets - unobserved_weight * unobserved, rtol=1e-5, atol=1e-5
    )
    expected = (weights * targets**2 - unobserved_weight * unobserved**2).sum()
    np.testing.assert_allclose(constant, expected, rtol=1e-10)


def test_transpose_pairs(kernel):
    dense = np.random.default_rng(0).integers(0, 3, (SIZE, SIZE)).astype(np.float32)
    indptr, indices, values = compressed(dense)
    expected = compressed(dense.T)
    lengths = np.zeros(SIZE, np.int64)
    kernel("count_columns")(indices, lengths)
    np.testing.assert_array_equal(lengths, np.diff(expected[0]))
    found = expected[0], np.empty_like(indices), np.empty_like(values), np.empty_like(values)
    transpose, cursor = kernel("transpose_pairs"), expected[0][:-1].copy()
    for columns in ((0, 2), (2, SIZE)):
        for rows in ((0, 3), (3, SIZE)):
            transpose((indptr, indices, values, -values), found, cursor, rows, columns)
    for one, other in zip(found, (*expected, -expected[2]), strict=True):
        np.testing.assert_array_equal(one, other)
