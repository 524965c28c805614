"""Co-occurrence counts of a text in one call."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Any

from simpler_glove.cooccurrence import (
    CooccurrenceCounts,
    count_cooccurrences,
    counting_bytes,
)
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import ENCODING_BYTES, CorpusWordCounts, count_words
from simpler_glove.corpus.encode import check_parameters
from simpler_glove.memory import minimum_reported, remaining_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress
from simpler_glove.stages import Stages
from simpler_glove.storage import check_free
from simpler_glove.vocabulary import Vocabulary

from .disk_space import check_text_space
from .process_memory import check_text_memory, load_code
from .tokenization import TokenizerLike, resolve_tokenizer
from .training_text import CORPUS_STAGE, TrainingText, checksums_of, text_key

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

    With `output`, the encoded text, if reading it takes 10 seconds, and the counted chunks are
    stored in ``OUTPUT.stages`` until the counts are complete (the chunks in `tmp`, if it is set).
    A later call with files of the same content and the same parameters resumes after the last one;
    the result has the same bytes.

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
    running: dict[str, Any] = {
        "threads": threads, "memory": memory, "tmp": tmp, "progress": progress,
    }  # fmt: skip
    load_code(memory, tokenizer)
    with minimum_reported(memory):
        if vocabulary is None:
            check_text_memory(memory, source, tokenizer, threads=threads, **reading)
            check_text_space(
                source, output=output, tmp=tmp, tokenizer=tokenizer, memory=memory,
                threads=threads, **reading, **counting,
            )  # fmt: skip
        encoding_options = reading | {"tokenizer": tokenizer, "vocabulary": vocabulary}
        checksums = None if output is None else checksums_of(source)
        key = text_key(checksums, encoding_options)
        stages = Stages(None if key is None else output, (CORPUS_STAGE,))
        text = TrainingText(source, encoding_options, running, stages, key or "", rare=True)
        with closing(stages):
            corpus, _ = text.corpus()
            size = len(corpus.vocabulary)
            options = text.options_within(counting_bytes(size, number), f"to count {size:,} words")
            counts = count_cooccurrences(
                corpus, output=output, force=force, runs=text.runs, **counting, **options
            )
        stages.remove()
        text.runs.remove()
        return counts


def count_words_of_text(
    source: Any,
    *,
    tokenizer: TokenizerLike = "whitespace",
    lowercase: bool = False,
    encoding: str = "utf-8",
    threads: int | None = None,
    memory: int | None = None,
    progress: Progress | None = None,
) -> CorpusWordCounts:
    """Count the words of a text, within a memory budget of the whole process.

    Parameters
    ----------
    source, tokenizer, lowercase, encoding
        See :func:`nlpzero.encode_corpus`.
    threads, memory, progress
        See :func:`count_text`.

    Returns
    -------
    CorpusWordCounts
        All words; those of several texts can be added by
        :func:`simpler_glove.corpus.merge_word_counts`.

    Raises
    ------
    InputError, ParameterError, ResourceError
        As :func:`nlpzero.encode_corpus`.

    Example
    -------
    >>> count_words_of_text(["to be or not to be"]).statistics.tokens
    6
    """
    tokenizer = resolve_tokenizer(tokenizer, owner="count_words_of_text")
    load_code(memory, tokenizer)
    with minimum_reported(memory):
        left = remaining_memory(memory, ENCODING_BYTES, "to read the text")
        return count_words(
            source, tokenizer=tokenizer, lowercase=lowercase, encoding=encoding, threads=threads,
            memory=left, progress=progress,
        )  # fmt: skip
