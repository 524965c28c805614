"""Conversion of stored numbers of 8 and 16 bits to float32, in blocks that stay in the cache."""

from __future__ import annotations

import numpy as np

from .compiler import njit

_HALF_TO_SINGLE = np.float32(2.0**112)  # the difference of the exponent biases of the types
_INFINITE_HALF = np.float32(65536.0)


@njit(cache=True, nogil=True)
def widen_halves(bits, out):
    """Write the float16 numbers whose `bits` are uint16 (n, D) to `out` (n, D) float32.

    NaN becomes infinite.
    """
    words = out.view(np.uint32)
    for i in range(bits.shape[0]):
        for d in range(bits.shape[1]):
            half = np.uint32(bits[i, d])
            words[i, d] = ((half & np.uint32(0x8000)) << np.uint32(16)) | (
                (half & np.uint32(0x7FFF)) << np.uint32(13)
            )
        for d in range(bits.shape[1]):
            value = out[i, d] * _HALF_TO_SINGLE
            if abs(value) >= _INFINITE_HALF:
                value *= np.float32(np.inf)
            out[i, d] = value


@njit(cache=True, nogil=True)
def widen_bytes(numbers, scales, out):
    """Write `numbers` int8 (n, D), times the scale of their row, to `out` (n, D) float32."""
    for i in range(numbers.shape[0]):
        scale = scales[i]
        for d in range(numbers.shape[1]):
            out[i, d] = np.float32(numbers[i, d]) * scale
