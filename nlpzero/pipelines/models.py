"""Vectors and what cuts texts for them: given, loaded, or made from the texts of a pipeline."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

from simpler_glove.errors import ParameterError
from simpler_glove.vectors import WordVectors, load_vectors

from ..build import build_vectors
from ..keywords import PhraseStatistics
from ..tokenization import TokenizerLike
from .segmenting import found_segmenter, identity

PathLike = str | os.PathLike[str]
VectorsLike = WordVectors | PathLike


def vectors_of(vectors: VectorsLike, owner: str) -> WordVectors:
    """Take vectors, or open the model of a path."""
    if isinstance(vectors, WordVectors):
        return vectors
    if isinstance(vectors, str | os.PathLike):
        return load_vectors(vectors)
    raise ParameterError(
        f"The 'vectors' parameter of {owner} must be WordVectors or the path of a model. "
        f"Got {type(vectors).__name__} instead."
    )


def shared_vectors(vectors: VectorsLike, owner: str) -> WordVectors:
    """Do as :func:`vectors_of`, but open a path once in a process as long as it stays the same."""
    if isinstance(vectors, str | os.PathLike):
        return _opened(os.fspath(vectors), identity(os.fspath(vectors)))
    return vectors_of(vectors, owner)


def trained(
    texts: list[str],
    owner: str,
    *,
    tokenizer: TokenizerLike | None,
    threads: int | None,
    **options: Any,
) -> tuple[WordVectors, TokenizerLike]:
    """Train vectors on texts; without a tokenizer at words that are found in them."""
    if tokenizer is None:
        tokenizer = found_segmenter(texts, owner, threads=threads)
    return build_vectors(texts, tokenizer=tokenizer, threads=threads, **options), tokenizer


def phrases_of(phrases: PhraseStatistics | PathLike | None) -> PhraseStatistics | None:
    """Take what is known of phrases, or read it from a file."""
    if isinstance(phrases, str | os.PathLike):
        return PhraseStatistics.load(phrases)
    return phrases


@lru_cache(maxsize=8)
def _opened(path: str, state: tuple[int, ...]) -> WordVectors:
    return load_vectors(path)
