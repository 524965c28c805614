"""Estimate of the conversion of vectors to another format, from some of the words."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from ..cooccurrence import CooccurrenceCounts, export_glove
from ..formats import describe
from ..memory import physical_bytes
from ..storage import temporary_directory
from ..vectors import WordVectors, load_vectors, save_vectors
from .calibration import some_pairs
from .needs import Needs
from .result import Program, estimate_of

_SAMPLE_WORDS = 20_000
_SAMPLE_PAIRS = 1 << 20
_WORD_BYTES = 150  # of a word: its string, and its place in the index of the words
_BLOCK_BYTES = 64 << 20  # most bytes of pairs that are converted at once
_BUFFER_BYTES = 24 << 20  # blocks of files that are read and written
_MAPPED = ("native", "npy")


def estimate_conversion(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    format: str,
    input_format: str | None = None,
    dtype: str | None = None,
    limit: int | None = None,
    **reading: Any,
) -> dict[str, Any]:
    r"""Estimate the time, memory and disk space of converting vectors.

    Up to 20,000 words, and half of them, are read and written to temporary files.

    Parameters
    ----------
    source : path-like
        The vectors.
    target : path-like
        The path of the result, whose suffix can stand for compression; nothing is written there.
    format, dtype
        See :func:`save_vectors`.
    input_format : str, optional
        See `format` of :func:`load_vectors`.
    limit : int, optional
        Maximum number of words.
    **reading
        Other parameters of :func:`load_vectors`.

    Returns
    -------
    dict
        ``words``, ``vector_size``, and the other keys of :func:`estimate_build`.

    Raises
    ------
    FileNotFoundError, FormatError, ParameterError
        As :func:`load_vectors` and :func:`save_vectors`.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "vectors.txt"
    >>> _ = path.write_text("2 1\nthe 0.1\nof 0.2\n")
    >>> estimate_conversion(path, "vectors.bin", format="word2vec-binary")["disk_bytes"]
    19
    """
    facts = describe(source)
    stored = facts["words"]  # None for a pickle, which is read completely
    most = _SAMPLE_WORDS if stored else None
    rows = min(filter(None, (stored, limit, most)), default=None)
    load = partial(load_vectors, source, format=input_format, **reading)
    save = partial(_saved, suffixes=_suffixes(target), format=format, dtype=dtype)
    small = save(load, limit=max(1, rows // 2)) if rows else _Converted(0, 0, 0, 0, 0)
    large = save(load, limit=rows)
    program = Program.with_kernels()
    words = large.words if stored is None else min(stored, limit or stored)
    mapped = facts["format"] in _MAPPED
    numbers = 0.0 if mapped else 4.0 * words * large.vector_size
    in_file = numbers if numbers > physical_bytes() / 2 else 0.0
    growth = (words - large.words) / max(1, large.words - small.words)
    needs = Needs(
        _BUFFER_BYTES + _WORD_BYTES * words + numbers - in_file,
        large.bytes + growth * (large.bytes - small.bytes),
        in_file,
    )
    seconds = {
        "reading": large.reading * (1 if mapped else words / large.words),
        "writing": large.writing + growth * max(0.0, large.writing - small.writing),
    }
    sizes = {"words": words, "vector_size": large.vector_size}
    return estimate_of(sizes, needs, seconds, program, exact=words == large.words)


class _Converted(NamedTuple):
    """Some vectors that were converted: their number and size, the files, and seconds."""

    words: int
    vector_size: int
    bytes: int
    reading: float
    writing: float


def _saved(
    load: Callable[..., WordVectors], *, limit: int | None, suffixes: str, **options: Any
) -> _Converted:
    """Read vectors and write them to a temporary file."""
    begin = time.perf_counter()
    vectors = load(limit=limit)
    middle = time.perf_counter()
    with temporary_directory() as folder:
        save_vectors(vectors, folder / f"sample{suffixes}", **options)
        end = time.perf_counter()
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return _Converted(len(vectors), vectors.vector_size, size, middle - begin, end - middle)


def estimate_export(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Estimate the time, memory and disk space of writing a count store as files of GloVe.

    Parameters
    ----------
    path : path-like
        The count store.

    Returns
    -------
    dict
        ``words``, ``pairs``, and the other keys of :func:`estimate_build`.
    """
    program = Program.with_kernels()
    counts = CooccurrenceCounts.load(path)
    skip = max(1, round((counts.pairs / _SAMPLE_PAIRS) ** 0.5))
    part = some_pairs(counts, np.arange(0, len(counts.vocabulary), skip))
    with temporary_directory() as folder:
        begin = time.perf_counter()
        export_glove(part, folder / "sample")
        seconds = (time.perf_counter() - begin) * counts.pairs / max(1, part.pairs)
        vocabulary = (folder / "sample" / "vocab.txt").stat().st_size
    words = len(counts.vocabulary)
    output = 16.0 * counts.pairs + vocabulary * words / len(part.vocabulary)
    needs = Needs(_BLOCK_BYTES + _WORD_BYTES * words, output)
    sizes = {"words": words, "pairs": counts.pairs}
    return estimate_of(
        sizes, needs, {"writing": seconds}, program, exact=part.pairs == counts.pairs
    )


def _suffixes(target: str | os.PathLike[str]) -> str:
    """Return the suffixes of a file, which can stand for compression."""
    name = os.path.basename(os.fspath(target))
    return name[name.index(".") :] if "." in name.lstrip(".") else ""
