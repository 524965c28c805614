"""Solver of the original GloVe: stochastic gradient descent with AdaGrad."""

from __future__ import annotations

import numpy as np

from .compiler import njit


@njit(cache=True, nogil=True)
def adagrad_pass(order, row_of, indices, weights, targets, rows, columns, row_squares,
                 column_squares, rate):  # fmt: skip
    """Take a gradient step on f (w.c - PMI)^2 / 2 for each pair, in the given order.

    order int64 (n,) contains numbers of pairs; row_of, indices int32 (Z,); weights, targets
    float32 (Z,); rows, columns and their sums of squared gradients float32 (V, D), changed in
    place; for tied vectors `columns` is `rows`. Returns the sum of f (w.c - PMI)^2, each before
    its step, float64.
    """
    size = rows.shape[1]
    total = 0.0
    for pair in order:
        i = row_of[pair]
        j = indices[pair]
        error = -targets[pair]
        for d in range(size):
            error += rows[i, d] * columns[j, d]
        slope = weights[pair] * error
        total += np.float64(slope) * error
        for d in range(size):
            row_gradient = slope * columns[j, d]
            column_gradient = slope * rows[i, d]
            rows[i, d] -= rate * row_gradient / np.sqrt(row_squares[i, d])
            row_squares[i, d] += row_gradient * row_gradient
            columns[j, d] -= rate * column_gradient / np.sqrt(column_squares[j, d])
            column_squares[j, d] += column_gradient * column_gradient
    return total


@njit(cache=True, nogil=True)
def expand_rows(indptr):
    """Return the row of every stored pair, int32 (Z,)."""
    row_of = np.empty(indptr[-1], np.int32)
    for row in range(indptr.size - 1):
        row_of[indptr[row] : indptr[row + 1]] = row
    return row_of
