"""Exponentials and logarithms of the kernels; updates of rows against NumPy."""

from __future__ import annotations

import numpy as np

from nlpzero._kernels.table_rows import update_rows
from nlpzero._kernels.word2vec_softmax import exponential, logarithm


def test_exponentials_and_logarithms():
    scores = np.concatenate([np.linspace(-40, 40, 4001), [0.0, 1e-30, -1e-8, 0.34657359]])
    for score in scores.astype(np.float32):
        np.testing.assert_allclose(exponential(score), np.exp(float(score)), rtol=4e-7)
    for value in np.exp(scores).astype(np.float32):
        np.testing.assert_allclose(logarithm(value), np.log(float(value)), rtol=4e-7, atol=2e-7)


def test_uses_of_a_row_are_summed_in_order_and_padding_is_left_out():
    rng = np.random.default_rng(0)
    gradients = np.zeros((6, 16), np.float32)
    gradients[:, :5] = rng.standard_normal((6, 5))
    table, squares = np.zeros((4, 16), np.float32), np.full(4, 2, np.float32)
    table[:3, :5] = rng.standard_normal((3, 5))
    rows, order = np.array([2, 3, 0, 3], np.int32), np.array([1, 4, 0, 2, 5, 3], np.int32)
    slots = np.array([0, 0, 1, 2, 2, 2], np.int32)
    expected, sums = table.copy(), squares.copy()
    for row, uses in ((2, [1, 4]), (0, [2, 5, 3])):
        gradient = gradients[uses].sum(axis=0)
        sums[row] += (gradient[:5] ** 2).mean()
        expected[row] -= 0.1 / np.sqrt(1 + sums[row] / 7) * gradient
    one = np.float32(0.1), np.float32(7)
    for first, last in ((3, 6), (0, 3)):  # in any parts
        update_rows(gradients, rows, order, slots, first, last, *one, 5, table, squares)
    np.testing.assert_allclose(table, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(squares, sums, rtol=1e-5)
