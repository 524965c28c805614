"""Engine with numba on the CPU.

Each row is updated by one thread, and sums have a fixed order, so results have the same bytes
for any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._kernels import least_squares as kernels
from .._kernels import line_search
from ..parallel import map_in_order, run_all
from ..progress import Stage
from .engine import NormalEquations, ObjectiveChange, normal_equations
from .problem import TASK_PAIRS, LeastSquaresProblem, SparseRows, pair_tasks
from .scratch_arrays import ScratchArrays, row_blocks

_Rows = NDArray[np.float32]

_BLOCK_ROWS = 2048


class CpuEngine:
    """Engine with numba on the CPU; see :class:`Engine` for the methods.

    Matrices are float32 (V, P): D is padded with zeros to P, a multiple of the kernels' lanes.

    Parameters
    ----------
    problem : LeastSquaresProblem
        Coefficients of the objective.
    vector_size : int
        Number of dimensions, D.
    threads : int
        Number of threads.
    block_rows : int, default 2048
        Rows that are summed as one block.
    task_pairs : int, default 2**18
        Approximate number of pairs in a task of a thread.
    arrays : ScratchArrays, optional
        Allocates the matrices; None allocates them in memory.
    exact : bool, default True
        False rounds the columns of each half-sweep to bfloat16, which is faster; sums are float32.
    """

    name = "cpu"

    def __init__(
        self,
        problem: LeastSquaresProblem,
        vector_size: int,
        threads: int,
        *,
        block_rows: int = _BLOCK_ROWS,
        task_pairs: int = TASK_PAIRS,
        arrays: ScratchArrays | None = None,
        exact: bool = True,
    ) -> None:
        self.problem = problem
        self.vector_size = vector_size
        self.threads = threads
        self._block_rows = block_rows
        self._task_pairs = task_pairs
        self._factors = tuple(factors.astype(np.float32) for factors in problem.targets)
        self._arrays = arrays or ScratchArrays()
        self._whitened: NDArray[Any] = self._zeros(problem.size if exact else 0)
        self._whiten = kernels.transform_rows if exact else kernels.pack_rows
        if not exact:
            words = self._whitened.shape[1] // 2
            self._whitened = self._arrays.integers(problem.size, words)

    def session(self) -> AbstractContextManager[object]:
        """Return a context manager that does nothing."""
        return nullcontext()

    def load(self, vectors: NDArray[np.floating]) -> _Rows:
        """Copy vectors (V, D) into padded rows."""
        padded = self._zeros(vectors.shape[0])
        for rows in row_blocks(len(padded)):
            padded[rows, : self.vector_size] = vectors[rows]
        return padded

    def _zeros(self, size: int) -> _Rows:
        width = -(-self.vector_size // kernels.LANES) * kernels.LANES
        return self._arrays.zeros(size, width)

    def export(self, matrix: _Rows) -> _Rows:
        """Copy vectors (V, D) out of padded rows."""
        if self.vector_size == matrix.shape[1]:
            return matrix
        return self._arrays.copy(matrix[:, : self.vector_size])

    def head(self, matrix: _Rows, limit: int) -> _Rows:
        """Copy the first `limit` rows."""
        return self._arrays.copy(matrix[:limit])

    def zero_tail(self, matrix: _Rows, start: int) -> _Rows:
        """Set all rows from `start` to 0, in place."""
        matrix[start:] = 0
        return matrix

    def replace_head(self, matrix: _Rows, head: _Rows) -> _Rows:
        """Overwrite the first rows, in place."""
        for rows in row_blocks(len(head)):
            matrix[rows] = head[rows]
        return matrix

    def subtract_head(self, matrix: _Rows, head: _Rows) -> _Rows:
        """Subtract in place and return a view."""
        change = matrix[: head.shape[0]]
        for rows in row_blocks(len(head)):
            change[rows] -= head[rows]
        return change

    def add_scaled(self, head: _Rows, change: _Rows, length: float) -> _Rows:
        """Return head + length change."""
        moved = self._arrays.floats(*change.shape)
        for rows in row_blocks(len(change)):
            np.multiply(change[rows], np.float32(length), out=moved[rows])
            moved[rows] += head[rows]
        return moved

    def improve(
        self,
        rows: _Rows,
        columns: _Rows,
        *,
        transposed: bool,
        steps: int,
        row_limit: int,
        column_limit: int,
        stage: Stage,
    ) -> tuple[_Rows, ObjectiveChange]:
        """Improve rows in place."""
        problem = self.problem
        pairs = problem.columns if transposed else problem.rows
        equations = normal_equations(self, columns, transposed=transposed, limit=column_limit)
        white = equations.whitening
        self._transform(columns, white.columns, column_limit, self._whitened, self._whiten)
        self._transform(rows, white.rows, row_limit, rows)
        stops = pairs.stops(column_limit)
        factors = self._factors[transposed]
        change = self._solve(pairs, stops, equations, factors, rows, row_limit, steps, stage)
        self._transform(rows, white.back, row_limit, rows)
        return rows, change

    def _solve(
        self,
        pairs: SparseRows,
        stops: NDArray[np.int64],
        equations: NormalEquations,
        factors: _Rows,
        rows: _Rows,
        row_limit: int,
        steps: int,
        stage: Stage,
    ) -> ObjectiveChange:
        diagonal = np.diag(equations.dense).astype(np.float32)
        rhs_factors = equations.rhs_factors.astype(np.float32)
        arrays = tuple(pairs)  # numba compiles once for plain tuples

        def solve(task: tuple[int, int]) -> tuple[float, float]:
            return kernels.solve_rows(
                arrays, stops, self._whitened, diagonal, factors, rhs_factors, rows, *task, steps
            )

        before = after = 0.0
        tasks = pair_tasks(pairs.indptr[: row_limit + 1], self._task_pairs)
        for task, (old, new) in zip(tasks, map_in_order(solve, tasks, self.threads), strict=True):
            before += old
            after += new
            pairs.release()
            stage.add(int(pairs.indptr[task[1]] - pairs.indptr[task[0]]))
        return ObjectiveChange(before, after)

    def _blocks(self, limit: int) -> list[tuple[int, int]]:
        """Split rows into blocks that do not depend on the number of threads."""
        size = self._block_rows
        return [(start, min(start + size, limit)) for start in range(0, limit, size)]

    def gram(self, matrix: _Rows, limit: int | None = None) -> NDArray[np.float64]:
        """Return the Gram matrix of the first `limit` rows, float64 (P, P)."""
        limit = matrix.shape[0] if limit is None else limit
        total = np.zeros((matrix.shape[1], matrix.shape[1]))
        for part in map_in_order(
            lambda block: kernels.gram(matrix, *block), self._blocks(limit), self.threads
        ):
            total += part
        return total

    def factor_sums(
        self, side: int, matrix: _Rows, limit: int | None = None
    ) -> NDArray[np.float64]:
        """Return factors.T @ matrix over the first `limit` rows, float64 (K, P)."""
        factors = self._factors[side]
        limit = matrix.shape[0] if limit is None else limit
        total = np.zeros((factors.shape[1], matrix.shape[1]))
        for block in self._blocks(limit):
            total += kernels.weighted_sums(factors, matrix, *block)
        return total

    def line_coefficients(self, head: _Rows, change: _Rows) -> NDArray[np.float64]:
        """Return the objective's part of stored pairs along a line, float64 (5,)."""
        pairs, limit = self.problem.rows, head.shape[0]
        arrays = tuple(pairs)
        total = np.zeros(5)
        for part in map_in_order(
            lambda task: line_search.line_coefficients(arrays, head, change, *task, limit),
            pair_tasks(pairs.indptr[: limit + 1], self._task_pairs),
            self.threads,
        ):
            total += part
            pairs.release()
        return total

    def _transform(
        self,
        matrix: _Rows,
        transform: NDArray[np.float64],
        limit: int,
        out: NDArray[Any],
        kernel: Callable[..., None] = kernels.transform_rows,
    ) -> None:
        """Write the first rows times a matrix to `out`."""
        small = np.ascontiguousarray(transform, np.float32)
        run_all(
            lambda block: kernel(matrix, small, *block, out),
            self._blocks(limit),
            self.threads,
        )
