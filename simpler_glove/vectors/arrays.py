"""Arrays as they are given, made float32 and read-only."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._kernels.search import row_norms
from ..errors import ParameterError
from ..parallel import resolve_threads, run_all

Floats: TypeAlias = NDArray[np.float32]

_BLOCK = 16384


def floats(given: ArrayLike, name: str, shape: tuple[int | None, ...]) -> Floats:
    """Check an array and give a read-only view of it, or a copy where it was no float32."""
    try:
        with np.errstate(over="ignore"):
            array = np.ascontiguousarray(given, np.float32)
    except (TypeError, ValueError):
        array = np.empty(0, np.float32)
    sizes = zip(array.shape, shape, strict=False)
    if array.ndim != len(shape) or not all(want in (None, got) for got, want in sizes):
        wanted = ", ".join("D" if size is None else str(size) for size in shape)
        raise ParameterError(
            f"The '{name}' parameter of WordVectors must be an array of shape ({wanted}). "
            f"Got shape {np.shape(array)} instead."
        )
    view = array.view()
    view.flags.writeable = False
    return view


def norms_of(matrix: Floats) -> Floats:
    """Return the Euclidean norm of each row, float32, shape (V,)."""
    norms = np.empty(len(matrix), np.float32)
    starts = range(0, len(matrix), _BLOCK)

    def job(start: int) -> None:
        row_norms(matrix[start : start + _BLOCK], norms[start : start + _BLOCK])

    run_all(job, starts, resolve_threads(None, "WordVectors"))
    return norms
