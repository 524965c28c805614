"""Checks of the parameters of `KeywordExtractor`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from simpler_glove.errors import ParameterError
from simpler_glove.validation import check_choice
from simpler_glove.vectors import WordVectors

from ..lexicon import Lexicon

OWNER = "KeywordExtractor"


def checked_vectors(vectors: Any) -> WordVectors:
    """Return vectors with word counts."""
    if not isinstance(vectors, WordVectors):
        raise ParameterError(parameter="vectors", owner=OWNER, allowed="WordVectors", got=vectors)
    if vectors.counts is None:
        raise ParameterError(
            "must have word counts, as WordVectors(Vocabulary(words, counts), matrix) and the "
            "vectors of build_vectors have",
            parameter="vectors",
            owner=OWNER,
        )
    return vectors


def checked_candidates(candidates: Any) -> str | tuple[str, ...]:
    """Return "phrases", "words" or the listed candidates."""
    if isinstance(candidates, str):
        return check_choice(candidates, "candidates", OWNER, ("phrases", "words"))
    if isinstance(candidates, Lexicon):
        return candidates.words
    return checked_words(candidates, "candidates", "'phrases', 'words', a Lexicon or ")


def checked_words(words: Any, name: str, others: str = "") -> tuple[str, ...]:
    """Return a collection of str as a tuple."""
    # An iterator could not be read again after set_params or in a copy.
    if isinstance(words, str | Iterator) or not isinstance(words, Iterable):
        raise ParameterError(
            parameter=name, owner=OWNER, allowed=f"{others}a collection of str", got=words
        )
    collected = tuple(words)
    if wrong := [word for word in collected if not isinstance(word, str)]:
        raise ParameterError(
            parameter=name, owner=OWNER, allowed="a collection of str", got=wrong[0]
        )
    return collected
