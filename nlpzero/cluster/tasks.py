"""The tasks of counting on several machines, for any scheduler: plain functions of plain values.

Each task writes one directory to storage that all machines can access, named by a checksum of
everything that determines its content. A task that is run again finds its result. A directory
appears when it is complete, so several machines may run the same task.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simpler_glove.cooccurrence.count import count_windows, counting_bytes
from simpler_glove.cooccurrence.row_ranges import ROWS_KIND, load_rows, save_row_range
from simpler_glove.cooccurrence.row_sums import StoredRows, copied, merge_rows
from simpler_glove.cooccurrence.token_files import KIND as TOKENS_KIND
from simpler_glove.cooccurrence.token_files import TokenSlice, load_tokens, save_tokens
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import (
    ENCODING_BYTES,
    CorpusWordCounts,
    EncodedCorpus,
    FileRanges,
    count_words,
    encode_corpus,
    load_corpus,
    load_word_counts,
    merge_word_counts,
    save_corpus,
    save_word_counts,
)
from simpler_glove.corpus.encoded import KIND as CORPUS_KIND
from simpler_glove.corpus.word_counts import KIND as WORDS_KIND
from simpler_glove.errors import EmptyCorpusError, ParameterError
from simpler_glove.memory import minimum_reported, remaining_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.storage import reading as open_directory
from simpler_glove.tokenizer import Tokenizer

from ..process_memory import load_code
from ..tokenization import TokenizerLike, resolve_tokenizer
from .input_files import InputPart, input_part, unchanged
from .results import TaskResult, stored_once

_OWNER = "encode_word_ranges"
TOKEN_BYTES = 8
"""Memory of a token that is counted: itself, and its position."""
Ranges = InputPart | Sequence[tuple[str, int, int]]
"""Ranges of bytes of files, as (path, start, stop)."""


def encode_word_ranges(
    ranges: Ranges,
    folder: str | os.PathLike[str],
    *,
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    threads: int | None = None,
    memory: int | None = None,
) -> TaskResult:
    """Encode the lines that begin in some ranges of bytes of files, with all their words.

    Ranges that together contain each byte once contain each line once. A file that cannot be
    divided, because it is compressed or in an encoding such as UTF-16, belongs to the range that
    contains its first byte.

    Parameters
    ----------
    ranges : sequence of (str, int, int)
        Path or URL, first byte, and byte after the last.
    folder : path-like
        Folder of the results. The result is named by a checksum of the ranges, the size, time and
        samples of the files, and all parameters; a complete result of that name is used again.
    tokenizer, lowercase, encoding
        See :func:`nlpzero.encode_corpus`; the tokenizer must not be an arbitrary callable.
    threads : int, optional
        Number of threads; None selects all processors that the process may use.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.

    Returns
    -------
    TaskResult
        A directory of :func:`simpler_glove.corpus.save_corpus`, without tokens if no line begins
        in the ranges.

    Raises
    ------
    InputError
        If a file is modified meanwhile, or as :func:`nlpzero.encode_corpus`.

    Example
    -------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "text").write_bytes(b"to be or" + bytes([10]) + b"not to be")
    >>> found = encode_word_ranges([(folder / "text", 5, 12)], folder)
    >>> load_corpus(found.path).vocabulary.words
    ('be', 'not', 'to')
    """
    part = ranges if isinstance(ranges, InputPart) else input_part(ranges)
    tokenizer = storable_tokenizer(tokenizer)

    def save(path: Path) -> None:
        with unchanged(part) as source:
            corpus = _encoded(
                source, memory, tokenizer=tokenizer, lowercase=lowercase, encoding=encoding,
                threads=threads,
            )  # fmt: skip
        corpus = replace(corpus, tokenizer=None, rare=None)
        save_corpus(corpus, path, force=True, durable=False)

    key = part, key_of_tokenizer(tokenizer, lowercase), encoding
    return stored_once(folder, CORPUS_KIND, key, save)


def _encoded(source: FileRanges, memory: int | None, **reading: Any) -> EncodedCorpus:
    """Encode a text, which may be empty."""
    load_code(memory, reading["tokenizer"])
    with minimum_reported(memory):
        left = remaining_memory(memory, ENCODING_BYTES, "to read the text")
        try:
            return encode_corpus(source, min_count=1, memory=left, **reading)
        except EmptyCorpusError:
            words = count_words(source, memory=left, **reading)
    offsets = np.zeros(words.statistics.lines + 1, np.int64)
    return EncodedCorpus(np.zeros(0, np.int32), offsets, words.vocabulary, words.statistics)


def merge_words(
    parts: Sequence[TaskResult], folder: str | os.PathLike[str], *, threads: int | None = None
) -> TaskResult:
    """Add the word counts of some tasks.

    Parameters
    ----------
    parts : sequence of TaskResult
        Results of :func:`encode_word_ranges` and of this function.
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
        counts = merge_word_counts(_word_counts(part.check()) for part in parts)
        save_word_counts(counts, path, force=True, durable=False)

    return stored_once(folder, WORDS_KIND, [part.checksum for part in parts], save)


def _word_counts(path: str) -> CorpusWordCounts:
    if open_directory(path).manifest.kind == WORDS_KIND:
        return load_word_counts(path)
    corpus = load_corpus(path)
    return CorpusWordCounts(corpus.vocabulary, corpus.statistics)


def number_words(
    encoded: TaskResult,
    folder: str | os.PathLike[str],
    *,
    vocabulary: str | os.PathLike[str],
    threads: int | None = None,
) -> TaskResult:
    """Replace the vocabulary of an encoded text.

    Parameters
    ----------
    encoded : TaskResult
        Result of :func:`encode_word_ranges`.
    folder : path-like
        Folder of the results.
    vocabulary : path-like
        Directory of word counts with the new vocabulary; other words are dropped.
    threads : int, optional
        Not used; for schedulers that pass the number of threads to every task.

    Returns
    -------
    TaskResult
        A directory of :func:`simpler_glove.cooccurrence.token_files.save_tokens`.
    """
    words = load_word_counts(vocabulary).vocabulary

    def save(path: Path) -> None:
        save_tokens(load_corpus(encoded.check()), words, path)

    return stored_once(folder, TOKENS_KIND, [encoded.checksum, words.fingerprint], save)


def count_row_range(
    texts: Sequence[TaskResult],
    folder: str | os.PathLike[str],
    *,
    slices: Sequence[TokenSlice],
    begin: int,
    end: int,
    rows: tuple[int, int],
    size: int,
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    threads: int | None = None,
    memory: int | None = None,
) -> TaskResult:
    """Count the co-occurrences of some words in a part of a text.

    Parameters
    ----------
    texts : sequence of TaskResult
        Results of :func:`number_words`, with the same vocabulary.
    folder : path-like
        Folder of the results.
    slices : sequence of TokenSlice
        The tokens, which are joined.
    begin, end : int
        First central word among these tokens, and the token after the last.
    rows : tuple of int
        First word, and word after the last.
    size : int
        Number of words, V.
    window, weighting, direction
        See :func:`count_cooccurrences`.
    threads : int, optional
        Number of threads; None selects all processors that the process may use.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes.

    Returns
    -------
    TaskResult
        A directory of :func:`simpler_glove.cooccurrence.row_ranges.save_row_range`.

    Raises
    ------
    ParameterError, ResourceError
        As :func:`count_cooccurrences`.
    """
    number = resolve_threads(threads, "count_row_range")
    weights, _ = window_weights(window, weighting, direction, "count_row_range")

    def save(path: Path) -> None:
        needed = counting_bytes(size, number) + TOKEN_BYTES * (end - begin)
        remaining_memory(memory, needed, f"to count {end - begin:,} tokens")
        tokens = load_tokens([text.check() for text in texts], slices)
        stream = count_windows(
            tokens, size, weights, direction, number, copied, begin=begin, end=end, rows=rows
        )
        save_row_range(stream, path, rows=rows, size=size)

    key = (
        [text.checksum for text in texts], slices, begin, end, rows, size, direction,
        weights.tolist(),
    )  # fmt: skip
    return stored_once(folder, ROWS_KIND, key, save)


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
        A directory of :func:`simpler_glove.cooccurrence.row_ranges.save_row_range`.
    """
    given = mappings or [None] * len(parts)

    def save(path: Path) -> None:
        matrices = [
            _stored_rows(part, mapping, rows) for part, mapping in zip(parts, given, strict=True)
        ]
        number = resolve_threads(threads, "merge_count_rows")
        merged = merge_rows(matrices, size, number, rows=rows)
        save_row_range(merged, path, rows=rows, size=size)

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
