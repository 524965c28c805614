"""Initial vectors: random ones, or those of an earlier fit."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..arrays import row_blocks
from ..errors import MismatchError, NumericalError
from ..narrow_matrix import Matrix, release_rows
from ..vectors import WordVectors
from ..vocabulary import Vocabulary
from .scratch_arrays import ScratchArrays
from .spectrum import spectral_transform, transform_both

_MAX_VALUE = 1e6  # its square times D fits in float32
_RANDOM_ROWS = 32  # with each of which 2 MiB may become resident
_ZERO = np.zeros((), np.float32)


class InitialVectors(NamedTuple):
    """Vectors to start from, float32 (V, D) each."""

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]


def normal_vectors(
    size: int, vector_size: int, seed: int, *, drawn: int, arrays: ScratchArrays | None = None
) -> InitialVectors:
    """Draw standard normal numbers divided by sqrt(D) for the first `drawn` rows; others are 0.

    The columns, which are fitted first, are 0 too. The much smaller initial vectors of GloVe are
    close to a saddle point of the objective.
    """
    generator = np.random.default_rng(seed)
    arrays = arrays or ScratchArrays()
    vectors = InitialVectors(*(arrays.zeros(size, vector_size) for _ in range(2)))
    few = vectors.rows[:drawn]
    for rows in row_blocks(few):
        generator.standard_normal(dtype=np.float32, out=few[rows])
        few[rows] /= np.float32(math.sqrt(vector_size))
    return vectors


def uniform_vectors(size: int, vector_size: int, seed: int) -> InitialVectors:
    """Draw uniform numbers in ±0.5 / D, as GloVe does."""
    generator = np.random.default_rng(seed)
    rows, columns = (
        (generator.random((size, vector_size), np.float32) - np.float32(0.5)) / vector_size
        for _ in range(2)
    )
    return InitialVectors(rows.astype(np.float32), columns.astype(np.float32))


def initial_from(
    initial: WordVectors,
    vocabulary: Vocabulary,
    vector_size: int,
    arrays: ScratchArrays | None = None,
) -> InitialVectors:
    """Return initial vectors for a vocabulary from existing word vectors.

    Parameters
    ----------
    initial : WordVectors
        Context vectors, or the second half of concatenated vectors, become the columns. Without
        them the vectors are used as rows and columns, halved if they are sums of both. A mean
        that was subtracted is added again, and a power of the singular values is reversed.
    vocabulary : Vocabulary
        Words to fit vectors for. Words that are missing in `initial` start at 0; the first sweep
        fits them to the others.
    vector_size : int
        Number of dimensions, D.
    arrays : ScratchArrays, optional
        Allocates the vectors; None allocates them in memory.

    Returns
    -------
    InitialVectors
        One row and one column per word of `vocabulary`.

    Raises
    ------
    MismatchError
        If the number of dimensions differs, or the vocabularies are disjoint.
    NumericalError
        If values are not finite, or too large to be squared.
    """
    check_dimensions(initial, vector_size)
    ids = np.array([initial.key_to_index.get(word, -1) for word in vocabulary.words], np.int64)
    if (ids < 0).all():
        raise MismatchError("The initial vectors and the counts have no word in common.")
    arrays = arrays or ScratchArrays()
    mean = np.asarray(initial.parameters.get("mean", 0.0), np.float32)
    matrix = _take_rows(initial.matrix, ids, arrays, mean)
    combine = initial.parameters.get("combine")
    if initial.vector_size != vector_size:
        return InitialVectors(
            arrays.copy(matrix[:, :vector_size]), arrays.copy(matrix[:, vector_size:])
        )
    if initial.context is not None:
        context = _take_rows(initial.context, ids, arrays)
        exponent = initial.parameters.get("singular_value_exponent", 1.0)
        if exponent != 1:  # the regularization requires vectors of equal length in both sets
            transform_both(matrix, context, spectral_transform(initial.matrix, 1 / exponent))
        return InitialVectors(matrix, context)
    if combine == "sum" and not initial.parameters.get("tied"):
        for rows in row_blocks(matrix):
            matrix[rows] /= 2
    return InitialVectors(matrix, matrix)


def check_dimensions(initial: WordVectors, vector_size: int) -> None:
    """Raise MismatchError if vectors have another number of dimensions, unless concatenated."""
    halves = 2 if initial.parameters.get("combine") == "concat" else 1
    if initial.vector_size not in (vector_size, halves * vector_size):
        raise MismatchError(
            f"The initial vectors have {initial.vector_size} dimensions, but vector_size is "
            f"{vector_size}."
        )


def _take_rows(
    matrix: Matrix, ids: NDArray[np.int64], arrays: ScratchArrays, mean: NDArray[np.float32] = _ZERO
) -> NDArray[np.float32]:
    """Copy the rows at `ids` and add the mean; an id of -1 gives zeros."""
    taken = arrays.floats(len(ids), matrix.shape[1])
    for block in row_blocks(taken):
        for start in range(block.start, block.stop, _RANDOM_ROWS):
            part = slice(start, min(start + _RANDOM_ROWS, block.stop))
            found = ids[part] >= 0
            rows = matrix[np.maximum(ids[part], 0)]
            rows[~found] = 0
            if not (np.abs(rows) < _MAX_VALUE).all():
                raise NumericalError(
                    "The initial vectors contain values that are not finite, or beyond "
                    f"{_MAX_VALUE:g}."
                )
            rows[found] += mean
            taken[part] = rows
            release_rows(matrix)
    return taken
