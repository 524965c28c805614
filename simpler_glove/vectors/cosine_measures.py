"""The measures ``cosine`` and ``context``: the cosine of two vectors in some metric.

With a metric G (the identity for ``cosine``), the unit vector of a word is u = v / |v|, where
|v|^2 = v G v, and the score of word j for a unit vector u is (G u) . v_j / |v_j|.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import row_norms
from ..arrays import readonly
from ..identity_cache import cached_for
from ..narrow_matrix import LARGE_BYTES, Matrix, release_rows
from .measure_names import CONTEXT
from .model_data import ModelData

Doubles: TypeAlias = NDArray[np.float64]

CONTEXT_WORDS = 20_000
"""Number of most frequent words over which ``context`` correlates rows of PMI."""

_BLOCK_ROWS = 4096


@dataclass(frozen=True)
class CosineMeasure:
    """The cosine of two vectors in a metric.

    Attributes
    ----------
    rows : ndarray of float32 or NarrowMatrix, shape (V, D)
        The vectors of all words.
    norms : ndarray of float32, shape (V,)
        Their lengths in the metric.
    metric : ndarray of float64, shape (D, D), optional
        G; None is the identity.
    """

    rows: Matrix
    norms: NDArray[np.float32]
    metric: Doubles | None = None

    def applied(self, vectors: NDArray[Any]) -> Doubles:
        """Return G v for each of `vectors` (..., D)."""
        doubles = np.asarray(vectors, np.float64)
        return doubles if self.metric is None else doubles @ self.metric

    def unit(self, vectors: NDArray[Any]) -> Doubles:
        """Divide `vectors` (..., D) by their lengths; a vector of length 0 stays 0."""
        doubles = np.asarray(vectors, np.float64)
        squares = np.einsum("...d,...d->...", doubles, self.applied(doubles))
        lengths = np.sqrt(np.maximum(squares, 0))[..., np.newaxis]
        return np.divide(doubles, lengths, out=np.zeros_like(doubles), where=lengths > 0)

    def queries(self, vectors: NDArray[Any]) -> NDArray[np.float32]:
        """Return G u for `vectors` (..., D) of any length, float32, read-only."""
        return readonly(self.applied(self.unit(vectors)).astype(np.float32))

    def pairs(self, a: NDArray[Any], b: NDArray[Any]) -> Doubles:
        """Return the score of each pair of ids (a[i], b[i]), from -1 to 1; float64 (n,)."""
        return self.between(self.rows[a], self.rows[b])

    def between(self, a: NDArray[Any], b: NDArray[Any]) -> Doubles:
        """Return the score of each pair of vectors (a[i], b[i]), from -1 to 1; float64 (n,)."""
        left = self.applied(self.unit(a))
        return np.clip(np.einsum("nd,nd->n", left, self.unit(b)), -1, 1)


def cosine_measure(model: ModelData, name: str) -> CosineMeasure:
    """Return the measure ``cosine`` or ``context`` of a model; the latter is computed once."""
    if name == CONTEXT:
        return cached_for(model, CONTEXT, lambda: _context_measure(model))
    return CosineMeasure(model.matrix, model.norms)


def context_words(counts: NDArray[np.int64] | None, size: int) -> NDArray[np.int64]:
    """Return the ascending ids of the `CONTEXT_WORDS` most frequent of `size` words.

    Without counts, words are taken to be sorted by descending frequency.
    """
    if counts is None or np.all(counts[:-1] >= counts[1:]):
        return np.arange(min(size, CONTEXT_WORDS))
    return np.sort(np.argsort(-counts, kind="stable")[:CONTEXT_WORDS])


def _context_measure(model: ModelData) -> CosineMeasure:
    """Return the correlation of rows of PMI over the most frequent words.

    Row i of PMI is v_i . c_j over the context words j.  The inner product of two centred rows is
    v_i G v_k with G the sum of (c - mean)(c - mean)^T, so that no row is computed.
    """
    sources = model.matrix if model.context is None else model.context
    places = context_words(model.vocabulary.counts, len(sources))
    centred = sources[places].astype(np.float64)
    centred -= centred.mean(axis=0)
    metric = centred.T @ centred
    return CosineMeasure(model.matrix, _lengths(model.matrix, metric), metric)


def _lengths(matrix: Matrix, metric: Doubles) -> NDArray[np.float32]:
    """Return the lengths |v L| of all rows, where L is the square root of the metric."""
    values, axes = np.linalg.eigh(metric)
    root = (axes * np.sqrt(np.maximum(values, 0))).astype(np.float32)
    norms = np.empty(len(matrix), np.float32)
    for start in range(0, len(matrix), _BLOCK_ROWS):
        products = readonly(matrix[start : start + _BLOCK_ROWS] @ root)
        row_norms(products, norms[start : start + _BLOCK_ROWS])
        release_rows(matrix, larger_than=LARGE_BYTES)
    return readonly(norms)
