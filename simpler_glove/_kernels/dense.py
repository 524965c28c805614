"""Products of dense matrices of float32, in an order that no number of threads changes.

The length P of rows is a multiple of 16, padded with zeros. fastmath allows the compiler to sum in
several lanes in kernels that read whole rows only; the order is determined at compile time.
"""

from __future__ import annotations

import numpy as np

from .compiler import njit
from .intrinsics import add_rows

GRAM_ROWS = 64


@njit(cache=True, nogil=True)
def gram(matrix, first, last):
    """Return the Gram matrix of the rows first to last - 1; float64 (P, P).

    The sums over `GRAM_ROWS` rows are float32.
    """
    size = matrix.shape[1]
    sums = np.zeros((size, size), np.float64)
    out = np.empty(size, np.float32)
    for start in range(first, last, GRAM_ROWS):
        stop = min(start + GRAM_ROWS, last)
        eights = stop - (stop - start) % 8
        for d in range(size):
            for e in range(size):
                out[e] = 0
            for i in range(start, eights, 8):
                rows = (i, i + 1, i + 2, i + 3, i + 4, i + 5, i + 6, i + 7)
                factors = (
                    matrix[i, d], matrix[i + 1, d], matrix[i + 2, d], matrix[i + 3, d],
                    matrix[i + 4, d], matrix[i + 5, d], matrix[i + 6, d], matrix[i + 7, d],
                )  # fmt: skip
                add_rows(matrix, rows, factors, out)
            for i in range(eights, stop):
                add_rows(matrix, (i,), (matrix[i, d],), out)
            for e in range(size):
                sums[d, e] += out[e]
    return sums


@njit(cache=True, nogil=True, fastmath=True)
def weighted_sums(weights, matrix, first, last):
    """Return weights.T @ matrix over the rows first to last - 1; float64 (K, P)."""
    sums = np.zeros((weights.shape[1], matrix.shape[1]), np.float64)
    for i in range(first, last):
        for k in range(weights.shape[1]):
            for d in range(matrix.shape[1]):
                sums[k, d] += weights[i, k] * np.float64(matrix[i, d])
    return sums


@njit(cache=True, nogil=True)
def _transform(vector, transform, out):
    """Write vector @ transform to `out`."""
    out[:] = 0
    for d in range(0, out.size, 8):
        rows = (d, d + 1, d + 2, d + 3, d + 4, d + 5, d + 6, d + 7)
        factors = (
            vector[d], vector[d + 1], vector[d + 2], vector[d + 3],
            vector[d + 4], vector[d + 5], vector[d + 6], vector[d + 7],
        )  # fmt: skip
        add_rows(transform, rows, factors, out)


@njit(cache=True, nogil=True)
def transform_rows(matrix, transform, first, last, out):
    """Set out[i] = matrix[i] @ transform for the rows first to last - 1; in place is allowed."""
    row = np.empty(transform.shape[0], np.float32)
    for i in range(first, last):
        _transform(matrix[i], transform, row)
        for d in range(row.size):  # numba compiles out[i] = row ten times as slowly
            out[i, d] = row[d]


@njit(cache=True, nogil=True)
def pack_rows(matrix, transform, first, last, out):
    """Pack matrix[i] @ transform for the rows first to last - 1 into int32 (V, P / 2).

    Numbers must be finite. They are rounded to the nearest bfloat16, ties to even.
    """
    row = np.empty(transform.shape[0], np.float32)
    bits = row.view(np.uint32)
    half = row.size // 2
    places, one, below_half = np.uint32(16), np.uint32(1), np.uint32(0x7FFF)
    for i in range(first, last):
        _transform(matrix[i], transform, row)
        for d in range(row.size):
            bits[d] += below_half + ((bits[d] >> places) & one)
        for d in range(half):
            out[i, d] = np.int32((bits[d] >> places) | (bits[half + d] >> places << places))
