"""Vectors of words that may be outside the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from .. import evaluation
from ..errors import ParameterError
from ..narrow_matrix import Floats
from ..subwords import SubwordVectors
from ..validation import check_choice
from .cosine_measures import cosine_measure
from .measure_names import COSINE_MEASURES
from .model_data import ModelData

ERROR, SUBWORDS = UNKNOWN = ("error", "subwords")
"""What to do with words that are not in the vocabulary."""
UNKNOWN_PAIRS = (*evaluation.UNKNOWN_PAIRS, SUBWORDS)
"""What to do with word pairs of an evaluation that have an unknown word."""


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


def required_subwords(model: ModelData, owner: str) -> SubwordVectors:
    """Return the subword vectors of a model, or raise ParameterError for `unknown`."""
    if model.subwords is None:
        raise ParameterError(
            "can be 'subwords' only for a model with subword vectors. "
            "WordVectors.with_subwords adds them.",
            parameter="unknown",
            owner=owner,
        )
    return model.subwords


def vectors_of(model: ModelData, words: Iterable[str], unknown: str, owner: str) -> Floats:
    """Return the vectors of words, float32 (n, D); see :func:`vector_of`."""
    return np.array([vector_of(model, word, unknown, owner) for word in words], np.float32)


def unseen_similarity(
    model: ModelData, measure: str, owner: str
) -> Callable[[int | str, int | str], float | None]:
    """Return the cosine of two words, ids or unknown words, as a function.

    The vectors of unknown words are made of n-grams; the function returns None without such one.
    """
    subwords = required_subwords(model, owner)
    cosine = cosine_measure(model, check_choice(measure, "measure", owner, COSINE_MEASURES))

    def similarity(a: int | str, b: int | str) -> float | None:
        left, right = (
            subwords.vector(word) if isinstance(word, str) else model.matrix[word]
            for word in (a, b)
        )
        if left is None or right is None:
            return None
        return float(cosine.between(left[np.newaxis], right[np.newaxis])[0])

    return similarity


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
