"""The linear algebra on the CPU: rows owned by one thread each, sums in a fixed order.

So the result is the same bytes for any number of threads.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import numpy as np
from numpy.typing import NDArray

from .._kernels import least_squares as kernels
from .._kernels import line_search
from ..parallel import map_in_order, run_all
from ..progress import Stage
from .engine import Change, system_of
from .problem import Problem, Side, pair_tasks

Matrix = NDArray[np.float32]
_BLOCK = 2048


class CpuEngine:
    """Half-sweeps with numba.

    Parameters
    ----------
    problem : Problem
        The coefficients.
    vector_size : int
        D.
    threads : int
        Number of threads.
    """

    name = "cpu"

    def __init__(self, problem: Problem, vector_size: int, threads: int) -> None:
        self.problem = problem
        self.vector_size = vector_size
        self.threads = threads
        self._shares = tuple(aims.astype(np.float32) for aims in problem.aims)
        self._scratch = self.take(np.zeros((problem.size, vector_size), np.float32))

    def running(self) -> AbstractContextManager[object]:
        """Nothing has to be set up."""
        return nullcontext()

    def take(self, vectors: NDArray[np.floating]) -> Matrix:
        """Copy vectors (V, D) into rows whose length is a multiple of the kernels' lanes."""
        width = -(-self.vector_size // kernels.LANES) * kernels.LANES
        padded = np.zeros((vectors.shape[0], width), np.float32)
        padded[:, : self.vector_size] = vectors
        return padded

    def give(self, matrix: Matrix) -> Matrix:
        """Copy vectors (V, D) out of padded rows."""
        return np.ascontiguousarray(matrix[:, : self.vector_size])

    def first(self, matrix: Matrix, limit: int) -> Matrix:
        """Copy the first `limit` rows."""
        return matrix[:limit].copy()

    def cleared(self, matrix: Matrix, start: int) -> Matrix:
        """Set the rows from `start` on to 0, in place."""
        matrix[start:] = 0
        return matrix

    def replaced(self, matrix: Matrix, few: Matrix) -> Matrix:
        """Write `few` over the first rows, in place."""
        matrix[: few.shape[0]] = few
        return matrix

    def difference(self, matrix: Matrix, few: Matrix) -> Matrix:
        """Take `few` from the first rows, in place; what is given is a view of them."""
        change = matrix[: few.shape[0]]
        change -= few
        return change

    def moved(self, few: Matrix, change: Matrix, length: float) -> Matrix:
        """Give few + length change."""
        moved = change * np.float32(length)
        moved += few
        return moved

    def improve(
        self,
        rows: Matrix,
        columns: Matrix,
        *,
        transposed: bool,
        steps: int,
        row_limit: int,
        column_limit: int,
        stage: Stage,
    ) -> tuple[Matrix, Change]:
        """Take `steps` of conjugate gradient for each row, in place; see :class:`Engine`."""
        problem = self.problem
        side = problem.columns if transposed else problem.rows
        system = system_of(self, columns, transposed=transposed, limit=column_limit)
        white = system.white
        self._transform(columns, white.columns, column_limit, self._scratch)
        self._transform(rows, white.rows, row_limit, rows)
        stops = side.indptr[1:].copy()  # of the same type as those of fewer columns
        if column_limit < problem.size:
            stops = kernels.row_stops(side.indptr, side.indices, column_limit)
        shares = self._shares[transposed]
        change = self._solve(
            side, stops, system.dense, shares, system.pulls, rows, row_limit, steps, stage
        )
        self._transform(rows, white.back, row_limit, rows)
        return rows, change

    def _solve(
        self,
        side: Side,
        stops: NDArray[np.int64],
        dense: NDArray[np.float64],
        shares: Matrix,
        pulls: NDArray[np.float64],
        rows: Matrix,
        row_limit: int,
        steps: int,
        stage: Stage,
    ) -> Change:
        dense32, pulls32 = dense.astype(np.float32), pulls.astype(np.float32)
        arrays = tuple(side)

        def solve(task: tuple[int, int]) -> tuple[float, float]:
            return kernels.solve_rows(
                arrays, stops, self._scratch, dense32, shares, pulls32, rows, *task, steps
            )

        before = after = 0.0
        tasks = pair_tasks(side.indptr[: row_limit + 1])
        for task, (old, new) in zip(tasks, map_in_order(solve, tasks, self.threads), strict=True):
            before += old
            after += new
            stage.add(int(side.indptr[task[1]] - side.indptr[task[0]]))
        return Change(before, after)

    def _blocks(self, limit: int) -> list[tuple[int, int]]:
        """Cut rows into fixed blocks: sums come out alike for any number of threads."""
        return [(start, min(start + _BLOCK, limit)) for start in range(0, limit, _BLOCK)]

    def gram(self, matrix: Matrix, limit: int | None = None) -> NDArray[np.float64]:
        """Sum the products of the dimensions over the first `limit` rows; float64 (P, P)."""
        limit = matrix.shape[0] if limit is None else limit
        total = np.zeros((matrix.shape[1], matrix.shape[1]))
        for part in map_in_order(
            lambda b: kernels.gram(matrix, *b), self._blocks(limit), self.threads
        ):
            total += part
        return total

    def sums(self, side: int, matrix: Matrix, limit: int | None = None) -> NDArray[np.float64]:
        """Sum the first `limit` rows, weighted by each factor of the aims; float64 (K, P)."""
        weights = self._shares[side]
        limit = matrix.shape[0] if limit is None else limit
        total = np.zeros((weights.shape[1], matrix.shape[1]))
        for block in self._blocks(limit):
            total += kernels.weighted_sums(weights, matrix, *block)
        return total

    def sum_along(self, few: Matrix, change: Matrix) -> NDArray[np.float64]:
        """Give the part of the stored pairs in the objective of few + t change, in powers of t."""
        side, limit = self.problem.rows, few.shape[0]
        arrays = tuple(side)  # numba compiles once for plain tuples
        total = np.zeros(5)
        for part in map_in_order(
            lambda task: line_search.sum_along(arrays, few, change, *task, limit),
            pair_tasks(side.indptr[: limit + 1]),
            self.threads,
        ):
            total += part
        return total

    def _transform(
        self, matrix: Matrix, transform: NDArray[np.float64], limit: int, out: Matrix
    ) -> None:
        small = np.ascontiguousarray(transform, np.float32)
        run_all(
            lambda b: kernels.transform_rows(matrix, small, *b, out),
            self._blocks(limit),
            self.threads,
        )
