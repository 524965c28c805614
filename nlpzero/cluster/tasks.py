"""The tasks of counting on several machines, for any scheduler: plain functions of plain values.

Each task writes one directory to storage that all machines can access, named by a checksum of
everything that determines its content. A task that is run again finds its result. A directory
appears when it is complete, so several machines may run the same task.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simpler_glove.cooccurrence import KIND as COUNTS_KIND
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.cooccurrence.row_ranges import ROWS_KIND, load_rows, merge_row_range
from simpler_glove.cooccurrence.row_sums import StoredRows
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import (
    load_word_counts,
    merge_word_counts,
    save_word_counts,
)
from simpler_glove.corpus.word_counts import KIND as WORDS_KIND
from simpler_glove.errors import EmptyCorpusError, ParameterError
from simpler_glove.parallel import resolve_threads
from simpler_glove.storage import reading as open_directory
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.vocabulary import Vocabulary

from ..counting import count_text, count_words_of_text
from ..tokenization import TokenizerLike, resolve_tokenizer
from .input_files import InputPart, input_part, unchanged
from .results import TaskResult, stored_once

_OWNER = "count_ranges"
Ranges = InputPart | Sequence[tuple[str, int, int]]
"""Ranges of bytes of files, as (path, start, stop)."""


def count_word_ranges(
    ranges: Ranges,
    folder: str | os.PathLike[str],
    *,
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    threads: int | None = None,
    memory: int | None = None,
) -> TaskResult:
    """Count the words of the lines that begin in some ranges of bytes of files.

    Parameters
    ----------
    ranges, folder
        See :func:`count_ranges`.
    tokenizer, lowercase, encoding, threads
        See :func:`nlpzero.encode_corpus`.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.

    Returns
    -------
    TaskResult
        A directory of :func:`simpler_glove.corpus.save_word_counts`.

    Raises
    ------
    InputError
        If a file is modified meanwhile, or as :func:`nlpzero.encode_corpus`.
    """
    part = ranges if isinstance(ranges, InputPart) else input_part(ranges)
    tokenizer = storable_tokenizer(tokenizer)

    def save(path: Path) -> None:
        with unchanged(part) as source:
            counts = count_words_of_text(
                source, tokenizer=tokenizer, lowercase=lowercase, encoding=encoding,
                threads=threads, memory=memory,
            )  # fmt: skip
        save_word_counts(counts, path, force=True)

    key = part, key_of_tokenizer(tokenizer, lowercase), encoding
    return stored_once(folder, WORDS_KIND, key, save)


def merge_words(
    parts: Sequence[TaskResult], folder: str | os.PathLike[str], *, threads: int | None = None
) -> TaskResult:
    """Add the word counts of some tasks.

    Parameters
    ----------
    parts : sequence of TaskResult
        Results of :func:`count_word_ranges` and of this function.
    folder : path-like
        Folder of the results.
    threads : int, optional
        Not used; for schedulers that pass the number of threads to every task.

    Returns
    -------
    TaskResult
        A directory of :func:`simpler_glove.corpus.save_word_counts`.
    """

    def save(path: Path) -> None:
        counts = merge_word_counts(load_word_counts(part.check()) for part in parts)
        save_word_counts(counts, path, force=True)

    return stored_once(folder, WORDS_KIND, [part.checksum for part in parts], save)


def count_ranges(
    ranges: Ranges,
    folder: str | os.PathLike[str],
    *,
    vocabulary: Vocabulary | str | os.PathLike[str],
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    threads: int | None = None,
    memory: int | None = None,
) -> TaskResult:
    """Count the co-occurrences in the lines that begin in some ranges of bytes of files.

    The count stores of ranges that together contain each byte once can be merged to the counts of
    the whole files. A file that cannot be divided, because it is compressed or in an encoding such
    as UTF-16, belongs to the range that contains its first byte.

    Parameters
    ----------
    ranges : sequence of (str, int, int)
        Path or URL, first byte, and byte after the last.
    folder : path-like
        Folder of the results. The store is named by a checksum of the ranges, the size, time and
        samples of the files, and all parameters; a complete store of that name is used again.
    vocabulary : Vocabulary or path-like
        Words to count; or the path of a directory of word counts.
    tokenizer, lowercase, encoding
        See :func:`nlpzero.encode_corpus`; the tokenizer must not be an arbitrary callable.
    window, weighting, direction
        See :func:`count_cooccurrences`.
    threads : int, optional
        Number of threads; None selects all processors that the process may use.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.

    Returns
    -------
    TaskResult
        Path, size and checksum of the count store, which is empty if no line begins in the ranges.

    Raises
    ------
    InputError
        If a file is modified meanwhile, or as :func:`nlpzero.encode_corpus`.
    ParameterError, ResourceError
        As :func:`count_cooccurrences`.

    Example
    -------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "text").write_bytes(b"to be or" + bytes([10]) + b"not to be")
    >>> words = Vocabulary(["to", "be"])
    >>> found = count_ranges([(folder / "text", 5, 12)], folder, vocabulary=words)
    >>> CooccurrenceCounts.load(found.path).count("to", "be")
    1.0
    """
    part = ranges if isinstance(ranges, InputPart) else input_part(ranges)
    if not isinstance(vocabulary, Vocabulary):
        vocabulary = load_word_counts(vocabulary).vocabulary
    tokenizer = storable_tokenizer(tokenizer)
    counting: dict[str, Any] = {
        "window": window, "weighting": weighting, "direction": direction,
    }  # fmt: skip
    reading: dict[str, Any] = {
        "tokenizer": tokenizer, "lowercase": lowercase, "vocabulary": vocabulary,
    }  # fmt: skip
    running: dict[str, Any] = {"encoding": encoding, "threads": threads, "memory": memory}

    def save(path: Path) -> None:
        with unchanged(part) as source:
            try:
                counts = count_text(source, **counting, **reading, **running)
            except EmptyCorpusError:
                counts = _no_counts(**reading, **counting)
        counts.save(path, force=True)

    key = part, vocabulary.fingerprint, key_of_tokenizer(tokenizer, lowercase), encoding, counting
    return stored_once(folder, COUNTS_KIND, key, save)


def merge_count_rows(
    parts: Sequence[TaskResult],
    folder: str | os.PathLike[str],
    *,
    rows: tuple[int, int],
    size: int,
    mappings: Sequence[TaskResult | None] | None = None,
    threads: int | None = None,
) -> TaskResult:
    """Add a range of rows of several count stores.

    Parameters
    ----------
    parts : sequence of TaskResult
        Count stores, or results of this function for the same rows.
    folder : path-like
        Folder of the results.
    rows : tuple of int
        First row, and row after the last.
    size : int
        Number of words, V.
    mappings : sequence of TaskResult or None, optional
        For each store with other words the arrays ``rows`` and ``columns`` of
        :class:`simpler_glove.cooccurrence.row_sums.StoredRows`.
    threads : int, optional
        Number of threads; None selects all processors that the process may use.

    Returns
    -------
    TaskResult
        A directory of :func:`simpler_glove.cooccurrence.row_ranges.merge_row_range`.
    """
    given = mappings or [None] * len(parts)

    def save(path: Path) -> None:
        matrices = [
            _stored_rows(part, mapping, rows) for part, mapping in zip(parts, given, strict=True)
        ]
        number = resolve_threads(threads, "merge_count_rows")
        merge_row_range(matrices, path, rows=rows, size=size, threads=number)

    key = (
        [part.checksum for part in parts],
        [None if mapping is None else mapping.checksum for mapping in given],
        rows,
        size,
    )
    return stored_once(folder, ROWS_KIND, key, save)


def _stored_rows(part: TaskResult, mapping: TaskResult | None, rows: tuple[int, int]) -> StoredRows:
    if mapping is None:
        return StoredRows(load_rows(part.check(), rows))
    opened = open_directory(mapping.check())
    arrays = opened.array("rows"), opened.array("columns")
    return StoredRows(load_rows(part.check()), *arrays)


def storable_tokenizer(tokenizer: TokenizerLike) -> Tokenizer:
    """Return a tokenizer; ParameterError if another process could not have the same."""
    resolved = resolve_tokenizer(tokenizer, owner=_OWNER)
    if resolved.fingerprint is None:
        raise ParameterError(
            "must be a name, a path or a Tokenizer, not a callable, which cannot be compared "
            "between processes",
            parameter="tokenizer",
            owner=_OWNER,
        )
    return resolved


def key_of_tokenizer(tokenizer: Tokenizer, lowercase: bool) -> list[Any]:
    """Return name, fingerprint and conversion to lower case, for the key of a result."""
    return [tokenizer.name, tokenizer.fingerprint, tokenizer.lowercase or lowercase]


def _no_counts(
    tokenizer: Tokenizer, lowercase: bool, vocabulary: Vocabulary, **counting: Any
) -> CooccurrenceCounts:
    """Return counts of a text without words of the vocabulary."""
    size = len(vocabulary)
    _, settings = window_weights(**counting, owner=_OWNER)
    return CooccurrenceCounts(
        Vocabulary.from_packed(*vocabulary.packed(), np.zeros(size, np.int64)),
        np.zeros(size + 1, np.int64),
        np.zeros(0, np.int32),
        np.zeros(0, np.uint32),
        **settings._asdict(),
        tokenizer=tokenizer.with_lowercase(lowercase or tokenizer.lowercase),
    )
