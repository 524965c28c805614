"""What a query may be made of: words, vectors, and either with a weight."""

from __future__ import annotations

import numbers
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import dot_rows, product_rows
from ..errors import ParameterError
from ..vocabulary import Vocabulary
from .measures import Doubles, Measure
from .search import NO_PLACES, Candidates, Scorer

EPSILON = 0.001
"""Keeps 3CosMul from dividing by zero; the value of Levy and Goldberg (2014)."""

_ALLOWED = "a word, a vector, or a list of words, vectors or (word, weight) pairs"


@dataclass(frozen=True)
class Term:
    """One part of a query: a word's vector, or one that was given, and its weight."""

    vector: NDArray[np.float32]
    weight: float
    word: int | None


class TermReader:
    """Turns what users write into terms.

    Parameters
    ----------
    vocabulary : Vocabulary
        The words.
    matrix : ndarray of float32, shape (V, D)
        Their vectors.
    owner : str
        Name of the public method, for messages.
    """

    def __init__(self, vocabulary: Vocabulary, matrix: NDArray[np.float32], owner: str) -> None:
        self._vocabulary = vocabulary
        self._matrix = matrix
        self._owner = owner

    def terms(self, given: Any, name: str) -> list[Term]:
        """Read a word, a vector, a (word, weight) pair, or a list of any of these."""
        if given is None:
            return []
        if isinstance(given, str) or _is_pair(given):
            return [self.term(given, name)]
        if isinstance(given, np.ndarray) and given.ndim == 1:
            return [self.term(given, name)]
        if not isinstance(given, Iterable):
            raise self._wrong(given, name)
        return [self.term(item, name) for item in given]

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
        raise self._wrong(item, name)

    def _vector(self, item: NDArray[Any], name: str) -> NDArray[np.float32]:
        size = self._matrix.shape[1]
        numeric = np.issubdtype(item.dtype, np.number) and not np.iscomplexobj(item)
        if item.shape != (size,) or not numeric or not np.isfinite(item).all():
            raise ParameterError(
                f"A vector in the '{name}' parameter of {self._owner} must be {size} finite "
                f"numbers. Got shape {item.shape} of {item.dtype} instead."
            )
        return item.astype(np.float32, copy=False)

    def _wrong(self, given: Any, name: str) -> ParameterError:
        return ParameterError(
            f"The '{name}' parameter of {self._owner} must be {_ALLOWED}. Got {given!r} instead."
        )


def _is_pair(item: Any) -> bool:
    """Say whether `item` is a word or vector with its weight."""
    return (
        isinstance(item, tuple)
        and len(item) == 2
        and isinstance(item[0], (str, np.ndarray))
        and isinstance(item[1], numbers.Real)
        and not isinstance(item[1], bool)
        and bool(np.isfinite(float(item[1])))
    )


def direction(terms: list[Term], measure: Measure) -> Doubles:
    """Weighted sum of a query's terms, words as directions (but for PMI, which adds up)."""
    total = np.zeros(measure.rows.shape[1])
    for term in terms:
        vector = term.vector if term.word is None else measure.unit(term.vector)
        total += term.weight * np.asarray(vector, np.float64)
    return total


def words_of(terms: Iterable[Term]) -> list[int]:
    """Ids of the words in a query."""
    return [term.word for term in terms if term.word is not None]


def as_words(given: Iterable[str], name: str, owner: str) -> list[str]:
    """Read a list of words; one word alone is a list of one, never of letters."""
    words = [given] if isinstance(given, str) else list(given)
    for word in words:
        if not isinstance(word, str):
            raise ParameterError(
                f"The '{name}' parameter of {owner} must be a list of words. Got {word!r} in it."
            )
    return words


def choose(
    measure: Measure,
    vocabulary: Vocabulary,
    owner: str,
    *,
    restrict_vocab: int | None,
    restrict_to: Iterable[str] | None,
    exclude: Iterable[str],
) -> Candidates:
    """Choose the rows among which answers are sought."""
    size = len(vocabulary)
    if restrict_vocab is not None:
        size = min(size, restrict_vocab)
    known = (vocabulary.get(word) for word in as_words(exclude, "exclude", owner))
    excluded = np.unique(np.array([number for number in known if number is not None], np.int64))
    if restrict_to is None:
        return Candidates(measure.rows, measure.norms, size, None, excluded[excluded < size])
    ids = vocabulary.ids_of(as_words(restrict_to, "restrict_to", owner)).astype(np.int64)
    ids = np.setdiff1d(ids[ids < size], excluded)
    return Candidates(measure.rows, measure.norms, len(ids), ids, NO_PLACES)


def additive(for_it: list[Term], against: list[Term], how: Measure) -> Scorer:
    """Score rows by their likeness to the sum of the terms."""
    query = how.queries(direction(for_it, how) - direction(against, how))
    return lambda rows, norms, out: dot_rows(rows, query, norms, out)


def multiplicative(for_it: list[Term], against: list[Term], how: Measure) -> Scorer:
    """Score rows by 3CosMul."""
    if not how.bounded or not for_it or any(term.weight != 1 for term in for_it + against):
        raise ParameterError(
            "The 'method' parameter of most_similar must be 'add' for the measure 'pmi', for "
            "terms with weights, and where no term is positive. Got 'multiply' instead."
        )
    factors = how.queries(np.array([term.vector for term in for_it + against]))
    positives = len(for_it)
    return lambda rows, norms, out: product_rows(rows, factors, positives, norms, EPSILON, out)
