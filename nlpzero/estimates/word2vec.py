"""Estimates of training Word2Vec."""

from __future__ import annotations

from typing import Any, NamedTuple

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.estimates.needs import Needs, corpus_bytes, model_bytes
from simpler_glove.estimates.result import Program, estimate_of
from simpler_glove.estimates.sample import measure_sample
from simpler_glove.parallel import resolve_threads
from simpler_glove.stages import LEAST_SECONDS

from ..word2vec import Word2Vec, needed_bytes, uses_keras
from ..word2vec.settings import MAX_BATCH, PAIRS_PER_CENTRE

_READING = ("tokenizer", "lowercase", "encoding", "min_count", "max_vocab", "vocabulary_size")
_LINE_BYTES = 40  # of a line while lines are shuffled
_DRAWING_SECONDS = 2e-6  # of a centre whose contexts are drawn from counts, in addition
_USES = 3  # gradients of a centre of a batch that are stored, about


class _Costs(NamedTuple):
    """Measured on a core of 2.6 GHz; approximate elsewhere, too high for a GPU."""

    bytes: float  # of libraries
    start: float  # seconds
    token: float  # seconds
    dimension: float  # seconds per token and dimension
    negative: float  # seconds per dimension of the vector of a negative
    product: float  # seconds per product with a dimension of a negative


_KERAS = _Costs(600e6, 5.0, 1.2e-6, 1.2e-8, 4e-9, 6e-11)  # with TensorFlow
_CPU = _Costs(0.0, 0.5, 3e-7, 4e-9, 1.5e-9, 5e-11)


def estimate_word2vec(
    source: Any, *, memory: int | None = None, keep_stages: bool = False, **options: Any
) -> dict[str, Any]:
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
    output = needs.output + sample.tokenizer_bytes
    if keep_stages or size.reading >= LEAST_SECONDS:
        output += corpus_bytes(size) + sample.tokenizer_bytes
    needs = needs._replace(output=output)
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
    drawing = _DRAWING_SECONDS * estimator.epochs * centres / threads
    seconds = {"training": _training_seconds(estimator, centres, threads) + drawing}
    return estimate_of({"words": words, "pairs": pairs}, needs, seconds, program, exact=True)


def _needs(estimator: Word2Vec, words: float, word_bytes: float, examples: float) -> Needs:
    """Return the needs of training, with `examples` bytes of data from which batches are made."""
    dimensions, sets = estimator.vector_size, 1 if estimator.tied else 2
    vectors = needed_bytes(round(words), dimensions, tied=estimator.tied)
    model = model_bytes(words, word_bytes, dimensions, sets)
    checkpoint = words * 4 * sets * (dimensions + 1)
    costs = _costs(estimator)
    batch = (estimator.batch_size or MAX_BATCH) * _USES * 4.0 * dimensions
    return Needs(costs.bytes + batch + vectors + examples, model + checkpoint)


def _training_seconds(estimator: Word2Vec, centres: float, threads: int) -> float:
    """Return the seconds of all epochs of so many centre words."""
    costs = _costs(estimator)
    rows = estimator.negatives / estimator.negative_sharing
    dimension = costs.dimension + costs.negative * rows + costs.product * estimator.negatives
    cost = costs.token + estimator.vector_size * dimension
    return float(costs.start + estimator.epochs * centres * cost / threads)


def _costs(estimator: Word2Vec) -> _Costs:
    return _KERAS if uses_keras(estimator.backend) else _CPU
