"""Estimate of the size, memory, disk space and duration of a build, from a sample of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .cooccurrence import counting_bytes
from .cooccurrence.weighting import window_weights
from .corpus import ENCODING_BYTES, TextSample, encoding_bytes, read_sample
from .extrapolation import CorpusSize, extrapolate, extrapolate_words, measure
from .glove import SimplerGlove
from .parallel import resolve_threads
from .solvers import SOLVERS
from .tokenizer import Tokenizer, as_tokenizer
from .validation import check_int

_OWNER = "estimate_build"
SAMPLE_BYTES = 8 << 20
SLOW_SAMPLE_BYTES = 1 << 20  # for tokenizers that are not compiled
_SMALL_SAMPLE_BYTES = 4 << 20  # if memory is limited
_SAMPLE_MEMORY_BYTES = 32 << 20

# Measured with 17 million tokens on a machine with two cores, 2.6 GHz; approximate elsewhere.
_PROGRAM_BYTES = 180e6  # interpreter and compiled code
_TYPE_BYTES = 64  # of a distinct word while reading
_COUNTING_PAIR_BYTES = 14  # half of them freed but not returned to the system
_SOLVING_PAIR_BYTES = 24


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

    A few megabytes are read from the beginning of some of the files. If that is the whole text,
    sizes are exact. Otherwise the number of words is extrapolated by Heaps' law and that of pairs
    by a power law. On the tested texts, the number of words was wrong by up to 10 %, and the number
    of pairs by up to 40 % (too high). The speed of reading and counting is measured on the sample;
    that of solving is approximate, because it was measured on another machine.

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
    counting: dict[str, Any] = {
        "window": window, "weighting": weighting, "direction": direction,
    }  # fmt: skip
    window_weights(**counting, owner="count_cooccurrences")
    estimator.check(direction)
    counting["threads"] = resolve_threads(estimator.threads, _OWNER)
    sample, size = measure_sample(
        source, counting, tokenizer=tokenizer, lowercase=lowercase, encoding=encoding,
        min_count=min_count, max_vocab=max_vocab,
    )  # fmt: skip
    needs = _needs(size, estimator, direction, counting["threads"])
    facts = {
        "files": sample.files, "bytes": size.bytes, "tokens": size.tokens, "words": size.words,
        "pairs": size.pairs, **needs, **_seconds(size, estimator, counting["threads"]),
    }  # fmt: skip
    return rounded(facts, exact=sample.whole)


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


def measure_sample(
    source: Any,
    counting: dict[str, Any],
    *,
    tokenizer: str | Tokenizer | Callable[[str], Iterable[str]],
    lowercase: bool,
    encoding: str,
    min_count: int,
    max_vocab: int | None,
) -> tuple[TextSample, CorpusSize]:
    """Read and count a sample; return it and the extrapolated size of the whole text."""
    check_int(min_count, "min_count", _OWNER, minimum=1)
    if max_vocab is not None:
        check_int(max_vocab, "max_vocab", _OWNER, minimum=1)
    tokenizer = as_tokenizer(tokenizer, _OWNER)
    reading: dict[str, Any] = {
        "tokenizer": tokenizer, "lowercase": lowercase, "encoding": encoding,
        "threads": counting["threads"],
    }  # fmt: skip
    measure(
        ["a b"], reading | {"min_count": 1}, counting
    )  # compiles kernels and loads dictionaries
    limit = SAMPLE_BYTES if tokenizer.compiled else SLOW_SAMPLE_BYTES
    sample = read_sample(source, encoding=encoding, limit=limit, owner=_OWNER)
    if sample.whole:
        reading |= {"min_count": min_count, "max_vocab": max_vocab}
        return sample, measure(source, reading, counting)
    return sample, extrapolate(sample, reading, counting, min_count=min_count, max_vocab=max_vocab)


def stored_bytes(size: CorpusSize, dimensions: int, sets: int) -> tuple[float, float]:
    """Return the bytes on disk of a model with `sets` sets of vectors, and of its corpus stage."""
    model = size.words * (4 * sets * dimensions + 20) + size.word_bytes
    corpus = 4 * size.kept + 8 * size.lines + size.words * 16 + size.word_bytes
    return model, corpus


def base_bytes(size: CorpusSize) -> float:
    """Return the bytes of memory of the program and the words of the text."""
    return _PROGRAM_BYTES + size.types * _TYPE_BYTES + size.word_bytes


def rounded(facts: dict[str, float], *, exact: bool) -> dict[str, Any]:
    """Round estimates; all values except seconds are integers."""
    values = {name: _rounded(name, value, exact) for name, value in facts.items()}
    return values | {"exact": exact}


def _needs(
    size: CorpusSize, estimator: SimplerGlove, direction: str, threads: int
) -> dict[str, float]:
    """Return the bytes of memory and disk space."""
    dimensions = estimator.vector_size
    one_sided = direction != "both" or estimator.smoothing != 1
    working = estimator.working_bytes(size.words, size.pairs, direction, threads)
    base = base_bytes(size)
    solving = (_SOLVING_PAIR_BYTES + (12 if one_sided else 0)) * size.pairs + working
    peak = base + max(8 * size.tokens, 12 * size.kept + _COUNTING_PAIR_BYTES * size.pairs, solving)
    temporary = 0.0
    if estimator.memory is not None:
        least = max(ENCODING_BYTES, counting_bytes(size.words, threads), working)
        peak = min(peak, max(base + least, float(estimator.memory)))
        temporary = 4 * size.tokens + (36 if one_sided else 24) * size.pairs
    sets = 1 if estimator.tied or estimator.combine == "sum" else 2
    model, corpus = stored_bytes(size, dimensions, sets)
    counts = 8 * size.pairs + size.words * 14 + size.word_bytes
    return {
        "memory_bytes": peak,
        "disk_bytes": model + corpus + counts,
        "temporary_bytes": temporary,
    }


def _seconds(size: CorpusSize, estimator: SimplerGlove, threads: int) -> dict[str, float]:
    solving = SOLVERS[estimator.solver].estimate_seconds(
        size.words, size.pairs, estimator.solver_options(threads)
    )
    return {
        "seconds": size.reading + size.counting + solving,
        "seconds_reading": size.reading,
        "seconds_counting": size.counting,
        "seconds_solving": solving,
    }


def _rounded(name: str, value: float, exact: bool) -> int | float:
    """Round to two digits for seconds, three for other estimates, none for exact integers."""
    if not exact and not isinstance(value, int):
        value = float(f"{value:.3g}")
    return float(f"{value:.2g}") if name.startswith("seconds") else round(value)
