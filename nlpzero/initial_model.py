"""The model whose vectors a training starts from."""

from __future__ import annotations

import hashlib
import os
from typing import NamedTuple, Protocol

import numpy as np

from simpler_glove.narrow_matrix import release_rows
from simpler_glove.stages import key_of
from simpler_glove.vectors import WordVectors, load_vectors

_BLOCK_ROWS = 4096


class StartsFromVectors(Protocol):
    """An estimator that can start from existing vectors."""

    def check_initial(self, initial: WordVectors) -> None:
        """Raise MismatchError if the vectors have another number of dimensions."""


class InitialModel(NamedTuple):
    """Vectors to start from, and a checksum of their words and numbers."""

    vectors: WordVectors | None = None
    checksum: str | None = None

    def key(self, key: str) -> str:
        """Return the fingerprint of a training that starts from the vectors.

        Parameters
        ----------
        key : str
            The fingerprint of everything else.

        Example
        -------
        >>> InitialModel().key("0123")
        '0123'
        """
        return key if self.checksum is None else key_of(key, self.checksum)


def load_initial(path: str | os.PathLike[str] | None, estimator: StartsFromVectors) -> InitialModel:
    """Load the model whose vectors are the initial vectors of an estimator.

    Parameters
    ----------
    path : path-like or None
        The model; None for random vectors.
    estimator : SimplerGlove or Word2Vec
        The estimator.

    Returns
    -------
    InitialModel
        Its vectors, memory-mapped.

    Raises
    ------
    MismatchError
        If the model has another number of dimensions.
    FileNotFoundError, FormatError
        As :func:`load_vectors`.

    Example
    -------
    >>> from simpler_glove.glove import SimplerGlove
    >>> load_initial(None, SimplerGlove())
    InitialModel(vectors=None, checksum=None)
    """
    if path is None:
        return InitialModel()
    vectors = load_vectors(path)
    estimator.check_initial(vectors)
    vectors.key_to_index.get("")  # now, so that a budget for the training does not include it
    return InitialModel(vectors, _checksum(vectors))


def _checksum(vectors: WordVectors) -> str:
    digest = hashlib.sha256(vectors.vocabulary.fingerprint.encode())
    sets = (vectors.matrix,) if vectors.context is None else (vectors.matrix, vectors.context)
    for matrix in sets:
        for first in range(0, len(matrix), _BLOCK_ROWS):
            digest.update(np.ascontiguousarray(matrix[first : first + _BLOCK_ROWS]))
            release_rows(matrix)
    return digest.hexdigest() + key_of(vectors.parameters)
