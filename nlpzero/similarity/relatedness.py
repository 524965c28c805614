"""How much more often than chance words meet, from the vectors alone.

The products of simpler GloVe's vectors are PMI.  What the model took out of them is put back:
the mean of the rows, where ``center`` took it, and the shift.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove._kernels.search import dot_rows
from simpler_glove.errors import ParameterError
from simpler_glove.parallel import available_cpus, run_all
from simpler_glove.vectors import WordVectors
from simpler_glove.vectors.queries import Term
from simpler_glove.vectors.search import NO_NORMS

Floats = NDArray[np.float32]
WORD2VEC = "word2vec"
_MANY = 8  # queries from which a matrix product is faster
_SMALL = 1 << 22  # numbers in a matrix that is not worth a second thread


@dataclass(frozen=True)
class Relatedness:
    """PMI_ij = (rows[i] + mean) . columns[j] + shift, in nats.

    Attributes
    ----------
    rows, columns : ndarray of float32, shape (V, D)
        Two sets of vectors, or one twice.
    mean : ndarray of float64, shape (D,)
        What was taken out of the rows.
    shift : float
        What was taken out of every PMI.
    symmetric : bool
        Whether PMI_ij and PMI_ji tell the same of two sets, so that their mean tells it better.
    """

    rows: Floats
    columns: Floats
    mean: NDArray[np.float64]
    shift: float
    symmetric: bool

    def of(self, terms: list[Term]) -> NDArray[np.float64]:
        """PMI of each word with the terms, added up with their weights; float64 (V,)."""
        return self.of_many([terms])[0]

    def of_many(self, queries: list[list[Term]]) -> NDArray[np.float64]:
        """Do the same for many queries at once; float64 (Q, V)."""
        sums = [_sum([(t.weight, self._row(t)) for t in terms], self) for terms in queries]
        scores = _product(sums, self.columns)
        both = np.array(
            [self.symmetric and all(t.word is not None for t in terms) for terms in queries]
        )
        if both.any():
            turned = [
                _sum([(t.weight, self.columns[t.word]) for t in terms], self)
                for terms, wanted in zip(queries, both, strict=True)
                if wanted
            ]
            back = _product(turned, self.rows) + (np.array(turned) @ self.mean)[:, None]
            scores[both] = (scores[both] + back) / 2
        if self.shift:
            scores += self.shift * np.array([[sum(t.weight for t in terms)] for terms in queries])
        return scores

    def between(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
        """PMI of each word of `a` with each of `b`, both ids; float64 (len(a), len(b))."""
        found = (self.rows[a] + self.mean) @ self.columns[b].T.astype(np.float64)
        if self.symmetric:
            found = (found + self.columns[a] @ (self.rows[b] + self.mean).T) / 2
        return np.asarray(found + self.shift)

    def _row(self, term: Term) -> NDArray[np.float64]:
        given = term.vector if term.word is None else self.rows[term.word]
        return np.asarray(given[: self.mean.size] + self.mean)


def relatedness(vectors: WordVectors, owner: str, measure: str = "pmi") -> Relatedness:
    """Find the two sides whose products are PMI; ParameterError where there are none."""
    known = vectors.parameters
    rows, columns = vectors.matrix, vectors.context
    if columns is None and known.get("tied") is True:
        columns = rows
    elif columns is None and known.get("combine") == "concat" and vectors.vector_size % 2 == 0:
        half = vectors.vector_size // 2
        rows, columns = rows[:, :half], rows[:, half:]
    if columns is None:
        raise ParameterError(
            f"The measure {measure!r} of {owner} needs context vectors, whose products with the "
            "vectors are PMI. Got vectors without them instead: take the model's own directory, "
            "which keeps them, build with combine='w', or, where the vectors were tied, say so: "
            "WordVectors(words, matrix, parameters={'tied': True})."
        )
    size = rows.shape[1]
    mean = np.asarray(known.get("mean", np.zeros(size)), np.float64)[:size]
    counts = known.get("counts") or {}
    both = counts.get("direction") == "both" and known.get("smoothing", 1) == 1
    shift = float(known.get("shift") or 0.0)
    if known.get("model") == WORD2VEC:
        both, shift = False, 0.0
    return Relatedness(rows, columns, mean, shift, both and columns is not rows)


def _sum(parts: list[tuple[float, NDArray[Any]]], model: Relatedness) -> NDArray[np.float64]:
    total = np.zeros(model.mean.size)
    for weight, vector in parts:
        total += weight * vector.astype(np.float64)
    return total


def _product(queries: list[NDArray[np.float64]], matrix: Floats) -> NDArray[np.float64]:
    """Multiply in float32, as the vectors are kept, without a copy of the matrix."""
    asked = np.array(queries, np.float32)
    if len(asked) >= _MANY or not matrix.flags.c_contiguous:
        return (asked @ matrix.T).astype(np.float64)
    asked.flags.writeable = False  # as all that is searched: compiled once
    found = np.empty((len(asked), len(matrix)), np.float32)
    threads = 1 if matrix.size < _SMALL else available_cpus()
    bounds = np.linspace(0, len(matrix), threads + 1).astype(np.int64).tolist()

    def multiply(part: int) -> None:
        block = slice(bounds[part], bounds[part + 1])
        for query, out in zip(asked, found, strict=True):
            dot_rows(matrix[block], query, NO_NORMS, out[block])

    run_all(multiply, range(threads), threads)
    return found.astype(np.float64)
