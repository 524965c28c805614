"""The data of a model that similarity measures read."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import ParameterError
from ..narrow_matrix import Matrix
from ..subwords import SubwordVectors
from ..vocabulary import Vocabulary

Doubles = NDArray[np.float64]
WORD2VEC = "word2vec"


class ModelData(Protocol):
    """A model as :class:`WordVectors` stores it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The V words, with counts if known."""

    @property
    def matrix(self) -> Matrix:
        """Word vectors, (V, D), read-only."""

    @property
    def norms(self) -> NDArray[np.float32]:
        """Euclidean lengths of the vectors, float32 (V,), read-only."""

    @property
    def context(self) -> Matrix | None:
        """Context vectors, (V, D), read-only; None if the model has one set."""

    @property
    def parameters(self) -> dict[str, Any]:
        """Training parameters of the model."""

    @property
    def subwords(self) -> SubwordVectors | None:
        """Vectors of character n-grams; None if the model has none."""


class VectorSets(NamedTuple):
    """Vectors of words and of contexts whose products the model was trained on.

    The product of word i and context j is (rows[i] + row_mean) . (columns[j] + column_mean).

    Attributes
    ----------
    rows, columns : ndarray of float32 or NarrowMatrix, shape (V, D)
        Word vectors and context vectors; the same array if the vectors are tied.
    row_mean, column_mean : ndarray of float64, shape (D,)
        The means that ``center`` subtracted; zeros if it subtracted none.
    """

    rows: Matrix
    columns: Matrix
    row_mean: Doubles
    column_mean: Doubles


def vector_sets(model: ModelData, subject: str) -> VectorSets:
    """Return both sets of vectors; ParameterError if the model has one set that is not tied.

    `subject` is the subject of the message: the measure or function that needs them.
    """
    known, rows, columns = model.parameters, model.matrix, model.context
    size = rows.shape[1]
    mean = np.asarray(known.get("mean", np.zeros(size)), np.float64)
    if columns is not None:
        return VectorSets(rows, columns, mean, np.zeros(size))
    if known.get("tied") is True:
        return VectorSets(rows, rows, mean, np.zeros(size))
    if known.get("combine") == "concat" and size % 2 == 0:
        half = size // 2
        return VectorSets(rows[:, :half], rows[:, half:], mean[:half], mean[half:])
    raise ParameterError(
        f"{subject} needs context vectors, or vectors that are known to be tied. Of the file "
        "formats only the native directory stores context vectors.",
        hint="Train the model with {combine}; if the vectors are tied, set {parameters}.",
        settings={"combine": "w", "parameters": {"tied": True}},
    )


def counts_of(model: ModelData, subject: str) -> NDArray[np.int64]:
    """Return the word counts of a model; ParameterError, with `subject`, if it has none."""
    counts = model.vocabulary.counts
    if counts is None:
        raise ParameterError(
            f"{subject} needs word counts, and the vocabulary of the model has none. Of the file "
            "formats only the native directory stores them."
        )
    return counts
