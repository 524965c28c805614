"""From counts to PMI, pair by pair."""

from __future__ import annotations

import math

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def pmi_rows(indptr, indices, counts, log_rows, log_columns, first, last, out):
    """Write log(X_ij) - log_rows[i] - log_columns[j] of the rows first to last - 1 to `out`.

    `log_rows` and `log_columns` are float64 (V,) and hold the total as well; `out` is float32
    and begins with the first pair of these rows.
    """
    base = indptr[first]
    for row in range(first, last):
        for pair in range(indptr[row], indptr[row + 1]):
            value = math.log(counts[pair]) - log_rows[row] - log_columns[indices[pair]]
            out[pair - base] = np.float32(value)


@njit(cache=True, nogil=True)
def weigh_rows(indptr, indices, counts, log_rows, log_columns, log_x_max, alpha, zero_weight,
               row_shares, column_shares, first, last, quadratic, linear):  # fmt: skip
    """Weights and targets of the rows first to last - 1, as the solver's two coefficients.

    A pair weighs f = min(1, (x / x_max)^alpha) and aims at its PMI; it is taken out of the sum
    over all pairs, where it would weigh `zero_weight` and aim at row_shares[i] . column_shares[j].
    So quadratic = f - zero_weight and linear = f PMI - zero_weight aim, float32 (Z,), written in
    place.  Pairs i = j weigh nothing.  Returns the sum of f PMI^2 - zero_weight aim^2.
    """
    constant = 0.0
    for row in range(first, last):
        for pair in range(indptr[row], indptr[row + 1]):
            column = indices[pair]
            log_count = math.log(counts[pair])
            target = log_count - log_rows[row] - log_columns[column]
            weight = 0.0
            if row != column:
                weight = math.exp(min(0.0, alpha * (log_count - log_x_max)))
            aim = 0.0
            for k in range(row_shares.shape[1]):
                aim += row_shares[row, k] * column_shares[column, k]
            quadratic[pair] = np.float32(weight - zero_weight)
            linear[pair] = np.float32(weight * target - zero_weight * aim)
            constant += weight * target * target - zero_weight * aim * aim
    return constant


@njit(cache=True, nogil=True)
def transpose_pairs(side, new_side):
    """Write the pairs of one side, transposed, to the other; its rows are ascending as well.

    Both sides: indptr int64 (V+1,), indices int32 (Z,), quadratic and linear float32 (Z,).
    """
    indptr, indices, quadratic, linear = side
    new_indptr, new_indices, new_quadratic, new_linear = new_side
    new_indptr[:] = 0
    for column in indices:
        new_indptr[column + 1] += 1
    for row in range(indptr.size - 1):
        new_indptr[row + 1] += new_indptr[row]
    cursor = new_indptr[:-1].copy()
    for row in range(indptr.size - 1):
        for pair in range(indptr[row], indptr[row + 1]):
            place = cursor[indices[pair]]
            cursor[indices[pair]] += 1
            new_indices[place] = row
            new_quadratic[place] = quadratic[pair]
            new_linear[place] = linear[pair]
