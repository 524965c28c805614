"""Half-sweep of alternating least squares, and dense algebra.

All functions work on rows of float32 whose length P is a multiple of `LANES`, padded with zeros,
so that loops over dimensions compile to full vector instructions. The columns of a half-sweep may
also be packed bfloat16 (see `intrinsics`), because reading them takes much of the time; sums are
float32. fastmath allows the compiler to
sum in several lanes; the order is determined at compile time, so equal rows give equal bytes for
any number of threads.
"""

from __future__ import annotations

import numpy as np

from .compiler import njit
from .intrinsics import add_four, four_dots, prefetch

LANES = 16
PREFETCH_PAIRS = 8  # distance between the prefetch of a column and its use
TILE_WORDS = 1 << 16  # of the columns of a tile: a quarter of the second-level cache
GROUP_ROWS = 64  # long rows that are processed together, tile by tile
LONG_ROW_PAIRS = 12288  # the columns of a shorter row stay in the cache between passes

RESIDUAL, PRODUCT, CURVATURE = range(3)  # what is summed over pairs


@njit(cache=True, nogil=True, fastmath=True)
def _dot(left, right):
    total = np.float32(0)
    for d in range(left.size):
        total += left[d] * right[d]
    return total


@njit(cache=True, nogil=True, inline="always")
def _fetch_ahead(flat, size, indices, k):
    """Prefetch the columns of four later pairs."""
    for ahead in range(k + PREFETCH_PAIRS, min(k + PREFETCH_PAIRS + 4, indices.size)):
        start = np.int64(indices[ahead]) * size
        for d in range(0, size, LANES):
            prefetch(flat, start + d)


@njit(cache=True, nogil=True)
def _four_numbers(numbers, k):
    """Return four numbers from place k; 0 beyond the end."""
    zero = np.float32(0)
    size = numbers.size
    return (
        numbers[k],
        numbers[k + 1] if k + 1 < size else zero,
        numbers[k + 2] if k + 2 < size else zero,
        numbers[k + 3] if k + 3 < size else zero,
    )


@njit(cache=True, nogil=True)
def _sum_pairs(columns, indices, quadratic, linear, x, out, kind):
    """Add the pairs of a row to `out`, and return a sum.

    RESIDUAL: add sum (linear - quadratic dot) column; return sum (quadratic dot - 2 linear) dot.
    PRODUCT: add sum quadratic dot column; return 0. CURVATURE: return sum quadratic dot^2.
    """
    value = 0.0
    last = indices.size - 1
    flat = columns.reshape(-1)
    for k in range(0, indices.size, 4):
        _fetch_ahead(flat, columns.shape[1], indices, k)
        j0 = np.int64(indices[k])
        j1 = np.int64(indices[min(k + 1, last)])
        j2 = np.int64(indices[min(k + 2, last)])
        j3 = np.int64(indices[min(k + 3, last)])
        s0, s1, s2, s3 = four_dots(columns, j0, j1, j2, j3, x)
        q0, q1, q2, q3 = _four_numbers(quadratic, k)
        p0, p1, p2, p3 = q0 * s0, q1 * s1, q2 * s2, q3 * s3
        if kind == CURVATURE:
            value += p0 * s0 + p1 * s1 + p2 * s2 + p3 * s3
            continue
        if kind == RESIDUAL:
            l0, l1, l2, l3 = _four_numbers(linear, k)
            p0, p1, p2, p3 = l0 - p0, l1 - p1, l2 - p2, l3 - p3
            value -= (p0 + l0) * s0 + (p1 + l1) * s1 + (p2 + l2) * s2 + (p3 + l3) * s3
        add_four(columns, j0, j1, j2, j3, p0, p1, p2, p3, out)
    return value


@njit(cache=True, nogil=True, fastmath=True)
def _step(x, direction, length):
    for d in range(x.size):
        x[d] += length * direction[d]


@njit(cache=True, nogil=True, fastmath=True)
def _multiply(diagonal, x, out):
    """Write diagonal * x to `out`; return its inner product with x."""
    total = np.float32(0)
    for d in range(x.size):
        product = diagonal[d] * x[d]
        out[d] = product
        total += product * x[d]
    return total


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
def _visit_pairs(pairs, stops, columns, first, last, kind, vectors, out, values):
    """Pass over the pairs of the rows first to last - 1; the other arrays start with first.

    Several rows are processed tile by tile of the columns, so that a tile stays in the cache for
    the next row; the order of the pairs of a row is the same. Adds the sums of `_sum_pairs` to
    `values`.
    """
    indptr, indices, quadratic, linear = pairs
    tile = max(1, TILE_WORDS // columns.shape[1]) if last - first > 1 else columns.shape[0]
    cursor = indptr[first:last].copy()
    for limit in range(tile, columns.shape[0] + tile, tile):
        for k in range(last - first):
            start = cursor[k]
            stop = _lower_bound(indices, start, stops[first + k], limit)
            cursor[k] = stop
            values[k] += _sum_pairs(
                columns, indices[start:stop], quadratic[start:stop], linear[start:stop],
                vectors[k], out[k], kind,
            )  # fmt: skip


@njit(cache=True, nogil=True)
def _add_residuals(pairs, stops, columns, diagonal, x, first, last, residual):
    """Subtract the products from right sides in `residual`; return the objective of the rows."""
    values = np.zeros(last - first)
    for k in range(last - first):
        right = np.float64(_dot(x[k], residual[k]))
        for d in range(diagonal.size):
            residual[k, d] -= diagonal[d] * x[k, d]
        values[k] = -np.float64(_dot(x[k], residual[k])) - right
    _visit_pairs(pairs, stops, columns, first, last, RESIDUAL, x, residual, values)
    total = 0.0
    for value in values:
        total += value
    return total


@njit(cache=True, nogil=True)
def _solve_group(pairs, stops, columns, diagonal, residual, rows, first, last, steps):
    """Conjugate gradient for the rows first to last - 1, which are independent of each other.

    `residual` is at first the right sides. The last step needs the curvature along its direction,
    but not the product, which takes twice as long.
    """
    count = last - first
    x = rows[first:last]
    product = np.empty_like(residual)
    curvature = np.empty(count)
    least = np.float32(1e-30) + np.float32(1e-6) * diagonal.sum() / np.float32(diagonal.size)
    before = _add_residuals(pairs, stops, columns, diagonal, x, first, last, residual)
    decrease = 0.0
    direction = residual.copy()
    for step in range(steps):
        is_last = step == steps - 1
        for k in range(count):
            curvature[k] = _multiply(diagonal, direction[k], product[k])
        kind = CURVATURE if is_last else PRODUCT
        _visit_pairs(pairs, stops, columns, first, last, kind, direction, product, curvature)
        for k in range(count):
            if not is_last:
                curvature[k] = _dot(direction[k], product[k])
            if not curvature[k] > least * _dot(direction[k], direction[k]):
                continue  # rounding errors only
            squared = _dot(residual[k], residual[k])
            length = np.float32(squared / curvature[k])
            decrease += np.float64(length) * squared
            _step(x[k], direction[k], length)
            if not is_last:
                _step(residual[k], product[k], -length)
                ratio = _dot(residual[k], residual[k]) / squared
                for d in range(diagonal.size):
                    direction[k, d] = residual[k, d] + ratio * direction[k, d]
    return before, before - decrease


@njit(cache=True, nogil=True)
def solve_rows(pairs, stops, columns, diagonal, factors, rhs_factors, rows, first, last, steps):
    """Improve the rows first to last - 1 by `steps` steps of conjugate gradient, in place.

    Row x of word i minimizes x' (diagonal * x) - 2 x' (factors[i] @ rhs_factors) plus the sum over
    its pairs j from indptr[i] to stops[i] of quadratic (x' column_j)^2 - 2 linear x' column_j.

    pairs: indptr int64 (V+1,), indices int32 (Z,), quadratic and linear float32 (Z,); rows and
    columns float32 (V, P), or columns int32 (V, P / 2), packed; diagonal float32 (P,); factors
    float32 (V, K); rhs_factors float32 (K, P). Returns the sum of these objectives before and
    after, float64.
    """
    before = 0.0
    after = 0.0
    indptr = pairs[0]
    i = first
    while i < last:
        group = GROUP_ROWS if stops[i] - indptr[i] >= LONG_ROW_PAIRS else 1
        end = min(i + group, last)
        rhs = np.zeros((end - i, rows.shape[1]), np.float32)
        for k in range(end - i):
            for f in range(factors.shape[1]):
                for d in range(rhs.shape[1]):
                    rhs[k, d] += factors[i + k, f] * rhs_factors[f, d]
        old, new = _solve_group(pairs, stops, columns, diagonal, rhs, rows, i, end, steps)
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
def _transform(vector, transform, out):
    """Write vector @ transform to `out`."""
    out[:] = 0
    for d in range(out.size):
        value = vector[d]
        for e in range(out.size):
            out[e] += value * transform[d, e]


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
