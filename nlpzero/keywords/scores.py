"""Weights of words: information, importance, termhood and likelihood."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.arrays import readonly
from simpler_glove.narrow_matrix import NarrowMatrix
from simpler_glove.vectors import WordVectors, pair_information
from simpler_glove.vectors.queries import known_ids

from .._kernels.keyword_likelihoods import likelihoods
from .._kernels.keyword_phrases import look_up
from .._kernels.keyword_tokens import PLAIN
from .estimates import Doubles, WordEstimates
from .function_words import FunctionWords
from .phrases import PhraseStatistics
from .tokens import TokenArrays, hash_table, hashes_of

COMBINED, LIKELIHOOD, NORM = METHODS = ("combined", "likelihood", "norm")
MIN_TERMHOOD = 0.4
"""Termhood up to which a word ends phrases."""
MIN_CONCENTRATION = 2.0
"""Concentration from which on a word does not end phrases, whatever its termhood."""
HALF_SCORES = {COMBINED: 15.0, LIKELIHOOD: 1.5, NORM: 3.0}
"""Raw scores of phrases for which the score is 0.5."""
_MAX_PMI = 2.0  # nats; larger mean PMI counts as this
PRIOR_TEXTS = 30.0
"""Number of texts whose statistics weigh as much as the estimates."""
_MAX_TEXT_SHARE = 0.5  # of the information that is measured in texts, which are of one subject
_LISTED_FACTOR = 0.3  # of the learned termhood of listed function words


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
    function_words : FunctionWords or None
        Function words of other languages than those of the table.
    """

    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]
    information: Doubles
    importance: Doubles
    termhood: Doubles
    vectors: NDArray[np.int32]
    seed_factors: Doubles
    function_words: FunctionWords | None = None

    def rows_of(self, tokens: TokenArrays) -> NDArray[np.int32]:
        """Return rows of tokens, -1 (the last row) for unknown words."""
        rows = look_up(tokens.hashes, self.keys, self.rows)
        if self.function_words is None:
            return rows
        return self.function_words.changed_rows(tokens, rows, int(self.termhood.argmin()))


def keyword_table(
    estimates: WordEstimates,
    vectors: WordVectors | None,
    statistics: PhraseStatistics | None,
    seed_words: tuple[str, ...] = (),
    *,
    listed: tuple[str, ...] = (),
    ends_at_stop_words: bool = True,
    ideographs: str | None = None,
    others: FunctionWords | None = None,
) -> KeywordTable:
    """Combine the words of estimates and statistics into one table.

    Information and termhood are means of the estimates and of the values of the statistics,
    weighted by the number of texts of the statistics; for the information, the estimates have at
    least half of the weight, because words of the common subject of all texts are not worthless.
    Listed words have an estimated termhood of 0, and 0.3 times that of the statistics. Without
    vectors, the termhood of known words is that of the estimates, and for other words the cube root
    of that of the statistics counts, so that only words that are hardly ever inside phrases end
    them.

    Parameters
    ----------
    estimates : WordEstimates
        Estimates from the vectors, for the words of their vocabulary, or from word frequencies.
    vectors : WordVectors or None
        Vectors with word counts.
    statistics : PhraseStatistics or None
        Statistics of texts.
    seed_words : tuple of str
        Words, not phrases; requires vectors.
    listed : tuple of str
        Function words.
    ends_at_stop_words : bool
        False if phrases may contain the words that end phrases according to the estimates.
    ideographs : str or None
        Folding of the texts.
    others : FunctionWords or None
        Function words of languages that the estimates do not describe.
    """
    known = estimates.words
    more = (*(() if statistics is None else statistics.words), *seed_words, *listed)
    words = (*known, *more)
    stored = None if ideographs else estimates.hashes
    known_hashes = hashes_of(known, ideographs) if stored is None else stored
    hashes = np.concatenate((known_hashes, hashes_of(more, ideographs)))
    keys, first = np.unique(hashes, return_index=True)
    rows = first.astype(np.int32)
    information, importances, termhood = (
        np.concatenate((values[:-1], np.full(len(words) + 1 - len(known), values[-1])))
        for values in (estimates.information, estimates.importance, estimates.termhood)
    )
    factors = np.ones(len(words))
    factors[look_up(hashes, *hash_table(listed, ideographs)) >= 0] = _LISTED_FACTOR
    termhood[:-1][factors < 1.0] = 0.0
    share = 0.0 if statistics is None else _reliability(statistics)
    if statistics is not None and share > 0.0:
        places = look_up(hashes, *hash_table(statistics.words, ideographs))
        measured = np.full(len(words) + 1, np.log(max(statistics.size, 2)))
        measured[:-1][places >= 0] = statistics.information[places[places >= 0]]
        information += _MAX_TEXT_SHARE * share * (measured - information)
        # Without vectors, the estimates are lists, which are more certain than the texts.
        found = np.flatnonzero(places >= 0)
        found = found[found >= (len(known) if vectors is None else 0)]
        learned = factors[found] * statistics.termhood[places[found]]
        if vectors is None:
            learned = learned ** (1 / 3)
        termhood[found] += share * (learned - termhood[found])
    if not ends_at_stop_words:
        termhood = np.maximum(termhood, 1.0)
    ids = np.full(len(words) + 1, -1, np.int32)
    seed_factors = np.ones(len(words) + 1)
    if vectors is not None:
        ids[: len(known)] = np.arange(len(known))
    if vectors is not None and seed_words:
        seeds = look_up(hashes_of(seed_words, ideographs), keys, rows)
        spellings = [words[row] for row in seeds.tolist()]  # those of the vocabulary come first
        found = known_ids(vectors.vocabulary, spellings, "seed_words", "KeywordExtractor")
        seed_factors[: len(known)] = _seed_factors(vectors, found)
        seed_factors[seeds] = 2.0
    return KeywordTable(keys, rows, information, importances, termhood, ids, seed_factors, others)


def _reliability(statistics: PhraseStatistics) -> float:
    """Return the weight of statistics, from 0 to 1: that of the estimates is the rest.

    It grows with the number of texts, or of occurrences inside phrases if there are fewer.
    """
    evidence = float(min(statistics.size, statistics.inside.sum()))
    return evidence / (evidence + PRIOR_TEXTS)


def _seed_factors(vectors: WordVectors, seeds: NDArray[np.int64]) -> Doubles:
    """Return 1 + cosine similarity to the mean of the seed words, float64 (V,)."""
    mean = vectors.matrix[seeds].mean(axis=0)
    lengths = np.maximum(vectors.norms * np.linalg.norm(mean), 1e-12)
    return 1.0 + np.clip(vectors.matrix @ mean / lengths, 0.0, 1.0)


def token_weights(
    table: KeywordTable, vectors: WordVectors | None, tokens: TokenArrays, method: str
) -> tuple[NDArray[np.int32], Doubles]:
    """Return the rows of tokens in the table, and their weights."""
    rows = table.rows_of(tokens)
    factors = table.seed_factors[rows] * tokens.concentration[2]
    if method == NORM:
        return rows, np.exp(table.importance[rows]) * factors
    information = token_information(table, tokens, rows)
    plain = np.where(tokens.kinds == PLAIN, information, 0.0)
    likelihood = token_likelihoods(table, vectors, tokens, rows, plain)
    if method == LIKELIHOOD:
        return rows, np.maximum(likelihood, 0.0) * factors
    both = table.importance[rows] + np.clip(likelihood, -_MAX_PMI, _MAX_PMI)
    return rows, information * np.exp(0.5 * both) * factors


def token_information(table: KeywordTable, tokens: TokenArrays, rows: NDArray[np.int32]) -> Doubles:
    """Return the information of tokens in nats: of the table, or about the place in the text."""
    return np.maximum(table.information[rows], tokens.concentration[0])


def token_likelihoods(
    table: KeywordTable,
    vectors: WordVectors | None,
    tokens: TokenArrays,
    rows: NDArray[np.int32],
    information: Doubles,
) -> Doubles:
    """Return the mean PMI of tokens with the other words of their text, weighted by information.

    It is 0 for words that end phrases, and without vectors.
    """
    if vectors is None:
        return np.zeros(rows.size)
    requested = table.termhood[rows] > MIN_TERMHOOD
    words, contexts, shifts = pair_information(vectors)
    ids = table.vectors[rows]
    if isinstance(words, NarrowMatrix) or isinstance(contexts, NarrowMatrix):
        used, places = np.unique(ids, return_inverse=True)
        unknown = int(used.size > 0 and used[0] < 0)  # -1 stands for unknown words
        ids = (places - unknown).astype(np.int32)
        words, contexts = readonly(words[used[unknown:]]), readonly(contexts[used[unknown:]])
        shifts = shifts[used[unknown:]]
    return likelihoods(ids, requested, information, tokens.offsets, words, contexts, shifts)
