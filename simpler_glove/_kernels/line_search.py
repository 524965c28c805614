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
def line_coefficients(pairs, vectors, changes, first, last, limit):
    """Sum q p^2 - 2 l p over the pairs of the rows first to last - 1, columns below `limit`.

    p = (v_i + t change_i) . (v_j + t change_j); returns the coefficients of t^0 to t^4, float64
    (5,). pairs: indptr int64 (V+1,), indices int32 (Z,), quadratic q and linear l float32 (Z,);
    they are symmetric, so only pairs j <= i are read. vectors, changes: float32 (V, P).
    """
    indptr, indices, quadratic, linear = pairs
    sums = np.zeros(5)
    for i in range(first, last):
        for pair in range(indptr[i], indptr[i + 1]):
            j = indices[pair]
            if j > i or j >= limit:
                break
            times = 1.0 if i == j else 2.0
            a, b, c = _three_dots(vectors[i], vectors[j], changes[i], changes[j])
            q = times * quadratic[pair]
            twice = 2.0 * times * linear[pair]
            sums[0] += q * a * a - twice * a
            sums[1] += 2.0 * q * a * b - twice * b
            sums[2] += q * (b * b + 2.0 * a * c) - twice * c
            sums[3] += 2.0 * q * b * c
            sums[4] += q * c * c
    return sums
