"""PMI of pairs, and the coefficients of the objective."""

from __future__ import annotations

import math

import numpy as np

from .compiler import njit


@njit(cache=True, nogil=True)
def pmi_rows(indptr, indices, counts, log_rows, log_columns, first, last, out):
    """Write log(X_ij) - log_rows[i] - log_columns[j] of the rows first to last - 1 to `out`.

    `log_rows` and `log_columns` are float64 (V,) and include the total; `out` is float32 and
    starts with the first pair of these rows.
    """
    base = indptr[first]
    for row in range(first, last):
        for pair in range(indptr[row], indptr[row + 1]):
            value = math.log(counts[pair]) - log_rows[row] - log_columns[indices[pair]]
            out[pair - base] = np.float32(value)


@njit(cache=True, nogil=True)
def weigh_rows(indptr, indices, counts, log_rows, log_columns, log_x_max, exponent,
               unobserved_weight, row_factors, column_factors, logs, weights, first, last,
               quadratic, linear):  # fmt: skip
    """Compute the solver's two coefficients of the pairs of the rows first to last - 1.

    A stored pair has the weight f = min(1, (x / x_max)^exponent), 0 if i = j, and its PMI as
    target. The sum over all pairs also contains it as an unobserved pair, with the weight u =
    `unobserved_weight` and the target t = row_factors[i] . column_factors[j], which is subtracted.
    So quadratic = f - u and linear = f PMI - u t, float32 (Z,), written in place. `logs` and
    `weights`, float64 (M,), are log x and f for the counts x below M, which are most. Returns the
    sum of f PMI^2 - u t^2.
    """
    constant = 0.0
    for row in range(first, last):
        for pair in range(indptr[row], indptr[row + 1]):
            column = indices[pair]
            count = np.uint64(counts[pair])
            if count < np.uint64(logs.size):
                log_count = logs[count]
                weight = weights[count]
            else:
                log_count = math.log(count)
                weight = math.exp(min(0.0, exponent * (log_count - log_x_max)))
            if row == column:
                weight = 0.0
            target = log_count - log_rows[row] - log_columns[column]
            expected_pmi = 0.0
            for k in range(row_factors.shape[1]):
                expected_pmi += row_factors[row, k] * column_factors[column, k]
            quadratic[pair] = np.float32(weight - unobserved_weight)
            linear[pair] = np.float32(weight * target - unobserved_weight * expected_pmi)
            constant += weight * target * target - unobserved_weight * expected_pmi * expected_pmi
    return constant


@njit(cache=True, nogil=True)
def count_columns(indices, lengths):
    """Add the number of pairs of each column to `lengths` int64 (V,)."""
    for pair in range(indices.size):
        lengths[indices[pair]] += 1


@njit(cache=True, nogil=True)
def transpose_pairs(pairs, transposed, cursor, rows, columns):
    """Write pairs of some rows and columns to the transpose.

    pairs, transposed: indptr int64 (V+1,), indices int32 (Z,), quadratic, linear float32 (Z,).
    cursor int64 (V,): the place of the next pair of each column, which is advanced. rows, columns:
    first and end of a range. If ranges of rows are written in order, the result is ascending.
    """
    indptr, indices, quadratic, linear = pairs
    _, new_indices, new_quadratic, new_linear = transposed
    for row in range(rows[0], rows[1]):
        for pair in range(indptr[row], indptr[row + 1]):
            column = indices[pair]
            if columns[0] <= column < columns[1]:
                place = cursor[column]
                cursor[column] += 1
                new_indices[place] = row
                new_quadratic[place] = quadratic[pair]
                new_linear[place] = linear[pair]
