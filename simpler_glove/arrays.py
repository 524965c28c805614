"""Helpers for NumPy arrays that all modules share."""

from __future__ import annotations

import mmap
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


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
    """Release the pages of read-only memory maps; they are read again when they are used.

    Parameters
    ----------
    *arrays : ndarray
        Arrays; those that are not memory-mapped are skipped.

    Example
    -------
    >>> release_pages(np.zeros(2))
    """
    if hasattr(mmap, "MADV_DONTNEED"):
        for mapped in filter(None, map(memory_map_of, arrays)):
            mapped.madvise(mmap.MADV_DONTNEED)
