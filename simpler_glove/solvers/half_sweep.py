"""A half-sweep on the CPU: what its rows share, and the improvement of rows in files."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import least_squares as kernels
from .engine import Whitening
from .problem import SparseRows
from .streamed_rows import RowGroup

_Rows = NDArray[np.float32]


class HalfSweep(NamedTuple):
    """Arguments of the kernels that are the same for all rows; see :func:`kernels.solve_rows`."""

    pairs: SparseRows
    stops: NDArray[np.int64]
    columns: NDArray[Any]
    diagonal: _Rows
    least_curvature: np.float32
    factors: _Rows
    rhs_factors: _Rows
    whitening: Whitening
    steps: int


def improve_group(
    half: HalfSweep, group: RowGroup, vectors: list[_Rows], objectives: NDArray[np.float64]
) -> None:
    """Improve the vectors of a group, by the same kernels as `solve_rows`.

    `vectors` are those of the rows, and space for residuals and, with several steps, for directions
    and products. The objectives of the rows before and after are float64 (2, B).
    """
    x, residual = vectors[:2]
    before, after = objectives
    stops, arrays = half.stops[group.rows], tuple(half.pairs)
    starts = half.pairs.indptr[group.rows]
    steps = kernels.sampling_steps(starts, stops, half.columns, x.shape[1])

    def visit(kind: int, left: _Rows, out: _Rows, values: NDArray[np.float64]) -> None:
        group.visit(
            lambda part, cursor, low, high: kernels.visit_rows(
                arrays, cursor, stops[part], steps[part], half.columns, low, high, kind,
                left[part], out[part], values[part],
            )
        )  # fmt: skip

    _begin(half, group, x, residual, before)
    visit(kernels.RESIDUAL, x, residual, before)
    after[:] = before
    direction = product = residual
    if len(vectors) > 2:
        direction, product = vectors[2:]
        group.run(lambda part: np.copyto(direction[part], residual[part]))
    curvature = np.empty(group.size)

    def begin(part: slice) -> None:
        scratch = np.empty((1, half.diagonal.size), np.float32)
        out = scratch if is_last else product[part]
        kernels.begin_step(half.diagonal, direction[part], out, curvature[part])

    def finish(part: slice) -> None:
        kernels.finish_step(
            half.least_curvature, is_last, x[part], residual[part], direction[part],
            product[part], curvature[part], after[part],
        )  # fmt: skip

    for step in range(half.steps):
        is_last = step == half.steps - 1
        group.run(begin)
        if is_last:
            visit(kernels.CURVATURE, direction, direction, curvature)
        else:
            visit(kernels.PRODUCT, direction, product, curvature)
        group.run(finish)


def _begin(
    half: HalfSweep, group: RowGroup, x: _Rows, residual: _Rows, objective: NDArray[np.float64]
) -> None:
    """Begin the residuals and objectives of a group, without its pairs."""
    factors = half.factors[group.rows]
    group.run(
        lambda part: kernels.begin_rows(
            half.diagonal, factors[part], half.rhs_factors, x[part], residual[part], objective[part]
        )
    )
