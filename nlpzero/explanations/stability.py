"""How sure neighbours are: which of them stay when the text is drawn again."""
# Longer than 200 lines, because what is measured, and what not, is documented.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts, merge_counts
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.errors import MismatchError, ParameterError
from simpler_glove.parallel import map_in_order, one_blas_thread, resolve_threads
from simpler_glove.refit import RowCounts, RowFitter, row_counts
from simpler_glove.validation import check_int
from simpler_glove.vectors import WordVectors

from ..similarity import check_vectors

_OWNER = "neighbour_stability"
_LOW, _HIGH = 0.05, 0.95


class StableNeighbour(NamedTuple):
    """A neighbour, and how sure it is.

    Attributes
    ----------
    word : str
        The neighbour.
    score : float
        Its cosine in the model.
    kept : float
        Share of the rounds in which it is among the neighbours, 0 to 1.
    low, high : float
        Between these its cosine lies in nine of ten rounds.
    """

    word: str
    score: float
    kept: float
    low: float
    high: float


@dataclass(frozen=True)
class Stability:
    """How sure the neighbours of a word are.

    Attributes
    ----------
    word : str
        The word.
    kept : float
        How many of the neighbours stay in a round, on average.
    neighbours : tuple of StableNeighbour
        Those of the model, the nearest first.
    others : tuple of (str, float)
        The words that come in most often instead, with their share of the rounds.
    rounds : int
        How often the text was drawn again.
    resampled : {"counts", "shards"}
        What was drawn.
    """

    word: str
    kept: float
    neighbours: tuple[StableNeighbour, ...]
    others: tuple[tuple[str, float], ...]
    rounds: int
    resampled: str


def neighbour_stability(
    vectors: WordVectors,
    word: str,
    counts: CooccurrenceCounts | Sequence[CooccurrenceCounts],
    *,
    topn: int = 10,
    rounds: int = 20,
    pool: int = 50,
    seed: int = 0,
    threads: int | None = None,
) -> Stability:
    """Tell how many of a word's neighbours would stay, had another text of the kind been read.

    In each round the pairs of the word and of its `pool` nearest words are drawn anew and their
    vectors fitted anew, the context vectors being held fixed; then the neighbours are sought
    among all words. With several counts, of shards or documents, these are drawn with
    replacement (a bootstrap): what stands in one document stays together. With one, each count x
    becomes u times a Poisson number of mean x / u, where u is the weight of a meeting in the
    window, as if meetings were independent of each other; real text comes in bursts, so this
    usually tells less than what is unsure. Not measured is what another start, other settings, or
    context vectors fitted to the other text would change: when everything is trained anew on the
    same draws of shards, about one neighbour of ten less stays (4 million words).

    Parameters
    ----------
    vectors : WordVectors
        Made by :class:`SimplerGlove`, with context vectors or tied.
    word : str
        The word.
    counts : CooccurrenceCounts, or a sequence of them
        What the vectors were made of: one, or the shards that add up to it, all numbered by the
        vocabulary of the model (``encode_corpus(shard, vocabulary=vectors.vocabulary)``).
    topn : int, default 10
        How many neighbours.
    rounds : int, default 20
        How often to draw.
    pool : int, default 50
        How many of the nearest words are drawn anew, at least `topn`; others can still come in,
        with the vectors they have.
    seed : int, default 0
        Of the draws.
    threads : int, optional
        None takes all processors that this process may use; the result does not depend on it.

    Returns
    -------
    Stability
        The neighbours, and how sure each is.

    Raises
    ------
    UnknownWordError
        If the word is not in the vocabulary.
    MismatchError
        If the words of the counts are not those of the vectors.
    ParameterError
        If a parameter is not allowed, or the vectors were not made so.

    References
    ----------
    Efron 1979, "Bootstrap Methods: Another Look at the Jackknife"; Antoniak and Mimno 2018,
    "Evaluating the Stability of Embedding-based Word Similarities", which draws documents.

    Example
    -------
    >>> from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus
    >>> text = ["the cat purrs", "the kitten purrs", "the dog barks", "the puppy barks"] * 30
    >>> counts = count_cooccurrences(encode_corpus(text), window=2)
    >>> vectors = SimplerGlove(vector_size=4).fit(counts).vectors_
    >>> found = neighbour_stability(vectors, "cat", counts, topn=1)
    >>> found.neighbours[0].word, found.kept
    ('kitten', 1.0)
    """
    check_vectors(vectors, _OWNER)
    for name, value in (("topn", topn), ("rounds", rounds)):
        check_int(value, name, _OWNER, minimum=1)
    check_int(pool, "pool", _OWNER, minimum=topn)
    check_int(seed, "seed", _OWNER, minimum=0)
    number = vectors.vocabulary.id_of(word)
    shards = _checked(counts, vectors)
    nearest = vectors.most_similar(word, topn=pool)
    known = vectors.vocabulary.ids_of([near.word for near in nearest]).astype(np.int64)
    ids = np.concatenate([[number], known])
    whole = shards[0] if len(shards) == 1 else merge_counts(shards)
    fitter = RowFitter(vectors, whole)
    draw = _Poisson(whole, ids) if len(shards) == 1 else _Bootstrap(shards, ids)

    def run(turn: int) -> NDArray[np.float64]:
        rows = draw.rows(np.random.default_rng([seed, turn]))
        return _scores(vectors, ids, fitter.fit(ids.tolist(), rows))

    workers = resolve_threads(threads, _OWNER)
    scores, members = [], []
    with one_blas_thread():  # the sums of BLAS depend on its number of threads
        for found in map_in_order(run, range(rounds), workers):
            scores.append(found[known[:topn]])
            members.append(np.argsort(-found, kind="stable")[: min(topn, len(vectors) - 1)])
    return _summary(vectors, word, nearest[:topn], np.array(scores), members, len(shards))


class _Poisson:
    """Draws each count by itself."""

    def __init__(self, counts: CooccurrenceCounts, ids: NDArray[np.int64]) -> None:
        self._rows = [row_counts(counts, number) for number in ids.tolist()]
        weights, settings = window_weights(
            counts.window, counts.weighting, counts.direction, _OWNER
        )
        sizes = weights / settings.scale
        self._unit = float((sizes**2).sum() / sizes.sum())  # keeps mean and variance of the sums

    def rows(self, chance: np.random.Generator) -> list[RowCounts]:
        return [
            RowCounts(row.columns, _doubles(self._unit * chance.poisson(row.counts / self._unit)))
            for row in self._rows
        ]


class _Bootstrap:
    """Draws whole shards, as many as there are, with replacement."""

    def __init__(self, shards: Sequence[CooccurrenceCounts], ids: NDArray[np.int64]) -> None:
        self._shards = len(shards)
        self._rows = []
        for number in ids.tolist():
            parts = [row_counts(shard, number) for shard in shards]
            columns, places = np.unique(
                np.concatenate([part.columns for part in parts]), return_inverse=True
            )
            owners = np.repeat(np.arange(len(parts)), [part.columns.size for part in parts])
            counts = np.concatenate([part.counts for part in parts])
            self._rows.append((columns, places, owners, counts))

    def rows(self, chance: np.random.Generator) -> list[RowCounts]:
        times = chance.multinomial(self._shards, np.full(self._shards, 1 / self._shards))
        return [
            RowCounts(columns, _doubles(np.bincount(places, counts * times[owners], columns.size)))
            for columns, places, owners, counts in self._rows
        ]


def _doubles(values: NDArray[Any]) -> NDArray[np.float64]:
    return values.astype(np.float64, copy=False)


def _checked(counts: Any, vectors: WordVectors) -> list[CooccurrenceCounts]:
    shards = [counts] if isinstance(counts, CooccurrenceCounts) else counts
    if not isinstance(shards, Sequence) or not shards:
        raise ParameterError(
            f"The 'counts' parameter of {_OWNER} must be CooccurrenceCounts, or a list of those of "
            f"shards. Got {counts!r:.60} instead."
        )
    for shard in shards:
        if not isinstance(shard, CooccurrenceCounts):
            raise ParameterError(
                f"The 'counts' parameter of {_OWNER} must hold only CooccurrenceCounts. "
                f"Got {type(shard).__name__} in it."
            )
        if shard.vocabulary.words != vectors.vocabulary.words:
            raise MismatchError(
                f"Counts of {len(shard.vocabulary):,} words are not of the {len(vectors):,} words "
                "of the vectors, in their order: encode shards with vocabulary=vectors.vocabulary."
            )
    return list(shards)


def _scores(
    vectors: WordVectors, ids: NDArray[np.int64], fitted: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Cosines of all words to the first of `ids`, which have new vectors; -inf for itself."""
    lengths = np.maximum(np.sqrt((fitted.astype(np.float64) ** 2).sum(axis=1)), 1e-30)
    asked = (fitted[0] / lengths[0]).astype(np.float32)
    scores = (vectors.matrix @ asked) / np.maximum(vectors.norms, np.float32(1e-30))
    scores = scores.astype(np.float64)
    scores[ids] = (fitted @ asked) / lengths
    scores[ids[0]] = -np.inf
    return scores


def _summary(
    vectors: WordVectors,
    word: str,
    nearest: Sequence[Any],
    scores: NDArray[np.float64],
    members: list[NDArray[np.int64]],
    shards: int,
) -> Stability:
    rounds = len(members)
    times = np.bincount(np.concatenate(members), minlength=len(vectors)) / rounds
    own = vectors.vocabulary.ids_of([near.word for near in nearest])
    low, high = np.quantile(scores, (_LOW, _HIGH), axis=0)
    neighbours = [
        StableNeighbour(near.word, near.score, float(times[i]), float(low[k]), float(high[k]))
        for k, (near, i) in enumerate(zip(nearest, own.tolist(), strict=True))
    ]
    kept = float(times[own].sum())
    times[own] = 0.0
    order = np.argsort(-times, kind="stable")[: len(own)].tolist()
    others = [(vectors.vocabulary[i], float(times[i])) for i in order if times[i] > 0]
    resampled = "shards" if shards > 1 else "counts"
    return Stability(word, kept, tuple(neighbours), tuple(others), rounds, resampled)
