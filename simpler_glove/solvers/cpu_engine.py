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

from .._kernels import dense, line_search
from .._kernels import least_squares as kernels
from ..arrays import release_part, row_blocks
from ..parallel import map_in_order
from ..progress import Stage
from .engine import ObjectiveChange, normal_equations
from .half_sweep import HalfSweep, improve_group
from .problem import TASK_PAIRS, LeastSquaresProblem, SparseRows, pair_tasks
from .scratch_arrays import ScratchArrays
from .streamed_rows import StreamedRows

_Rows = NDArray[np.float32]

_BLOCK_ROWS = 2048
_OTHER_ROW_BYTES = 32  # of a row of a group, besides its vectors
_LEAST_CURVATURE = 1e-30  # of a direction of length 1; less is a rounding error,
_ROUNDING = 1e-6  # or less than this times the mean of the diagonal


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
        Allocates the matrices; None allocates them in memory. Of those in files, parts are used one
        after another; see :mod:`simpler_glove.solvers.streamed_rows`.
    exact : bool, default True
        False rounds the columns of each half-sweep to bfloat16, and sums the curvature of long rows
        over some of their pairs, which is faster; sums are float32.
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
        self._width = -(-vector_size // kernels.LANES) * kernels.LANES
        self._block_rows = block_rows
        self._task_pairs = task_pairs
        self._factors = tuple(factors.astype(np.float32) for factors in problem.targets)
        self._arrays = arrays or ScratchArrays()
        self._whitened: NDArray[Any] = self._zeros(problem.size if exact else 0)
        self._whiten = dense.transform_rows if exact else dense.pack_rows
        if not exact:
            words = self._whitened.shape[1] // 2
            self._whitened = self._arrays.integers(problem.size, words)

    def session(self) -> AbstractContextManager[object]:
        """Return a context manager that does nothing."""
        return nullcontext()

    def load(self, vectors: NDArray[np.floating]) -> _Rows:
        """Copy vectors (V, D) into padded rows."""
        padded = self._zeros(vectors.shape[0])
        for rows in row_blocks(padded, vectors):
            padded[rows, : self.vector_size] = vectors[rows]
        return padded

    def _zeros(self, size: int) -> _Rows:
        return self._arrays.zeros(size, self._width)

    def export(self, matrix: _Rows) -> _Rows:
        """Copy vectors (V, D) out of padded rows."""
        if self.vector_size == matrix.shape[1]:
            return matrix
        return self._arrays.copy(matrix[:, : self.vector_size])

    def head(self, matrix: _Rows, limit: int) -> _Rows:
        """Copy the first `limit` rows."""
        return self._arrays.copy(matrix[:limit])

    def replace_head(self, matrix: _Rows, head: _Rows) -> _Rows:
        """Overwrite the first rows, in place."""
        target = matrix[: len(head)]
        for rows in row_blocks(target, head):
            target[rows] = head[rows]
        return matrix

    def subtract_head(self, matrix: _Rows, head: _Rows) -> _Rows:
        """Subtract in place and return a view."""
        change = matrix[: head.shape[0]]
        for rows in row_blocks(change, head):
            change[rows] -= head[rows]
        return change

    def add_scaled(self, head: _Rows, change: _Rows, length: float) -> _Rows:
        """Return head + length change."""
        moved = self._arrays.floats(*change.shape)
        for rows in row_blocks(moved, head, change):
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
        whitened = self._whitened[:column_limit]
        self._transform(columns[:column_limit], white.columns, whitened, self._whiten)
        diagonal = np.diag(equations.dense).astype(np.float32)
        half_sweep = HalfSweep(
            pairs=pairs,
            stops=pairs.stops(column_limit),
            columns=whitened,
            diagonal=diagonal,
            least_curvature=np.float32(_LEAST_CURVATURE + _ROUNDING * float(diagonal.mean())),
            factors=self._factors[transposed],
            rhs_factors=equations.rhs_factors.astype(np.float32),
            whitening=white,
            steps=steps,
        )
        solve = self._solve_streamed if self._arrays.on_disk else self._solve
        objectives = np.empty((2, row_limit))
        solve(half_sweep, rows[:row_limit], objectives, stage)
        before, after = (objectives.sum(axis=1) + equations.column_norms).tolist()
        return rows, ObjectiveChange(before, after)

    def _solve(
        self, half: HalfSweep, rows: _Rows, objectives: NDArray[np.float64], stage: Stage
    ) -> None:
        """Improve rows in memory; the objective of each row is float64 (2, V)."""
        self._transform(rows, half.whitening.rows, rows)
        pairs, arrays = half.pairs, tuple(half.pairs)  # numba compiles once for plain tuples

        def solve(task: tuple[int, int]) -> None:
            kernels.solve_rows(
                arrays, half.stops, half.columns, half.diagonal, half.least_curvature,
                half.factors, half.rhs_factors, rows, *task, half.steps, objectives,
            )  # fmt: skip

        tasks = pair_tasks(pairs.indptr[: len(rows) + 1], self._task_pairs)
        for task, _ in zip(tasks, map_in_order(solve, tasks, self.threads), strict=True):
            pairs.release()
            stage.add(int(pairs.indptr[task[1]] - pairs.indptr[task[0]]))
        self._transform(rows, half.whitening.back, rows)

    def _solve_streamed(
        self, half: HalfSweep, rows: _Rows, objectives: NDArray[np.float64], stage: Stage
    ) -> None:
        """Improve rows in files as `_solve` does, group by group."""
        sets = 2 if half.steps <= 1 else 4
        stream = self._stream(
            half.pairs, (half.columns,), len(rows), sets, passes=half.steps + 1, stage=stage
        )
        space = np.empty((sets, stream.group_rows, rows.shape[1]), np.float32)
        for group in stream:
            vectors = [part[: group.size] for part in space]
            self._transform(rows[group.rows], half.whitening.rows, vectors[0])
            improve_group(half, group, vectors, objectives[:, group.rows])
            self._transform(vectors[0], half.whitening.back, rows[group.rows])

    def _stream(
        self,
        pairs: SparseRows,
        columns: tuple[NDArray[Any], ...],
        row_limit: int,
        sets: int,
        passes: int = 1,
        stage: Stage | None = None,
    ) -> StreamedRows:
        """Divide rows whose group needs a number of sets of vectors, and all `columns`."""
        return StreamedRows(
            pairs,
            columns,
            row_limit=row_limit,
            column_limit=len(columns[0]),
            row_bytes=4 * sets * self._width + _OTHER_ROW_BYTES,
            memory=self._arrays.memory,
            passes=passes,
            task_pairs=self._task_pairs,
            threads=self.threads,
            stage=stage,
        )

    def _blocks(self, limit: int) -> list[tuple[int, int]]:
        """Split rows into blocks that do not depend on the number of threads."""
        size = self._block_rows
        return [(start, min(start + size, limit)) for start in range(0, limit, size)]

    def gram(self, matrix: _Rows, limit: int | None = None) -> NDArray[np.float64]:
        """Return the Gram matrix of the first `limit` rows, float64 (P, P)."""
        matrix = matrix if limit is None else matrix[:limit]
        total = np.zeros((matrix.shape[1], matrix.shape[1]))
        blocks = self._blocks(len(matrix))
        parts = map_in_order(lambda block: dense.gram(matrix, *block), blocks, self.threads)
        for block, part in zip(blocks, parts, strict=True):
            total += part
            release_part(matrix[slice(*block)])
        return total

    def factor_sums(
        self, side: int, matrix: _Rows, limit: int | None = None
    ) -> NDArray[np.float64]:
        """Return factors.T @ matrix over the first `limit` rows, float64 (K, P)."""
        factors = self._factors[side]
        matrix = matrix if limit is None else matrix[:limit]
        total = np.zeros((factors.shape[1], matrix.shape[1]))
        for rows in row_blocks(matrix, block_rows=self._block_rows):
            total += dense.weighted_sums(factors, matrix, rows.start, rows.stop)
        return total

    def line_coefficients(self, head: _Rows, change: _Rows) -> NDArray[np.float64]:
        """Return the objective's part of stored pairs along a line, float64 (5,)."""
        pairs, limit = self.problem.rows, len(head)
        arrays, sums = tuple(pairs), np.zeros((limit, 5))

        def add(
            rows: slice, cursor: NDArray[np.int64], high: int, own: _Rows, moves: _Rows
        ) -> None:
            line_search.add_line_coefficients(
                arrays, cursor, rows.start, high, own, moves, head, change, sums[rows]
            )

        if self._arrays.on_disk:
            self._stream_line(add, head, change)
            return np.asarray(sums.sum(axis=0))
        cursor = pairs.indptr[:limit].copy()

        def add_task(task: tuple[int, int]) -> None:
            rows = slice(*task)
            add(rows, cursor[rows], limit, head[rows], change[rows])

        tasks = pair_tasks(pairs.indptr[: limit + 1], self._task_pairs)
        for _ in map_in_order(add_task, tasks, self.threads):
            pairs.release()
        return np.asarray(sums.sum(axis=0))

    def _stream_line(self, add: Callable[..., None], head: _Rows, change: _Rows) -> None:
        """Call `add` for groups of rows."""
        stream = self._stream(self.problem.rows, (head, change), len(head), sets=2)
        space = np.empty((2, stream.group_rows, self._width), np.float32)
        for group in stream:
            own = [part[: group.size] for part in space]
            for target, source in zip(own, (head, change), strict=True):
                part = source[group.rows]
                for rows in row_blocks(part):
                    target[rows] = part[rows]
            first = group.rows.start

            def visit(
                part: slice, cursor: NDArray[np.int64], _: int, high: int,
                own: list[_Rows] = own, first: int = first,
            ) -> None:  # fmt: skip
                rows = slice(first + part.start, first + part.stop)
                add(rows, cursor, high, own[0][part], own[1][part])

            group.visit(visit)

    def _transform(
        self,
        matrix: _Rows,
        transform: NDArray[np.float64],
        out: NDArray[Any],
        kernel: Callable[..., None] = dense.transform_rows,
    ) -> None:
        """Write the rows times a matrix to `out`."""
        small = np.ascontiguousarray(transform, np.float32)
        blocks = self._blocks(len(matrix))
        done = map_in_order(lambda block: kernel(matrix, small, *block, out), blocks, self.threads)
        for block, _ in zip(blocks, done, strict=True):
            for part in (matrix, out):
                release_part(part[slice(*block)])
