"""What likeness means: the three measures, as numbers that the search can use.

All are of one shape.  With a metric G (the identity, except for ``context``), a word's direction
is u = v / |v|, |v|^2 = v G v, and the score of word j for a direction u is (G u) . r_j / n_j.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import row_norms

Doubles: TypeAlias = NDArray[np.float64]

MEASURES = ("cosine", "pmi", "context")
FREQUENT = 20_000
"""Words over which ``context`` is taken, the most frequent ones."""

_BLOCK = 4096


@dataclass(frozen=True)
class Measure:
    """How two words are compared.

    Attributes
    ----------
    rows : ndarray of float32, shape (V, D)
        What a query is multiplied with.
    norms : ndarray of float32, shape (V,) or (0,)
        Lengths of the words in the metric; of size 0 for a measure that is no cosine.
    metric : ndarray of float64, shape (D, D), optional
        G; None is the identity.
    """

    rows: NDArray[np.float32]
    norms: NDArray[np.float32]
    metric: Doubles | None = None

    @property
    def bounded(self) -> bool:
        """Whether it is a cosine, from -1 to 1."""
        return self.norms.size > 0

    def applied(self, directions: NDArray[Any]) -> Doubles:
        """G u for each of `directions` (..., D)."""
        wide = np.asarray(directions, np.float64)
        return wide if self.metric is None else wide @ self.metric

    def unit(self, vectors: NDArray[Any]) -> Doubles:
        """Divide `vectors` (..., D) by their lengths; one of length 0 stays 0."""
        wide = np.asarray(vectors, np.float64)
        if not self.bounded:
            return wide
        squares = np.einsum("...d,...d->...", wide, self.applied(wide))
        lengths = np.sqrt(np.maximum(squares, 0))[..., np.newaxis]
        return np.divide(wide, lengths, out=np.zeros_like(wide), where=lengths > 0)

    def queries(self, directions: NDArray[Any]) -> NDArray[np.float32]:
        """Turn directions (..., D) of any length into what rows are multiplied with."""
        found = self.applied(self.unit(directions)).astype(np.float32)
        found.flags.writeable = False
        return found

    def clipped(self, scores: NDArray[Any]) -> NDArray[Any]:
        """Keep rounding from taking a cosine beyond 1."""
        return np.clip(scores, -1, 1) if self.bounded else scores


def context_measure(
    matrix: NDArray[np.float32],
    context: NDArray[np.float32] | None,
    counts: NDArray[np.int64] | None,
) -> Measure:
    """Likeness of whole rows of PMI: their correlation over the most frequent words.

    Row i of PMI is v_i . c_j over the frequent words j.  The inner product of two centred rows
    is v_i G v_k with G the sum of (c - mean)(c - mean)^T, so neither row is ever made.

    Parameters
    ----------
    matrix, context : ndarray of float32, shape (V, D)
        Vectors and context vectors; without these the vectors stand on both sides.
    counts : ndarray of int64, shape (V,), optional
        Tells which words are frequent; None: the first.

    Returns
    -------
    Measure
        With G in float64.
    """
    sources = matrix if context is None else context
    if counts is None or np.all(counts[:-1] >= counts[1:]):
        frequent = sources[:FREQUENT]
    else:
        frequent = sources[np.sort(np.argsort(-counts, kind="stable")[:FREQUENT])]
    centred = frequent.astype(np.float64)
    centred -= centred.mean(axis=0)
    metric = centred.T @ centred
    return Measure(matrix, _lengths(matrix, metric), metric)


def _lengths(matrix: NDArray[np.float32], metric: Doubles) -> NDArray[np.float32]:
    """Lengths of all rows in the metric, through its square root L: |v L|."""
    values, axes = np.linalg.eigh(metric)
    root = (axes * np.sqrt(np.maximum(values, 0))).astype(np.float32)
    norms = np.empty(len(matrix), np.float32)
    for start in range(0, len(matrix), _BLOCK):
        turned = matrix[start : start + _BLOCK] @ root
        turned.flags.writeable = False
        row_norms(turned, norms[start : start + _BLOCK])
    norms.flags.writeable = False
    return norms
