"""Estimates of training Word2Vec."""

from __future__ import annotations

from typing import Any

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.estimates.needs import Needs, corpus_bytes, model_bytes
from simpler_glove.estimates.result import Program, estimate_of
from simpler_glove.estimates.sample import measure_sample
from simpler_glove.parallel import resolve_threads

from ..word2vec import Word2Vec, needed_bytes
from ..word2vec.settings import PAIRS_PER_CENTRE

_READING = ("tokenizer", "lowercase", "encoding", "min_count", "max_vocab", "vocabulary_size")
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
    reading = {name: options.pop(name) for name in _READING if name in options}
    estimator = Word2Vec(**options)
    estimator.check()
    # Adjacent pairs are counted as well, in negligible time.
    sample = measure_sample(
        source, window=1, direction="right", threads=estimator.threads, **reading
    )
    size = sample.size
    needs = sample.encoding_needs(sample.data_memory(memory)).then(
        _needs(estimator, size.words, size.word_bytes, 4 * size.kept + _LINE_BYTES * size.lines)
    )
    needs = needs._replace(output=needs.output + corpus_bytes(size) + 2 * sample.tokenizer_bytes)
    training = _training_seconds(estimator, size.kept, sample.threads)
    facts = sample.facts(needs, {"reading": size.reading, "training": training})
    del facts["pairs"]
    return facts


def estimate_word2vec_of_counts(path: str, estimator: Word2Vec) -> dict[str, Any]:
    """Estimate the time, memory and disk space of training Word2Vec on a count store.

    Parameters
    ----------
    path : str
        The count store.
    estimator : Word2Vec
        The estimator.

    Returns
    -------
    dict
        ``words``, ``pairs``, and the other keys of :func:`estimate_build`; the seconds are those of
        a CPU.

    Raises
    ------
    FormatError, ParameterError
        See :meth:`Word2Vec.fit`.
    """
    estimator.check()
    program = Program.with_kernels()
    counts = CooccurrenceCounts.load(path)
    words, pairs = len(counts.vocabulary), counts.pairs
    sums = 8.0 * pairs + 32 * words
    needs = _needs(estimator, words, counts.vocabulary.packed()[0].size, sums)
    centres = counts.total / counts.scale / PAIRS_PER_CENTRE
    threads = resolve_threads(estimator.threads, "Word2Vec")
    seconds = {"training": _training_seconds(estimator, centres, threads)}
    return estimate_of({"words": words, "pairs": pairs}, needs, seconds, program, exact=True)


def _needs(estimator: Word2Vec, words: float, word_bytes: float, examples: float) -> Needs:
    """Return the needs of training, with `examples` bytes of data from which batches are made."""
    dimensions, sets = estimator.vector_size, 1 if estimator.tied else 2
    vectors = needed_bytes(round(words), dimensions, tied=estimator.tied)
    model = model_bytes(words, word_bytes, dimensions, sets)
    checkpoint = words * 4 * sets * (dimensions + 1)
    return Needs(_KERAS_BYTES + vectors + examples, model + checkpoint)


def _training_seconds(estimator: Word2Vec, centres: float, threads: int) -> float:
    """Return the seconds of all epochs of so many centre words."""
    rows = estimator.negatives / estimator.negative_sharing
    dimension = _DIMENSION_SECONDS + _NEGATIVE_SECONDS * rows
    dimension += _PRODUCT_SECONDS * estimator.negatives
    cost = _TOKEN_SECONDS + estimator.vector_size * dimension
    return float(_START_SECONDS + estimator.epochs * centres * cost / threads)
