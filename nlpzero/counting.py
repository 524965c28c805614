"""Co-occurrence counts of a text in one call."""

from __future__ import annotations

import os
from typing import Any

from simpler_glove.cooccurrence import (
    CooccurrenceCounts,
    count_cooccurrences,
    counting_bytes,
)
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import ENCODING_BYTES, encode_corpus
from simpler_glove.corpus.encode import check_parameters
from simpler_glove.memory import minimum_reported, remaining_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.storage import check_free
from simpler_glove.vocabulary import Vocabulary

from .process_memory import check_text_memory, load_code
from .tokenization import TokenizerLike, resolve_tokenizer

_OWNER = "count_text"


def count_text(
    source: Any,
    *,
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    min_count: int = 5,
    max_vocab: int | None = None,
    vocabulary: Vocabulary | None = None,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | None = None,
    progress: Progress | None = None,
) -> CooccurrenceCounts:
    """Encode a text and count its co-occurrences, within a memory budget of the whole process.

    Parameters
    ----------
    source, tokenizer, lowercase, encoding, min_count, max_vocab, vocabulary
        See :func:`nlpzero.encode_corpus`.
    output, force, window, weighting, direction
        See :func:`count_cooccurrences`.
    threads, tmp, progress
        See :func:`count_cooccurrences`.
    memory : int, optional
        Upper limit of the resident memory of the process in bytes, including the program itself
        and mapped files. If it is too small, an error states the minimum.

    Returns
    -------
    CooccurrenceCounts
        The exact counts.

    Raises
    ------
    FileExistsError, ParameterError
        If `output` exists and `force` is False, or a parameter is not allowed; before the text is
        read.
    InputError, ResourceError
        As in the functions named above.

    Example
    -------
    >>> count_text(["to be or not to be"], min_count=1, window=2).count("to", "be")
    2.0
    """
    counting: dict[str, Any] = {
        "window": window, "weighting": weighting, "direction": direction,
    }  # fmt: skip
    reading: dict[str, Any] = {
        "lowercase": lowercase, "encoding": encoding, "min_count": min_count,
        "max_vocab": max_vocab,
    }  # fmt: skip
    window_weights(**counting, owner="count_cooccurrences")
    number = resolve_threads(threads, _OWNER)
    check_parameters(lowercase, min_count, max_vocab, vocabulary, memory, tmp)
    if output is not None:
        check_free(output, force=force)
    tokenizer = resolve_tokenizer(tokenizer, owner=_OWNER)
    running: dict[str, Any] = {"threads": threads, "tmp": tmp, "progress": progress}
    load_code(memory, tokenizer)
    with minimum_reported(memory):
        if vocabulary is None:
            check_text_memory(memory, source, tokenizer, threads=threads, **reading)
        left = remaining_memory(memory, ENCODING_BYTES, "to read the text")
        corpus = encode_corpus(
            source, tokenizer=tokenizer, vocabulary=vocabulary, memory=left, **running, **reading
        )
        size = len(corpus.vocabulary)
        needed = counting_bytes(size, number)
        left = remaining_memory(memory, needed, f"to count {size:,} words")
        return count_cooccurrences(
            corpus, output=output, force=force, memory=left, **counting, **running
        )
