"""Deprecated functions that duplicate methods; they will be removed in the next version."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from simpler_glove.vectors import Neighbour, WordVectors

    from .similarity import SimilarText

__all__ = [
    "analogy",
    "doesnt_match",
    "importances",
    "log_proba",
    "most_similar",
    "most_similar_batch",
    "most_similar_texts",
    "predict",
    "sentence_similarity",
    "sentence_vectors",
    "word_similarity",
]


def most_similar(vectors: WordVectors, *args: Any, **options: Any) -> list[Neighbour]:
    """Call :meth:`WordVectors.most_similar`; deprecated."""
    _warn("most_similar", "WordVectors.most_similar")
    return vectors.most_similar(*args, **options)


def most_similar_batch(
    vectors: WordVectors, queries: Iterable[Any], **options: Any
) -> list[list[Neighbour]]:
    """Call :meth:`WordVectors.most_similar_batch`; deprecated."""
    _warn("most_similar_batch", "WordVectors.most_similar_batch")
    return vectors.most_similar_batch(queries, **options)


def analogy(vectors: WordVectors, a: str, b: str, c: str, **options: Any) -> list[Neighbour]:
    """Call :meth:`WordVectors.analogy`; deprecated."""
    _warn("analogy", "WordVectors.analogy")
    return vectors.analogy(a, b, c, **options)


def doesnt_match(vectors: WordVectors, words: Iterable[str], **options: Any) -> str:
    """Call :meth:`WordVectors.doesnt_match`; deprecated."""
    _warn("doesnt_match", "WordVectors.doesnt_match")
    return vectors.doesnt_match(words, **options)


def word_similarity(vectors: WordVectors, a: str, b: str, **options: Any) -> float:
    """Call :meth:`WordVectors.similarity`; deprecated."""
    _warn("word_similarity", "WordVectors.similarity")
    return vectors.similarity(a, b, **options)


def log_proba(vectors: WordVectors, context_words: Iterable[str]) -> NDArray[np.float64]:
    """Call :meth:`WordVectors.log_proba`; deprecated."""
    _warn("log_proba", "WordVectors.log_proba")
    return vectors.log_proba(context_words)


def predict(
    vectors: WordVectors, context_words: Iterable[str], *, topn: int = 10
) -> list[Neighbour]:
    """Call :meth:`WordVectors.most_similar` with ``measure="predict"``; deprecated."""
    _warn("predict", "WordVectors.most_similar(..., measure='predict')")
    return vectors.most_similar(context_words, measure="predict", topn=topn)


def importances(vectors: WordVectors) -> NDArray[np.float64]:
    """Call :func:`nlpzero.importance`; deprecated."""
    from .word_importance import importance

    _warn("importances", "importance")
    return importance(vectors)


def sentence_vectors(
    vectors: WordVectors, texts: Iterable[str], **options: Any
) -> NDArray[np.float32]:
    """Call :meth:`SentenceEncoder.encode`; deprecated."""
    from .similarity import SentenceEncoder

    _warn("sentence_vectors", "SentenceEncoder.encode")
    return SentenceEncoder(vectors, **options).encode(texts)


def sentence_similarity(vectors: WordVectors, a: str, b: str, **options: Any) -> float:
    """Call :meth:`SentenceEncoder.similarity`; deprecated."""
    from .similarity import SentenceEncoder

    _warn("sentence_similarity", "SentenceEncoder.similarity")
    return SentenceEncoder(vectors, **options).similarity(a, b)


def most_similar_texts(
    vectors: WordVectors, query: str, texts: Iterable[str], *, topn: int = 10, **options: Any
) -> list[SimilarText]:
    """Call :meth:`TextIndex.most_similar`; deprecated."""
    from .similarity import TextIndex

    _warn("most_similar_texts", "TextIndex.most_similar")
    return TextIndex(vectors, **options).fit(texts).most_similar(query, topn=topn)


def _warn(function: str, method: str) -> None:
    warnings.warn(
        f"nlpzero.{function} is deprecated and will be removed in the next version; "
        f"use {method} instead.",
        DeprecationWarning,
        stacklevel=3,
    )
