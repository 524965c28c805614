"""The linear algebra in array operations of Keras 3, on a GPU or on the CPU.

What a block of rows needs of the columns is gathered once and stays for all steps; each step is
two batched products with it and one sum of tiles into rows.
"""
# Longer than 200 lines, because an engine has a dozen small methods.

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import devices as devices
from .._kernels import least_squares as kernels
from ..progress import Stage
from .block_feed import Feed, Room
from .device_blocks import Block, Tiling, best_length
from .engine import Change, Matrix, system_of
from .keras_blocks import solve_block, sum_block
from .problem import Problem

_GRAM_ROWS = 4096  # summed in float32, these sums in float64


class KerasEngine:
    """Half-sweeps with the library behind Keras.

    Parameters
    ----------
    problem : Problem
        The coefficients.
    vector_size : int
        D.
    threads : int
        Blocks at a time where the device is the CPU.
    memory : int, optional
        Bytes that may be used there.

    Raises
    ------
    BackendUnavailableError
        If Keras or its library is missing.
    ResourceError
        If the vectors don't fit on the device.
    """

    def __init__(
        self, problem: Problem, vector_size: int, threads: int, *, memory: int | None = None
    ) -> None:
        self._ops = devices.load_keras("The solver on Keras").ops
        self.name = devices.describe()
        self.problem = problem
        self.vector_size = vector_size
        self._room = Room(problem.size, vector_size, threads, memory)
        self._shares = tuple(self._tensor(aims) for aims in problem.aims)
        self._length = best_length(np.diff(problem.rows.indptr))
        self._feeds: dict[bool, tuple[tuple[int, int], Feed]] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have products computed in float32, and on the CPU in the threads of this engine."""
        with devices.exact_products(), devices.one_thread_each():
            yield

    def _tensor(self, array: NDArray[np.floating]) -> Any:
        return self._ops.convert_to_tensor(array.astype(np.float32))

    def take(self, vectors: NDArray[np.floating]) -> Matrix:
        """Copy vectors (V, D) to the device."""
        return self._tensor(vectors)

    def give(self, matrix: Matrix) -> NDArray[np.float32]:
        """Copy vectors (V, D) from the device."""
        return np.array(devices.to_numpy(matrix))

    def first(self, matrix: Matrix, limit: int) -> Matrix:
        """Give the first `limit` rows."""
        return matrix[:limit]

    def cleared(self, matrix: Matrix, start: int) -> Matrix:
        """Give the rows before `start`, and 0 for the others."""
        return self._followed(matrix[:start], self.problem.size - start)

    def _followed(self, matrix: Matrix, rows: int) -> Matrix:
        """Append rows of 0."""
        return self._ops.pad(matrix, ((0, rows), (0, 0)))

    def replaced(self, matrix: Matrix, few: Matrix) -> Matrix:
        """Give `few`, then the rows of `matrix` from there on."""
        if few.shape[0] == matrix.shape[0]:
            return few
        return self._ops.concatenate([few, matrix[few.shape[0] :]])

    def difference(self, matrix: Matrix, few: Matrix) -> Matrix:
        """Take `few` from the first rows."""
        return matrix[: few.shape[0]] - few

    def moved(self, few: Matrix, change: Matrix, length: float) -> Matrix:
        """Give few + length change."""
        return few + change * np.float32(length)

    def gram(self, matrix: Matrix, limit: int | None = None) -> NDArray[np.float64]:
        """Sum the products of the dimensions over the first `limit` rows; float64 (D, D)."""
        few = matrix if limit is None else matrix[:limit]
        return self._summed_products(few, few)

    def sums(self, side: int, matrix: Matrix, limit: int | None = None) -> NDArray[np.float64]:
        """Sum the first `limit` rows, weighted by each factor of the aims; float64 (K, D)."""
        few = matrix if limit is None else matrix[:limit]
        return self._summed_products(self._shares[side][: few.shape[0]], few)

    def _summed_products(self, left: Matrix, right: Matrix) -> NDArray[np.float64]:
        """Multiply left' and right in blocks of rows; float64."""
        parts = [self._blocks(matrix) for matrix in (left, right)]
        products = self._ops.matmul(self._ops.transpose(parts[0], (0, 2, 1)), parts[1])
        return devices.to_numpy(products).astype(np.float64).sum(axis=0)

    def _blocks(self, matrix: Matrix) -> Matrix:
        rows, columns = matrix.shape
        size = min(_GRAM_ROWS, rows)
        return self._ops.reshape(self._followed(matrix, -rows % size), (-1, size, columns))

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
        """Take `steps` of conjugate gradient for each row; see :class:`Engine`."""
        ops = self._ops
        system = system_of(self, columns, transposed=transposed, limit=column_limit)
        white = system.white
        # One row more, for what fills blocks up: it is 0 and nothing pulls at it.
        fixed = self._transformed(columns, white.columns, column_limit)
        given = self._transformed(rows, white.rows, row_limit)
        found = devices.matrix(ops.zeros_like(given))
        shares = self._followed(self._shares[transposed], 1)
        extents = self._tensor(np.diag(system.dense))
        pulls = self._tensor(system.pulls)
        feed = self._feed(transposed, row_limit, column_limit)
        solver = _compiled(solve_block, steps)
        totals = np.zeros(2)

        def start(*tensors: Any) -> tuple[Any, ...]:
            return tensors[-1], *solver(fixed, given, shares, pulls, extents, *tensors)

        def finish(block: Block, outcome: tuple[Any, ...]) -> None:
            nonlocal found
            places, x, values = outcome
            numbers = devices.to_numpy(values).astype(np.float64)
            totals[:] += numbers[: -block.rows].sum(), numbers[-block.rows :].sum()
            found = devices.set_rows(found, places, x)
            stage.add(feed.tiling.pairs(block))

        feed.run(start, finish)
        few = ops.matmul(ops.convert_to_tensor(found)[:row_limit], self._tensor(white.back))
        before, gained = totals.tolist()
        return self.replaced(rows, few), Change(before, before - gained)

    def _transformed(self, matrix: Matrix, transform: NDArray[np.float64], limit: int) -> Matrix:
        """Multiply the first `limit` rows; (V+1, D), so that all programs see one shape."""
        few = self._ops.matmul(matrix[:limit], self._tensor(transform))
        return self._followed(few, self.problem.size + 1 - limit)

    def sum_along(self, few: Matrix, change: Matrix) -> NDArray[np.float64]:
        """Give the part of the stored pairs in the objective of few + t change, in powers of t."""
        feed = self._feed(False, few.shape[0], few.shape[0])
        total = np.zeros(5)

        parts = [
            self._followed(part, self.problem.size + 1 - few.shape[0]) for part in (few, change)
        ]

        def start(*tensors: Any) -> Any:
            return _compiled(sum_block)(*parts, *tensors)

        def finish(block: Block, outcome: Any) -> None:
            total[:] += devices.to_numpy(outcome).astype(np.float64).sum(axis=0)

        feed.run(start, finish)
        return total

    def _feed(self, transposed: bool, row_limit: int, column_limit: int) -> Feed:
        """Give the blocks of one side; those of the last limits are kept, if they fit."""
        problem = self.problem
        key = transposed and not problem.symmetric
        limits = (row_limit, column_limit)
        if key not in self._feeds or self._feeds[key][0] != limits:
            self._feeds.pop(key, None)  # its tensors go before others come
            side = problem.columns if key else problem.rows
            stops = side.indptr[1:].copy()  # of the same type as those of fewer columns
            if column_limit < problem.size:
                stops = kernels.row_stops(side.indptr, side.indices, column_limit)
            tiling = Tiling(side, stops, row_limit, self._length)
            self._feeds[key] = limits, Feed(tiling, self._room)
        return self._feeds[key][1]


@functools.cache
def _compiled(function: Callable[..., Any], *settings: int) -> Callable[..., Any]:
    return devices.compiled(functools.partial(function, *settings))
