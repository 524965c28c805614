"""Vectors to begin with."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import MismatchError, NumericalError
from ..vectors import WordVectors
from ..vocabulary import Vocabulary

_LARGEST = 1e6


class Start(NamedTuple):
    """Vectors to begin with: float32 (V, D) each."""

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]


def normal_start(size: int, vector_size: int, seed: int) -> Start:
    """Draw normal numbers / sqrt(D): at GloVe's tiny start the objective has a saddle."""
    generator = np.random.default_rng(seed)
    shape = (size, vector_size)
    rows, columns = (
        generator.standard_normal(shape, np.float32) / np.float32(math.sqrt(vector_size))
        for _ in range(2)
    )
    return Start(rows, columns)


def uniform_start(size: int, vector_size: int, seed: int) -> Start:
    """Draw uniform numbers in ±0.5 / D, GloVe's start for its stochastic solver."""
    generator = np.random.default_rng(seed)
    rows, columns = (
        (generator.random((size, vector_size), np.float32) - np.float32(0.5)) / vector_size
        for _ in range(2)
    )
    return Start(rows.astype(np.float32), columns.astype(np.float32))


def start_from(initial: WordVectors, vocabulary: Vocabulary, vector_size: int) -> Start:
    """Begin where an earlier fit has ended, or with vectors of any other origin.

    Parameters
    ----------
    initial : WordVectors
        With context vectors, or both sets side by side, both are taken; else its vectors serve
        for both, halved if they are sums.  A mean that was taken from them is put back.
    vocabulary : Vocabulary
        The words to find vectors for; those that `initial` lacks begin at 0, and the first
        sweep fits them to the others.
    vector_size : int
        D.

    Returns
    -------
    Start
        A vector for each word of `vocabulary`.

    Raises
    ------
    MismatchError
        If the size differs, or no word is common.
    NumericalError
        If they hold numbers that are not finite, or too large to be squared.
    """
    ids = np.array([initial.key_to_index.get(word, -1) for word in vocabulary.words], np.int64)
    if (ids < 0).all():
        raise MismatchError("The initial vectors and the counts have no word in common.")
    matrix = _taken(initial.matrix, ids)
    matrix[ids >= 0] += np.asarray(initial.parameters.get("mean", 0.0), np.float32)
    combine = initial.parameters.get("combine")
    if combine == "concat" and initial.vector_size == 2 * vector_size:
        return Start(matrix[:, :vector_size].copy(), matrix[:, vector_size:].copy())
    if initial.vector_size != vector_size:
        raise MismatchError(
            f"The initial vectors have {initial.vector_size} dimensions, but vector_size is "
            f"{vector_size}."
        )
    if initial.context is not None:
        return Start(matrix, _taken(initial.context, ids))
    if combine == "sum" and not initial.parameters.get("tied"):
        matrix /= 2
    return Start(matrix, matrix)


def _taken(matrix: NDArray[np.float32], ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """Copy the rows of `matrix` at `ids`; zeros where the id is -1."""
    taken = np.asarray(matrix[np.maximum(ids, 0)], np.float32)
    taken[ids < 0] = 0
    if not (np.abs(taken) < _LARGEST).all():
        raise NumericalError(
            f"The initial vectors hold numbers that are not finite, or beyond {_LARGEST:g}."
        )
    return taken
