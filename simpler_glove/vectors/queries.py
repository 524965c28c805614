"""Queries of words, vectors and weights, and the words among which neighbours are searched."""

from __future__ import annotations

import logging
import numbers
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ParameterError, UnknownWordError
from ..validation import check_iterable
from ..vocabulary import Vocabulary
from .model_data import ModelData
from .unseen_words import vector_of

_log = logging.getLogger(__name__)

_MAX_SHOWN = 3  # unknown words of a list in a message
_ALLOWED = "a word, a vector, or a list of words, vectors or (word, weight) pairs"


@dataclass(frozen=True)
class Term:
    """One part of a query.

    Attributes
    ----------
    vector : ndarray of float32, shape (D,)
        The vector.
    weight : float
        Its weight.
    word : int or None
        Id of the word, if it is in the vocabulary.
    is_word : bool
        True if the query has a word, in the vocabulary or not, and False if it has a vector.
    """

    vector: NDArray[np.float32]
    weight: float
    word: int | None
    is_word: bool


class TermReader:
    """Reads the words, vectors and weights of queries.

    Parameters
    ----------
    model : ModelData
        The model.
    owner : str
        Public function for messages.
    unknown : {"error", "subwords"}
        What to do with words that are not in the vocabulary; see :func:`vector_of`.
    """

    def __init__(self, model: ModelData, owner: str, unknown: str) -> None:
        self._model = model
        self._owner = owner
        self._unknown = unknown

    def terms(self, value: Any, name: str) -> list[Term]:
        """Read a word, a vector, a (word, weight) pair, or a list of any of these."""
        if value is None:
            return []
        if isinstance(value, str) or _is_pair(value):
            return [self.term(value, name)]
        if isinstance(value, np.ndarray) and value.ndim == 1:
            return [self.term(value, name)]
        if not isinstance(value, Iterable):
            raise self._rejection(value, name)
        return [self.term(item, name) for item in value]

    def term(self, item: Any, name: str) -> Term:
        """Read one word, vector or pair."""
        weight = 1.0
        if _is_pair(item):
            item, weight = item[0], float(item[1])
        if isinstance(item, str):
            vector = vector_of(self._model, item, self._unknown, self._owner)
            return Term(vector, weight, self._model.vocabulary.get(item), True)
        if isinstance(item, np.ndarray):
            return Term(self._vector(item, name), weight, None, False)
        raise self._rejection(item, name)

    def _vector(self, item: NDArray[Any], name: str) -> NDArray[np.float32]:
        size = self._model.matrix.shape[1]
        numeric = np.issubdtype(item.dtype, np.number) and not np.iscomplexobj(item)
        shaped = item.shape == (size,) and numeric
        if not shaped or not np.isfinite(item).all():
            given = (
                f"{item[~np.isfinite(item)][0]} in a vector"
                if shaped
                else f"shape {item.shape} of {item.dtype} instead"
            )
            raise ParameterError(
                f"must contain vectors of {size} finite numbers. Got {given}.",
                parameter=name,
                owner=self._owner,
            )
        return item.astype(np.float32, copy=False)

    def _rejection(self, value: Any, name: str) -> ParameterError:
        return ParameterError(parameter=name, owner=self._owner, allowed=_ALLOWED, got=value)


def _is_pair(item: Any) -> bool:
    """Return whether `item` is a word or vector with its weight."""
    return (
        isinstance(item, tuple)
        and len(item) == 2
        and isinstance(item[0], (str, np.ndarray))
        and isinstance(item[1], numbers.Real)
        and not isinstance(item[1], bool)
        and bool(np.isfinite(float(item[1])))
    )


def word_ids(terms: Iterable[Term]) -> list[int]:
    """Return the ids of the words in a query."""
    return [term.word for term in terms if term.word is not None]


def as_words(value: Iterable[str], name: str, owner: str) -> list[str]:
    """Return a list of words; a str is one word, not a list of letters."""
    if isinstance(value, str):
        value = [value]
    words = list(check_iterable(value, name, owner, "a list of words"))
    for word in words:
        if not isinstance(word, str):
            raise ParameterError(
                f"must be a list of words. Got {word!r} in it.", parameter=name, owner=owner
            )
    return words


def some_words(value: Iterable[str], name: str, owner: str) -> list[str]:
    """Return a list of at least one word."""
    words = as_words(value, name, owner)
    if not words:
        raise ParameterError("must contain at least one word.", parameter=name, owner=owner)
    return words


def known_ids(
    vocabulary: Vocabulary, words: Iterable[str], name: str, owner: str
) -> NDArray[np.int64]:
    """Return the ids of those words of a list that are known; a warning counts the others.

    Parameters
    ----------
    vocabulary : Vocabulary
        The words that are known.
    words : iterable of str
        The list.
    name, owner : str
        The parameter that has the list, and its public function, for messages.

    Returns
    -------
    ndarray of int64, shape (n,)
        In the order of the list.

    Raises
    ------
    UnknownWordError
        If the list has words and all of them are unknown.

    Example
    -------
    >>> known_ids(Vocabulary(["the", "of"]), ["of", "xyz"], "exclude", "most_similar").tolist()
    [1]
    """
    listed = as_words(words, name, owner)
    ids = vocabulary.ids_of(listed, default=-1).astype(np.int64)
    unknown = [word for word, number in zip(listed, ids.tolist(), strict=True) if number < 0]
    if unknown:
        shown = ", ".join(map(repr, unknown[:_MAX_SHOWN]))
        more = ", ..." if len(unknown) > _MAX_SHOWN else ""
        problem = (
            f"contains {len(unknown):,} unknown of {len(listed):,} words, which are skipped: "
            f"{shown}{more}"
        )
        if len(unknown) == len(listed):
            problem = f"contains only unknown words: {shown}{more}"
            raise UnknownWordError(problem, parameter=name, owner=owner)
        _log.warning(UnknownWordError(problem, parameter=name, owner=owner))
    return ids[ids >= 0]
