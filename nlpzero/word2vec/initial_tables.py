"""Vectors from which the training of Word2Vec starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import MismatchError
from simpler_glove.vectors import WordVectors
from simpler_glove.vocabulary import Vocabulary

_Table = NDArray[np.float32]


def initial_tables(
    vocabulary: Vocabulary,
    vector_size: int,
    *,
    tied: bool,
    seed: int,
    initial: WordVectors | None = None,
) -> tuple[_Table, _Table | None]:
    """Return initial vectors: uniform in ±0.5 / D, contexts 0, as in word2vec.

    Parameters
    ----------
    vocabulary : Vocabulary
        The words.
    vector_size : int
        Number of dimensions, D.
    tied : bool
        Return one set of vectors.
    seed : int
        Random seed.
    initial : WordVectors, optional
        Vectors that replace those of the words that it contains.

    Returns
    -------
    tuple of ndarray of float32, shape (V, D)
        Input vectors, and output vectors or None.

    Raises
    ------
    MismatchError
        If `initial` contains none of the words.

    Example
    -------
    >>> vectors, context = initial_tables(Vocabulary(["a", "b"]), 4, tied=False, seed=0)
    >>> vectors.shape, bool(abs(vectors).max() <= 0.125), bool(context.any())
    ((2, 4), True, False)
    """
    shape = (len(vocabulary), vector_size)
    generator = np.random.default_rng(seed)
    vectors = (generator.random(shape, np.float32) - np.float32(0.5)) / np.float32(vector_size)
    context = None if tied else np.zeros(shape, np.float32)
    if initial is None:
        return vectors, context
    ids = np.array([initial.key_to_index.get(word, -1) for word in vocabulary.words])
    if (ids < 0).all():
        raise MismatchError(
            "has no word in common with the text", parameter="initial", owner="Word2Vec.fit"
        )
    known = ids >= 0
    vectors[known] = initial.matrix[ids[known]]
    if context is not None and initial.context is not None:
        context[known] = initial.context[ids[known]]
    return vectors, context
