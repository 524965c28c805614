"""The vectors that some words would have had, had they been counted otherwise.

With the columns held fixed, each row of the objective is a least-squares problem of its own, of
D unknowns; so a few rows can be fitted anew without the rest, in milliseconds.
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
from .solvers.unobserved import Aims, unseen_aims, zero_aims
from .vectors import WordVectors

_NEEDED = (
    "zero_weight", "zero_prior", "zero_limit", "x_max", "alpha", "smoothing", "shift",
    "regularization",
)  # fmt: skip


class RowCounts(NamedTuple):
    """The pairs of one word: columns int (n,), ascending, and weighted counts float64 (n,)."""

    columns: NDArray[np.integer]
    counts: NDArray[np.float64]


class RowFitter:
    """Fits rows to the columns of a model.

    Parameters
    ----------
    vectors : WordVectors
        Made by :class:`SimplerGlove`, with context vectors or tied.
    counts : CooccurrenceCounts
        Those the vectors were made of: they tell how often each word is met at all.

    Raises
    ------
    ParameterError
        If the vectors were not made so.
    MismatchError
        If the words of the counts are not those of the vectors.

    Example
    -------
    >>> from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["to be or not to be"] * 9))
    >>> vectors = SimplerGlove(vector_size=2, sweeps=50, tolerance=0).fit(counts).vectors_
    >>> fitter = RowFitter(vectors, counts)
    >>> again = fitter.fit([0, 1], [row_counts(counts, 0), row_counts(counts, 1)])
    >>> bool(np.allclose(again, vectors.matrix[:2], atol=0.05))
    True
    """

    def __init__(self, vectors: WordVectors, counts: CooccurrenceCounts) -> None:
        known = vectors.parameters
        columns = vectors.matrix if known.get("tied") is True else vectors.context
        if columns is None or any(name not in known for name in _NEEDED):
            raise ParameterError(
                "The 'vectors' parameter of RowFitter must be WordVectors made by SimplerGlove, "
                "tied or with context vectors, as the model's own directory keeps them. Got "
                "others instead."
            )
        if counts.vocabulary.words != vectors.vocabulary.words:
            raise MismatchError(
                f"The counts are of {len(counts.vocabulary):,} words that are not the "
                f"{len(vectors):,} words of the vectors, in their order."
            )
        self._columns = columns
        self._settings = {name: float(known[name]) for name in _NEEDED}
        self._mean = np.asarray(known.get("mean", 0.0), np.float64)
        parts = marginals(
            counts, smoothing=self._settings["smoothing"], shift=self._settings["shift"]
        )
        self._log_columns = parts.log_columns
        self._aims = self._aims_of(counts)
        weight = self._settings["zero_weight"]
        size = columns.shape[1]
        gram, sums = np.zeros((size, size)), np.zeros((size, self._aims.columns.shape[1]))
        with one_blas_thread():  # the sums of BLAS depend on its number of threads
            for start in range(0, len(columns), 4096):
                block = columns[start : start + 4096].astype(np.float64)
                gram += block.T @ block
                sums += block.T @ self._aims.columns[start : start + 4096]
        self._dense = weight * gram + self._settings["regularization"] * np.eye(size)
        self._pulls = weight * sums

    def _aims_of(self, counts: CooccurrenceCounts) -> Aims:
        limit, prior = self._settings["zero_limit"], self._settings["zero_prior"]
        if not (self._settings["zero_weight"] > 0 and limit > 0):
            return zero_aims(len(counts.vocabulary))
        sums = counts.row_sums / counts.scale, counts.column_sums / counts.scale
        return unseen_aims(*sums, prior=prior, limit=limit)

    def fit(self, ids: Sequence[int], rows: Sequence[RowCounts]) -> NDArray[np.float32]:
        """Fit the rows of some words to their counts.

        Parameters
        ----------
        ids : sequence of int
            The words.
        rows : sequence of RowCounts
            Their pairs, as counted or otherwise.

        Returns
        -------
        ndarray of float32, shape (len(ids), D)
            Vectors to stand beside those of the model: its mean is taken out of them, too.
        """
        with one_blas_thread():
            found = [self._fit(number, row) for number, row in zip(ids, rows, strict=True)]
        return np.array(found, np.float32).reshape(len(found), self._columns.shape[1])

    def _fit(self, number: int, row: RowCounts) -> NDArray[Any]:
        places = np.flatnonzero(row.counts > 0)
        near, counts = row.columns[places], row.counts[places]
        weight = self._settings["zero_weight"]
        trust = np.minimum(1.0, (counts / self._settings["x_max"]) ** self._settings["alpha"])
        trust[near == number] = 0.0
        target = np.log(counts / max(float(counts.sum()), 1e-300)) - self._log_columns[near]
        aims = self._aims.columns[near] @ self._aims.rows[number]
        some = self._columns[near]
        quadratic = (trust - weight).astype(np.float32)
        dense = self._dense + (some * quadratic[:, np.newaxis]).T @ some
        pull = self._pulls @ self._aims.rows[number] + (trust * target - weight * aims) @ some
        if self._settings["regularization"] > 0:  # then the matrix is positive definite
            return np.asarray(np.linalg.solve(dense, pull) - self._mean)
        return np.asarray(np.linalg.lstsq(dense, pull, rcond=1e-6)[0] - self._mean)


def row_counts(counts: CooccurrenceCounts, number: int) -> RowCounts:
    """Take the pairs of one word as they were counted.

    Example
    -------
    >>> from simpler_glove import count_cooccurrences, encode_corpus
    >>> counts = count_cooccurrences(encode_corpus(["a b c"], min_count=1))
    >>> row_counts(counts, 0).counts.tolist()
    [1.0, 0.5]
    """
    pairs = slice(int(counts.indptr[number]), int(counts.indptr[number + 1]))
    return RowCounts(counts.indices[pairs], counts.counts[pairs] / counts.scale)
