"""Predictions from character n-grams as a prior of the vectors of rare words.

The vector of a rare word is fitted to few pairs. It is mixed with the vector that a regression of
the vectors of all words on their n-grams predicts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import row_norms
from .._kernels.subwords import (
    COLUMNS,
    known_rows,
    ngram_hashes,
    regress,
    transposed,
)
from ..arrays import row_blocks
from ..parallel import run_all
from ..progress import Progress, Stage

Floats = NDArray[np.float32]

_RIDGE = 0.5
_STEPS = 3
_WORD_BYTES = 300  # of a word of usual length and the numbers of its n-grams
_BLOCK_BYTES = 650  # of a word and its n-grams, in each thread


@dataclass(frozen=True)
class NgramPrior:
    """The prediction of vectors from n-grams, and its weight.

    Parameters
    ----------
    pseudocount : float
        Number of occurrences n of a word for which prediction and own vector have the same weight;
        the weight of the own vector is ``1 / (1 + sqrt(pseudocount / n))``. 0 predicts nothing.
    """

    pseudocount: float

    def mix(
        self,
        words: tuple[NDArray[np.uint8], NDArray[np.int64]],
        counts: NDArray[np.int64] | None,
        vectors: Floats,
        *,
        threads: int,
        memory: int | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Mix vectors of words with those that their n-grams predict, in place.

        The direction of a vector becomes that of ``w u + (1 - w) p``, with the unit vector u, its
        predicted deviation p from the mean of all unit vectors, and the weight w. The length stays
        the same. The regression is fitted to all words, also to the one that it predicts. Words
        without an n-gram in common with another word keep their vectors.

        Parameters
        ----------
        words : tuple of ndarray of uint8, and of int64, shape (V + 1,)
            The words as packed strings.
        counts : ndarray of int64, shape (V,), or None
            Number of occurrences of each word; without them, nothing is changed.
        vectors : ndarray of float32, shape (V, D)
            The vectors, which are overwritten.
        threads : int
            Maximum number of threads; the result does not depend on it.
        memory : int, optional
            Bytes in addition to those that one thread needs.
        progress : Progress, optional
            Receives the stage "predicting vectors from n-grams" (dimensions).
        """
        if not self.pseudocount or counts is None:
            return
        size, dimensions = vectors.shape
        if memory is not None:
            memory += self.working_bytes(size)
            threads = max(n for n in range(1, threads + 1) if _bytes(size, n) <= memory)
        ngrams = _shared_ngrams(words, size)
        if not ngrams[0].size:
            return
        norms = _lengths(vectors)
        mixture = _Mixture(vectors, norms, self.own_weights(counts), ngrams)
        with Stage(progress, "predicting vectors from n-grams", dimensions, "dimensions") as stage:

            def mix(first: int) -> None:
                mixture.mix(first)
                stage.add(min(COLUMNS, dimensions - first))

            run_all(mix, range(0, dimensions, COLUMNS), threads)
        mixed = _lengths(vectors)
        factors = np.divide(norms, mixed, out=np.ones_like(norms), where=mixed > 0)
        for rows in row_blocks(vectors):
            vectors[rows] *= factors[rows, np.newaxis]

    def own_weights(self, counts: NDArray[np.int64]) -> Floats:
        """Return the weights of the own vectors of words with some counts, float32 (V,).

        Example
        -------
        >>> NgramPrior(20.0).own_weights(np.array([5, 20, 2000])).round(2).tolist()
        [0.33000001311302185, 0.5, 0.9100000262260437]
        """
        return (1 / (1 + np.sqrt(self.pseudocount / np.maximum(counts, 1)))).astype(np.float32)

    def working_bytes(self, words: float) -> int:
        """Return the least memory for a number of words of usual length, in bytes."""
        return _bytes(words, 1) if self.pseudocount else 0


class _Mixture:
    """The regression of vectors on n-grams, and the mixture with the result."""

    def __init__(
        self,
        vectors: Floats,
        norms: Floats,
        own: Floats,
        ngrams: tuple[NDArray[np.int32], NDArray[np.int64]],
    ) -> None:
        self._vectors = vectors
        self._norms = np.where(norms > 0, norms, 1).astype(np.float32)
        rows, starts = ngrams
        self._pairs = starts, rows, *transposed(starts, rows, int(rows.max()) + 1)
        sizes = np.diff(starts)
        used = (sizes > 0) & (norms > 0)
        self._factors = np.where(used, 1 / np.maximum(sizes, 1), 0).astype(np.float32)
        self._roots = np.sqrt(sizes).astype(np.float32)[:, np.newaxis]
        self._own = np.where(used, own, 1).astype(np.float32)
        self._scales = self._roots[:, 0] * (1 - self._own) * self._norms  # predictions are weighted

    def mix(self, first: int) -> None:
        """Mix COLUMNS columns of the vectors, beginning with `first`."""
        columns = slice(first, first + COLUMNS)
        block = np.empty((len(self._norms), self._vectors[:1, columns].shape[1]), np.float32)
        for rows in row_blocks(self._vectors):
            np.divide(self._vectors[rows, columns], self._norms[rows, np.newaxis], out=block[rows])
        block -= block.mean(axis=0, dtype=np.float64).astype(np.float32)
        targets = np.zeros((len(block), COLUMNS), np.float32)
        np.multiply(block, self._roots, out=targets[:, : block.shape[1]])
        predictions = np.zeros_like(targets)
        nothing = np.empty((0, COLUMNS), np.float32)
        regress(self._pairs, self._factors, _RIDGE, _STEPS, targets, nothing, predictions)
        for rows in row_blocks(self._vectors):
            predicted = predictions[rows, : block.shape[1]]
            predicted *= self._scales[rows, np.newaxis]
            self._vectors[rows, columns] *= self._own[rows, np.newaxis]
            self._vectors[rows, columns] += predicted


def _shared_ngrams(
    words: tuple[NDArray[np.uint8], NDArray[np.int64]], size: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the numbers of the n-grams of each word that occur more than once, and its first."""
    blob, offsets = (np.array(part) for part in words)  # the kernels need writable arrays
    hashes, starts = ngram_hashes(blob, offsets, 0, size)
    ordered = np.sort(hashes)
    equal = ordered[1:] == ordered[:-1]
    equal[1:] &= ~equal[:-1]  # one of each
    return known_rows(hashes, starts, ordered[1:][equal])


def _lengths(vectors: Floats) -> Floats:
    """Return the lengths of rows."""
    norms = np.empty(len(vectors), np.float32)
    for rows in row_blocks(vectors):
        row_norms(vectors[rows], norms[rows])
    return norms


def _bytes(words: float, threads: int) -> int:
    """Return the memory for a number of words and threads."""
    return int((_WORD_BYTES + _BLOCK_BYTES * threads) * words)
