"""What an extractor knows of words: a table of all words of vectors and statistics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.vectors import WordVectors, pair_information

from .._kernels import keywords as kernels
from ..word_importance import importance, learned_stop_words
from .phrases import PhraseStatistics, table_of
from .termhood import termhoods
from .tokens import Tokens, hashes_of

COMBINED, LIKELIHOOD, NORM = METHODS = ("combined", "likelihood", "norm")
LEAST_TERMHOOD = 0.6
"""Termhood below which a word ends phrases."""
MOST = 2.0
"""Nats that a mean PMI counts for at most."""
TEXT = 100.0
"""Words of a text as it is thought of where only counts of words are known."""
HALF = {COMBINED: 10.0, LIKELIHOOD: 1.0, NORM: 2.0}
"""Raw score that becomes one half."""
Doubles = NDArray[np.float64]


class WordTable(NamedTuple):
    """The W words that are known, and what is known of them.

    Attributes
    ----------
    keys, rows : ndarray
        Sorted hashes, and the row of each.
    information, importance, termhood : ndarray of float64, shape (W + 1,)
        The last one is that of unknown words.
    vectors : ndarray of int32, shape (W + 1,)
        Rows of the vectors, -1 for words without.
    seeds : ndarray of float64, shape (W + 1,)
        What seed words make of a weight; 1 without them.
    """

    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]
    information: Doubles
    importance: Doubles
    termhood: Doubles
    vectors: NDArray[np.int32]
    seeds: Doubles

    def rows_of(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Rows of words, -1 (which is the last) for those that are not known."""
        return kernels.look_up(hashes, self.keys, self.rows)


def make_table(
    vectors: WordVectors,
    statistics: PhraseStatistics | None,
    stop_words: Iterable[str] | None,
    seed_words: Iterable[str],
) -> WordTable:
    """Bring together what vectors and statistics know."""
    own = tuple(vectors.index_to_key)
    words = own if statistics is None else (*own, *statistics.words)
    keys, rows = table_of(words)
    information, termhood = _guessed(vectors, len(words))
    if statistics is not None and statistics.inside.any():
        information = np.full(len(words) + 1, np.log(max(statistics.size, 2)))
        termhood = termhoods(statistics, vectors, words)
        places = kernels.look_up(hashes_of(words), *table_of(statistics.words))
        known = places >= 0
        information[:-1][known] = statistics.information[places[known]]
    important = np.zeros(len(words) + 1)
    important[: len(own)] = importance(vectors)
    numbers = np.full(len(words) + 1, -1, np.int32)
    numbers[: len(own)] = np.arange(len(own))
    if stop_words is not None:
        stopped = kernels.look_up(hashes_of(tuple(stop_words)), keys, rows)
        termhood[:] = np.maximum(termhood, 1.0)
        termhood[stopped[stopped >= 0]] = 0.0
    seeds = _seeded(vectors, tuple(seed_words), len(words), keys, rows)
    return WordTable(keys, rows, information, important, termhood, numbers, seeds)


def _guessed(vectors: WordVectors, size: int) -> tuple[Doubles, Doubles]:
    """Guess from counts what statistics would say; learned stop words end phrases."""
    counts = np.maximum(np.asarray(vectors.counts, np.float64), 1.0)
    shares = np.full(size + 1, 1.0 / counts.sum())
    shares[: counts.size] = counts / counts.sum()
    termhood = np.ones(size + 1)
    numbers = [vectors.key_to_index[word] for word in learned_stop_words(vectors)]
    termhood[numbers] = 0.0
    return np.maximum(-np.log(TEXT * shares), 0.0), termhood


def _seeded(
    vectors: WordVectors,
    seeds: tuple[str, ...],
    size: int,
    keys: NDArray[np.uint64],
    rows: NDArray[np.int32],
) -> Doubles:
    """One more than the likeness to the seed words; the words themselves count double."""
    factors = np.ones(size + 1)
    if not seeds:
        return factors
    found = kernels.look_up(hashes_of(seeds), keys, rows)
    known = found[(found >= 0) & (found < len(vectors))]
    if known.size:
        middle = vectors.matrix[known].mean(axis=0)
        lengths = np.maximum(vectors.norms * np.linalg.norm(middle), 1e-12)
        factors[: len(vectors)] += np.clip(vectors.matrix @ middle / lengths, 0.0, 1.0)
    factors[found[found >= 0]] = 2.0
    return factors


def weigh(
    table: WordTable, vectors: WordVectors, tokens: Tokens, method: str
) -> tuple[NDArray[np.int32], Doubles]:
    """Return the rows of the tokens, and what each of them weighs."""
    rows = table.rows_of(tokens.hashes)
    information = np.where(tokens.kinds == kernels.PLAIN, table.information[rows], 0.0)
    if method == NORM:
        return rows, np.exp(table.importance[rows]) * table.seeds[rows]
    found = likelihoods(table, vectors, tokens, rows, information)
    if method == LIKELIHOOD:
        return rows, np.maximum(found, 0.0) * table.seeds[rows]
    both = table.importance[rows] + np.clip(found, -MOST, MOST)
    return rows, information * np.exp(0.5 * both) * table.seeds[rows]


def likelihoods(
    table: WordTable,
    vectors: WordVectors,
    tokens: Tokens,
    rows: NDArray[np.int32],
    information: Doubles,
) -> Doubles:
    """Mean PMI of what no phrase ends at with the other words of its text, by information."""
    wanted = table.termhood[rows] > LEAST_TERMHOOD
    return kernels.likelihoods(
        table.vectors[rows], wanted, information, tokens.offsets, *pair_information(vectors)
    )
