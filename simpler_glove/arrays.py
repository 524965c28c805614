"""Helpers for NumPy arrays that all modules share."""

from __future__ import annotations

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
