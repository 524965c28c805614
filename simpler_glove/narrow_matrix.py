"""Matrices stored in float16, or in int8 with a scale per row, and read as float32 in blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ._kernels.narrow import widen_bytes, widen_halves
from ._kernels.search import row_norms
from .arrays import readonly, release_pages

FLOAT32, FLOAT16, INT8 = DTYPES = ("float32", "float16", "int8")
"""Types in which vectors can be stored."""

Floats: TypeAlias = NDArray[np.float32]

LARGE_BYTES = 1 << 30
"""Pages of larger matrices are released while they are read; reading them again takes time."""

_MAX_INT8 = 127
_BLOCK_NUMBERS = 1 << 18  # float32 numbers that stay in the second-level cache


class NarrowMatrix:
    """A read-only matrix of float16 or int8, whose parts are float32 when they are read.

    Supports the part of NumPy's interface that vectors need: ``matrix[i]``, ``matrix[ids]``,
    ``matrix[start:stop]``, ``matrix @ array``, ``len``, ``shape``.  ``np.asarray`` expands it.

    Parameters
    ----------
    numbers : ndarray of float16 or int8, shape (V, D)
        The stored numbers; not copied.
    scales : ndarray of float32, shape (V,), optional
        The factor of each row of int8.

    Example
    -------
    >>> matrix = NarrowMatrix(np.array([[127, -64]], np.int8), np.array([0.5], np.float32))
    >>> matrix[0]
    array([ 63.5, -32. ], dtype=float32)
    """

    ndim = 2
    dtype = np.dtype(np.float32)

    def __init__(self, numbers: NDArray[Any], scales: Floats | None = None) -> None:
        self.numbers = readonly(numbers)
        self.scales = None if scales is None else readonly(scales)

    @property
    def stored_dtype(self) -> str:
        """The type of the stored numbers, "float16" or "int8"."""
        return self.numbers.dtype.name

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        rows, columns = self.numbers.shape
        return rows, columns

    @property
    def size(self) -> int:
        """Number of elements."""
        return self.numbers.size

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, key: tuple[slice, slice]) -> NarrowMatrix: ...

    @overload
    def __getitem__(self, key: Any) -> Floats: ...

    def __getitem__(self, key: Any) -> Floats | NarrowMatrix:
        """Return a row (D,) or rows (n, D) as float32; ``matrix[:, a:b]`` is not converted."""
        if isinstance(key, tuple):
            rows, columns = key
            scales = None if self.scales is None else self.scales[rows]
            return NarrowMatrix(self.numbers[rows, columns], scales)
        if isinstance(key, int | np.integer):
            return readonly(self._widened(slice(key, key + 1 or None))[0])
        rows = self._widened(key)
        return readonly(rows) if isinstance(key, slice) else rows

    def _widened(self, key: Any) -> Floats:
        numbers = readonly(self.numbers[key])
        out = np.empty(numbers.shape, np.float32)
        if self.scales is None:
            widen_halves(numbers.view(np.uint16), out)
        else:
            widen_bytes(numbers, readonly(self.scales[key]), out)
        return out

    def select(self, ids: NDArray[np.integer]) -> NarrowMatrix:
        """Copy some rows, in the stored type."""
        return NarrowMatrix(self.numbers[ids], None if self.scales is None else self.scales[ids])

    def copy(self) -> NarrowMatrix:
        """Copy all rows into memory, in the stored type."""
        return self.select(np.arange(len(self)))

    def __matmul__(self, other: NDArray[Any]) -> NDArray[Any]:
        """Return the matrix product with an array (D,) or (D, n)."""
        return _product(self, other)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Return the whole matrix as float32."""
        return self[:].astype(dtype or np.float32, copy=False)


Matrix: TypeAlias = Floats | NarrowMatrix
"""Vectors: an array of float32, or a :class:`NarrowMatrix`."""


def release_rows(matrix: Matrix, *, larger_than: int = 0) -> None:
    """Release the pages of a memory-mapped matrix of more than `larger_than` bytes.

    Example
    -------
    >>> release_rows(np.zeros((2, 1), np.float32))
    """
    numbers = matrix.numbers if isinstance(matrix, NarrowMatrix) else matrix
    if numbers.nbytes > larger_than:
        release_pages(numbers)


def matrix_product(
    matrix: Matrix, other: NDArray[Any], *, larger_than: int = LARGE_BYTES
) -> NDArray[Any]:
    """Return ``matrix @ other``, of a matrix of more than `larger_than` bytes by blocks.

    Example
    -------
    >>> matrix_product(np.ones((2, 2), np.float32), np.ones(2, np.float32)).tolist()
    [2.0, 2.0]
    """
    if isinstance(matrix, NarrowMatrix) or matrix.nbytes > larger_than:
        return _product(matrix, other, larger_than)
    return np.asarray(matrix @ other)


def _product(matrix: Matrix, other: NDArray[Any], larger_than: int = LARGE_BYTES) -> NDArray[Any]:
    out = np.empty((len(matrix), *other.shape[1:]), np.result_type(np.float32, other))
    for block in _blocks(matrix):
        np.matmul(matrix[block], other, out=out[block])
        release_rows(matrix, larger_than=larger_than)
    return out


def _blocks(matrix: Matrix) -> list[slice]:
    """Return ranges of rows whose numbers stay in the cache."""
    step = max(1, _BLOCK_NUMBERS // max(matrix.shape[1], 1))
    return [slice(start, min(start + step, len(matrix))) for start in range(0, len(matrix), step)]


def stored_dtype(matrix: Matrix) -> str:
    """Return the type in which a matrix is stored, one of `DTYPES`.

    Example
    -------
    >>> stored_dtype(NarrowMatrix(np.zeros((2, 1), np.float16)))
    'float16'
    """
    return matrix.stored_dtype if isinstance(matrix, NarrowMatrix) else FLOAT32


class ConvertedRows(NamedTuple):
    """A matrix in the type in which it is stored; its blocks are converted when they are written.

    Attributes
    ----------
    scales : ndarray of float32, shape (V,), optional
        The factor of each row of int8.
    norms : ndarray of float32, shape (V,)
        Lengths of the stored rows; infinite if float16 cannot represent a number of the row.
    blocks : callable
        Yields the stored numbers in blocks of rows.
    """

    scales: Floats | None
    norms: Floats
    blocks: Callable[[], Iterator[NDArray[Any]]]


def converted_rows(matrix: Matrix, dtype: str) -> ConvertedRows:
    """Convert a matrix to another type in two passes over its blocks, without a copy of it.

    Parameters
    ----------
    matrix : ndarray of float32 or NarrowMatrix, shape (V, D)
        The matrix.
    dtype : {"float32", "float16", "int8"}
        The type.  Each row of int8 has a scale, by which its largest number becomes ±127.

    Returns
    -------
    ConvertedRows
        The conversion.

    Example
    -------
    >>> rows = converted_rows(np.array([[1.0, -0.5]], np.float32), "int8")
    >>> next(rows.blocks()).tolist()
    [[127, -64]]
    """
    parts = _blocks(matrix)
    scales = np.zeros(len(matrix), np.float32) if dtype == INT8 else None
    norms = np.empty(len(matrix), np.float32)
    for part in parts:
        rows = matrix[part]
        if scales is not None:
            scales[part] = np.abs(rows).max(axis=1, initial=0.0) / _MAX_INT8
        if dtype != FLOAT32:
            numbers = _converted(rows, dtype, None if scales is None else scales[part])
            rows = NarrowMatrix(numbers, None if scales is None else scales[part])[:]
        row_norms(readonly(rows), norms[part])
        release_rows(matrix)

    def blocks() -> Iterator[NDArray[Any]]:
        for part in parts:
            yield _converted(matrix[part], dtype, None if scales is None else scales[part])
            release_rows(matrix)

    return ConvertedRows(scales, norms, blocks)


def _converted(rows: Floats, dtype: str, scales: Floats | None) -> NDArray[Any]:
    """Return the stored numbers of some rows."""
    if scales is None:
        with np.errstate(over="ignore"):
            return rows.astype(dtype, copy=False)
    divisors = np.where(scales > 0, scales, np.float32(1))
    numbers: NDArray[Any] = np.rint(rows / divisors[:, np.newaxis])
    return np.clip(numbers, -_MAX_INT8, _MAX_INT8).astype(np.int8)
