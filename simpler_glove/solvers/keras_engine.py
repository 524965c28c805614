"""Engine with array operations of Keras 3, on a GPU or on the CPU.

The columns of a block of rows are gathered once and reused in all steps of conjugate gradient;
each step takes two batched products with them and one sum of tiles into rows.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import devices, tensor_ops
from ..progress import Stage
from .device_blocks import (
    BlockScheduler,
    DeviceBudget,
    TileBlock,
    TiledRows,
    best_tile_length,
)
from .engine import EngineMatrix, ObjectiveChange, normal_equations
from .problem import LeastSquaresProblem

_GRAM_ROWS = 4096  # rows summed in float32; these sums are added in float64


class KerasEngine:
    """Engine with the library behind Keras; see :class:`Engine` for the methods.

    Parameters
    ----------
    problem : LeastSquaresProblem
        Coefficients of the objective.
    vector_size : int
        Number of dimensions, D.
    threads : int
        Blocks that are computed at the same time if the device is the CPU.
    memory : int, optional
        Memory budget in bytes on the CPU.
    gram_rows : int, default 4096
        Rows that are summed in float32.
    block_bytes, cache_bytes : int, optional
        See :class:`DeviceBudget`.

    Raises
    ------
    BackendUnavailableError
        If Keras or its library is missing.
    ResourceError
        If the vectors do not fit on the device.
    """

    def __init__(
        self,
        problem: LeastSquaresProblem,
        vector_size: int,
        threads: int,
        *,
        memory: int | None = None,
        gram_rows: int = _GRAM_ROWS,
        block_bytes: int | None = None,
        cache_bytes: int | None = None,
    ) -> None:
        self._ops = devices.load_keras("The solver on Keras").ops
        self.name = devices.describe()
        self.problem = problem
        self.vector_size = vector_size
        self._gram_rows = gram_rows
        self._budget = DeviceBudget(
            problem.size, vector_size, threads, memory,
            block_bytes=block_bytes, cache_bytes=cache_bytes,
        )  # fmt: skip
        self._factors = tuple(self._tensor(factors) for factors in problem.targets)
        self._tile_length = best_tile_length(np.diff(problem.rows.indptr))
        self._schedulers: dict[bool, tuple[tuple[int, int], BlockScheduler]] = {}

    @contextmanager
    def session(self) -> Iterator[None]:
        """Compute products in float32, on the CPU in the threads of this engine."""
        with devices.exact_products(), devices.one_torch_thread():
            yield

    def _tensor(self, array: NDArray[np.floating]) -> Any:
        return self._ops.convert_to_tensor(array.astype(np.float32))

    def load(self, vectors: NDArray[np.floating]) -> EngineMatrix:
        """Copy vectors (V, D) to the device."""
        return self._tensor(vectors)

    def export(self, matrix: EngineMatrix) -> NDArray[np.float32]:
        """Copy vectors (V, D) from the device."""
        return np.array(tensor_ops.to_numpy(matrix))

    def head(self, matrix: EngineMatrix, limit: int) -> EngineMatrix:
        """Return the first `limit` rows."""
        return matrix[:limit]

    def _append_zeros(self, matrix: EngineMatrix, rows: int) -> EngineMatrix:
        return self._ops.pad(matrix, ((0, rows), (0, 0)))

    def replace_head(self, matrix: EngineMatrix, head: EngineMatrix) -> EngineMatrix:
        """Return `head`, then the remaining rows of `matrix`."""
        if head.shape[0] == matrix.shape[0]:
            return head
        return self._ops.concatenate([head, matrix[head.shape[0] :]])

    def subtract_head(self, matrix: EngineMatrix, head: EngineMatrix) -> EngineMatrix:
        """Return the first rows minus `head`."""
        return matrix[: head.shape[0]] - head

    def add_scaled(self, head: EngineMatrix, change: EngineMatrix, length: float) -> EngineMatrix:
        """Return head + length change."""
        return head + change * np.float32(length)

    def gram(self, matrix: EngineMatrix, limit: int | None = None) -> NDArray[np.float64]:
        """Return the Gram matrix of the first `limit` rows, float64 (D, D)."""
        head = matrix if limit is None else matrix[:limit]
        return self._summed_products(head, head)

    def factor_sums(
        self, side: int, matrix: EngineMatrix, limit: int | None = None
    ) -> NDArray[np.float64]:
        """Return factors.T @ matrix over the first `limit` rows, float64 (K, D)."""
        head = matrix if limit is None else matrix[:limit]
        return self._summed_products(self._factors[side][: head.shape[0]], head)

    def _summed_products(self, left: EngineMatrix, right: EngineMatrix) -> NDArray[np.float64]:
        """Return left.T @ right, summed over blocks of rows in float64."""
        parts = [self._row_blocks(matrix) for matrix in (left, right)]
        products = self._ops.matmul(self._ops.transpose(parts[0], (0, 2, 1)), parts[1])
        return tensor_ops.to_numpy(products).astype(np.float64).sum(axis=0)

    def _row_blocks(self, matrix: EngineMatrix) -> EngineMatrix:
        rows, columns = matrix.shape
        size = min(self._gram_rows, rows)
        return self._ops.reshape(self._append_zeros(matrix, -rows % size), (-1, size, columns))

    def improve(
        self,
        rows: EngineMatrix,
        columns: EngineMatrix,
        *,
        transposed: bool,
        steps: int,
        row_limit: int,
        column_limit: int,
        stage: Stage,
    ) -> tuple[EngineMatrix, ObjectiveChange]:
        """Return improved rows."""
        ops = self._ops
        equations = normal_equations(self, columns, transposed=transposed, limit=column_limit)
        white = equations.whitening
        # One more row of zeros, for the unused rows of blocks.
        fixed = self._transformed(columns, white.columns, column_limit)
        old = self._transformed(rows, white.rows, row_limit)
        improved = tensor_ops.matrix(ops.zeros_like(old))
        factors = self._append_zeros(self._factors[transposed], 1)
        diagonal = self._tensor(np.diag(equations.dense))
        rhs_factors = self._tensor(equations.rhs_factors)
        scheduler = self._scheduler(transposed, row_limit, column_limit)
        solver = _compiled(solve_block, steps)
        totals = np.zeros(2)

        def start(*tensors: Any) -> tuple[Any, ...]:
            return tensors[-1], *solver(fixed, old, factors, rhs_factors, diagonal, *tensors)

        def finish(block: TileBlock, result: tuple[Any, ...]) -> None:
            nonlocal improved
            ids, x, values = result
            numbers = tensor_ops.to_numpy(values).astype(np.float64)
            totals[:] += numbers[: -block.rows].sum(), numbers[-block.rows :].sum()
            improved = tensor_ops.set_rows(improved, ids, x)
            stage.add(scheduler.rows.pairs(block))

        scheduler.run(start, finish)
        head = ops.matmul(ops.convert_to_tensor(improved)[:row_limit], self._tensor(white.back))
        before, decrease = totals.tolist()
        before += equations.column_norms
        return self.replace_head(rows, head), ObjectiveChange(before, before - decrease)

    def _transformed(
        self, matrix: EngineMatrix, transform: NDArray[np.float64], limit: int
    ) -> EngineMatrix:
        """Multiply the first `limit` rows; (V+1, D), so that compiled programs see one shape."""
        head = self._ops.matmul(matrix[:limit], self._tensor(transform))
        return self._append_zeros(head, self.problem.size + 1 - limit)

    def line_coefficients(self, head: EngineMatrix, change: EngineMatrix) -> NDArray[np.float64]:
        """Return the objective's part of stored pairs along a line, float64 (5,)."""
        limit = head.shape[0]
        scheduler = self._scheduler(False, limit, limit)
        total = np.zeros(5)
        parts = [self._append_zeros(part, self.problem.size + 1 - limit) for part in (head, change)]

        def start(*tensors: Any) -> Any:
            return _compiled(sum_block)(*parts, *tensors)

        def finish(block: TileBlock, result: Any) -> None:
            total[:] += tensor_ops.to_numpy(result).astype(np.float64).sum(axis=0)

        scheduler.run(start, finish)
        return total

    def _scheduler(self, transposed: bool, row_limit: int, column_limit: int) -> BlockScheduler:
        """Return the scheduler of one side; the last one is reused, with its cached arrays."""
        problem = self.problem
        key = transposed and not problem.symmetric
        limits = (row_limit, column_limit)
        if key not in self._schedulers or self._schedulers[key][0] != limits:
            self._schedulers.pop(key, None)  # frees its tensors before others are created
            pairs = problem.columns if key else problem.rows
            rows = TiledRows(pairs, pairs.stops(column_limit), row_limit, self._tile_length)
            self._schedulers[key] = limits, BlockScheduler(rows, self._budget)
        return self._schedulers[key][1]


@functools.cache
def _compiled(function: Callable[..., Any], *settings: int) -> Callable[..., Any]:
    return tensor_ops.compiled(functools.partial(function, *settings))


def solve_block(
    steps: int,
    columns: Any,
    rows: Any,
    factors: Any,
    rhs_factors: Any,
    diagonal: Any,
    indices: Any,
    quadratic: Any,
    linear: Any,
    tile_rows: Any,
    ids: Any,
) -> tuple[Any, Any]:
    """Conjugate gradient for the rows `ids` of a block; `_solve_group` of the CPU kernels.

    Shapes: V words, D dimensions, K factors of the targets, T tiles of L pairs, R rows. columns,
    rows (V+1, D); factors (V+1, K); rhs_factors (K, D); diagonal (D,), that of the shared part of
    the normal equations; indices, quadratic, linear (T, L); tile_rows (T,); ids (R,). Returns the
    new rows (R, D), and one array: terms of the objective before (T + R,), then its decrease per
    row (R,).
    """
    from keras import ops

    gathered = tensor_ops.get_rows(columns, indices)

    def products(vectors: Any) -> Any:
        """Multiply the columns of each tile by the vector of its row; (T, L)."""
        return tensor_ops.products(gathered, tensor_ops.get_rows(vectors, tile_rows))

    def combined(coefficients: Any) -> Any:
        """Sum the columns of each row times coefficients; (R, D)."""
        sums = ops.squeeze(ops.matmul(ops.expand_dims(coefficients, 1), gathered), 1)
        return tensor_ops.sum_by_row(sums, tile_rows, ids.shape[0])

    def dots(left: Any, right: Any) -> Any:
        return ops.sum(left * right, axis=1, keepdims=True)

    x = tensor_ops.get_rows(rows, ids)
    rhs = ops.matmul(tensor_ops.get_rows(factors, ids), rhs_factors)
    least = 1e-6 * ops.mean(diagonal) + 1e-30
    residual = rhs - diagonal * x
    before = dots(x, residual + rhs)
    product = products(x)
    pair_residual = linear - quadratic * product
    values = ops.sum((pair_residual + linear) * product, axis=1)
    residual = residual + combined(pair_residual)
    direction = residual
    squared = dots(residual, residual)
    decrease = 0.0 * squared
    for _ in range(steps):
        product = diagonal * direction + combined(quadratic * products(direction))
        curvature = dots(direction, product)
        useful = curvature > least * dots(direction, direction)  # else rounding errors only
        length = ops.where(useful, squared / ops.where(useful, curvature, 1.0), 0.0)
        decrease = decrease + length * squared
        x = x + length * direction
        residual = residual - length * product
        smaller = dots(residual, residual)
        ratio = smaller / ops.where(useful, squared, 1.0)
        direction = ops.where(useful, residual + ratio * direction, direction)
        squared = smaller
    return x, ops.concatenate([-values, -before[:, 0], decrease[:, 0]])


def sum_block(
    vectors: Any,
    changes: Any,
    indices: Any,
    quadratic: Any,
    linear: Any,
    tile_rows: Any,
    ids: Any,
) -> Any:
    """Coefficients of t^0 to t^4 in the objective of each tile's pairs; (T, 5)."""
    from keras import ops

    ids_of_tiles = tensor_ops.get_rows(ids, tile_rows)
    rows = [tensor_ops.get_rows(matrix, ids_of_tiles) for matrix in (vectors, changes)]
    columns = [tensor_ops.get_rows(matrix, indices) for matrix in (vectors, changes)]
    a = tensor_ops.products(columns[0], rows[0])
    b = tensor_ops.products(columns[0], rows[1]) + tensor_ops.products(columns[1], rows[0])
    c = tensor_ops.products(columns[1], rows[1])
    powers = (
        quadratic * a * a - 2.0 * linear * a,
        2.0 * (quadratic * a - linear) * b,
        quadratic * (b * b + 2.0 * a * c) - 2.0 * linear * c,
        2.0 * quadratic * b * c,
        quadratic * c * c,
    )
    return ops.stack([ops.sum(power, axis=1) for power in powers], axis=1)
