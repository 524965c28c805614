"""Half-sweep of alternating least squares, and dense algebra.

All functions work on rows of float32 whose length P is a multiple of `LANES`, padded with zeros,
so that loops over dimensions compile to full vector instructions. fastmath allows the compiler to
sum in several lanes; the order is determined at compile time, so equal rows give equal bytes for
any number of threads.
"""

from __future__ import annotations

import numpy as np

from .compiler import njit
from .intrinsics import prefetch

LANES = 16
PREFETCH_PAIRS = 8  # distance between the prefetch of a column and its use
TILE_COLUMNS = 512  # with 100 dimensions a quarter of the second-level cache
GROUP_ROWS = 64  # long rows that are processed together, tile by tile
LONG_ROW_PAIRS = 4096  # the columns of a shorter row stay in the cache between passes


@njit(cache=True, nogil=True, fastmath=True)
def _dot(left, right):
    total = np.float32(0)
    for d in range(left.size):
        total += left[d] * right[d]
    return total


@njit(cache=True, nogil=True, fastmath=True)
def _four_dots(columns, j0, j1, j2, j3, x):
    s0 = np.float32(0)
    s1 = np.float32(0)
    s2 = np.float32(0)
    s3 = np.float32(0)
    for d in range(x.size):
        value = x[d]
        s0 += columns[j0, d] * value
        s1 += columns[j1, d] * value
        s2 += columns[j2, d] * value
        s3 += columns[j3, d] * value
    return s0, s1, s2, s3


@njit(cache=True, nogil=True, fastmath=True)
def _add_four(columns, j0, j1, j2, j3, s0, s1, s2, s3, out):
    for d in range(out.size):
        out[d] += (
            s0 * columns[j0, d] + s1 * columns[j1, d] + s2 * columns[j2, d] + s3 * columns[j3, d]
        )


@njit(cache=True, nogil=True, inline="always")
def _fetch_ahead(flat, size, indices, k):
    """Prefetch the columns of four later pairs."""
    for ahead in range(k + PREFETCH_PAIRS, min(k + PREFETCH_PAIRS + 4, indices.size)):
        start = np.int64(indices[ahead]) * size
        for d in range(0, size, LANES):
            prefetch(flat, start + d)


@njit(cache=True, nogil=True, fastmath=True)
def _add_residual(columns, indices, quadratic, linear, x, out):
    """Add sum (linear - quadratic dot) column to `out`.

    Returns sum (quadratic dot - 2 linear) dot.
    """
    value = 0.0
    pairs = indices.size
    whole = pairs - pairs % 4
    flat = columns.reshape(-1)
    size = columns.shape[1]
    for k in range(0, whole, 4):
        _fetch_ahead(flat, size, indices, k)
        j0 = np.uint64(indices[k])
        j1 = np.uint64(indices[k + 1])
        j2 = np.uint64(indices[k + 2])
        j3 = np.uint64(indices[k + 3])
        s0, s1, s2, s3 = _four_dots(columns, j0, j1, j2, j3, x)
        r0 = linear[k] - quadratic[k] * s0
        r1 = linear[k + 1] - quadratic[k + 1] * s1
        r2 = linear[k + 2] - quadratic[k + 2] * s2
        r3 = linear[k + 3] - quadratic[k + 3] * s3
        value -= (
            (r0 + linear[k]) * s0
            + (r1 + linear[k + 1]) * s1
            + (r2 + linear[k + 2]) * s2
            + (r3 + linear[k + 3]) * s3
        )
        _add_four(columns, j0, j1, j2, j3, r0, r1, r2, r3, out)
    for k in range(whole, pairs):
        column = columns[np.uint64(indices[k])]
        s0 = _dot(column, x)
        r0 = linear[k] - quadratic[k] * s0
        value -= (r0 + linear[k]) * s0
        for d in range(out.size):
            out[d] += r0 * column[d]
    return value


@njit(cache=True, nogil=True, fastmath=True)
def _add_product(columns, indices, quadratic, x, out):
    """Add sum quadratic dot column to `out`."""
    pairs = indices.size
    whole = pairs - pairs % 4
    flat = columns.reshape(-1)
    size = columns.shape[1]
    for k in range(0, whole, 4):
        _fetch_ahead(flat, size, indices, k)
        j0 = np.uint64(indices[k])
        j1 = np.uint64(indices[k + 1])
        j2 = np.uint64(indices[k + 2])
        j3 = np.uint64(indices[k + 3])
        s0, s1, s2, s3 = _four_dots(columns, j0, j1, j2, j3, x)
        s0 *= quadratic[k]
        s1 *= quadratic[k + 1]
        s2 *= quadratic[k + 2]
        s3 *= quadratic[k + 3]
        _add_four(columns, j0, j1, j2, j3, s0, s1, s2, s3, out)
    for k in range(whole, pairs):
        column = columns[np.uint64(indices[k])]
        s0 = quadratic[k] * _dot(column, x)
        for d in range(out.size):
            out[d] += s0 * column[d]


@njit(cache=True, nogil=True, fastmath=True)
def _multiply(symmetric, x, out):
    """Write symmetric @ x to `out`."""
    out[:] = 0
    for e in range(x.size):
        value = x[e]
        for d in range(out.size):
            out[d] += value * symmetric[e, d]


@njit(cache=True, nogil=True, fastmath=True)
def _step(x, residual, direction, product, length):
    for d in range(x.size):
        x[d] += length * direction[d]
        residual[d] -= length * product[d]


@njit(cache=True, nogil=True)
def _lower_bound(indices, start, stop, limit):
    """Return the first position from start to stop whose index is at least `limit`."""
    while start < stop:
        middle = (start + stop) >> 1
        if indices[middle] < limit:
            start = middle + 1
        else:
            stop = middle
    return start


@njit(cache=True, nogil=True)
def _visit_pairs(pairs, stops, columns, first, last, with_linear, vectors, out):
    """Pass over the pairs of the rows first to last - 1; `vectors` and `out` start with first.

    Several rows are processed tile by tile of the columns, so that a tile stays in the cache for
    the next row; the order of the pairs of a row is the same. If `with_linear`, the residual is
    added to `out` and the objective of the pairs returned; otherwise the product with the
    quadratic part is added.
    """
    indptr, indices, quadratic, linear = pairs
    value = 0.0
    tile = TILE_COLUMNS if last - first > 1 else columns.shape[0]
    cursor = indptr[first:last].copy()
    for limit in range(tile, columns.shape[0] + tile, tile):
        for k in range(last - first):
            start = cursor[k]
            stop = _lower_bound(indices, start, stops[first + k], limit)
            cursor[k] = stop
            near = indices[start:stop]
            if with_linear:
                value += _add_residual(
                    columns, near, quadratic[start:stop], linear[start:stop], vectors[k], out[k]
                )
            else:
                _add_product(columns, near, quadratic[start:stop], vectors[k], out[k])
    return value


@njit(cache=True, nogil=True)
def _solve_group(pairs, stops, columns, dense, rhs, rows, first, last, steps):
    """Conjugate gradient for the rows first to last - 1, which are independent of each other."""
    count, size = last - first, columns.shape[1]
    x = rows[first:last]
    residual = np.empty((count, size), np.float32)
    product = np.empty((count, size), np.float32)
    squared = np.empty(count, np.float32)
    least = np.float32(1e-30)
    for d in range(size):
        least += np.float32(1e-6) * dense[d, d] / np.float32(size)
    before = 0.0
    decrease = 0.0
    for k in range(count):
        _multiply(dense, x[k], product[k])
        for d in range(size):
            residual[k, d] = rhs[k, d] - product[k, d]
        before -= np.float64(_dot(x[k], residual[k])) + np.float64(_dot(x[k], rhs[k]))
    before += _visit_pairs(pairs, stops, columns, first, last, True, x, residual)
    direction = residual.copy()
    for k in range(count):
        squared[k] = _dot(residual[k], residual[k])
    for _ in range(steps):
        for k in range(count):
            _multiply(dense, direction[k], product[k])
        _visit_pairs(pairs, stops, columns, first, last, False, direction, product)
        for k in range(count):
            curvature = _dot(direction[k], product[k])
            if not curvature > least * _dot(direction[k], direction[k]):
                continue  # rounding errors only
            length = squared[k] / curvature
            decrease += np.float64(length) * squared[k]
            _step(x[k], residual[k], direction[k], product[k], length)
            smaller = _dot(residual[k], residual[k])
            ratio = smaller / squared[k]
            squared[k] = smaller
            for d in range(size):
                direction[k, d] = residual[k, d] + ratio * direction[k, d]
    return before, before - decrease


@njit(cache=True, nogil=True)
def solve_rows(pairs, stops, columns, dense, factors, rhs_factors, rows, first, last, steps):
    """Improve the rows first to last - 1 by `steps` steps of conjugate gradient, in place.

    Row x of word i minimizes x' dense x - 2 x' (factors[i] @ rhs_factors) plus the sum over its
    pairs j from indptr[i] to stops[i] of quadratic (x' column_j)^2 - 2 linear x' column_j.

    pairs: indptr int64 (V+1,), indices int32 (Z,), quadratic and linear float32 (Z,); rows,
    columns float32 (V, P); dense float32 (P, P) symmetric; factors float32 (V, K); rhs_factors
    float32 (K, P). Returns the sum of these objectives before and after, float64.
    """
    before = 0.0
    after = 0.0
    indptr = pairs[0]
    i = first
    while i < last:
        group = GROUP_ROWS if stops[i] - indptr[i] >= LONG_ROW_PAIRS else 1
        end = min(i + group, last)
        rhs = np.zeros((end - i, columns.shape[1]), np.float32)
        for k in range(end - i):
            for f in range(factors.shape[1]):
                for d in range(rhs.shape[1]):
                    rhs[k, d] += factors[i + k, f] * rhs_factors[f, d]
        old, new = _solve_group(pairs, stops, columns, dense, rhs, rows, i, end, steps)
        before += old
        after += new
        i = end
    return before, after


@njit(cache=True, nogil=True)
def row_stops(indptr, indices, limit):
    """Return the position in each row where the columns reach `limit`; int64 (V,)."""
    stops = np.empty(indptr.size - 1, np.int64)
    for row in range(stops.size):
        stops[row] = _lower_bound(indices, indptr[row], indptr[row + 1], limit)
    return stops


@njit(cache=True, nogil=True, fastmath=True)
def gram(matrix, first, last):
    """Return the Gram matrix of the rows first to last - 1; float64 (P, P)."""
    size = matrix.shape[1]
    sums = np.zeros((size, size), np.float64)
    for i in range(first, last - (last - first) % 4, 4):
        for d in range(size):
            v0 = np.float64(matrix[i, d])
            v1 = np.float64(matrix[i + 1, d])
            v2 = np.float64(matrix[i + 2, d])
            v3 = np.float64(matrix[i + 3, d])
            for e in range(d - d % LANES, size):
                sums[d, e] += (
                    v0 * matrix[i, e]
                    + v1 * matrix[i + 1, e]
                    + v2 * matrix[i + 2, e]
                    + v3 * matrix[i + 3, e]
                )
    for i in range(last - (last - first) % 4, last):
        for d in range(size):
            for e in range(d - d % LANES, size):
                sums[d, e] += np.float64(matrix[i, d]) * matrix[i, e]
    for d in range(size):
        for e in range(d):
            sums[d, e] = sums[e, d]
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


@njit(cache=True, nogil=True, fastmath=True)
def transform_rows(matrix, transform, first, last, out):
    """Set out[i] = matrix[i] @ transform for the rows first to last - 1; in place is allowed."""
    size = transform.shape[0]
    row = np.empty(size, np.float32)
    for i in range(first, last):
        row[:] = 0
        for d in range(size):
            value = matrix[i, d]
            for e in range(size):
                row[e] += value * transform[d, e]
        for d in range(size):
            out[i, d] = row[d]
