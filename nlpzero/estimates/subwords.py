"""Estimates of the fit of subword vectors."""

from __future__ import annotations

from typing import Any

from simpler_glove.glove import SimplerGlove
from simpler_glove.memory import resident_bytes
from simpler_glove.parallel import resolve_threads
from simpler_glove.subwords import max_ngrams, stored_bytes, working_bytes
from simpler_glove.vectors import SUBWORD_SHARE

from ..models import vector_sets
from ..word2vec import Word2Vec

_SECONDS_PER_NUMBER = 2e-6  # CPU seconds per word and dimension
_WORD_BYTES = 8  # of a word in UTF-8


def with_subwords(estimate: dict[str, Any], estimator: SimplerGlove | Word2Vec) -> dict[str, Any]:
    """Add the fit of subword vectors to the estimate of a build.

    Parameters
    ----------
    estimate : dict
        See :func:`simpler_glove.estimates.estimate_build`.
    estimator : SimplerGlove or Word2Vec
        The estimator of the vectors.

    Returns
    -------
    dict
        The estimate with ``seconds_fitting_subwords``.

    Example
    -------
    >>> estimate = {"words": 1000, "memory_bytes": 0, "disk_bytes": 9, "seconds": 1.0}
    >>> with_subwords(estimate, SimplerGlove())["disk_bytes"]
    80001
    """
    number = resolve_threads(estimator.threads, "estimate_build")
    words, vector_size, sets = (
        round(estimate["words"]),
        estimator.vector_size,
        vector_sets(estimator),
    )
    limit = max_ngrams(SUBWORD_SHARE, sets * words, vector_size)
    needed = working_bytes(words, _WORD_BYTES * words, vector_size, limit, number)
    needed += resident_bytes() + 4 * sets * words * vector_size
    seconds = _SECONDS_PER_NUMBER * words * vector_size / number
    return estimate | {
        "memory_bytes": max(estimate["memory_bytes"], needed),
        "disk_bytes": estimate["disk_bytes"] + stored_bytes(limit, vector_size),
        "seconds": float(f"{estimate['seconds'] + seconds:.2g}"),
        "seconds_fitting_subwords": float(f"{seconds:.2g}"),
    }
