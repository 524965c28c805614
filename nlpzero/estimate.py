"""Estimation of the time, memory and disk space of a build, from a sample of the text."""

from __future__ import annotations

import math
import time
from typing import Any

from simpler_glove import estimate as engine
from simpler_glove.corpus import read_sample
from simpler_glove.parallel import resolve_threads

from .discovery import WordDiscoverer
from .models import COUNTING_OPTIONS, SIMPLER_GLOVE, check_options
from .process_memory import discover_sample
from .segmentation import LexiconTokenizer, Segmenter
from .tokenization import TokenizerLike, is_discover, resolve_tokenizer
from .word2vec import Word2Vec, needed_bytes

_OWNER = "estimate_build"
_READING = ("tokenizer", "lowercase", "encoding", "min_count", "max_vocab")
SAMPLE_BYTES = 4 << 20
_PROGRAM_BYTES = 180e6  # interpreter and compiled code
_DISCOVERY_BYTES_PER_BYTE = 22  # of text; measured on news without a memory budget
_KERAS_BYTES = 600e6  # Keras and TensorFlow
_LINE_BYTES = 40  # of a line while lines are shuffled
# Measured with TensorFlow on a core of 2.6 GHz; approximate elsewhere, too high for a GPU.
_START_SECONDS = 5.0
_TOKEN_SECONDS = 1.2e-6
_DIMENSION_SECONDS = 1.2e-8  # per token and dimension
_NEGATIVE_SECONDS = 4e-9  # per dimension of the vector of a negative
_PRODUCT_SECONDS = 6e-11  # per product with a dimension of a negative


def estimate_build(
    source: Any,
    *,
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    model: str = SIMPLER_GLOVE,
    **options: Any,
) -> dict[str, Any]:
    r"""Estimate the time, memory and disk space of :func:`build_vectors`, without building.

    With "discover", words are discovered in a sample of the text, or in all of it if it is small;
    time is assumed to be proportional to the size.  The seconds of Word2Vec are those of a CPU.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`build_vectors`, except sources that can be read only once.
    tokenizer
        See :func:`build_vectors`.
    lowercase, encoding, min_count, max_vocab
        See :func:`encode_corpus`.
    model : {"simpler-glove", "word2vec"}
        The estimator.
    **options
        Parameters of the model; see :func:`build_vectors`.

    Returns
    -------
    dict
        See :func:`simpler_glove.estimate.estimate_build`; with "discover" also
        ``seconds_discovering``; for Word2Vec ``seconds_training`` instead of
        ``seconds_counting`` and ``seconds_solving``.

    Raises
    ------
    InputError
        If `source` is not files whose size is known.
    EmptyCorpusError
        If there is no word, or none is frequent enough.
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("葡萄甜\n葡萄酸\n很甜\n很酸\n葡萄很酸\n" * 9, encoding="utf-8")
    >>> estimate = estimate_build(path, tokenizer="discover")
    >>> estimate["exact"], estimate["seconds"] >= estimate["seconds_discovering"]
    (True, True)
    """
    check_options(model, options, counting=(*COUNTING_OPTIONS, "memory", "tmp"))
    reading: dict[str, Any] = {
        "lowercase": lowercase, "encoding": encoding, "min_count": min_count,
        "max_vocab": max_vocab,
    }  # fmt: skip
    estimate = engine.estimate_build if model == SIMPLER_GLOVE else _estimate_word2vec
    if not is_discover(tokenizer):
        tokenizer = resolve_tokenizer(tokenizer, owner=_OWNER, discover=True)
        return estimate(source, tokenizer=tokenizer, **reading, **options)
    sample = read_sample(source, encoding=encoding, limit=SAMPLE_BYTES, owner=_OWNER)
    discover_sample(threads=1)
    discoverer = WordDiscoverer(threads=options.get("threads"))
    begin = time.perf_counter()
    discoverer.fit(source if sample.whole else sample.texts, encoding=encoding)
    seconds = time.perf_counter() - begin
    words = LexiconTokenizer(Segmenter(discoverer.lexicon_))
    needs = estimate(source, tokenizer=words, **reading, **options)
    if not sample.whole:
        seconds *= max(1.0, sample.bytes / discoverer.text_.statistics.bytes)
        needs["exact"] = False
    return _with_discovering(needs, seconds, options.get("memory") or math.inf)


def _with_discovering(needs: dict[str, Any], seconds: float, memory: float) -> dict[str, Any]:
    """Add the time and memory of discovery; its seconds follow the total."""
    seconds = float(f"{seconds:.2g}")
    needs["seconds"] = float(f"{needs['seconds'] + seconds:.2g}")
    peak = min(_PROGRAM_BYTES + _DISCOVERY_BYTES_PER_BYTE * needs["bytes"], memory)
    needs["memory_bytes"] = max(needs["memory_bytes"], round(float(f"{peak:.3g}")))
    facts: dict[str, Any] = {}
    for name, value in needs.items():
        facts[name] = value
        if name == "seconds":
            facts["seconds_discovering"] = seconds
    return facts


def _estimate_word2vec(
    source: Any, *, memory: int | None = None, tmp: str | None = None, **options: Any
) -> dict[str, Any]:
    """Estimate a build of Word2Vec."""
    reading = {name: options.pop(name) for name in _READING}
    estimator = Word2Vec(**options)
    estimator.check()
    threads = resolve_threads(estimator.threads, _OWNER)
    # Adjacent pairs are counted as well, in negligible time.
    counting = {"window": 1, "direction": "right", "threads": threads}
    sample, size = engine.measure_sample(source, counting, **reading)
    dimensions, sets = estimator.vector_size, 1 if estimator.tied else 2
    vectors = needed_bytes(round(size.words), dimensions, tied=estimator.tied)
    lines = 4 * size.kept + _LINE_BYTES * size.lines
    model, corpus = engine.stored_bytes(size, dimensions, sets)
    words = estimator.epochs * size.kept
    training = (
        _START_SECONDS + words * (_TOKEN_SECONDS + dimensions * _seconds(estimator)) / threads
    )
    facts = {
        "files": sample.files, "bytes": size.bytes, "tokens": size.tokens, "words": size.words,
        "memory_bytes": engine.base_bytes(size) + max(
            8 * size.tokens if memory is None else 0, _KERAS_BYTES + vectors + lines
        ),
        "disk_bytes": model + corpus + size.words * 4 * sets * (dimensions + 1),
        "temporary_bytes": 0 if memory is None else 4 * size.tokens,
        "seconds": size.reading + training, "seconds_reading": size.reading,
        "seconds_training": training,
    }  # fmt: skip
    return engine.rounded(facts, exact=sample.whole)


def _seconds(estimator: Word2Vec) -> float:
    """Seconds of a core per token and dimension."""
    rows = estimator.negatives / estimator.negative_sharing
    return _DIMENSION_SECONDS + _NEGATIVE_SECONDS * rows + _PRODUCT_SECONDS * estimator.negatives
