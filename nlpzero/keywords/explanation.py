"""Explanation of the score of a phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.vectors import WordVectors, pair_information

from .._kernels.keyword_tokens import NUMERIC, PLAIN
from .results import Keyword, KeywordExplanation
from .scores import KeywordTable, token_information, token_likelihoods, token_weights
from .tokens import TokenArrays, fold_text

_NOTHING = re.compile(r"(?!)")


def explain_keyword(
    text: str,
    keyword: str,
    *,
    tokens: TokenArrays,
    table: KeywordTable,
    vectors: WordVectors | None,
    method: str,
    ranked: Sequence[Keyword],
) -> KeywordExplanation:
    """Explain the score of a phrase of a text.

    Parameters
    ----------
    text, keyword : str
        A text, and a phrase that it contains.
    tokens : TokenArrays
        Tokens of the text.
    table : KeywordTable
        The known words.
    vectors : WordVectors or None
        The vectors.
    method : {"combined", "likelihood", "norm"}
        Definition of the weights.
    ranked : sequence of Keyword
        All keywords of the text, variants included; the first that is found is explained.
    """
    rows, weights = token_weights(table, vectors, tokens, method)
    information = np.where(tokens.kinds == PLAIN, token_information(table, tokens, rows), 0.0)
    likelihoods = token_likelihoods(table, vectors, tokens, rows, information)
    span, places = _occurrences(text, keyword, tokens)
    explained = next(
        (one for one in ranked if set(one.offsets) & set(places)),
        Keyword(" ".join(text[slice(*places[0])].split()), 0.0, len(places), places),
    )
    inner = [token for token in range(*span) if tokens.kinds[token] in (PLAIN, NUMERIC)]
    known = [token for token in inner if table.vectors[rows[token]] >= 0]
    words = tuple(
        {
            "word": text[tokens.starts[token] : tokens.stops[token]],
            "weight": float(weights[token]),
            "information": float(information[token]),
            "importance": float(table.importance[rows[token]]) if token in known else None,
            "termhood": float(table.termhood[rows[token]]),
            "likelihood": float(likelihoods[token]) if token in known else None,
        }
        for token in inner
    )
    terms: tuple[tuple[str, float], ...] = ()
    if vectors is not None:
        terms = _contributions(text, tokens, vectors, table.vectors[rows], information, known)
    return KeywordExplanation(explained, words, terms)


def _occurrences(
    text: str, keyword: str, tokens: TokenArrays
) -> tuple[tuple[int, int], tuple[tuple[int, int], ...]]:
    """Return the first span of tokens of a phrase, and the offsets of all its occurrences."""
    words = fold_text(keyword).split()
    pattern = re.compile(r"\s+".join(map(re.escape, words))) if words else _NOTHING
    starts = {place: token for token, place in enumerate(tokens.starts.tolist())}
    stops = {place: token for token, place in enumerate(tokens.stops.tolist())}
    spans, places = [], []
    for match in pattern.finditer(fold_text(text)):
        start, stop = match.span()
        if start in starts and stop in stops:
            spans.append((starts[start], stops[stop] + 1))
            places.append((start, stop))
    if not spans:
        raise ParameterError(
            parameter="keyword",
            owner="KeywordExtractor.explain",
            allowed="a word or phrase of the text",
            got=keyword,
        )
    return spans[0], tuple(places)


def _contributions(
    text: str,
    tokens: TokenArrays,
    vectors: WordVectors,
    ids: NDArray[np.int32],
    information: NDArray[np.float64],
    known: list[int],
) -> tuple[tuple[str, float], ...]:
    """Return the contribution of each other word of the text to the mean PMI of the phrase."""
    inside = set(ids[known].tolist())
    others = [token for token in np.flatnonzero(ids >= 0).tolist() if ids[token] not in inside]
    mass = float(information[others].sum())
    if not inside or mass == 0.0:
        return ()
    pairs = pair_information(vectors)
    mean = pairs.words[ids[known]].mean(axis=0)
    shift = pairs.shifts[ids[known]].mean()
    sums: dict[str, float] = {}
    for token in others:
        word = text[tokens.starts[token] : tokens.stops[token]]
        pmi = pairs.contexts[ids[token]] @ mean + shift
        share = float(information[token] / mass * pmi)
        sums[word] = sums.get(word, 0.0) + share
    return tuple(sorted(sums.items(), key=lambda pair: -pair[1]))
