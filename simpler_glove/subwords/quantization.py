"""Quantization of vectors: each four numbers of a row become one byte.

Rows are divided by their lengths, and each group of four consecutive numbers is replaced by the
nearest of 256 rows of a codebook, which is learned by k-means.

References
----------
Jégou, Douze and Schmid 2011, "Product Quantization for Nearest Neighbor Search", section II, with
one codebook for all groups.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parallel import map_in_order, one_blas_thread

GROUP = 4
"""Numbers that become one byte."""
CODES = 256
"""Rows of the codebook."""

_SAMPLE_GROUPS = 16_384
_ROUNDS = 8  # of k-means
_BLOCK_GROUPS = 8192

Floats = NDArray[np.float32]


def quantize(
    vectors: Floats, threads: int
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]:
    """Quantize rows.

    Parameters
    ----------
    vectors : ndarray of float32, shape (B, D)
        The rows.
    threads : int
        Number of threads; the result does not depend on it.

    Returns
    -------
    codes : ndarray of uint8, shape (B, G)
        Rows of the codebook, for each of the G = ceil(D / 4) groups.
    scales : ndarray of float32, shape (B,)
        The lengths of the rows.
    codebook : ndarray of float32, shape (256, 4)
        The codebook.

    Example
    -------
    >>> codes, scales, codebook = quantize(np.array([[3, 4, 0, 0, 0]], np.float32), 1)
    >>> codes.shape, codebook[codes[0, 0]].tolist(), scales.tolist()
    ((1, 2), [0.6000000238418579, 0.800000011920929, 0.0, 0.0], [5.0])
    """
    size, dimensions = vectors.shape
    scales = np.sqrt(np.einsum("bd,bd->b", vectors, vectors, dtype=np.float64)).astype(np.float32)
    padded = np.zeros((size, -(-dimensions // GROUP) * GROUP), np.float32)
    np.divide(
        vectors, scales[:, np.newaxis], out=padded[:, :dimensions],
        where=scales[:, np.newaxis] > 0,
    )  # fmt: skip
    groups = padded.reshape(-1, GROUP)
    blocks = (groups[i : i + _BLOCK_GROUPS] for i in range(0, len(groups), _BLOCK_GROUPS))
    with one_blas_thread():  # sums of BLAS depend on its number of threads
        codebook = _learned(groups)
        codes = [*map_in_order(lambda block: _nearest(block, codebook), blocks, threads)]
    return np.concatenate(codes).reshape(size, -1), scales, codebook


def _learned(groups: Floats) -> Floats:
    """Return a codebook for a sample of groups."""
    generator = np.random.default_rng(0)
    sample = groups[generator.integers(len(groups), size=_SAMPLE_GROUPS)]
    codebook = sample[:CODES].copy()
    for _ in range(_ROUNDS):
        codes = _nearest(sample, codebook)
        sizes = np.bincount(codes, minlength=CODES)
        for column in range(GROUP):
            sums = np.bincount(codes, weights=sample[:, column], minlength=CODES)
            codebook[sizes > 0, column] = (sums / np.maximum(sizes, 1))[sizes > 0]
    return codebook


def _nearest(groups: Floats, codebook: Floats) -> NDArray[np.uint8]:
    """Return the nearest row of the codebook for each group."""
    distances = np.einsum("kd,kd->k", codebook, codebook) - 2 * (groups @ codebook.T)
    return distances.argmin(axis=1).astype(np.uint8)
