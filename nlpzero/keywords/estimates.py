"""Estimates of the information, importance and termhood of words, from vectors."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.identity_cache import cached_for
from simpler_glove.vectors import WordVectors

from ..word_importance import importance, learned_stop_words

Doubles = NDArray[np.float64]
_TEXT_WORDS = 100.0  # assumed length of a text if only word counts are known


class WordEstimates(NamedTuple):
    """Estimates for V words that are used without statistics of the texts, or combined with them.

    Attributes
    ----------
    words : tuple of V str
        The words.
    information, importance, termhood : ndarray of float64, shape (V + 1,)
        The last element is the value for unknown words.
    hashes : ndarray of uint64, shape (V,), optional
        Hashes of the words without folding of ideographs, if they are known.
    """

    words: tuple[str, ...]
    information: Doubles
    importance: Doubles
    termhood: Doubles
    hashes: NDArray[np.uint64] | None = None


def text_information(shares: Doubles) -> Doubles:
    """Return the information in nats of words that are `shares` of all words.

    It is that of a text of 100 words that contains the word, if its occurrences are independent
    of each other.

    Example
    -------
    >>> text_information(np.array([0.1, 1e-6])).round(2).tolist()
    [0.0, 9.21]
    """
    information: Doubles = -np.log(-np.expm1(-_TEXT_WORDS * shares))
    return information


def estimates_from_vectors(vectors: WordVectors) -> WordEstimates:
    """Estimate information, importance and termhood; learned stop words have termhood 0."""
    values = cached_for(vectors, "keyword estimates", lambda: _estimate(vectors))
    return WordEstimates(tuple(vectors.index_to_key), *values)


def _estimate(vectors: WordVectors) -> tuple[Doubles, Doubles, Doubles]:
    counts = np.maximum(np.asarray(vectors.counts, np.float64), 1.0)
    shares = np.append(counts, 1.0) / counts.sum()
    termhood = np.ones(shares.size)
    termhood[[vectors.key_to_index[word] for word in learned_stop_words(vectors)]] = 0.0
    return text_information(shares), np.append(importance(vectors), 0.0), termhood
