"""Pointwise mutual information (PMI) estimated from the vectors of a model.

Products of word vectors and context vectors estimate PMI; the mean that ``center`` subtracted from
the vectors and the shift that was subtracted from each PMI are added again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import dot_rows
from ..arrays import readonly
from ..narrow_matrix import LARGE_BYTES, Matrix, NarrowMatrix, matrix_product
from ..parallel import run_all
from .model_data import WORD2VEC, ModelData, VectorSets, vector_sets
from .queries import Term
from .search import NO_NORMS

Doubles = NDArray[np.float64]
_BATCH_QUERIES = 8  # from this number on, a matrix product is faster
_ONE_THREAD_NUMBERS = 1 << 22  # numbers in a matrix that is too small for a second thread


@dataclass(frozen=True)
class EstimatedPmi:
    """PMI_ij = (rows[i] + row_mean) . (columns[j] + column_mean) + shift, in nats.

    Attributes
    ----------
    sets : VectorSets
        Vectors of words and contexts, and their means.
    shift : float
        The constant that was subtracted from each PMI.
    averaged : bool
        Whether PMI_ij and PMI_ji are two estimates of one number, so that their mean is returned.
    """

    sets: VectorSets
    shift: float
    averaged: bool

    def scores(self, queries: list[list[Term]], threads: int) -> Doubles:
        """Return the weighted sum of PMI over the terms of each query; float64 (Q, V)."""
        rows, columns, row_mean, column_mean = self.sets
        size = row_mean.size
        sums = np.zeros((len(queries), size))
        for number, terms in enumerate(queries):
            for term in terms:
                sums[number] += term.weight * self._row(term)
        scores = _products(sums, columns, threads) + (sums @ column_mean)[:, None]
        both = [self.averaged and all(t.word is not None for t in terms) for terms in queries]
        if any(both):
            turned = np.zeros((sum(both), size))
            for number, query in enumerate(np.flatnonzero(both).tolist()):
                for term in queries[query]:
                    turned[number] += term.weight * self._column(term)
            reverse = _products(turned, rows, threads) + (turned @ row_mean)[:, None]
            scores[both] = (scores[both] + reverse) / 2
        if self.shift:
            scores += self.shift * np.array([[sum(t.weight for t in terms)] for terms in queries])
        return scores

    def between(self, a: NDArray[Any], b: NDArray[Any]) -> Doubles:
        """Return the PMI of each word of `a` with each word of `b`, both ids; float64 (n, m)."""
        rows, columns, row_mean, column_mean = self.sets
        pmi = (rows[a] + row_mean) @ (columns[b] + column_mean).T
        if self.averaged:
            pmi = (pmi + (columns[a] + column_mean) @ (rows[b] + row_mean).T) / 2
        return np.asarray(pmi + self.shift)

    def _row(self, term: Term) -> Doubles:
        vector = term.vector if term.word is None else self.sets.rows[term.word]
        return np.asarray(vector[: self.sets.row_mean.size] + self.sets.row_mean)

    def _column(self, term: Term) -> Doubles:
        return np.asarray(self.sets.columns[term.word] + self.sets.column_mean)


def estimated_pmi(model: ModelData, owner: str) -> EstimatedPmi:
    """Return the PMI estimate of a model; ParameterError if it has one set of untied vectors."""
    sets = vector_sets(model, f"The measure 'pmi' of {owner}")
    known = model.parameters
    if known.get("model") == WORD2VEC:
        return EstimatedPmi(sets, 0.0, averaged=False)
    direction = (known.get("counts") or {}).get("direction")
    symmetric = direction == "both" and known.get("smoothing", 1) == 1
    shift = float(known.get("shift") or 0.0)
    return EstimatedPmi(sets, shift, symmetric and sets.columns is not sets.rows)


def _products(queries: Doubles, matrix: Matrix, threads: int) -> Doubles:
    """Return the products of queries (Q, D) and rows, computed in float32; float64 (Q, V)."""
    narrow = queries.astype(np.float32)
    if isinstance(matrix, NarrowMatrix) or matrix.nbytes > LARGE_BYTES:
        return matrix_product(matrix, np.ascontiguousarray(narrow.T)).T.astype(np.float64)
    if len(narrow) >= _BATCH_QUERIES or not matrix.flags.c_contiguous:
        return (narrow @ matrix.T).astype(np.float64)
    narrow = readonly(narrow)  # as all arrays that are searched: the kernel is compiled once
    products = np.empty((len(narrow), len(matrix)), np.float32)
    if matrix.size < _ONE_THREAD_NUMBERS:
        threads = 1
    bounds = np.linspace(0, len(matrix), threads + 1).astype(np.int64).tolist()

    def multiply(part: int) -> None:
        block = slice(bounds[part], bounds[part + 1])
        for query, out in zip(narrow, products, strict=True):
            dot_rows(matrix[block], query, NO_NORMS, out[block])

    run_all(multiply, range(threads), threads)
    return products.astype(np.float64)
