"""Weights of words: information, importance, termhood and likelihood."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.vectors import WordVectors, pair_information

from .._kernels import keyword_tokens as token_kernels
from .._kernels import keywords as kernels
from ..word_importance import importance, learned_stop_words
from .phrases import PRIOR_COUNT, RARE_COUNT, PhraseStatistics
from .tokens import TokenArrays, hash_table, hashes_of

COMBINED, LIKELIHOOD, NORM = METHODS = ("combined", "likelihood", "norm")
MIN_TERMHOOD = 0.6
"""Termhood up to which a word ends phrases."""
HALF_SCORES = {COMBINED: 10.0, LIKELIHOOD: 1.0, NORM: 2.0}
"""Raw scores of phrases for which the score is 0.5."""
_MAX_PMI = 2.0  # nats; larger mean PMI counts as this
_TEXT_WORDS = 100.0  # assumed length of a text if only word counts are known
_PENALTY = 10.0  # of the ridge regression of termhood
Doubles = NDArray[np.float64]


class KeywordTable(NamedTuple):
    """The W known words and their properties.

    Attributes
    ----------
    keys, rows : ndarray
        Sorted hashes of the words, and the row of each.
    information, importance, termhood : ndarray of float64, shape (W + 1,)
        The last element is the value for unknown words.
    vectors : ndarray of int32, shape (W + 1,)
        Ids in the vocabulary of the vectors, -1 for other words.
    seed_factors : ndarray of float64, shape (W + 1,)
        Factors of the weights by similarity to the seed words; 1 without seed words.
    """

    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]
    information: Doubles
    importance: Doubles
    termhood: Doubles
    vectors: NDArray[np.int32]
    seed_factors: Doubles

    def rows_of(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return rows of words, -1 (the last row) for unknown words."""
        return token_kernels.look_up(hashes, self.keys, self.rows)


def keyword_table(
    vectors: WordVectors,
    statistics: PhraseStatistics | None,
    stop_words: tuple[str, ...] | None,
    seed_words: tuple[str, ...],
) -> KeywordTable:
    """Combine the words of vectors and statistics into one table."""
    vocabulary = tuple(vectors.index_to_key)
    words = vocabulary if statistics is None else (*vocabulary, *statistics.words)
    keys, rows = hash_table(words)
    information, termhood = _estimates_from_counts(vectors, len(words))
    if statistics is not None and statistics.inside.any():
        information = np.full(len(words) + 1, np.log(max(statistics.size, 2)))
        termhood = _smoothed_termhood(statistics, vectors, words)
        places = token_kernels.look_up(hashes_of(words), *hash_table(statistics.words))
        known = places >= 0
        information[:-1][known] = statistics.information[places[known]]
    importances = np.zeros(len(words) + 1)
    importances[: len(vocabulary)] = importance(vectors)
    ids = np.full(len(words) + 1, -1, np.int32)
    ids[: len(vocabulary)] = np.arange(len(vocabulary))
    if stop_words is not None:
        stopped = token_kernels.look_up(hashes_of(stop_words), keys, rows)
        termhood[:] = np.maximum(termhood, 1.0)
        termhood[stopped[stopped >= 0]] = 0.0
    factors = _seed_factors(vectors, seed_words, len(words), keys, rows)
    return KeywordTable(keys, rows, information, importances, termhood, ids, factors)


def _estimates_from_counts(vectors: WordVectors, size: int) -> tuple[Doubles, Doubles]:
    """Estimate information and termhood without statistics; learned stop words end phrases."""
    counts = np.maximum(np.asarray(vectors.counts, np.float64), 1.0)
    shares = np.full(size + 1, 1.0 / counts.sum())
    shares[: counts.size] = counts / counts.sum()
    termhood = np.ones(size + 1)
    ids = [vectors.key_to_index[word] for word in learned_stop_words(vectors)]
    termhood[ids] = 0.0
    return np.maximum(-np.log(_TEXT_WORDS * shares), 0.0), termhood


def _seed_factors(
    vectors: WordVectors,
    seeds: tuple[str, ...],
    size: int,
    keys: NDArray[np.uint64],
    rows: NDArray[np.int32],
) -> Doubles:
    """Return 1 + cosine similarity to the mean of the seed words, and 2 for the seed words."""
    factors = np.ones(size + 1)
    if not seeds:
        return factors
    seed_rows = token_kernels.look_up(hashes_of(seeds), keys, rows)
    known = seed_rows[(seed_rows >= 0) & (seed_rows < len(vectors))]
    if known.size:
        mean = vectors.matrix[known].mean(axis=0)
        lengths = np.maximum(vectors.norms * np.linalg.norm(mean), 1e-12)
        factors[: len(vectors)] += np.clip(vectors.matrix @ mean / lengths, 0.0, 1.0)
    factors[seed_rows[seed_rows >= 0]] = 2.0
    return factors


def _smoothed_termhood(
    statistics: PhraseStatistics, vectors: WordVectors, words: tuple[str, ...]
) -> Doubles:
    """Return the termhood of words, smoothed by a regression on their vectors.

    As :attr:`PhraseStatistics.termhood`, but the prior of a word is not that of rare words: it is
    predicted by a ridge regression of the shares inside phrases on the direction of the vector
    and on log-frequency. The first of the W words are those of the vectors; the last of the W + 1
    values is that of unknown words.
    """
    mean = statistics.inside.sum() / statistics.counts.sum()
    expected = np.full(len(words) + 1, statistics.unknown_termhood * mean)
    rows = token_kernels.look_up(hashes_of(words), *hash_table(statistics.words))
    known = rows >= 0
    inside, counts = np.zeros(len(words) + 1), np.zeros(len(words) + 1)
    inside[:-1][known] = statistics.inside[rows[known]]
    counts[:-1][known] = statistics.counts[rows[known]]
    size = len(vectors)
    expected[:size] = _predicted_shares(vectors, inside[:size], counts[:size])
    termhood: Doubles = (inside + PRIOR_COUNT * expected) / (counts + PRIOR_COUNT) / mean
    return termhood


def _predicted_shares(vectors: WordVectors, inside: Doubles, counts: Doubles) -> Doubles:
    """Fit the regression, weighted by counts up to `RARE_COUNT`; return its predictions."""
    lengths = np.maximum(vectors.norms, np.finfo(np.float32).tiny)[:, np.newaxis]
    frequency = np.log(np.maximum(np.asarray(vectors.counts), 1))[:, np.newaxis]
    ones = np.ones_like(frequency)
    features = np.hstack((vectors.matrix / lengths, ones, frequency, frequency**2))
    features = features.astype(np.float64)
    weights = np.minimum(counts, RARE_COUNT)
    weighted = features * weights[:, np.newaxis]
    shares = inside / np.maximum(counts, 1.0)
    gram = weighted.T @ features + _PENALTY * np.eye(features.shape[1])
    return np.maximum(features @ np.linalg.solve(gram, weighted.T @ shares), 0.0)


def token_weights(
    table: KeywordTable, vectors: WordVectors, tokens: TokenArrays, method: str
) -> tuple[NDArray[np.int32], Doubles]:
    """Return the rows of tokens in the table, and their weights."""
    rows = table.rows_of(tokens.hashes)
    if method == NORM:
        return rows, np.exp(table.importance[rows]) * table.seed_factors[rows]
    information = token_information(table, tokens, rows)
    likelihood = token_likelihoods(table, vectors, tokens, rows, information)
    if method == LIKELIHOOD:
        return rows, np.maximum(likelihood, 0.0) * table.seed_factors[rows]
    both = table.importance[rows] + np.clip(likelihood, -_MAX_PMI, _MAX_PMI)
    return rows, information * np.exp(0.5 * both) * table.seed_factors[rows]


def token_information(table: KeywordTable, tokens: TokenArrays, rows: NDArray[np.int32]) -> Doubles:
    """Return the information of tokens in nats, 0 for all but plain tokens."""
    return np.where(tokens.kinds == token_kernels.PLAIN, table.information[rows], 0.0)


def token_likelihoods(
    table: KeywordTable,
    vectors: WordVectors,
    tokens: TokenArrays,
    rows: NDArray[np.int32],
    information: Doubles,
) -> Doubles:
    """Return the mean PMI of tokens with the other words of their text, weighted by information.

    It is 0 for words that end phrases.
    """
    requested = table.termhood[rows] > MIN_TERMHOOD
    return kernels.likelihoods(
        table.vectors[rows], requested, information, tokens.offsets, *pair_information(vectors)
    )
