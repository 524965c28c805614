"""Powers of the singular values of word vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..arrays import row_blocks
from ..narrow_matrix import Matrix, release_rows
from ..parallel import one_blas_thread

_BLOCK_ROWS = 4096
_LEAST_SINGULAR_VALUE = 1e-6  # relative to the largest; smaller ones are rounding errors


def spectral_transform(matrix: Matrix, exponent: float) -> NDArray[np.float64]:
    """Return the matrix that raises the singular values of vectors to a power.

    With the singular value decomposition ``matrix = U diag(s) V'``, the result is ``V diag(k
    s^(exponent - 1)) V'``, with k such that the sum of the squares of all numbers remains the
    same. The exponent 1 / p reverses the exponent p.

    Parameters
    ----------
    matrix : ndarray or NarrowMatrix, shape (V, D)
        The vectors.
    exponent : float
        The exponent, above 0.

    Returns
    -------
    ndarray of float64, shape (D, D)
        A symmetric and invertible matrix, by which the vectors are to be multiplied.

    Example
    -------
    >>> vectors = np.diag([3.0, 4.0])
    >>> np.round(vectors @ spectral_transform(vectors, 0.5), 2).tolist()
    [[3.27, 0.0], [0.0, 3.78]]
    """
    gram = np.zeros((matrix.shape[1], matrix.shape[1]))
    with one_blas_thread():  # sums of BLAS depend on its number of threads
        for first in range(0, len(matrix), _BLOCK_ROWS):  # constant blocks: same bytes every time
            block = matrix[first : first + _BLOCK_ROWS].astype(np.float64)
            gram += block.T @ block
            release_rows(matrix)
        squares, axes = np.linalg.eigh(gram)
        values = np.sqrt(np.maximum(squares, 0))
        if values[-1] == 0:
            return np.eye(len(values))
        values = np.maximum(values, _LEAST_SINGULAR_VALUE * values[-1])
        powers = values**exponent
        powers *= np.linalg.norm(values) / np.linalg.norm(powers)
        return np.asarray((axes * (powers / values)) @ axes.T)


def scale_singular_values(
    vectors: NDArray[np.float32],
    context: NDArray[np.float32],
    mean: NDArray[np.float32] | None,
    exponent: float,
) -> NDArray[np.float32] | None:
    """Raise the singular values of word vectors to a power, in place.

    Context vectors are multiplied by the inverse matrix, so that inner products of word vectors
    and context vectors remain the same.

    Parameters
    ----------
    vectors, context : ndarray of float32, shape (V, D)
        Word vectors and context vectors.
    mean : ndarray of float32, shape (D,), or None
        The mean that was subtracted from the word vectors.
    exponent : float
        The exponent, above 0; 1 changes nothing.

    Returns
    -------
    ndarray of float32, shape (D,), or None
        The mean of the new vectors.
    """
    if exponent == 1:
        return mean
    transform = spectral_transform(vectors, exponent)
    transform_both(vectors, context, transform)
    return None if mean is None else np.asarray(mean @ transform, np.float32)


def transform_both(
    vectors: NDArray[np.float32], context: NDArray[np.float32], transform: NDArray[np.float64]
) -> None:
    """Multiply word vectors by a matrix and context vectors by its inverse, in place.

    Inner products of word vectors and context vectors remain the same.

    Parameters
    ----------
    vectors, context : ndarray of float32, shape (V, D)
        Word vectors and context vectors.
    transform : ndarray of float64, shape (D, D)
        A symmetric and invertible matrix, as :func:`spectral_transform` returns it.
    """
    with one_blas_thread():
        for matrix, factor in ((vectors, transform), (context, np.linalg.inv(transform))):
            small = factor.astype(np.float32)
            for block in row_blocks(matrix):
                matrix[block] = matrix[block] @ small
