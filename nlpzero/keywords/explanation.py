"""Why a phrase is a keyword."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.vectors import pair_information

from .._kernels import keywords as kernels
from .phrases import small_letters
from .results import Keyword, KeywordExplanation
from .scores import likelihoods, weigh
from .tokens import Tokens, tokens_of

if TYPE_CHECKING:
    from .extractor import KeywordExtractor


def explained(extractor: KeywordExtractor, text: str, keyword: str) -> KeywordExplanation:
    """Find a phrase in a text, and tell what speaks for it."""
    table, read = extractor._ready()
    tokens = tokens_of(read.tokenizer, [text])
    rows, weights = weigh(table, extractor.vectors, tokens, extractor.method)
    information = np.where(tokens.kinds == kernels.PLAIN, table.information[rows], 0.0)
    likely = likelihoods(table, extractor.vectors, tokens, rows, information)
    span, places = _place(text, keyword, tokens)
    all_told = copy.copy(extractor)
    all_told.deduplicate = False
    found = next(
        (one for one in all_told.extract(text, topn=tokens.hashes.size * 5) if
         one.text.lower() == keyword.lower()),
        Keyword(text[places[0][0] : places[0][1]], 0.0, len(places), places),
    )  # fmt: skip
    inner = [token for token in range(*span) if tokens.kinds[token] != kernels.JOINT]
    known = [token for token in inner if table.vectors[rows[token]] >= 0]
    words = tuple(
        {
            "word": text[tokens.starts[token] : tokens.stops[token]],
            "weight": float(weights[token]),
            "information": float(information[token]),
            "importance": float(table.importance[rows[token]]) if token in known else None,
            "termhood": float(table.termhood[rows[token]]),
            "likelihood": float(likely[token]) if token in known else None,
        }
        for token in inner
    )
    numbers = table.vectors[rows]
    return KeywordExplanation(
        found, words, _terms(extractor, text, tokens, numbers, information, known)
    )


def _place(
    text: str, keyword: str, tokens: Tokens
) -> tuple[tuple[int, int], tuple[tuple[int, int], ...]]:
    """Find all tokens of a phrase; gives the first span of tokens, and all places."""
    small, wanted = small_letters(text), small_letters(keyword)
    starts = {place: token for token, place in enumerate(tokens.starts.tolist())}
    stops = {place: token for token, place in enumerate(tokens.stops.tolist())}
    spans, places, place = [], [], small.find(wanted) if wanted else -1
    while place >= 0:
        end = place + len(wanted)
        if place in starts and end in stops:
            spans.append((starts[place], stops[end] + 1))
            places.append((place, end))
        place = small.find(wanted, place + 1)
    if not spans:
        raise ParameterError(
            "The 'keyword' parameter of KeywordExtractor.explain must be a word or phrase of the "
            f"text. Got {keyword!r} instead."
        )
    return spans[0], tuple(places)


def _terms(
    extractor: KeywordExtractor,
    text: str,
    tokens: Tokens,
    numbers: NDArray[np.int32],
    information: NDArray[np.float64],
    known: list[int],
) -> tuple[tuple[str, float], ...]:
    """Share of each other word of the text in the mean PMI of the phrase."""
    own = set(numbers[known].tolist())
    others = [token for token in np.flatnonzero(numbers >= 0).tolist()
              if numbers[token] not in own]  # fmt: skip
    mass = float(information[others].sum())
    if not own or mass == 0.0:
        return ()
    pairs = pair_information(extractor.vectors)
    middle = pairs.words[numbers[known]].mean(axis=0)
    shift = pairs.shifts[numbers[known]].mean()
    sums: dict[str, float] = {}
    for token in others:
        word = text[tokens.starts[token] : tokens.stops[token]]
        told = pairs.contexts[numbers[token]] @ middle + shift
        share = float(information[token] / mass * told)
        sums[word] = sums.get(word, 0.0) + share
    return tuple(sorted(sums.items(), key=lambda pair: -pair[1]))
