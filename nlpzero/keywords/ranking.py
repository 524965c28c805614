"""Ranking of the phrases of texts, with the tables that it needs."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.vectors import pair_information

from .._kernels.keyword_phrases import complete_compounds, find_phrases
from .._kernels.keyword_tokens import PLAIN
from ..tokenization import few_known_words
from .candidates import CandidateSet, PhraseSet, candidate_set, phrase_set
from .estimates import estimates_from_vectors
from .explanation import explain_keyword
from .frequencies import (
    english_function_words,
    estimates_from_frequencies,
    listed_function_words,
)
from .function_words import function_words
from .parameters import OWNER, Inputs
from .phrases import PhraseStatistics
from .results import KeywordExplanation, Keywords
from .scores import (
    HALF_SCORES,
    MIN_CONCENTRATION,
    MIN_TERMHOOD,
    NORM,
    KeywordTable,
    keyword_table,
    token_weights,
)
from .selection import RankedTokens, SelectionOptions, select_keywords
from .tokens import TokenArrays, fold_of, words_of

_KEYWORDS_PER_TOKEN = 5  # upper bound of the number of phrases in a text


class Ranker(NamedTuple):
    """Ranks the phrases of texts, for parameters and phrase statistics that do not change."""

    inputs: Inputs
    phrases: PhraseStatistics | None
    candidates: CandidateSet
    stop_words: PhraseSet
    words: KeywordTable

    def is_for(self, inputs: Inputs, phrases: PhraseStatistics | None) -> bool:
        """Return whether it was created for these parameters and statistics."""
        return self.inputs is inputs and self.phrases is phrases

    def keywords(self, texts: list[str], topn: int) -> list[Keywords]:
        """Return the keywords of each text."""
        tokens = self.candidates.tokenize(texts)
        return self._rank(texts, tokens, topn, self.inputs.deduplicate)

    def explanation(self, text: str, keyword: str) -> KeywordExplanation:
        """Explain the score of a phrase of a text."""
        tokens = self.candidates.tokenize([text])
        number = tokens.hashes.size * _KEYWORDS_PER_TOKEN
        ranked = [*self._rank([text], tokens, number, deduplicate=False)[0]]
        if self.inputs.deduplicate:  # the scores of overlapping phrases differ
            ranked = [*self._rank([text], tokens, number, deduplicate=True)[0], *ranked]
        return explain_keyword(
            text, keyword, tokens=tokens, table=self.words, vectors=self.inputs.vectors,
            method=self.inputs.method, ranked=ranked,
        )  # fmt: skip

    def _rank(
        self, texts: list[str], tokens: TokenArrays, topn: int, deduplicate: bool
    ) -> list[Keywords]:
        inputs, table, listed = self.inputs, self.words, self.candidates.listed
        rows, weights = token_weights(table, inputs.vectors, tokens, inputs.method)
        if inputs.vectors is not None:
            _warn_few_known(tokens, table.vectors[rows])
        if topn == 0:
            return [Keywords((), "topn is 0") for _ in texts]
        counted = tokens.kinds == PLAIN
        if listed is None:
            counted &= table.termhood[rows] > MIN_TERMHOOD
            counted |= (tokens.kinds == PLAIN) & (tokens.concentration[1] > MIN_CONCENTRATION)
        ranked = RankedTokens(
            texts, tokens, self._eligible(tokens, rows, counted), counted, weights
        )
        options = SelectionOptions(
            topn, self.candidates.max_words or inputs.max_words, deduplicate,
            HALF_SCORES[inputs.method], None if listed is None else listed.hashes,
        )  # fmt: skip
        return select_keywords(ranked, options)

    def _eligible(
        self, tokens: TokenArrays, rows: NDArray[np.int32], counted: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return which tokens may be part of a phrase."""
        excluded = np.zeros(counted.size, np.bool_)
        if self.stop_words.longest:
            excluded = find_phrases(tokens.hashes, tokens.joined, tokens.offsets, *self.stop_words)
        if not self.inputs.include_unknown:
            known = rows if self.inputs.vectors is None else self.words.vectors[rows]
            excluded |= (tokens.kinds == PLAIN) & (known < 0)
        allowed = counted if self.candidates.listed is None else np.ones_like(counted)
        return complete_compounds(allowed, tokens.joined, excluded)


def create_ranker(inputs: Inputs, phrases: PhraseStatistics | None) -> Ranker:
    """Create the tables of words and candidates."""
    candidates = candidate_set(inputs.tokenizer, inputs.candidates)
    others = None
    if inputs.vectors is None:
        estimates, others = estimates_from_frequencies(), function_words()
        listed = listed_function_words()
    else:
        estimates, listed = estimates_from_vectors(inputs.vectors), english_function_words()
        if inputs.method != NORM:
            pair_information(inputs.vectors)
    table = keyword_table(
        estimates, inputs.vectors, phrases, words_of(inputs.tokenizer, inputs.seed_words),
        listed=listed, ends_at_stop_words=inputs.learns_stop_words,
        ideographs=fold_of(inputs.tokenizer), others=others,
    )  # fmt: skip
    stop_words = phrase_set(candidates.tokenizer, inputs.stop_words)
    return Ranker(inputs, phrases, candidates, stop_words, table)


def _warn_few_known(tokens: TokenArrays, ids: NDArray[np.int32]) -> None:
    plain = tokens.kinds == PLAIN
    words = int(plain.sum())
    unknown = int((ids[plain] < 0).sum())
    if message := few_known_words(words - unknown, unknown):
        warnings.warn(f"{OWNER}: {message}", UserWarning, stacklevel=5)
