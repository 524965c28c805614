"""Queries of words, vectors and weights, and the words among which neighbours are searched."""

from __future__ import annotations

import numbers
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ParameterError
from ..vocabulary import Vocabulary

_ALLOWED = "a word, a vector, or a list of words, vectors or (word, weight) pairs"


@dataclass(frozen=True)
class Term:
    """One part of a query: a vector with its weight, and the id of its word if it is of one."""

    vector: NDArray[np.float32]
    weight: float
    word: int | None


class TermReader:
    """Reads the words, vectors and weights of queries.

    Parameters
    ----------
    vocabulary : Vocabulary
        The words.
    matrix : ndarray of float32, shape (V, D)
        Their vectors.
    owner : str
        Public function for messages.
    """

    def __init__(self, vocabulary: Vocabulary, matrix: NDArray[np.float32], owner: str) -> None:
        self._vocabulary = vocabulary
        self._matrix = matrix
        self._owner = owner

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
            number = self._vocabulary.id_of(item)
            return Term(self._matrix[number], weight, number)
        if isinstance(item, np.ndarray):
            return Term(self._vector(item, name), weight, None)
        raise self._rejection(item, name)

    def _vector(self, item: NDArray[Any], name: str) -> NDArray[np.float32]:
        size = self._matrix.shape[1]
        numeric = np.issubdtype(item.dtype, np.number) and not np.iscomplexobj(item)
        if item.shape != (size,) or not numeric or not np.isfinite(item).all():
            raise ParameterError(
                f"must contain vectors of {size} finite numbers. Got shape {item.shape} of "
                f"{item.dtype} instead.",
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
    words = [value] if isinstance(value, str) else list(value)
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
