"""Estimates of training Word2Vec."""

from __future__ import annotations

from typing import Any

from simpler_glove.estimates.needs import Needs, corpus_bytes, model_bytes
from simpler_glove.estimates.sample import measure_sample

from ..word2vec import Word2Vec, needed_bytes

_READING = ("tokenizer", "lowercase", "encoding", "min_count", "max_vocab")
_KERAS_BYTES = 600e6  # Keras and TensorFlow
_LINE_BYTES = 40  # of a line while lines are shuffled
# Measured with TensorFlow on a core of 2.6 GHz; approximate elsewhere, too high for a GPU.
_START_SECONDS = 5.0
_TOKEN_SECONDS = 1.2e-6
_DIMENSION_SECONDS = 1.2e-8  # per token and dimension
_NEGATIVE_SECONDS = 4e-9  # per dimension of the vector of a negative
_PRODUCT_SECONDS = 6e-11  # per product with a dimension of a negative


def estimate_word2vec(source: Any, *, memory: int | None = None, **options: Any) -> dict[str, Any]:
    """Estimate a build of Word2Vec; see :func:`estimate_build`."""
    reading = {name: options.pop(name) for name in _READING}
    estimator = Word2Vec(**options)
    estimator.check()
    # Adjacent pairs are counted as well, in negligible time.
    sample = measure_sample(
        source, window=1, direction="right", threads=estimator.threads, **reading
    )
    size, dimensions = sample.size, estimator.vector_size
    sets = 1 if estimator.tied else 2
    vectors = needed_bytes(round(size.words), dimensions, tied=estimator.tied)
    lines = 4 * size.kept + _LINE_BYTES * size.lines
    model = model_bytes(size.words, size.word_bytes, dimensions, sets)
    needs = sample.encoding_needs(sample.data_memory(memory)).then(
        Needs(
            _KERAS_BYTES + vectors + lines,
            model + corpus_bytes(size) + size.words * 4 * sets * (dimensions + 1),
        )
    )
    words = estimator.epochs * size.kept
    cost = _TOKEN_SECONDS + dimensions * _seconds(estimator)
    training = _START_SECONDS + words * cost / sample.threads
    facts = sample.facts(needs, {"reading": size.reading, "training": training})
    del facts["pairs"]
    return facts


def _seconds(estimator: Word2Vec) -> float:
    """Seconds of a core per token and dimension."""
    rows = estimator.negatives / estimator.negative_sharing
    return _DIMENSION_SECONDS + _NEGATIVE_SECONDS * rows + _PRODUCT_SECONDS * estimator.negatives
