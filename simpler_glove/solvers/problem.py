"""Coefficients of the objective, computed from counts once for all solvers and engines.

The objective over row vectors w_i and column vectors c_j,

    L = sum_{X_ij > 0, i != j} f(X_ij) (w_i c_j - PMI_ij)^2
      + w0 sum_{X_ij = 0} (w_i c_j - t_ij)^2
      + regularization (sum_i |w_i|^2 + sum_j |c_j|^2),
    f(x) = min(1, (x / x_max)^weight_exponent),

is rewritten as a sum over all pairs, computed with Gram matrices, and a sum over stored pairs.

The target of an unobserved pair, t_ij = -min(log(1 + E_ij / pseudocount), limit), is the PMI of a
count of 0 with additive smoothing: log(pseudocount / (E_ij + pseudocount)). E_ij = r_i c_j / T is
the count expected under independence, r and c being row and column sums and T their total. It
depends on two numbers only, so the targets are a smooth function on a plane, and a sum of few
products of one-dimensional functions approximates them: t_ij = sum_k a_ik b_jk. Then the sum over
all V x V pairs costs no more than with targets of 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import least_squares
from .._kernels import targets as kernels
from ..arrays import release_pages
from ..cooccurrence import CooccurrenceCounts
from ..cooccurrence.counts import take_memory
from ..parallel import map_in_order, one_blas_thread, split_rows
from ..pmi import marginals
from .scratch_arrays import ScratchArrays

TASK_PAIRS = 1 << 18
BLOCK_PAIRS = 1 << 20
_ROW_COST = 64  # pairs
_BYTES_PER_PAIR = 8
_RANK = 3
_GRID_POINTS = 256
_TABLE_COUNTS = 1 << 14  # whose logarithms are computed once


class SparseRows(NamedTuple):
    """Coefficients of the stored pairs, row by row, columns ascending.

    indptr int64 (V+1,), indices int32 (Z,), quadratic and linear float32 (Z,): with the product p
    of its vectors, a pair adds quadratic p^2 - 2 linear p to the objective.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    quadratic: NDArray[np.float32]
    linear: NDArray[np.float32]

    def stops(self, column_limit: int) -> NDArray[np.int64]:
        """Return where each row reaches the column `column_limit`, int64 (V,)."""
        if column_limit < self.indptr.size - 1:
            stops = np.empty(self.indptr.size - 1, np.int64)
            for first, last in split_rows(self.indptr, BLOCK_PAIRS, row_cost=0):
                stops[first:last] = least_squares.row_stops(
                    self.indptr[first : last + 1], self.indices, column_limit
                )
                self.release()
            return stops
        return self.indptr[1:].copy()  # writable as the other: kernels are compiled once

    def release(self) -> None:
        """Release the pages of memory maps."""
        release_pages(self.indices, self.quadratic, self.linear)


class UnobservedTargets(NamedTuple):
    """Factors of the targets of unobserved pairs, rows[i] @ columns[j]; float64 (V, K) each."""

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]

    def sum_of_squares(self) -> float:
        """Return the sum of the squared targets of all V x V pairs."""
        with one_blas_thread():  # sums of BLAS depend on its number of threads
            return float(np.sum((self.rows.T @ self.rows) * (self.columns.T @ self.columns)))


@dataclass(frozen=True)
class LeastSquaresProblem:
    """Coefficients of the objective.

    Parameters
    ----------
    rows : SparseRows
        Pairs j of each row vector w_i.
    columns : SparseRows
        Pairs i of each column vector c_j; the same object if the counts are symmetric.
    targets : UnobservedTargets
        Targets of unobserved pairs.
    unobserved_weight : float
        Weight of unobserved pairs, w0.
    regularization : float
        Weight of the squared norms.
    constant : float
        Part of the objective that does not depend on the vectors.
    """

    rows: SparseRows
    columns: SparseRows
    targets: UnobservedTargets
    unobserved_weight: float
    regularization: float
    constant: float

    @property
    def size(self) -> int:
        """Number of words, V."""
        return int(self.rows.indptr.size - 1)

    @property
    def symmetric(self) -> bool:
        """True if the rows are the columns."""
        return self.rows is self.columns


def make_problem(
    counts: CooccurrenceCounts,
    *,
    unobserved_weight: float,
    unobserved_pseudocount: float,
    unobserved_limit: float,
    x_max: float,
    weight_exponent: float,
    smoothing: float,
    shift: float,
    regularization: float,
    threads: int,
    memory: int | None = None,
    tmp: str | None = None,
    overwrite: bool = False,
    task_pairs: int = TASK_PAIRS,
) -> LeastSquaresProblem:
    """Compute the coefficients from counts; parameters as in :class:`SimplerGlove`.

    Coefficients of more than `memory` bytes are stored in a temporary file, from which each pass
    reads them. With `overwrite`, others take the memory of the counts if possible. The constant is
    summed in tasks of about `task_pairs` pairs.
    """
    parts = marginals(counts, smoothing=smoothing, shift=shift, owner="SimplerGlove")
    targets = unobserved_targets(
        counts, weight=unobserved_weight, pseudocount=unobserved_pseudocount, limit=unobserved_limit
    )
    on_disk = memory is not None and counts.pairs * _BYTES_PER_PAIR > memory
    scratch = ScratchArrays(tmp, on_disk)
    pairs = counts.pairs
    taken = take_memory(counts) if overwrite and not on_disk else None
    quadratic = scratch.floats(pairs) if taken is None else taken
    rows = SparseRows(counts.indptr, counts.indices, quadratic, scratch.floats(pairs))
    log_x_max = float(np.log(x_max * counts.scale))
    logs = np.log(np.maximum(np.arange(_TABLE_COUNTS), 1))
    weights = np.exp(np.minimum(0.0, weight_exponent * (logs - log_x_max)))

    def weigh(task: tuple[int, int]) -> float:
        return float(
            kernels.weigh_rows(
                counts.indptr, counts.indices, counts.counts, *parts, log_x_max, weight_exponent,
                unobserved_weight, *targets, logs, weights, *task, rows.quadratic, rows.linear,
            )
        )  # fmt: skip

    constant = 0.0
    for part in map_in_order(weigh, pair_tasks(counts.indptr, task_pairs), threads):
        constant += part
        release_pages(counts.indices, counts.counts, rows.quadratic, rows.linear)
    constant += unobserved_weight * targets.sum_of_squares()
    columns = rows
    if counts.direction != "both" or smoothing != 1.0:
        columns = _transposed(rows, scratch)
    return LeastSquaresProblem(rows, columns, targets, unobserved_weight, regularization, constant)


def pair_tasks(indptr: NDArray[np.int64], task_pairs: int = TASK_PAIRS) -> list[tuple[int, int]]:
    """Split rows into consecutive ranges with about the same number of pairs."""
    return split_rows(indptr, task_pairs, row_cost=_ROW_COST)


def unobserved_targets(
    counts: CooccurrenceCounts, *, weight: float, pseudocount: float, limit: float
) -> UnobservedTargets:
    """Return the targets of unobserved pairs; 0 if their weight or the limit is 0."""
    if not (weight > 0 and limit > 0):
        return zero_targets(len(counts.vocabulary))
    sums = counts.row_sums / counts.scale, counts.column_sums / counts.scale
    return factor_targets(*sums, pseudocount=pseudocount, limit=limit)


def zero_targets(size: int) -> UnobservedTargets:
    """Return targets of 0 for every pair of `size` words."""
    zeros = np.zeros((size, 1))
    return UnobservedTargets(zeros, zeros)


def factor_targets(
    row_sums: NDArray[np.float64],
    column_sums: NDArray[np.float64],
    *,
    pseudocount: float,
    limit: float,
) -> UnobservedTargets:
    """Approximate the targets of unobserved pairs by a product of rank 3.

    Parameters
    ----------
    row_sums, column_sums : ndarray of float64, shape (V,)
        Sums of the weighted counts.
    pseudocount : float
        Expected count at which the target is -log 2; above 0.
    limit : float
        Targets are at least minus this, in nats.

    Returns
    -------
    UnobservedTargets
        The factors, K = 3: the least-squares approximation over pairs of words on a grid of
        logarithms of the sums.
    """
    total = max(float(row_sums.sum()), 1e-300)
    rows, row_grid, row_mass = _log_grid(row_sums)
    columns, column_grid, column_mass = _log_grid(column_sums)
    expected = np.exp(row_grid[:, None] + column_grid[None, :]) / total
    target = -np.minimum(np.log1p(expected / pseudocount), limit)
    with one_blas_thread():  # sums of LAPACK depend on its number of threads
        left, values, right = np.linalg.svd(row_mass[:, None] * target * column_mass[None, :])
    scale = np.sqrt(values[:_RANK])
    left = left[:, :_RANK] * scale / row_mass[:, None]
    right = right[:_RANK].T * scale / column_mass[:, None]
    return UnobservedTargets(
        _interpolate(rows, row_grid, left), _interpolate(columns, column_grid, right)
    )


def _log_grid(
    sums: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return logarithms of the sums, a grid over them, and the root of the words per point."""
    logs = np.log(np.maximum(sums, 1e-9))
    low, high = float(logs.min()), float(logs.max())
    grid = np.linspace(low, max(high, low + 1e-3), _GRID_POINTS)
    nearest = np.rint((logs - low) / (grid[1] - grid[0])).astype(np.int64)
    words = np.bincount(nearest, minlength=_GRID_POINTS)[:_GRID_POINTS]
    return logs, grid, np.sqrt(words + 1.0)


def _interpolate(
    at: NDArray[np.float64], grid: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.stack([np.interp(at, grid, values[:, k]) for k in range(_RANK)], axis=1)


def _transposed(rows: SparseRows, scratch: ScratchArrays) -> SparseRows:
    """Transpose; in temporary files the pairs of a range of columns at a time."""
    pairs, size = rows.indices.size, rows.indptr.size - 1
    lengths = np.zeros(size, np.int64)
    for start in range(0, pairs, BLOCK_PAIRS):
        kernels.count_columns(rows.indices[start : start + BLOCK_PAIRS], lengths)
        rows.release()
    transposed = SparseRows(
        np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
        scratch.integers(pairs),
        scratch.floats(pairs),
        scratch.floats(pairs),
    )
    cursor = transposed.indptr[:-1].copy()
    whole = [(0, size)]
    row_tasks = pair_tasks(rows.indptr) if scratch.on_disk else whole
    ranges = split_rows(transposed.indptr, BLOCK_PAIRS, row_cost=0) if scratch.on_disk else whole
    for columns in ranges:
        for task in row_tasks:
            kernels.transpose_pairs(tuple(rows), tuple(transposed), cursor, task, columns)
            rows.release()
        transposed.release()
    for array in transposed[:2]:
        array.flags.writeable = False  # as those of the counts: kernels are compiled once
    return transposed
