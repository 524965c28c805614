"""Refit the vectors of some words to other counts, with the columns of a model unchanged.

With constant columns, each row of the objective is a separate least-squares problem with D
unknowns, so that single rows are fitted in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .cooccurrence import CooccurrenceCounts
from .errors import MismatchError, ParameterError
from .parallel import one_blas_thread
from .pmi import marginals
from .solvers import spectral_transform
from .solvers.problem import unobserved_targets
from .vectors import WordVectors

# Parameters of a model that are needed, and their names in models saved before they were renamed.
_PARAMETERS = {
    "unobserved_weight": "zero_weight",
    "unobserved_pseudocount": "zero_prior",
    "unobserved_limit": "zero_limit",
    "weight_exponent": "alpha",
    "x_max": "x_max",
    "smoothing": "smoothing",
    "shift": "shift",
    "regularization": "regularization",
}
_BLOCK_ROWS = 4096


class RowCounts(NamedTuple):
    """Pairs of one word: columns int (n,), ascending, and weighted counts float64 (n,)."""

    columns: NDArray[np.integer]
    counts: NDArray[np.float64]


class RowFitter:
    """Fits rows to the columns of a model.

    Parameters
    ----------
    vectors : WordVectors
        Vectors of :class:`SimplerGlove`, with context vectors or tied.
    counts : CooccurrenceCounts
        The counts to which the vectors were fitted.

    Raises
    ------
    ParameterError
        If the vectors are not from :class:`SimplerGlove`, or lack context vectors.
    MismatchError
        If the words of the counts are not those of the vectors.

    Example
    -------
    >>> from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["to be or not to be"] * 9))
    >>> vectors = SimplerGlove(vector_size=2, sweeps=50, tolerance=0).fit(counts).vectors_
    >>> again = RowFitter(vectors, counts).fit([0, 1], [row_counts(counts, i) for i in (0, 1)])
    >>> bool(np.allclose(again, vectors.matrix[:2], atol=0.05))
    True
    """

    def __init__(self, vectors: WordVectors, counts: CooccurrenceCounts) -> None:
        stored = vectors.parameters
        columns = vectors.matrix if stored.get("tied") is True else vectors.context
        parameters: dict[str, Any] = {
            new: stored.get(new, stored.get(old)) for new, old in _PARAMETERS.items()
        }
        if columns is None or any(value is None for value in parameters.values()):
            raise ParameterError(
                "must be WordVectors fitted by SimplerGlove, tied or with context vectors, in the "
                "native format, which stores its parameters",
                parameter="vectors",
                owner="RowFitter",
            )
        if counts.vocabulary.words != vectors.vocabulary.words:
            raise MismatchError(
                f"The {len(counts.vocabulary):,} words of the counts are not the "
                f"{len(vectors):,} words of the vectors in the same order."
            )
        self._columns = columns
        self._parameters = {name: float(value) for name, value in parameters.items()}
        self._mean = np.asarray(stored.get("mean", 0.0), np.float64)
        exponent = stored.get("singular_value_exponent", 1.0)
        self._penalty = np.eye(columns.shape[1])
        if vectors.context is not None and exponent != 1:
            restored = spectral_transform(vectors.matrix, 1 / exponent)
            self._penalty = restored @ restored  # of the vectors that were fitted
        self._log_columns = marginals(
            counts, smoothing=self._parameters["smoothing"], shift=self._parameters["shift"]
        ).log_columns
        self._targets = unobserved_targets(
            counts,
            weight=self._parameters["unobserved_weight"],
            pseudocount=self._parameters["unobserved_pseudocount"],
            limit=self._parameters["unobserved_limit"],
        )
        self._sum_columns()

    def _sum_columns(self) -> None:
        """Compute the part of the normal equations that all rows share."""
        columns, factors = self._columns, self._targets.columns
        size = columns.shape[1]
        gram, sums = np.zeros((size, size)), np.zeros((size, factors.shape[1]))
        with one_blas_thread():  # sums of BLAS depend on its number of threads
            for start in range(0, len(columns), _BLOCK_ROWS):
                block = columns[start : start + _BLOCK_ROWS].astype(np.float64)
                gram += block.T @ block
                sums += block.T @ factors[start : start + _BLOCK_ROWS]
        weight = self._parameters["unobserved_weight"]
        self._dense = weight * gram + self._parameters["regularization"] * self._penalty
        self._rhs_factors = weight * sums

    def fit(self, ids: Sequence[int], rows: Sequence[RowCounts]) -> NDArray[np.float32]:
        """Fit the rows of some words to counts.

        Parameters
        ----------
        ids : sequence of int
            Ids of the words.
        rows : sequence of RowCounts
            Counts of each word.

        Returns
        -------
        ndarray of float32, shape (len(ids), D)
            Vectors comparable to those of the model; the mean of the model is subtracted.
        """
        with one_blas_thread():
            fitted = [self._fit_row(number, row) for number, row in zip(ids, rows, strict=True)]
        return np.array(fitted, np.float32).reshape(len(fitted), self._columns.shape[1])

    def _fit_row(self, number: int, row: RowCounts) -> NDArray[Any]:
        observed = np.flatnonzero(row.counts > 0)
        indices, counts = row.columns[observed], row.counts[observed]
        weight = self._parameters["unobserved_weight"]
        weights = np.minimum(
            1.0, (counts / self._parameters["x_max"]) ** self._parameters["weight_exponent"]
        )
        weights[indices == number] = 0.0
        pmi = np.log(counts / max(float(counts.sum()), 1e-300)) - self._log_columns[indices]
        factors = self._targets.rows[number]
        targets = self._targets.columns[indices] @ factors
        columns = self._columns[indices]
        quadratic = (weights - weight).astype(np.float32)
        dense = self._dense + (columns * quadratic[:, np.newaxis]).T @ columns
        rhs = self._rhs_factors @ factors + (weights * pmi - weight * targets) @ columns
        if self._parameters["regularization"] > 0:  # then the matrix is positive definite
            return np.asarray(np.linalg.solve(dense, rhs) - self._mean)
        return np.asarray(np.linalg.lstsq(dense, rhs, rcond=1e-6)[0] - self._mean)


def row_counts(counts: CooccurrenceCounts, number: int) -> RowCounts:
    """Return the counted pairs of one word.

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["a b c"], min_count=1))
    >>> row_counts(counts, 0).counts.tolist()
    [1.0, 0.5]
    """
    pairs = slice(int(counts.indptr[number]), int(counts.indptr[number + 1]))
    return RowCounts(counts.indices[pairs], counts.counts[pairs] / counts.scale)
