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


@njit(cache=True, nogil=True)
def _fetch_ahead(columns, indices, k):
    """Prefetch the columns of four later pairs."""
    size = columns.shape[1]
    for ahead in range(k + PREFETCH_PAIRS, min(k + PREFETCH_PAIRS + 4, indices.size)):
        start = np.int64(indices[ahead]) * size
        for d in range(0, size, LANES):
            prefetch(columns, start + d)


@njit(cache=True, nogil=True, fastmath=True)
def _add_pairs(columns, indices, quadratic, linear, with_linear, x, out):
    """Add sum (linear - quadratic dot) column to `out`, the first term only if `with_linear`.

    Returns sum (quadratic dot - 2 linear) dot, or 0 if not `with_linear`.
    """
    value = 0.0
    pairs = indices.size
    whole = pairs - pairs % 4
    for k in range(0, whole, 4):
        _fetch_ahead(columns, indices, k)
        j0 = np.uint64(indices[k])
        j1 = np.uint64(indices[k + 1])
        j2 = np.uint64(indices[k + 2])
        j3 = np.uint64(indices[k + 3])
        s0, s1, s2, s3 = _four_dots(columns, j0, j1, j2, j3, x)
        r0 = -quadratic[k] * s0
        r1 = -quadratic[k + 1] * s1
        r2 = -quadratic[k + 2] * s2
        r3 = -quadratic[k + 3] * s3
        if with_linear:
            r0 += linear[k]
            r1 += linear[k + 1]
            r2 += linear[k + 2]
            r3 += linear[k + 3]
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
        r0 = -quadratic[k] * s0
        if with_linear:
            r0 += linear[k]
            value -= (r0 + linear[k]) * s0
        for d in range(out.size):
            out[d] += r0 * column[d]
    return value


@njit(cache=True, nogil=True, fastmath=True)
def _subtract_product(symmetric, x, out):
    """Subtract symmetric @ x from `out`."""
    for e in range(x.size):
        value = x[e]
        for d in range(out.size):
            out[d] -= value * symmetric[e, d]


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def _advance(x, residual, direction, change, squared, least):
    """Take a step of conjugate gradient along `direction`; `squared` is that of the residual.

    `change` is the change of the residual with a step of length 1. Returns the square of the new
    residual, and the decrease of the objective.
    """
    curvature = -_dot(direction, change)
    if not curvature > least * _dot(direction, direction):
        return squared, 0.0  # rounding errors only
    length = squared / curvature
    for d in range(x.size):
        x[d] += length * direction[d]
        residual[d] += length * change[d]
    smaller = _dot(residual, residual)
    ratio = smaller / squared
    for d in range(x.size):
        direction[d] = residual[d] + ratio * direction[d]
    return smaller, np.float64(length) * squared


@njit(cache=True, nogil=True)
def _start_row(dense, factors, rhs_factors, x, residual):
    """Write factors @ rhs_factors - dense @ x to `residual`; return the objective of this part."""
    for d in range(residual.size):
        residual[d] = 0
    for f in range(factors.size):
        for d in range(residual.size):
            residual[d] += factors[f] * rhs_factors[f, d]
    objective = -np.float64(_dot(x, residual))
    _subtract_product(dense, x, residual)
    return objective - np.float64(_dot(x, residual))


@njit(cache=True, nogil=True)
def _start_step(dense, direction, change):
    """Write -dense @ direction to `change`."""
    for d in range(change.size):
        change[d] = 0
    _subtract_product(dense, direction, change)


@njit(cache=True, nogil=True)
def _start_direction(residual, direction):
    """Copy the residual to the first direction; return its square."""
    for d in range(residual.size):
        direction[d] = residual[d]
    return _dot(residual, residual)


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
    the next row; the order of the pairs of a row is the same. See `_add_pairs`.
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
            value += _add_pairs(
                columns, indices[start:stop], quadratic[start:stop], linear[start:stop],
                with_linear, vectors[k], out[k],
            )  # fmt: skip
    return value


@njit(cache=True, nogil=True)
def solve_rows(pairs, stops, columns, dense, factors, rhs_factors, rows, first, last, steps):
    """Improve the rows first to last - 1 by `steps` steps of conjugate gradient, in place.

    Row x of word i minimizes x' dense x - 2 x' (factors[i] @ rhs_factors) plus the sum over its
    pairs j from indptr[i] to stops[i] of quadratic (x' column_j)^2 - 2 linear x' column_j. Rows are
    independent of each other; long ones are processed in groups.

    pairs: indptr int64 (V+1,), indices int32 (Z,), quadratic and linear float32 (Z,); rows,
    columns float32 (V, P); dense float32 (P, P) symmetric; factors float32 (V, K); rhs_factors
    float32 (K, P). Returns the sum of these objectives before and after, float64.
    """
    indptr, size = pairs[0], columns.shape[1]
    group = min(GROUP_ROWS, last - first)
    residual = np.empty((group, size), np.float32)
    direction = np.empty((group, size), np.float32)
    change = np.empty((group, size), np.float32)
    squared = np.empty(group, np.float32)
    least = np.float32(1e-30)
    for d in range(size):
        least += np.float32(1e-6) * dense[d, d] / np.float32(size)
    before = 0.0
    decrease = 0.0
    i = first
    while i < last:
        end = min(i + (GROUP_ROWS if stops[i] - indptr[i] >= LONG_ROW_PAIRS else 1), last)
        x = rows[i:end]
        # One call of _visit_pairs for all steps, so that it is compiled once into this function.
        for step in range(steps + 1):
            vectors, out = x, residual
            if step > 0:
                vectors, out = direction, change
            for k in range(end - i):
                if step == 0:
                    before += _start_row(dense, factors[i + k], rhs_factors, x[k], residual[k])
                else:
                    _start_step(dense, direction[k], change[k])
            before += _visit_pairs(pairs, stops, columns, i, end, step == 0, vectors, out)
            for k in range(end - i):
                if step == 0:
                    squared[k] = _start_direction(residual[k], direction[k])
                else:
                    squared[k], less = _advance(
                        x[k], residual[k], direction[k], change[k], squared[k], least
                    )
                    decrease += less
        i = end
    return before, before - decrease


@njit(cache=True, nogil=True)
def row_stops(indptr, indices, limit):
    """Return the position in each row where the columns reach `limit`; int64 (V,)."""
    stops = np.empty(indptr.size - 1, np.int64)
    for row in range(stops.size):
        stops[row] = _lower_bound(indices, indptr[row], indptr[row + 1], limit)
    return stops


@njit(cache=True, nogil=True)
def _zero_matrix(rows, columns):
    """Return zeros, float64; np.zeros takes longer to compile."""
    zeros = np.empty((rows, columns), np.float64)
    for row in range(rows):
        for column in range(columns):
            zeros[row, column] = 0
    return zeros


@njit(cache=True, nogil=True, fastmath=True)
def gram(matrix, first, last):
    """Return the Gram matrix of the rows first to last - 1; float64 (P, P)."""
    size = matrix.shape[1]
    sums = _zero_matrix(size, size)
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
    sums = _zero_matrix(weights.shape[1], matrix.shape[1])
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
        for d in range(size):
            row[d] = 0
        for d in range(size):
            value = matrix[i, d]
            for e in range(size):
                row[e] += value * transform[d, e]
        for d in range(size):
            out[i, d] = row[d]
