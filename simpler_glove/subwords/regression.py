"""Fit the vectors of n-grams to the vectors of words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .._kernels.subwords import COLUMNS, known_rows, ngram_hashes, regress, transposed
from ..arrays import readonly
from ..narrow_matrix import Matrix
from ..parallel import map_in_order
from ..progress import Progress, Stage
from .quantization import GROUP, quantize
from .subword_vectors import SubwordVectors

_RIDGE = 0.2
_STEPS = 10
_COMMON_SHARE = 0.6  # of the component in the mean direction, which is removed
_UNIT_COUNT = 54  # of a word with weight 1
_RARE_SHARE = 0.1  # of the vocabulary, whose length unseen words get
_FLOAT_BYTES = 4
_NGRAM_BYTES = 8  # hash and scale of an n-gram, beside its codes
_MIN_NGRAMS = 1000  # of small models, whose size does not matter
_HASHING_BYTES = 96  # of each place in a word while hashes are sorted
_BLOCK_ROWS = 4096
_BLOCKS = 5  # arrays of COLUMNS numbers per word, and per n-gram, in each thread


def fit_subwords(
    words: tuple[NDArray[np.uint8], NDArray[np.int64]],
    matrix: Matrix,
    norms: NDArray[np.float32],
    counts: NDArray[np.int64] | None,
    *,
    limit: int,
    threads: int,
    progress: Progress | None = None,
) -> SubwordVectors | None:
    """Fit the vectors of n-grams to the unit vectors of words by ridge regression.

    Parameters
    ----------
    words : tuple of ndarray of uint8, and of int64, shape (V + 1,)
        The words, by descending frequency, as packed strings.
    matrix : ndarray of float32 or NarrowMatrix, shape (V, D)
        Their vectors.
    norms : ndarray of float32, shape (V,)
        The lengths of the vectors.
    counts : ndarray of int64, shape (V,), or None
        Number of occurrences of each word, whose squared logarithm is its weight; None weights all
        words equally.
    limit : int
        Maximum number of n-grams; those that occur in most words are used, and of those that occur
        in equally many words, those of the most frequent words.
    threads : int
        Number of threads; the result does not depend on it.
    progress : Progress, optional
        Receives the stage "fitting subwords" (dimensions).

    Returns
    -------
    SubwordVectors or None
        Vectors of the mean length of the rarest tenth of the words. None if all words are empty.
    """
    blob, offsets = (np.array(part) for part in words)  # the kernels need writable arrays
    hashes, starts = ngram_hashes(blob, offsets, 0, len(norms))
    chosen = _frequent(hashes, limit)
    if not chosen.size:
        return None
    rows, starts = known_rows(hashes, starts, readonly(chosen))
    del hashes
    vectors = np.empty((chosen.size, matrix.shape[1]), np.float32)
    mean = np.empty(matrix.shape[1])
    fit = _Regression(matrix, norms, _weights(counts, len(norms)), starts, rows, chosen.size)
    firsts = range(0, matrix.shape[1], COLUMNS)
    with Stage(progress, "fitting subwords", matrix.shape[1], "dimensions") as stage:
        for first, results in zip(firsts, map_in_order(fit, firsts, threads), strict=True):
            fitted, mean[first : first + COLUMNS] = results
            vectors[:, first : first + COLUMNS] = fitted
            stage.add(fitted.shape[1])
    _reduce_common(vectors, mean)
    vectors *= np.float32(_rare_length(norms))
    return SubwordVectors(chosen, *quantize(vectors, threads), vector_size=matrix.shape[1])


class _Regression:
    """The regression of some columns of the vectors, called with the first of them.

    It also returns the mean of these columns of the unit vectors.
    """

    def __init__(
        self,
        matrix: Matrix,
        norms: NDArray[np.float32],
        weights: NDArray[np.float64],
        starts: NDArray[np.int64],
        rows: NDArray[np.int32],
        ngrams: int,
    ) -> None:
        self._matrix = matrix
        self._ngrams = ngrams
        self._pairs = starts, rows, *transposed(starts, rows, ngrams)
        sizes = np.diff(starts)
        used = (sizes > 0) & (norms > 0)
        self._factors = np.where(used, weights / np.maximum(sizes, 1), 0).astype(np.float32)
        scales = np.where(used, np.sqrt(sizes) / np.where(used, norms, 1), 0)
        self._scales = scales.astype(np.float32)[:, np.newaxis]
        self._norms = np.where(norms > 0, norms, 1)[:, np.newaxis]

    def __call__(self, first: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        block = np.asarray(self._matrix[:, first : first + COLUMNS], np.float32)
        targets = np.zeros((len(block), COLUMNS), np.float32)
        np.multiply(block, self._scales, out=targets[:, : block.shape[1]])
        fitted = np.zeros((self._ngrams, COLUMNS), np.float32)
        nothing = np.empty((0, COLUMNS), np.float32)
        regress(self._pairs, self._factors, _RIDGE, _STEPS, targets, fitted, nothing)
        mean = (block / self._norms).mean(axis=0, dtype=np.float64)
        return fitted[:, : block.shape[1]], mean


def _frequent(hashes: NDArray[np.uint32], limit: int) -> NDArray[np.uint32]:
    """Return at most `limit` hashes, ascending: the most frequent, of equal ones the first."""
    unique, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    if unique.size <= limit:
        return unique
    return np.asarray(unique[np.sort(np.lexsort((first, -counts))[:limit])])


def _weights(counts: NDArray[np.int64] | None, words: int) -> NDArray[np.float64]:
    """Return the weights of words: the vectors of rare words are noisy."""
    if counts is None:
        return np.ones(words)
    return np.square(np.log1p(counts) / np.log1p(_UNIT_COUNT))


def _reduce_common(vectors: NDArray[np.float32], mean: NDArray[np.float64]) -> None:
    """Remove a part of the component in the direction of the mean, in place.

    The deviation of a predicted vector from the mean is shorter than the true one, while the mean
    is predicted in full; without this, all predicted vectors would be too similar to each other.
    """
    length = np.sqrt(mean @ mean)
    if length > 0:
        direction = (mean / length).astype(np.float32)
        for block in np.array_split(vectors, -(-len(vectors) // _BLOCK_ROWS)):
            parts = np.einsum("bd,d->b", block, _COMMON_SHARE * direction)
            block -= np.multiply.outer(parts, direction)


def _rare_length(norms: NDArray[np.float32]) -> float:
    """Return the mean length of the vectors of the rarest words."""
    last = norms[-max(1, int(_RARE_SHARE * len(norms))) :]
    return float(last.mean(dtype=np.float64))


def max_ngrams(share: float, vectors: int, dimensions: int) -> int:
    """Return the number of n-grams whose vectors have a share of the size of some vectors.

    It is at least 1000.

    Example
    -------
    >>> max_ngrams(0.1, 100_000, 100)
    121212
    """
    size = share * vectors * _FLOAT_BYTES * dimensions
    return max(int(size / stored_bytes(1, dimensions)), _MIN_NGRAMS)


def stored_bytes(ngrams: int, dimensions: int) -> int:
    """Return the size of the vectors of n-grams in a file, in bytes."""
    return ngrams * (-(-dimensions // GROUP) + _NGRAM_BYTES)


def working_bytes(words: int, word_bytes: int, dimensions: int, limit: int, threads: int) -> int:
    """Return the memory that :func:`fit_subwords` needs.

    Parameters
    ----------
    words, word_bytes : int
        Number of words, and their size in UTF-8.
    dimensions, limit, threads : int
        Number of dimensions, and parameters of :func:`fit_subwords`.

    Returns
    -------
    int
        Bytes.
    """
    hashing = _HASHING_BYTES * (words + word_bytes)
    blocks = _BLOCKS * _FLOAT_BYTES * COLUMNS * (words + limit) * threads
    return hashing + blocks + 2 * _FLOAT_BYTES * dimensions * limit
