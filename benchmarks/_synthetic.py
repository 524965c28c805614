"""Generate problems of any size for the solver, without temporary copies.

The pattern is symmetric, and row lengths follow Zipf's law: all pairs of words i and j (counted
from 1) with i j <= K are observed, then every second pair, every fourth, and so on, with each
doubling of i j.
"""
# ruff: noqa: ANN001, ANN202 - numba infers the types

from __future__ import annotations

import numpy as np
from numba import njit

from simpler_glove.parallel import map_in_order
from simpler_glove.solvers import LeastSquaresProblem
from simpler_glove.solvers.problem import SparseRows, pair_tasks, zero_targets


@njit(cache=True, nogil=True)
def _next(i, start, stop, step):
    """Return the first j >= start with i + j divisible by step, and their number below stop."""
    first = start + (step - (i + start) % step) % step
    return first, max(0, (stop - first + step - 1) // step)


@njit(cache=True, nogil=True)
def _lengths(words, near, out):
    for i in range(1, words + 1):
        start = 1
        step = 1
        pairs = 0
        while start <= words:
            stop = min(words + 1, max(start, int(near * step / i) + 1))
            pairs += _next(i, start, stop, step)[1]
            start = stop
            step *= 2
        out[i - 1] = pairs


@njit(cache=True, nogil=True)
def _fill(words, near, unobserved_weight, indptr, first, last, indices, quadratic, linear):
    """Write the pairs of some rows; return the sum of weight times target squared."""
    constant = 0.0
    for i in range(first + 1, last + 1):
        pair = indptr[i - 1]
        start = 1
        step = 1
        while start <= words:
            stop = min(words + 1, max(start, int(near * step / i) + 1))
            j, pairs = _next(i, start, stop, step)
            for _ in range(pairs):
                mixed = (np.uint64(min(i, j)) * np.uint64(0x9E3779B97F4A7C15)) ^ (
                    np.uint64(max(i, j)) * np.uint64(0xC2B2AE3D27D4EB4F)
                )
                target = float((mixed >> np.uint64(40)) % np.uint64(4096)) / 1024 - 1.0
                weight = 0.0 if i == j else min(1.0, (near / (i * j)) ** 0.5)
                indices[pair] = j - 1
                quadratic[pair] = weight - unobserved_weight
                linear[pair] = weight * target
                constant += weight * target * target
                pair += 1
                j += step
            start = stop
            step *= 2
    return constant


def synthetic_problem(pairs: int, words: int, threads: int) -> LeastSquaresProblem:
    """Return a problem of about `pairs` pairs and exactly `words` words."""
    lengths = np.empty(words, np.int64)
    low, high = 1.0, float(words) ** 2
    for _ in range(60):
        near = (low * high) ** 0.5
        _lengths(words, near, lengths)
        low, high = (near, high) if lengths.sum() < pairs else (low, near)
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    size = int(indptr[-1])
    side = SparseRows(indptr, np.empty(size, np.int32), *np.empty((2, size), np.float32))
    unobserved_weight = 0.02
    fill = lambda task: _fill(words, near, unobserved_weight, indptr, *task, *side[1:])  # noqa: E731
    constant = sum(map_in_order(fill, pair_tasks(indptr), threads))
    return LeastSquaresProblem(side, side, zero_targets(words), unobserved_weight, 1.0, constant)
