"""Conversion of arrays to read-only float32, and the lengths of their rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .._kernels.search import row_norms
from ..arrays import readonly, release_part
from ..errors import ParameterError
from ..narrow_matrix import Floats, Matrix, NarrowMatrix
from ..parallel import resolve_threads, run_all

_BLOCK_ROWS = 2048


def readonly_floats(
    value: ArrayLike, name: str, owner: str, shape: tuple[int | None, ...]
) -> Floats:
    """Return a read-only view of an array of float32, or a copy if it has another type."""
    if np.iscomplexobj(value):
        raise ParameterError(
            "must be real. Got complex numbers instead", parameter=name, owner=owner
        )
    try:
        with np.errstate(over="ignore"):
            array = np.ascontiguousarray(value, np.float32)
    except (TypeError, ValueError, OverflowError):
        array = np.empty(0, np.float32)
    check_shape(array.shape, name, owner, shape)
    return readonly(array)


def check_shape(
    found: tuple[int, ...], name: str, owner: str, shape: tuple[int | None, ...]
) -> None:
    """Raise ParameterError unless a shape is `shape`, of which None is any size."""
    same = len(found) == len(shape)
    if not same or not all(want in (None, got) for got, want in zip(found, shape, strict=True)):
        wanted = ", ".join("D" if size is None else str(size) for size in shape)
        raise ParameterError(
            f"must be an array of shape ({wanted}). Got shape {found} instead.",
            parameter=name,
            owner=owner,
        )


def readonly_matrix(
    value: ArrayLike | NarrowMatrix, name: str, owner: str, shape: tuple[int | None, ...]
) -> Matrix:
    """Return vectors as `readonly_floats` does, or a matrix of a narrower type as it is."""
    if isinstance(value, NarrowMatrix):
        matrix: Matrix = value
        check_shape(value.shape, name, owner, shape)
    else:
        matrix = readonly_floats(value, name, owner, shape)
    if matrix.shape[1] == 0:
        raise ParameterError(
            f"must have at least one dimension. Got shape {matrix.shape} instead",
            parameter=name,
            owner=owner,
        )
    return matrix


def norms_of(matrix: Matrix) -> Floats:
    """Return the Euclidean norm of each row, float32, shape (V,)."""
    norms = np.empty(len(matrix), np.float32)
    starts = range(0, len(matrix), _BLOCK_ROWS)

    def job(start: int) -> None:
        block = slice(start, start + _BLOCK_ROWS)
        row_norms(matrix[block], norms[block])
        release_part(matrix.numbers[block] if isinstance(matrix, NarrowMatrix) else matrix[block])

    run_all(job, starts, resolve_threads(None, "WordVectors"))
    return norms
