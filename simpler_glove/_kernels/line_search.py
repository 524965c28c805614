"""Objective of tied vectors along a line, for the choice of the step length."""

from __future__ import annotations

import numpy as np

from .compiler import njit


@njit(cache=True, nogil=True, fastmath=True)
def _three_dots(v, u, w, x):
    """Return v.u, v.x + w.u and w.x."""
    a = np.float32(0)
    b = np.float32(0)
    c = np.float32(0)
    for d in range(v.size):
        a += v[d] * u[d]
        b += v[d] * x[d] + w[d] * u[d]
        c += w[d] * x[d]
    return np.float64(a), np.float64(b), np.float64(c)


@njit(cache=True, nogil=True)
def add_line_coefficients(pairs, cursor, first, high, vectors, changes, columns, moves, sums):
    """Add q p^2 - 2 l p, one pair after another, for the pairs of rows with columns below `high`.

    p = (v_i + t change_i) . (v_j + t change_j) for the rows i = first, first + 1, ...

    Parameters
    ----------
    pairs : tuple
        indptr int64 (V+1,), indices int32 (Z,), quadratic q and linear l float32 (Z,). They are
        symmetric, so only pairs j <= i are read.
    cursor : ndarray of int64, shape (B,)
        The first pair of each row to read; afterwards, the first one that was not read.
    first : int
        The first row.
    high : int
        The end of the columns.
    vectors, changes : ndarray of float32, shape (B, P)
        v_i and change_i.
    columns, moves : ndarray of float32, shape (V, P)
        v_j and change_j.
    sums : ndarray of float64, shape (B, 5)
        Coefficients of t^0 to t^4.
    """
    indptr, indices, quadratic, linear = pairs
    for k in range(cursor.size):
        i = first + k
        pair = cursor[k]
        while pair < indptr[i + 1]:
            j = indices[pair]
            if j > i or j >= high:
                break
            times = 1.0 if i == j else 2.0
            a, b, c = _three_dots(vectors[k], columns[j], changes[k], moves[j])
            q = times * quadratic[pair]
            twice = 2.0 * times * linear[pair]
            sums[k, 0] += q * a * a - twice * a
            sums[k, 1] += 2.0 * q * a * b - twice * b
            sums[k, 2] += q * (b * b + 2.0 * a * c) - twice * c
            sums[k, 3] += 2.0 * q * b * c
            sums[k, 4] += q * c * c
            pair += 1
        cursor[k] = pair
