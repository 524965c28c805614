"""Half-sweep of alternating least squares.

All functions work on rows of float32 whose length P is a multiple of `LANES`, padded with zeros,
so that loops over dimensions compile to full vector instructions. The columns of a half-sweep may
also be packed bfloat16 (see `intrinsics`), because reading them takes much of the time; sums are
float32. Every sum of a half-sweep has a given order, and sums over the pairs of a row add one pair
after another: results have the same bytes for any number of threads, and for any tiles of columns.
If columns are packed, the length of the last step of a long row is estimated from some of its
pairs, which are chosen by their positions.
"""

from __future__ import annotations

import numpy as np

from .binary_search import lower_bound
from .compiler import njit
from .intrinsics import add_rows, dots, prefetch

LANES = 16
PREFETCH_PAIRS = 8  # distance between the prefetch of a column and its use
TILE_WORDS = 1 << 16  # of the columns of a tile: a quarter of the second-level cache
GROUP_ROWS = 64  # long rows that are processed together, tile by tile
SAMPLED_PAIRS = 512  # of longer rows, at least so many determine the length of the last step
LARGEST_STEP = 16  # between them, a power of two
LONG_ROW_PAIRS = 12288  # the columns of a shorter row stay in the cache between passes

RESIDUAL, START, PRODUCT, CURVATURE = range(4)  # what is summed over pairs


@njit(cache=True, nogil=True)
def _fetch_ahead(columns, indices, k):
    """Prefetch the columns of four later pairs."""
    size = columns.shape[1]
    for ahead in range(k + PREFETCH_PAIRS, min(k + PREFETCH_PAIRS + 4, indices.size)):
        start = np.int64(indices[ahead]) * size
        for d in range(0, size, LANES):
            prefetch(columns, start + d)


@njit(cache=True, nogil=True)
def _pair(kind, quadratic, linear, dot, value):
    """Return the factor of the column of a pair, and the sum with its value."""
    factor = quadratic * dot
    if kind == CURVATURE:
        value += np.float64(factor * dot)
    elif kind != PRODUCT:
        factor = linear - factor
        value -= np.float64((factor + linear) * dot)
    return factor, value


@njit(cache=True, nogil=True)
def _sum_pairs(columns, indices, quadratic, linear, x, out, kind, value):
    """Add the pairs of a row to `out` and to `value`, one after another; return the latter.

    RESIDUAL: add sum (linear - quadratic dot) column, and sum (quadratic dot - 2 linear) dot.
    START: the same if x is 0.
    PRODUCT: add sum quadratic dot column, and nothing. CURVATURE: nothing, and sum quadratic dot^2.
    """
    fours = indices.size - indices.size % 4
    for k in range(0, fours, 4):
        _fetch_ahead(columns, indices, k)
        j0, j1 = np.int64(indices[k]), np.int64(indices[k + 1])
        j2, j3 = np.int64(indices[k + 2]), np.int64(indices[k + 3])
        if kind == START:
            p0, p1, p2, p3 = linear[k], linear[k + 1], linear[k + 2], linear[k + 3]
        else:
            s0, s1, s2, s3 = dots(columns, (j0, j1, j2, j3), x)
            p0, value = _pair(kind, quadratic[k], linear[k], s0, value)
            p1, value = _pair(kind, quadratic[k + 1], linear[k + 1], s1, value)
            p2, value = _pair(kind, quadratic[k + 2], linear[k + 2], s2, value)
            p3, value = _pair(kind, quadratic[k + 3], linear[k + 3], s3, value)
        if kind != CURVATURE:
            add_rows(columns, (j0, j1, j2, j3), (p0, p1, p2, p3), out)
    for k in range(fours, indices.size):
        places = (np.int64(indices[k]),)
        (s,) = dots(columns, places, x)
        p, value = _pair(kind, quadratic[k], linear[k], s, value)
        if kind != CURVATURE:
            add_rows(columns, places, (p,), out)
    return value


@njit(cache=True, nogil=True)
def _sampled_curvature(columns, indices, quadratic, x, step, value):
    """Add step * sum quadratic dot^2 of every `step`-th pair of a row to `value`; return it.

    `step` is a power of two, by which products are exact.
    """
    scale = np.float32(step)
    size = columns.shape[1]
    fours = indices.size - 3 * step
    k = 0
    while k < fours:
        for place in range(4):
            ahead = k + (PREFETCH_PAIRS + place) * step
            if ahead < indices.size:
                start = np.int64(indices[ahead]) * size
                for d in range(0, size, LANES):
                    prefetch(columns, start + d)
        k1, k2, k3 = k + step, k + 2 * step, k + 3 * step
        places = (
            np.int64(indices[k]), np.int64(indices[k1]), np.int64(indices[k2]),
            np.int64(indices[k3]),
        )  # fmt: skip
        s0, s1, s2, s3 = dots(columns, places, x)
        value += np.float64(scale * quadratic[k] * s0 * s0)
        value += np.float64(scale * quadratic[k1] * s1 * s1)
        value += np.float64(scale * quadratic[k2] * s2 * s2)
        value += np.float64(scale * quadratic[k3] * s3 * s3)
        k += 4 * step
    while k < indices.size:
        (s,) = dots(columns, (np.int64(indices[k]),), x)
        value += np.float64(scale * quadratic[k] * s * s)
        k += step
    return value


@njit(cache=True, nogil=True)
def sampling_steps(starts, stops, columns, dimensions):
    """Return for each row the step between the pairs over which the curvature is summed.

    starts, stops: int64 (B,). Returns powers of two, int64 (B,), all 1 unless the `columns` are
    rounded, that is packed into fewer than `dimensions` words.
    """
    steps = np.ones(starts.size, np.int64)
    if columns.shape[1] < dimensions:
        for k in range(starts.size):
            pairs = stops[k] - starts[k]
            while pairs >= 2 * SAMPLED_PAIRS * steps[k] and steps[k] < LARGEST_STEP:
                steps[k] *= 2
    return steps


@njit(cache=True, nogil=True)
def _visit_pairs(pairs, cursor, stops, steps, columns, low, high, kind, vectors, out, values):
    """Pass over the pairs of some rows whose columns are below `high`; see :func:`visit_rows`.

    Several rows are processed tile by tile of the columns, so that a tile stays in the cache for
    the next row.
    """
    indices, quadratic, linear = pairs[1], pairs[2], pairs[3]
    tile = max(1, TILE_WORDS // columns.shape[1]) if cursor.size > 1 else high - low
    while low < high:
        low = min(low + tile, high)
        for k in range(cursor.size):
            start = cursor[k]
            stop = stops[k]
            if start < stop and indices[stop - 1] >= low:
                stop = lower_bound(indices, start, stop, low)
            if start < stop:
                cursor[k] = stop
                if kind == CURVATURE and steps[k] > 1:
                    start += -start % steps[k]
                    if start < stop:
                        values[k] = _sampled_curvature(
                            columns, indices[start:stop], quadratic[start:stop], vectors[k],
                            steps[k], values[k],
                        )  # fmt: skip
                    continue
                of_row = kind
                if kind == RESIDUAL:
                    (extent,) = dots(vectors, (k,), vectors[k])
                    if extent == 0:
                        of_row = START
                values[k] = _sum_pairs(
                    columns, indices[start:stop], quadratic[start:stop], linear[start:stop],
                    vectors[k], out[k], of_row, values[k],
                )  # fmt: skip


@njit(cache=True, nogil=True)
def _rows_together(pairs):
    """Return the number of rows that are processed tile by tile, if the first has some pairs."""
    return GROUP_ROWS if pairs >= LONG_ROW_PAIRS else 1


@njit(cache=True, nogil=True)
def visit_rows(pairs, cursor, stops, steps, columns, low, high, kind, vectors, out, values):
    """Pass over the pairs of some rows whose columns are in a range.

    Parameters
    ----------
    pairs : tuple
        As of :func:`solve_rows`.
    cursor : ndarray of int64, shape (B,)
        The first pair of each row, with a column of at least `low`; afterwards, the first pair
        whose column is at least `high`.
    stops : ndarray of int64, shape (B,)
        The end of each row.
    steps : ndarray of int64, shape (B,)
        Of each row; see :func:`sampling_steps`.
    columns : ndarray
        As of :func:`solve_rows`.
    low, high : int
        The range of columns.
    kind : int
        What is summed; see :func:`_sum_pairs`.
    vectors, out : ndarray of float32, shape (B, P)
        Vectors that the columns are multiplied by, and sums.
    values : ndarray of float64, shape (B,)
        Sums.
    """
    first = 0
    while first < cursor.size:
        last = min(first + _rows_together(stops[first] - cursor[first]), cursor.size)
        _visit_pairs(
            pairs, cursor[first:last], stops[first:last], steps[first:last], columns, low, high,
            kind, vectors[first:last], out[first:last], values[first:last],
        )  # fmt: skip
        first = last


@njit(cache=True, nogil=True)
def begin_rows(diagonal, factors, rhs_factors, x, residual, objective):
    """Begin the residuals and objectives of some rows, without their pairs; see `solve_rows`.

    diagonal: float32 (P,); factors: float32 (B, K); rhs_factors: float32 (K, P); x, residual:
    float32 (B, P); objective: float64 (B,).
    """
    for k in range(x.shape[0]):
        residual[k] = 0
        for f in range(factors.shape[1]):
            for d in range(diagonal.size):
                residual[k, d] += factors[k, f] * rhs_factors[f, d]
        (right,) = dots(x, (k,), residual[k])
        for d in range(diagonal.size):
            residual[k, d] -= diagonal[d] * x[k, d]
        (rest,) = dots(x, (k,), residual[k])
        objective[k] = -np.float64(rest) - np.float64(right)


@njit(cache=True, nogil=True)
def begin_step(diagonal, direction, product, curvature):
    """Set product = diagonal * direction, and curvature to their inner product.

    direction: float32 (B, P); product: the same, or (1, P) if only the curvature is needed;
    curvature: float64 (B,).
    """
    for k in range(direction.shape[0]):
        row = min(k, product.shape[0] - 1)
        for d in range(diagonal.size):
            product[row, d] = diagonal[d] * direction[k, d]
        (curvature[k],) = dots(direction, (k,), product[row])


@njit(cache=True, nogil=True)
def finish_step(least, is_last, x, residual, direction, product, curvature, objective):
    """Take a step of conjugate gradient for some rows.

    x, residual, direction, product: float32 (B, P), the last one not used in the last step, nor
    are residual and direction changed then; curvature: that of the last step; objective: float64
    (B,). A step is not taken if the curvature of a direction of length 1 is at most `least`.
    """
    for k in range(x.shape[0]):
        if not is_last:
            (curvature[k],) = dots(direction, (k,), product[k])
        (extent,) = dots(direction, (k,), direction[k])
        if not curvature[k] > least * extent:
            continue  # rounding errors only
        (squared,) = dots(residual, (k,), residual[k])
        length = np.float32(squared / curvature[k])
        objective[k] -= np.float64(length) * squared
        for d in range(x.shape[1]):
            x[k, d] += length * direction[k, d]
        if not is_last:
            for d in range(x.shape[1]):
                residual[k, d] -= length * product[k, d]
            (rest,) = dots(residual, (k,), residual[k])
            ratio = rest / squared
            for d in range(x.shape[1]):
                direction[k, d] = residual[k, d] + ratio * direction[k, d]


@njit(cache=True, nogil=True)
def _solve_group(pairs, starts, stops, columns, diagonal, least, x, residual, objectives, steps):
    """Conjugate gradient for some rows, which are independent of each other, after `begin_rows`.

    The last step needs the curvature along its direction, but not the product, which takes twice
    as long.
    """
    size = columns.shape[0]
    before, after = objectives[0], objectives[1]
    sampling = sampling_steps(starts, stops, columns, x.shape[1])
    _visit_pairs(
        pairs, starts.copy(), stops, sampling, columns, 0, size, RESIDUAL, x, residual, before
    )
    for k in range(before.size):  # numba compiles an assignment of arrays for two seconds
        after[k] = before[k]
    one_step = steps <= 1
    direction = residual if one_step else residual.copy()
    product = np.empty((1 if one_step else x.shape[0], x.shape[1]), np.float32)
    curvature = np.empty(x.shape[0])
    for step in range(steps):
        is_last = step == steps - 1
        kind = CURVATURE if is_last else PRODUCT
        out = direction if is_last else product
        begin_step(diagonal, direction, product, curvature)
        _visit_pairs(
            pairs, starts.copy(), stops, sampling, columns, 0, size, kind, direction, out, curvature
        )
        finish_step(least, is_last, x, residual, direction, product, curvature, after)


@njit(cache=True, nogil=True)
def solve_rows(
    pairs, stops, columns, diagonal, least, factors, rhs_factors, rows, first, last, steps,
    objectives,
):  # fmt: skip
    """Improve the rows first to last - 1 by `steps` steps of conjugate gradient, in place.

    Row x of word i minimizes x' (diagonal * x) - 2 x' (factors[i] @ rhs_factors) plus the sum over
    its pairs j from indptr[i] to stops[i] of quadratic (x' column_j)^2 - 2 linear x' column_j.

    pairs: indptr int64 (V+1,), indices int32 (Z,), quadratic and linear float32 (Z,); rows and
    columns float32 (V, P), or columns int32 (V, P / 2), packed; diagonal float32 (P,); factors
    float32 (V, K); rhs_factors float32 (K, P); objectives float64 (2, V): those before and after.
    """
    indptr = pairs[0]
    i = first
    while i < last:
        end = min(i + _rows_together(stops[i] - indptr[i]), last)
        x = rows[i:end]
        residual = np.empty_like(x)
        begin_rows(diagonal, factors[i:end], rhs_factors, x, residual, objectives[0, i:end])
        _solve_group(
            pairs, indptr[i:end], stops[i:end], columns, diagonal, least, x, residual,
            objectives[:, i:end], steps,
        )  # fmt: skip
        i = end


@njit(cache=True, nogil=True)
def row_stops(indptr, indices, limit):
    """Return the position in each row where the columns reach `limit`; int64 (V,)."""
    stops = np.empty(indptr.size - 1, np.int64)
    for row in range(stops.size):
        stops[row] = lower_bound(indices, indptr[row], indptr[row + 1], limit)
    return stops
