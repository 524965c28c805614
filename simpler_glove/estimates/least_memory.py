"""Estimate of the least memory in which a text is counted, and vectors are fitted."""

from __future__ import annotations

from typing import Any

from ..cooccurrence import counting_bytes
from ..corpus import encoding_bytes, read_sample
from ..glove import SimplerGlove
from ..parallel import resolve_threads
from ..tokenizer import Tokenizer
from .extrapolation import extrapolate_words
from .sample import SLOW_SAMPLE_BYTES

_OWNER = "estimate_build"
_SMALL_SAMPLE_BYTES = 4 << 20
_SAMPLE_MEMORY_BYTES = 32 << 20
_TYPE_BYTES = 64  # of a distinct word while reading


def least_memory(
    source: Any,
    *,
    tokenizer: Tokenizer,
    min_count: int = 5,
    max_vocab: int | None = None,
    threads: int | None = None,
    estimator: SimplerGlove | None = None,
    direction: str = "both",
    **reading: Any,
) -> int:
    """Estimate the memory that counting, and fitting vectors, needs at least.

    The words are extrapolated from a few megabytes of the text, as in :func:`estimate_build`.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        Regular files.
    tokenizer, min_count, max_vocab, threads, direction
        See :func:`build_vectors`.
    estimator : SimplerGlove, optional
        The estimator; None for counting alone.
    **reading
        ``lowercase`` and ``encoding``.

    Returns
    -------
    int
        Bytes, in addition to the program itself; for AdaGrad without those of the pairs, whose
        number is known only when they are counted.
    """
    threads = resolve_threads(threads, _OWNER)
    limit = _SMALL_SAMPLE_BYTES if tokenizer.compiled else SLOW_SAMPLE_BYTES
    sample = read_sample(
        source, encoding=reading.get("encoding", "utf-8"), limit=limit, owner=_OWNER
    )
    reading |= {"tokenizer": tokenizer, "threads": threads, "memory": _SAMPLE_MEMORY_BYTES}
    size = extrapolate_words(sample, source, reading, min_count=min_count, max_vocab=max_vocab)
    corpus = 16 * size.lines + _TYPE_BYTES * size.words
    needed = corpus + counting_bytes(size.words, threads)
    if estimator is not None:
        working = estimator.working_bytes(size.words, 0, direction, threads)
        needed = max(needed, corpus + working)
    reading_bytes = encoding_bytes(size.lines, size.types, compiled=tokenizer.compiled)
    return int(max(reading_bytes, needed))
