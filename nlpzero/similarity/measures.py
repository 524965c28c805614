"""The measures, by name, and how a query of words becomes a score for every word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_choice, check_float, check_int
from simpler_glove.vectors import Neighbour, WordVectors
from simpler_glove.vectors.measures import Measure
from simpler_glove.vectors.queries import Term, TermReader, choose, words_of
from simpler_glove.vectors.search import NO_NORMS, search_one

from ..prediction import log_proba
from .relatedness import Relatedness, relatedness

COSINE, CONTEXT, PMI, PREDICT = MEASURES = ("cosine", "context", "pmi", "predict")
GEOMETRIC = (COSINE, CONTEXT)
"""Measures of direction, which the vectors answer by themselves."""

_SCORES = 8 << 20  # scores at a time: 64 MB


class Scorer:
    """Scores every word for a query, by a measure that adds up: pmi or predict.

    Parameters
    ----------
    vectors : WordVectors
        The model.
    measure : {"pmi", "predict"}
        What is scored.
    owner : str
        Name of the public function, for messages.
    """

    def __init__(self, vectors: WordVectors, measure: str, owner: str) -> None:
        self.vectors = vectors
        self._measure = measure
        self._owner = owner
        self._model: Relatedness = relatedness(vectors, owner, measure)
        if measure == PREDICT and vectors.counts is None:
            raise ParameterError(
                f"The measure 'predict' of {owner} needs word counts, which tell how likely a "
                "word is before anything is known. Got vectors without them instead: take the "
                "model's own directory, which keeps them, or the measure 'pmi'."
            )

    def scores(self, queries: list[list[Term]]) -> NDArray[np.float64]:
        """Score all words for some queries; float64 (Q, V)."""
        if self._measure == PREDICT:
            return np.array([log_proba(self.vectors, self._context(terms)) for terms in queries])
        return self._model.of_many(queries)

    def _context(self, terms: list[Term]) -> list[str]:
        """Words that stand there; a word cannot stand there by half, or not stand there."""
        if any(term.word is None or term.weight != 1 for term in terms):
            raise ParameterError(
                f"The measure 'predict' of {self._owner} takes positive words without weights, "
                "those that stand around the one to predict. Got something else: the measure "
                "'pmi' adds up anything."
            )
        return [self.vectors.vocabulary[number] for number in words_of(terms)]

    def between(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
        """PMI between the words `a` and the words `b`, both ids."""
        return self._model.between(a, b)

    @property
    def together(self) -> int:
        """Queries whose scores are made at once."""
        return max(1, _SCORES // max(len(self.vectors), 1))


class Search:
    """Which words may answer, and how many of them.

    Parameters
    ----------
    topn, restrict_vocab, restrict_to, exclude, min_similarity
        As in :func:`most_similar`.
    owner : str
        Name of the public function, for messages.
    """

    def __init__(
        self,
        owner: str,
        *,
        topn: int = 10,
        restrict_vocab: int | None = None,
        restrict_to: Iterable[str] | None = None,
        exclude: Iterable[str] = (),
        min_similarity: float | None = None,
    ) -> None:
        self._owner = owner
        self._topn = check_int(topn, "topn", owner, minimum=1)
        if restrict_vocab is not None:
            check_int(restrict_vocab, "restrict_vocab", owner, minimum=1)
        self._least = -np.inf
        if min_similarity is not None:
            self._least = check_float(min_similarity, "min_similarity", owner)
        self._where: dict[str, Any] = {
            "restrict_vocab": restrict_vocab,
            "restrict_to": restrict_to if restrict_to is None else list(restrict_to),
            "exclude": exclude if isinstance(exclude, str) else list(exclude),
        }

    def best(
        self, vectors: WordVectors, scores: NDArray[np.float64], terms: list[Term]
    ) -> list[Neighbour]:
        """Choose the words of the highest scores, but for those of the query."""
        rows = scores.astype(np.float32)[:, np.newaxis]
        rows.flags.writeable = False  # as all rows that are searched: compiled once
        candidates = choose(Measure(rows, NO_NORMS), vectors.vocabulary, self._owner, **self._where)

        def copy(block: NDArray[Any], norms: NDArray[Any], out: NDArray[Any]) -> None:
            out[:] = block[:, 0]

        ids, _ = search_one(
            candidates, copy, words_of(terms), topn=self._topn, minimum=self._least, threads=1
        )
        return [Neighbour(vectors.vocabulary[i], float(scores[i])) for i in ids.tolist()]


def check_measure(measure: Any, owner: str) -> str:
    """Return `measure` if it is one, or raise ParameterError."""
    return check_choice(measure, "measure", owner, MEASURES)


def check_vectors(vectors: Any, owner: str) -> WordVectors:
    """Return `vectors` if they are any, or raise ParameterError."""
    if not isinstance(vectors, WordVectors):
        raise ParameterError(
            f"The 'vectors' parameter of {owner} must be WordVectors, as load_vectors and "
            f"build_vectors give them. Got {type(vectors).__name__} instead."
        )
    return vectors


def read_terms(vectors: WordVectors, positive: Any, negative: Any, owner: str) -> list[Term]:
    """Read a query; negative terms get negative weights."""
    reader = TermReader(vectors.vocabulary, vectors.matrix, owner)
    terms = reader.terms(positive, "positive")
    against = reader.terms(negative, "negative")
    if not (terms or against):
        raise ParameterError(f"{owner} needs at least one word or vector. Got none.")
    return terms + [Term(term.vector, -term.weight, term.word) for term in against]
