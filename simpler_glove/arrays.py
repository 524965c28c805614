"""Helpers for NumPy arrays that all modules share."""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar
from weakref import WeakSet

import numpy as np
from numpy.typing import DTypeLike, NDArray

Scalar = TypeVar("Scalar", bound=np.generic)
_BLOCK_IDS = 1 << 22
_MAPPED_AROUND = 2 << 20  # bytes
_BLOCK_ROWS = 2048
_shared_maps: WeakSet[mmap.mmap] = WeakSet()  # whose pages are read again from their files


def readonly(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return a read-only view of an array; the array itself stays writable.

    Parameters
    ----------
    array : ndarray
        Any array.

    Returns
    -------
    ndarray
        Shares the memory of `array`.

    Example
    -------
    >>> readonly(np.zeros(2)).flags.writeable
    False
    """
    view: NDArray[Any] = array.view()
    view.flags.writeable = False
    return view


def map_file(
    file: BinaryIO, dtype: DTypeLike = np.uint8, *, offset: int = 0, writable: bool = False
) -> NDArray[Any]:
    """Map an open file, which may be closed and lose its name afterwards.

    Parameters
    ----------
    file : file object
        An open file.
    dtype : dtype, default uint8
        Type of the numbers.
    offset : int, default 0
        Position of the first number in bytes.
    writable : bool, default False
        Map it for writing as well; changes are changes of the file.

    Returns
    -------
    ndarray, shape (N,)
        Not a :class:`numpy.memmap`, which joblib would open again by its name.

    Example
    -------
    >>> import tempfile
    >>> with tempfile.TemporaryFile() as file:
    ...     _ = file.write(bytes([7, 8, 9])), file.flush()
    ...     map_file(file, offset=1).tolist()
    [8, 9]
    """
    if os.fstat(file.fileno()).st_size <= offset:  # nothing to map
        return readonly(np.zeros(0, dtype))
    # Before Python 3.13, a map keeps a descriptor of its file open.
    options = {"trackfd": False} if sys.version_info >= (3, 13) and sys.platform != "win32" else {}
    access = mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
    mapped = mmap.mmap(file.fileno(), 0, access=access, **options)
    _shared_maps.add(mapped)
    return np.frombuffer(mapped, dtype, offset=offset)


def memory_map_of(array: NDArray[Any]) -> mmap.mmap | None:
    """Return the memory map that an array is a part of, or None.

    Parameters
    ----------
    array : ndarray
        Any array.

    Example
    -------
    >>> memory_map_of(np.zeros(2)) is None
    True
    """
    base: Any = array
    while isinstance(base, np.ndarray | memoryview):
        base = base.base if isinstance(base, np.ndarray) else base.obj
    return base if isinstance(base, mmap.mmap) else None


def release_pages(*arrays: NDArray[Any]) -> None:
    """Release the pages of arrays of :func:`map_file`; they are read again when they are used.

    Parameters
    ----------
    *arrays : ndarray
        Arrays; others are skipped, because changes of a private map of the user would be lost.

    Example
    -------
    >>> release_pages(np.zeros(2))
    """
    for mapped in map(memory_map_of, arrays):
        if mapped is not None:
            _release_range(mapped, 0, len(mapped))


def release_part(part: NDArray[Any]) -> None:
    """Release the pages of a part of an array of :func:`map_file`, and a few beside them.

    If all parts of an array are read and released one after another, no page remains: with a page
    that is read, Linux maps others around it, up to 2 MiB.

    Parameters
    ----------
    part : ndarray
        A view with positive strides; other arrays are skipped.

    Example
    -------
    >>> release_part(np.zeros((4, 2))[1:3])
    """
    mapped = memory_map_of(part)
    if mapped is None or mapped not in _shared_maps or part.size == 0:
        return
    start = _address(part) - _address(np.frombuffer(mapped, np.uint8))
    strides = zip(part.shape, part.strides, strict=True)
    stop = start + part.itemsize + sum((size - 1) * stride for size, stride in strides)
    first = max(0, start - _MAPPED_AROUND) // mmap.PAGESIZE * mmap.PAGESIZE
    _release_range(mapped, first, stop + _MAPPED_AROUND - first)


def row_blocks(*matrices: NDArray[Any], block_rows: int = _BLOCK_ROWS) -> Iterator[slice]:
    """Yield ranges of the rows of matrices; release the pages of those in files after each.

    Parameters
    ----------
    *matrices : ndarray
        Matrices with the same number of rows.
    block_rows : int, default 2048
        Rows of a range.

    Example
    -------
    >>> [rows.stop for rows in row_blocks(np.zeros((3, 2)), block_rows=2)]
    [2, 3]
    """
    size = len(matrices[0])
    for start in range(0, size, block_rows):
        rows = slice(start, min(start + block_rows, size))
        yield rows
        for matrix in matrices:
            release_part(matrix[rows])


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])


def _release_range(mapped: mmap.mmap, start: int, size: int) -> None:
    """Release the pages of a part of a memory map, from a multiple of the size of a page on."""
    if mapped in _shared_maps and hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED, start, min(size, len(mapped) - start))


def are_ids(ids: NDArray[np.int32], size: int) -> bool:
    """Return True if all numbers are from 0 to `size` - 1, so that they can be used as indices.

    Parameters
    ----------
    ids : ndarray of int32, shape (N,)
        The numbers. Pages of a memory map are released.
    size : int
        Number of elements of the array that is indexed.

    Example
    -------
    >>> are_ids(np.array([0, 2], np.int32), 3), are_ids(np.array([-1, 2], np.int32), 3)
    (True, False)
    """
    for start in range(0, ids.size, _BLOCK_IDS):
        block = ids[start : start + _BLOCK_IDS]
        if block.view(np.uint32).max() >= size:  # a negative number becomes a large one
            return False
        release_pages(ids)
    return True


def are_offsets(offsets: NDArray[np.int64], size: int) -> bool:
    """Return True if an array begins with 0, ends with `size`, and does not descend.

    Parameters
    ----------
    offsets : ndarray
        Positions of the parts of an array of `size` elements.
    size : int
        Number of elements.

    Example
    -------
    >>> are_offsets(np.array([0, 2, 2]), 2), are_offsets(np.array([0, 3, 2]), 2)
    (True, False)
    """
    return bool(
        offsets.ndim == 1
        and offsets.dtype == np.int64
        and offsets.size
        and offsets[0] == 0
        and offsets[-1] == size
        and np.all(offsets[1:] >= offsets[:-1])
    )
