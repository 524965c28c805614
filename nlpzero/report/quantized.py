"""Vectors as int8 with a scale per row, and four further bits."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_LARGEST = 127
_STEPS = 16  # of the fine part, in one step of int8


def quantized(rows: NDArray[Any]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 (m, D) and float32 (m,): a number is int8 times the scale of its row."""
    scales, divisors = _scales(rows)
    return np.rint(rows / divisors).astype(np.int8), scales


def finely_quantized(
    rows: NDArray[Any],
) -> tuple[NDArray[np.int8], NDArray[np.uint8], NDArray[np.float32]]:
    """Return int8 (m, D), four further bits of each number in uint8 (m, (D + 1) // 2), and scales.

    A number is int8 times the scale of its row; or more exactly, with the further bits b of 0 to
    15, (16 int8 + b - 8) scale / 16. The bits of even columns are the low ones of a byte.
    """
    scales, divisors = _scales(rows)
    steps = np.rint(rows * _STEPS / divisors).astype(np.int16) + _STEPS // 2
    bits = np.zeros((len(rows), rows.shape[1] + rows.shape[1] % 2), np.uint8)
    bits[:, : rows.shape[1]] = steps & (_STEPS - 1)
    return (steps >> 4).astype(np.int8), bits[:, ::2] | bits[:, 1::2] << 4, scales


def _scales(rows: NDArray[Any]) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return the scales, and divisors (m, 1), which are 1 for rows of zeros."""
    scales = (np.abs(rows).max(axis=1, initial=0.0) / _LARGEST).astype(np.float32)
    return scales, np.where(scales > 0, scales, 1).astype(np.float64)[:, None]
