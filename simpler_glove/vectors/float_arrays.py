"""Conversion of arrays to read-only float32, and the lengths of their rows."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._kernels.search import row_norms
from ..arrays import readonly
from ..errors import ParameterError
from ..parallel import resolve_threads, run_all

Floats: TypeAlias = NDArray[np.float32]

_BLOCK_ROWS = 16384


def readonly_floats(
    value: ArrayLike, name: str, owner: str, shape: tuple[int | None, ...]
) -> Floats:
    """Return a read-only view of an array of float32, or a copy if it has another type."""
    try:
        with np.errstate(over="ignore"):
            array = np.ascontiguousarray(value, np.float32)
    except (TypeError, ValueError):
        array = np.empty(0, np.float32)
    sizes = zip(array.shape, shape, strict=False)
    if array.ndim != len(shape) or not all(want in (None, got) for got, want in sizes):
        wanted = ", ".join("D" if size is None else str(size) for size in shape)
        raise ParameterError(
            f"must be an array of shape ({wanted}). Got shape {np.shape(array)} instead.",
            parameter=name,
            owner=owner,
        )
    return readonly(array)


def norms_of(matrix: Floats) -> Floats:
    """Return the Euclidean norm of each row, float32, shape (V,)."""
    norms = np.empty(len(matrix), np.float32)
    starts = range(0, len(matrix), _BLOCK_ROWS)

    def job(start: int) -> None:
        row_norms(matrix[start : start + _BLOCK_ROWS], norms[start : start + _BLOCK_ROWS])

    run_all(job, starts, resolve_threads(None, "WordVectors"))
    return norms
