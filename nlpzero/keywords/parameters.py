"""Checks of the parameters of `KeywordExtractor`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from simpler_glove.errors import ParameterError
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.validation import check_bool, check_choice, check_int
from simpler_glove.vectors import WordVectors

from ..lexicon import Lexicon
from ..tokenization import resolve_tokenizer, tokenizer_of
from .frequencies import frequency_tokenizer
from .scores import COMBINED, METHODS

OWNER = "KeywordExtractor"


class Inputs(NamedTuple):
    """Checked parameters, with the objects that they were created from.

    `stop_words` are those given, besides those that are learned or estimated.
    """

    parameters: tuple[Any, ...]
    vectors: WordVectors | None
    tokenizer: Tokenizer
    method: str
    candidates: str | tuple[str, ...]
    learns_stop_words: bool
    stop_words: tuple[str, ...]
    seed_words: tuple[str, ...]
    max_words: int
    deduplicate: bool
    include_unknown: bool


def check_parameters(extractor: Any, parameters: tuple[Any, ...]) -> Inputs:
    """Check the parameters of a `KeywordExtractor`, and create its tokenizer."""
    vectors = checked_vectors(extractor.vectors)
    check_choice(extractor.method, "method", OWNER, METHODS)
    check_int(extractor.max_words, "max_words", OWNER, minimum=1, maximum=1_000_000)
    check_bool(extractor.deduplicate, "deduplicate", OWNER)
    check_bool(extractor.include_unknown, "include_unknown", OWNER)
    stop_words = checked_words(extractor.extra_stop_words, "extra_stop_words")
    if extractor.stop_words is not None:
        stop_words = (*checked_words(extractor.stop_words, "stop_words"), *stop_words)
    seed_words = checked_words(extractor.seed_words, "seed_words")
    candidates = checked_candidates(extractor.candidates)
    if vectors is not None:
        tokenizer = tokenizer_of(vectors, extractor.tokenizer, owner=OWNER)
    else:
        check_without_vectors(extractor.method, seed_words)
        given = extractor.tokenizer
        tokenizer = (
            frequency_tokenizer() if given is None else resolve_tokenizer(given, owner=OWNER)
        )
    return Inputs(
        parameters, vectors, tokenizer, extractor.method, candidates, extractor.stop_words is None,
        stop_words, seed_words, extractor.max_words, extractor.deduplicate,
        extractor.include_unknown,
    )  # fmt: skip


def checked_vectors(vectors: Any) -> WordVectors | None:
    """Return vectors with word counts, or None."""
    if vectors is None:
        return None
    if not isinstance(vectors, WordVectors):
        raise ParameterError(
            parameter="vectors", owner=OWNER, allowed="WordVectors or None", got=vectors
        )
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


def check_without_vectors(method: str, seed_words: tuple[str, ...]) -> None:
    """Raise ParameterError for parameters that require vectors."""
    if method != COMBINED:
        raise ParameterError(
            "must be 'combined' without vectors",
            parameter="method", owner=OWNER, got=method, hint="Set {vectors}.",
        )  # fmt: skip
    if seed_words:
        raise ParameterError(
            "require vectors", parameter="seed_words", owner=OWNER, hint="Set {vectors}."
        )
