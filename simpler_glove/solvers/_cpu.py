"""The linear algebra on the CPU: rows owned by one thread each, sums in a fixed order.

So the result is the same bytes for any number of threads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import least_squares as kernels
from .._kernels import line_search
from ..errors import NumericalError
from ..parallel import map_in_order
from ..progress import Stage
from ._blas import one_blas_thread
from ._problem import Problem, Side, pair_tasks

Matrix = NDArray[np.float32]
_BLOCK = 2048
_NOTHING = 1e-6  # share of the mean extent
_TINY = 1e-30


class Change(NamedTuple):
    """The objective before and after a half-sweep, but for what depends on the columns alone."""

    before: float
    after: float


class Whitening(NamedTuple):
    """What columns and rows are multiplied by from the right, and rows to come back."""

    columns: NDArray[np.float64]
    rows: NDArray[np.float64]
    back: NDArray[np.float64]


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

    def __init__(self, problem: Problem, vector_size: int, threads: int) -> None:
        self.problem = problem
        self.vector_size = vector_size
        self.threads = threads
        self.shares = tuple(aims.astype(np.float32) for aims in problem.aims)
        self._scratch = self.pad(np.zeros((problem.size, vector_size), np.float32))

    def pad(self, matrix: NDArray[np.floating]) -> Matrix:
        """Copy a matrix (V, D) into rows whose length is a multiple of the kernels' lanes."""
        width = -(-self.vector_size // kernels.LANES) * kernels.LANES
        padded = np.zeros((matrix.shape[0], width), np.float32)
        padded[:, : self.vector_size] = matrix
        return padded

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
    ) -> Change:
        """Take `steps` of conjugate gradient for each row, in place, the columns being fixed.

        The columns are first transformed so that what the rows' systems have in common, Gram
        matrix plus regularization, is the identity: then fewer steps are needed.

        Parameters
        ----------
        rows, columns : ndarray of float32, shape (V, P)
            Padded vectors; `rows` is changed.
        transposed : bool
            False: rows are the w_i; True: they are the c_j.
        steps : int
            Steps of conjugate gradient, each one pass over the pairs.
        row_limit, column_limit : int
            Only so many of the most frequent words take part.
        stage : Stage
            Is told the pairs that were done.

        Returns
        -------
        Change
            The objective without the constant and the norms of the columns.

        Raises
        ------
        NumericalError
            If the columns are not finite.
        """
        problem = self.problem
        side = problem.columns if transposed else problem.rows
        share_rows, share_columns = self.shares[::-1] if transposed else self.shares
        gram = self.gram(columns, column_limit)
        sums = self.sums(share_columns, columns, column_limit)
        with one_blas_thread():  # the sums of BLAS depend on its number of threads
            white = self._whitening(gram)
            dense = problem.zero_weight * gram
            dense[np.diag_indices(self.vector_size)] += problem.regularization
            dense = white.columns.T @ dense @ white.columns
            pulls = problem.zero_weight * (sums @ white.columns)
        self._transform(columns, white.columns, column_limit, self._scratch)
        self._transform(rows, white.rows, row_limit, rows)
        stops = side.indptr[1:].copy()  # of the same type as those of fewer columns
        if column_limit < problem.size:
            stops = kernels.row_stops(side.indptr, side.indices, column_limit)
        change = self._solve(side, stops, dense, share_rows, pulls, rows, row_limit, steps, stage)
        self._transform(rows, white.back, row_limit, rows)
        return change

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

    def sums(
        self, weights: Matrix, matrix: Matrix, limit: int | None = None
    ) -> NDArray[np.float64]:
        """Sum the first `limit` rows, weighted by each column of `weights`; float64 (K, P)."""
        limit = matrix.shape[0] if limit is None else limit
        total = np.zeros((weights.shape[1], matrix.shape[1]))
        for block in self._blocks(limit):
            total += kernels.weighted_sums(weights, matrix, *block)
        return total

    def sum_along(self, old: Matrix, change: Matrix) -> NDArray[np.float64]:
        """Give the part of the stored pairs in the objective of old + t change, in powers of t.

        Vectors are tied, and only those of the most frequent words may be given.
        """
        side, limit = self.problem.rows, old.shape[0]
        arrays = tuple(side)  # numba compiles once for plain tuples
        total = np.zeros(5)
        for part in map_in_order(
            lambda task: line_search.sum_along(arrays, old, change, *task, limit),
            pair_tasks(side.indptr[: limit + 1]),
            self.threads,
        ):
            total += part
        return total

    def _transform(
        self, matrix: Matrix, transform: NDArray[np.float64], limit: int, out: Matrix
    ) -> None:
        small = np.ascontiguousarray(transform, np.float32)
        for _ in map_in_order(
            lambda b: kernels.transform_rows(matrix, small, *b, out),
            self._blocks(limit),
            self.threads,
        ):
            pass

    def _whitening(self, gram: NDArray[np.float64]) -> Whitening:
        """Find the transformation that makes gram + regularization the identity.

        Where the columns have no extent, the rows are left as they are: dividing by nothing
        would blow up what is rounded.
        """
        size = self.vector_size
        if not np.isfinite(gram).all():
            raise NumericalError(
                "The vectors left the finite numbers: raise 'regularization' or 'zero_weight', or "
                "look for extreme values in 'shift' and in the initial vectors."
            )
        values, vectors = np.linalg.eigh(gram[:size, :size])
        extents = values + self.problem.regularization
        kept = extents > max(_NOTHING * float(extents.mean()), _TINY)
        lengths = np.sqrt(np.where(kept, extents, 1.0))
        columns, rows, back = np.zeros((3, *gram.shape))
        columns[:size, :size] = vectors * (kept / lengths)
        rows[:size, :size] = vectors * lengths
        back[:size, :size] = (vectors / lengths).T
        return Whitening(columns, rows, back)
