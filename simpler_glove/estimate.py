"""Estimate of the size, memory, disk space and duration of a build, from a sample of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .calibration import SolvingSpeed, hashing_seconds
from .cooccurrence import counting_bytes
from .corpus import encoding_bytes, read_sample
from .extrapolation import extrapolate_words
from .glove import SimplerGlove
from .measured_sample import SLOW_SAMPLE_BYTES, measure_sample
from .needs import (
    Needs,
    corpus_bytes,
    counting_needs,
    model_bytes,
    solving_needs,
    store_bytes,
)
from .parallel import resolve_threads
from .solvers import SOLVERS
from .tokenizer import Tokenizer

_OWNER = "estimate_build"
_SMALL_SAMPLE_BYTES = 4 << 20  # if memory is limited
_SAMPLE_MEMORY_BYTES = 32 << 20
_TYPE_BYTES = 64  # of a distinct word while reading


def estimate_build(
    source: Any,
    *,
    tokenizer: str | Tokenizer | Callable[[str], Iterable[str]] = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    **solver_options: Any,
) -> dict[str, Any]:
    """Estimate the time, memory and disk space of :func:`build_vectors`, without building.

    Sixteen parts of the text, 8 MB in total, are read and counted, and vectors are fitted to some
    of the counts in one sweep. If that is the whole text, sizes are exact. Otherwise the number of
    words is extrapolated by Heaps' law, and that of pairs by a power law whose exponent falls. The
    memory is that of the arrays of each stage, in addition to the memory of this process. Seconds
    do not include the start of the program.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`build_vectors`, except sources that can be read only once.
    tokenizer, lowercase, encoding, min_count, max_vocab, window, weighting, direction
        See :func:`build_vectors`.
    **solver_options
        Parameters of :class:`SimplerGlove`.

    Returns
    -------
    dict
        ``files``, ``bytes`` (decompressed text), ``tokens``, ``words`` (in the vocabulary),
        ``pairs``; ``memory_bytes`` (maximum; with a memory budget that is too small, the least
        that suffices); ``disk_bytes`` (model and stages),
        ``temporary_bytes`` (additional maximum with a memory budget); ``seconds``, and
        ``seconds_*`` of each stage; ``exact``, True if the sizes are exact.

    Raises
    ------
    InputError
        If `source` does not consist of files of known size.
    EmptyCorpusError
        If no word is frequent enough.
    ParameterError
        If a parameter is not allowed.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("to be or not to be" * 9)
    >>> estimate = estimate_build(path, min_count=2)
    >>> estimate["tokens"], estimate["words"], estimate["exact"]
    (46, 5, True)
    """
    estimator = SimplerGlove(**solver_options)
    estimator.check(direction)
    sample = measure_sample(
        source, tokenizer=tokenizer, lowercase=lowercase, encoding=encoding, min_count=min_count,
        max_vocab=max_vocab, window=window, weighting=weighting, direction=direction,
        threads=estimator.threads,
    )  # fmt: skip
    size, threads = sample.size, sample.threads
    memory = sample.data_memory(estimator.memory)
    files = [
        corpus_bytes(size),
        store_bytes(size.words, size.word_bytes, size.pairs),
        model_bytes(size.words, size.word_bytes, estimator.vector_size, vector_sets(estimator)),
    ]  # fmt: skip
    needs = (
        sample.encoding_needs(memory)
        .then(counting_needs(size, threads=threads, memory=memory, stored=False))
        .then(fitting_needs(size.words, size.pairs, estimator, direction, threads, memory, True))
    )
    needs = needs._replace(output=sum(files))
    solving = SolvingSpeed.of(sample.counts, estimator)
    seconds = {
        "reading": size.reading,
        "counting": size.counting,
        "solving": solving.seconds(size.words, size.pairs, estimator, threads),
        "saving": needs.output * hashing_seconds(),
    }
    return sample.facts(needs, seconds)


def estimate_count(
    source: Any, *, threads: int | None = None, memory: int | None = None, **options: Any
) -> dict[str, Any]:
    """Estimate the time, memory and disk space of counting a text into a count store.

    Parameters
    ----------
    source, threads, memory
        See :func:`estimate_build`.
    **options : Any
        Parameters of :func:`estimate_build` for reading and counting.

    Returns
    -------
    dict
        See :func:`estimate_build`.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("to be or not to be" * 9)
    >>> estimate_count(path, min_count=2)["pairs"]
    25
    """
    sample = measure_sample(source, threads=threads, **options)
    size, left = sample.size, sample.data_memory(memory)
    needs = sample.encoding_needs(left)
    needs = needs.then(counting_needs(size, threads=sample.threads, memory=left))
    saving = needs.output * hashing_seconds()
    seconds = {"reading": size.reading, "counting": size.counting, "saving": saving}
    return sample.facts(needs, seconds)


def vector_sets(estimator: SimplerGlove) -> int:
    """Return the number of vectors per word in a fitted model."""
    return 1 if estimator.tied or estimator.combine == "sum" else 2


def fitting_needs(
    words: float,
    pairs: float,
    estimator: SimplerGlove,
    direction: str,
    threads: int,
    memory: float | None,
    counts_in_memory: bool = False,
) -> Needs:
    """Return the needs of fitting an estimator; see :func:`solving_needs`."""
    size = words, pairs, direction, threads
    least = estimator.working_bytes(*size)
    working = estimator.working_bytes(*size, vectors_in_files=False)
    files = 0.0
    if memory is not None and memory < working:
        options = estimator.solver_options(threads)
        files = SOLVERS[estimator.solver].working_bytes(words, pairs, options)
    needs = solving_needs(
        words, pairs, memory=memory, counts_in_memory=counts_in_memory,
        working=least if files else working,
        one_sided=direction != "both" or estimator.smoothing != 1,
    )  # fmt: skip
    return needs._replace(temporary=needs.temporary + files)


def least_memory(
    source: Any,
    *,
    tokenizer: Tokenizer,
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    estimator: SimplerGlove | None = None,
    direction: str = "both",
    threads: int | None = None,
) -> int:
    """Estimate the memory that counting, and fitting vectors, needs at least.

    The words are extrapolated from a few megabytes of the text, as in :func:`estimate_build`.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        Regular files.
    tokenizer, lowercase, encoding, min_count, max_vocab, direction, threads
        See :func:`build_vectors`.
    estimator : SimplerGlove, optional
        The estimator; None for counting alone.

    Returns
    -------
    int
        Bytes, in addition to the program itself; for AdaGrad without those of the pairs, whose
        number is known only when they are counted.
    """
    threads = resolve_threads(threads, _OWNER)
    limit = _SMALL_SAMPLE_BYTES if tokenizer.compiled else SLOW_SAMPLE_BYTES
    sample = read_sample(source, encoding=encoding, limit=limit, owner=_OWNER)
    reading = {
        "tokenizer": tokenizer, "lowercase": lowercase, "encoding": encoding, "threads": threads,
        "memory": _SAMPLE_MEMORY_BYTES,
    }  # fmt: skip
    size = extrapolate_words(sample, source, reading, min_count=min_count, max_vocab=max_vocab)
    corpus = 16 * size.lines + _TYPE_BYTES * size.words
    needed = corpus + counting_bytes(size.words, threads)
    if estimator is not None:
        working = estimator.working_bytes(size.words, 0, direction, threads)
        needed = max(needed, corpus + working)
    reading_bytes = encoding_bytes(size.lines, size.types, compiled=tokenizer.compiled)
    return int(max(reading_bytes, needed))
