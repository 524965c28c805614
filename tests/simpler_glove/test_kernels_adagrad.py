"""The kernels of AdaGrad against float64 NumPy, compiled and as plain Python."""

from __future__ import annotations

import numpy as np
import pytest

from simpler_glove._kernels import adagrad

SIZE, DIMENSIONS, RATE = 6, 5, 0.05


@pytest.fixture(params=["compiled", "python"])
def kernel(request):
    """Function that returns a kernel by name, compiled or as plain Python."""
    compiled = request.param == "compiled"
    return lambda name: getattr(adagrad, name) if compiled else getattr(adagrad, name).py_func


@pytest.fixture
def pairs():
    random = np.random.default_rng(0)
    rows, columns = np.nonzero(random.random((SIZE, SIZE)) < 0.6)
    weights, targets = random.random((2, rows.size))
    weights[rows == columns] = 0
    return (
        rows.astype(np.int32), columns.astype(np.int32),
        weights.astype(np.float32), targets.astype(np.float32),
    )  # fmt: skip


def vectors(seed):
    return np.random.default_rng(seed).standard_normal((SIZE, DIMENSIONS)).astype(np.float32)


def oracle(order, pairs, w, c):
    """AdaGrad as in the paper, pair by pair; rows and columns may be the same array."""
    w_squares = np.ones_like(w)
    c_squares = w_squares if c is w else np.ones_like(c)
    total = 0.0
    for i, j, weight, target in zip(*(part[order] for part in pairs), strict=True):
        error = w[i] @ c[j] - float(target)
        total += float(weight) * error**2
        w_gradient, c_gradient = weight * error * c[j], weight * error * w[i]
        w[i] -= RATE * w_gradient / np.sqrt(w_squares[i])
        w_squares[i] += w_gradient**2
        c[j] -= RATE * c_gradient / np.sqrt(c_squares[j])
        c_squares[j] += c_gradient**2
    return total


@pytest.mark.parametrize("tied", [False, True])
def test_adagrad_pass(kernel, pairs, tied):
    order = np.random.default_rng(1).permutation(np.arange(pairs[0].size).repeat(3))
    w, c = vectors(2), vectors(3)
    c = w if tied else c
    expected_w = w.astype(float)
    expected_c = expected_w if tied else c.astype(float)
    squares = np.ones_like(w)
    found = kernel("adagrad_pass")(
        order, *pairs, w, c, squares, squares if tied else np.ones_like(c), np.float32(RATE)
    )
    assert found == pytest.approx(oracle(order, pairs, expected_w, expected_c), rel=1e-5)
    np.testing.assert_allclose(w, expected_w, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(c, expected_c, rtol=1e-4, atol=1e-5)


def test_pairs_of_weight_0_change_nothing(kernel, pairs):
    w, c = vectors(2), vectors(3)
    pairs[2][:] = 0
    order = np.arange(pairs[0].size)
    found = kernel("adagrad_pass")(
        order, *pairs, w, c, np.ones_like(w), np.ones_like(c), np.float32(RATE)
    )
    assert found == 0
    np.testing.assert_array_equal(w, vectors(2))
    np.testing.assert_array_equal(c, vectors(3))


def test_expand_rows(kernel):
    found = kernel("expand_rows")(np.array([0, 2, 2, 5]))
    assert found.tolist() == [0, 0, 2, 2, 2]
    assert found.dtype == np.int32
