"""Vectors of words that may be outside the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..narrow_matrix import Floats
from ..validation import check_choice
from .model_data import ModelData

ERROR, SUBWORDS = UNKNOWN = ("error", "subwords")
"""What to do with words that are not in the vocabulary."""


def vector_of(model: ModelData, word: str, unknown: str, owner: str) -> Floats:
    """Return the vector of a word.

    Parameters
    ----------
    model : ModelData
        The model.
    word : str
        The word.
    unknown : {"error", "subwords"}
        "subwords" computes the vector of a word outside the vocabulary from its n-grams.
    owner : str
        Public function, for messages.

    Returns
    -------
    ndarray of float32, shape (D,)
        Read-only.

    Raises
    ------
    UnknownWordError
        If the word has no vector.
    """
    if unknown != ERROR:
        check_choice(unknown, "unknown", owner, UNKNOWN)
    number = model.vocabulary.get(word)
    if number is None and unknown == SUBWORDS:
        return _of_subwords(model, word)
    vector: Floats = model.matrix[model.vocabulary.id_of(word) if number is None else number]
    return vector


def vectors_of(model: ModelData, words: Iterable[str], unknown: str, owner: str) -> Floats:
    """Return the vectors of words, float32 (n, D); see :func:`vector_of`."""
    return np.array([vector_of(model, word, unknown, owner) for word in words], np.float32)


def _of_subwords(model: ModelData, word: str) -> Floats:
    """Return the vector of a word outside the vocabulary from its n-grams."""
    reason = "the model has no subword vectors"
    if model.subwords is not None and isinstance(word, str):
        vector = model.subwords.vector(word)
        if vector is not None:
            return vector
        reason = "the model has no vector of any of its character n-grams"
    error = model.vocabulary.unknown_word(word)
    error.problem += f", and {reason}"
    raise error
