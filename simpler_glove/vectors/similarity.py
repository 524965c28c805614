"""Scores of words, and searches for the words with the highest scores, by each measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .._kernels.search import dot_rows, product_rows
from ..arrays import readonly
from ..errors import ParameterError
from ..evaluation import EPSILON, METHODS
from ..parallel import resolve_threads
from ..validation import check_choice, check_float, check_int
from .cosine_measures import CosineMeasure, cosine_measure
from .estimated_pmi import estimated_pmi
from .measure_names import COSINE, COSINE_MEASURES, MEASURES, PREDICT, SYMMETRIC_MEASURES
from .model_data import Doubles, ModelData
from .prediction import log_probabilities
from .queries import Term, TermReader, known_ids, some_words, word_ids
from .search import (
    NO_NORMS,
    NO_PLACES,
    CandidateRows,
    RowScorer,
    SearchResult,
    search_many,
    search_one,
)
from .unseen_words import ERROR, UNKNOWN, vectors_of

_BLOCK_SCORES = 8 << 20  # scores computed at a time: 64 MB


class Neighbour(NamedTuple):
    """A word and its score; higher is more similar."""

    word: str
    score: float


class NeighbourSearch:
    """Searches the words of a model that are most similar to a query.

    Parameters
    ----------
    model : ModelData
        The model.
    owner : str
        Public function for messages.
    topn, measure, method, restrict_vocab, restrict_to, exclude, min_similarity, unknown, threads
        As in :meth:`WordVectors.most_similar`.
    block_scores : int
        Scores computed at a time for many queries by ``pmi`` or ``predict``.
    """

    def __init__(
        self,
        model: ModelData,
        owner: str,
        *,
        topn: int = 10,
        measure: str = COSINE,
        method: str = "add",
        restrict_vocab: int | None = None,
        restrict_to: Iterable[str] | None = None,
        exclude: Iterable[str] = (),
        min_similarity: float | None = None,
        unknown: str = ERROR,
        threads: int | None = None,
        block_scores: int = _BLOCK_SCORES,
    ) -> None:
        self._model = model
        self._owner = owner
        self._measure = check_choice(measure, "measure", owner, MEASURES)
        self._method = check_choice(method, "method", owner, METHODS)
        self._topn = check_int(topn, "topn", owner, minimum=1)
        self._minimum = -np.inf
        if min_similarity is not None:
            self._minimum = check_float(min_similarity, "min_similarity", owner)
        self._threads = resolve_threads(threads, owner)
        self._block_scores = block_scores
        self._candidates = _candidates(
            model, owner, restrict_vocab=restrict_vocab, restrict_to=restrict_to, exclude=exclude
        )
        check_choice(unknown, "unknown", owner, UNKNOWN)
        # The probability of a word outside the vocabulary is not known.
        self._reader = TermReader(model, owner, ERROR if measure == PREDICT else unknown)

    def neighbours(self, positive: Any, negative: Any = None) -> list[Neighbour]:
        """Return the neighbours of one query of positive and negative terms."""
        positives = self._reader.terms(positive, "positive")
        negatives = self._reader.terms(negative, "negative")
        if not (positives or negatives):
            raise ParameterError(f"{self._owner} needs at least one word or vector. Got none.")
        if self._measure not in COSINE_MEASURES:
            terms = positives + [replace(term, weight=-term.weight) for term in negatives]
            return self._highest(self._scores([terms])[0], terms)
        measure = cosine_measure(self._model, self._measure)
        if self._method == "multiply":
            scorer = self._multiplicative(measure, positives, negatives)
        else:
            scorer = _additive(measure, positives, negatives)
        result = search_one(
            replace(self._candidates, rows=measure.rows, norms=measure.norms),
            scorer,
            word_ids(positives + negatives),
            topn=self._topn,
            minimum=self._minimum,
            threads=self._threads,
        )
        return self._named(result, clip=self._method == "add")

    def neighbours_of_vector(self, vector: ArrayLike) -> list[Neighbour]:
        """Return the neighbours of one vector, the parameter `vector` of a public method."""
        try:
            return self.neighbours([np.asarray(vector)])
        except ParameterError as error:
            raise error.rename(positive="vector") from None

    def neighbours_of_each(self, queries: Iterable[Any]) -> list[list[Neighbour]]:
        """Return the neighbours of each query, a word, vector or (word, weight) pair."""
        queries = [queries] if isinstance(queries, str) else queries
        terms = [self._reader.term(query, "queries") for query in queries]
        if self._measure not in COSINE_MEASURES:
            return self._highest_of_each([[term] for term in terms])
        measure = cosine_measure(self._model, self._measure)
        directions = np.array([_direction(measure, [term]) for term in terms])
        results = search_many(
            replace(self._candidates, rows=measure.rows, norms=measure.norms),
            measure.queries(directions.reshape(len(terms), self._model.matrix.shape[1])),
            [word_ids([term]) for term in terms],
            topn=self._topn,
            minimum=self._minimum,
            threads=self._threads,
        )
        return [self._named(result, clip=True) for result in results]

    def _named(self, result: SearchResult, *, clip: bool) -> list[Neighbour]:
        ids, scores = result
        values = np.clip(scores, -1, 1) if clip else scores
        pairs = zip(ids.tolist(), values.tolist(), strict=True)
        return [Neighbour(self._model.vocabulary[number], score) for number, score in pairs]

    def _scores(self, queries: list[list[Term]]) -> Doubles:
        """Return the scores of all words by ``pmi`` or ``predict``; float64 (Q, V)."""
        if self._method != "add":
            raise self._not_multiplicative()
        if self._measure == PREDICT:
            subject = f"The measure 'predict' of {self._owner}"
            contexts = [self._context_words(terms) for terms in queries]
            return np.array(
                [log_probabilities(self._model, ids, subject=subject) for ids in contexts]
            )
        return estimated_pmi(self._model, self._owner).scores(queries, self._threads)

    def _context_words(self, terms: list[Term]) -> list[int]:
        if any(term.word is None or term.weight != 1 for term in terms):
            raise ParameterError(
                f"The measure 'predict' of {self._owner} accepts only positive words without "
                "weights, the context words.",
                hint="Use {measure} for negative words, weights and vectors.",
                settings={"measure": "pmi"},
            )
        return word_ids(terms)

    def _highest(self, scores: Doubles, terms: list[Term]) -> list[Neighbour]:
        """Return the words with the highest of V scores, without the words of the query."""
        # Read-only as all arrays that are searched: the kernel is compiled once.
        rows = readonly(scores.astype(np.float32)[:, np.newaxis])

        def copy(block: NDArray[Any], norms: NDArray[Any], out: NDArray[Any]) -> None:
            out[:] = block[:, 0]

        ids, _ = search_one(
            replace(self._candidates, rows=rows), copy, word_ids(terms),
            topn=self._topn, minimum=self._minimum, threads=1,
        )  # fmt: skip
        return [Neighbour(self._model.vocabulary[i], float(scores[i])) for i in ids.tolist()]

    def _highest_of_each(self, queries: list[list[Term]]) -> list[list[Neighbour]]:
        step = max(1, self._block_scores // max(len(self._model.matrix), 1))
        neighbours = []
        for start in range(0, len(queries), step):
            block = queries[start : start + step]
            for terms, scores in zip(block, self._scores(block), strict=True):
                neighbours.append(self._highest(scores, terms))
        return neighbours

    def _multiplicative(
        self, measure: CosineMeasure, positives: list[Term], negatives: list[Term]
    ) -> RowScorer:
        """Return the scorer of 3CosMul."""
        terms = positives + negatives
        if not positives or any(term.weight != 1 for term in terms):
            raise self._not_multiplicative()
        factors = measure.queries(np.array([term.vector for term in terms]))
        count = len(positives)
        return lambda rows, norms, out: product_rows(rows, factors, count, norms, EPSILON, out)

    def _not_multiplicative(self) -> ParameterError:
        return ParameterError(
            "must be 'add' for the measures 'pmi' and 'predict', for terms with weights, and for "
            "queries without a positive term. Got 'multiply' instead.",
            parameter="method",
            owner=self._owner,
        )


def pair_scores(
    model: ModelData, a: NDArray[Any], b: NDArray[Any], *, measure: str, owner: str
) -> Doubles:
    """Return the score of each pair of ids (a[i], b[i]) by any measure; float64 (n,)."""
    check_choice(measure, "measure", owner, MEASURES)
    if measure in COSINE_MEASURES:
        return cosine_measure(model, measure).pairs(a, b)
    scores = np.empty(len(a))
    if measure == PREDICT:
        subject = f"The measure 'predict' of {owner}"
        for number in np.unique(a).tolist():
            places = np.flatnonzero(a == number)
            scores[places] = log_probabilities(model, [number], subject=subject)[b[places]]
        return scores
    pmi = estimated_pmi(model, owner)
    for place in range(len(a)):
        scores[place] = pmi.between(a[place : place + 1], b[place : place + 1])[0, 0]
    return scores


def odd_word(model: ModelData, words: Iterable[str], *, measure: str, owner: str) -> str:
    """Return the word that is least similar to the others."""
    check_choice(measure, "measure", owner, SYMMETRIC_MEASURES)
    chosen = some_words(words, "words", owner)
    ids = model.vocabulary.ids_of(chosen)
    if measure == COSINE:
        units = cosine_measure(model, COSINE).unit(model.matrix[ids])
        return chosen[int(np.argmin(units @ units.mean(axis=0)))]
    if measure in COSINE_MEASURES:
        left, right = np.repeat(ids, len(ids)), np.tile(ids, len(ids))
        scores = cosine_measure(model, measure).pairs(left, right).reshape(len(ids), len(ids))
    else:
        scores = estimated_pmi(model, owner).between(ids, ids)
    np.fill_diagonal(scores, 0.0)
    return chosen[int(np.argmin(scores.sum(axis=0) + scores.sum(axis=1)))]


def word_similarity(
    model: ModelData, words: Sequence[str], *, measure: str, unknown: str, owner: str
) -> float:
    """Return the score of a pair of words by any measure; those of n-grams by cosines only."""
    check_choice(unknown, "unknown", owner, UNKNOWN)
    known_only = unknown == ERROR or measure not in COSINE_MEASURES
    ids = model.vocabulary.ids_of(words, default=None if known_only else -1)
    if (ids >= 0).all():
        return float(pair_scores(model, ids[:1], ids[1:], measure=measure, owner=owner)[0])
    vectors = vectors_of(model, words, unknown, owner)
    return float(cosine_measure(model, measure).between(vectors[:1], vectors[1:])[0])


def list_similarity(
    model: ModelData, a: Iterable[str], b: Iterable[str], *, unknown: str, owner: str
) -> float:
    """Return the cosine of the sums of the vectors of two lists of words."""
    measure = cosine_measure(model, COSINE)
    sums = []
    for name, words in (("a", a), ("b", b)):
        vectors = vectors_of(model, some_words(words, name, owner), unknown, owner)
        sums.append(measure.unit(vectors.astype(np.float64).sum(axis=0)))
    return float(np.clip(sums[0] @ sums[1], -1, 1))


def _candidates(
    model: ModelData,
    owner: str,
    *,
    restrict_vocab: int | None,
    restrict_to: Iterable[str] | None,
    exclude: Iterable[str],
) -> CandidateRows:
    """Return the candidates; their rows are added later."""
    vocabulary = model.vocabulary
    size = len(vocabulary)
    if restrict_vocab is not None:
        size = min(size, check_int(restrict_vocab, "restrict_vocab", owner, minimum=1))
    excluded = np.unique(known_ids(vocabulary, exclude, "exclude", owner))
    rows = model.matrix[:0]
    if restrict_to is None:
        return CandidateRows(rows, NO_NORMS, size, None, excluded[excluded < size])
    ids = known_ids(vocabulary, restrict_to, "restrict_to", owner)
    ids = np.setdiff1d(ids[ids < size], excluded)
    return CandidateRows(rows, NO_NORMS, len(ids), ids, NO_PLACES)


def _direction(measure: CosineMeasure, terms: Sequence[Term]) -> Doubles:
    """Return the weighted sum of terms; words count with length 1, vectors with their length."""
    total = np.zeros(measure.rows.shape[1])
    for term in terms:
        vector = measure.unit(term.vector) if term.is_word else term.vector
        total += term.weight * np.asarray(vector, np.float64)
    return total


def _additive(measure: CosineMeasure, positives: list[Term], negatives: list[Term]) -> RowScorer:
    """Return the scorer of the cosine to the sum of the terms."""
    query = measure.queries(_direction(measure, positives) - _direction(measure, negatives))
    return lambda rows, norms, out: dot_rows(rows, query, norms, out)
