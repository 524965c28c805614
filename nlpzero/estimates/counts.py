"""Estimates of counting, merging and solving."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from simpler_glove import estimates as engine
from simpler_glove.cooccurrence import CooccurrenceCounts, counting_bytes, merge_counts
from simpler_glove.cooccurrence.common_vocabulary import common_vocabulary
from simpler_glove.cooccurrence.merge import check_mergeable
from simpler_glove.corpus import load_word_counts, merge_word_counts
from simpler_glove.corpus.word_counts import KIND as WORDS_KIND
from simpler_glove.estimates.calibration import (
    STORED_SECONDS,
    SolvingSpeed,
    fastest,
    saving_seconds,
    some_pairs,
)
from simpler_glove.estimates.extrapolation import frequent_pairs, power_exponent
from simpler_glove.estimates.needs import Needs, fitted_model_bytes, fitting_needs, merging_needs
from simpler_glove.estimates.result import Program, estimate_of
from simpler_glove.glove import SimplerGlove
from simpler_glove.memory import minimum_reported, remaining_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.storage import kind_of
from simpler_glove.vocabulary import Vocabulary

from ..models import limit_memory
from ..process_memory import check_stores, check_text_memory, load_code
from ..tokenization import TokenizerLike, resolve_tokenizer

_OWNER = "estimate_count"
_SAMPLE_PAIRS = 1 << 22
_MERGED_WORD_BYTES = 200  # of a word in the table, which doubles when it is full, and sorted


def estimate_count(
    source: Any,
    *,
    tokenizer: TokenizerLike = "whitespace",
    vocabulary: Vocabulary | None = None,
    memory: int | None = None,
    **options: Any,
) -> dict[str, Any]:
    """Estimate the time, memory and disk space of counting a text, without counting it.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        Regular files.
    tokenizer, vocabulary, memory
        See :func:`nlpzero.counting.count_text`.
    **options : Any
        The other parameters of :func:`nlpzero.counting.count_text`.

    Returns
    -------
    dict
        See :func:`simpler_glove.estimates.estimate_build`.

    Raises
    ------
    ResourceError
        If `memory` is too small; the message states the minimum.
    InputError, EmptyCorpusError, ParameterError
        See :func:`estimate_build`.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("to be or not to be" * 9)
    >>> estimate_count(path, min_count=2)["pairs"]
    25
    """
    options.pop("tmp", None)
    tokenizer = resolve_tokenizer(tokenizer, owner=_OWNER)
    if vocabulary is not None:
        options |= {"min_count": 1, "max_vocab": len(vocabulary)}
    load_code(memory, tokenizer)
    with minimum_reported(memory):
        if vocabulary is None:
            reading_options = {
                name: options[name]
                for name in ("lowercase", "encoding", "min_count", "max_vocab", "threads")
                if name in options
            }
            check_text_memory(memory, source, tokenizer, **reading_options)
    return engine.estimate_count(source, tokenizer=tokenizer, memory=memory, **options)


def estimate_merge(
    paths: Sequence[str],
    *,
    min_count: int | None = None,
    max_vocab: int | None = None,
    threads: int | None = None,
    memory: int | None = None,
) -> dict[str, Any]:
    """Estimate the time, memory and disk space of merging count stores, without merging them.

    The vocabularies are united, and the rows of some words are merged. Of stores of words without
    co-occurrences, the first and the last one are merged, and the number of words is extrapolated
    by a power law.

    Parameters
    ----------
    paths : sequence of str
        The count stores.
    min_count, max_vocab, threads, memory
        See :func:`merge_counts`; `memory` is that of the whole process.

    Returns
    -------
    dict
        ``stores``, ``words``, ``pairs`` (not of words alone), and the other keys of
        :func:`estimate_build`.

    Raises
    ------
    ResourceError
        If `memory` is too small; the message states the minimum.
    FormatError, MismatchError, ParameterError
        See :func:`merge_counts`.
    """
    if all(kind_of(path) == WORDS_KIND for path in paths):
        return _estimate_words(paths)
    number = resolve_threads(threads, "merge_counts")
    load_code(memory)
    program = Program.with_kernels()
    with minimum_reported(memory):
        check_stores(memory, *paths, merge=True)
        begin = time.perf_counter()
        stores = check_mergeable([CooccurrenceCounts.load(path) for path in paths])
        vocabulary, _, rare = common_vocabulary(stores, min_count, max_vocab)
        reading = time.perf_counter() - begin
        words = len(vocabulary)
        needed = counting_bytes(words, number)
        remaining_memory(memory, needed, f"to merge counts of {words:,} words")
    share, speed = _merged_rows(stores, vocabulary, number)
    stored = sum(store.pairs for store in stores)
    pairs = share * stored
    needs = merging_needs(
        words, vocabulary.packed()[0].size, pairs,
        rare_words=0 if rare is None else len(rare), stores=len(stores), threads=number,
        memory=None if memory is None else memory - program.bytes,
    )  # fmt: skip
    seconds = {
        "reading": reading, "merging": speed * stored, "saving": saving_seconds(needs.output)
    }  # fmt: skip
    sizes = {"stores": len(stores), "words": words, "pairs": pairs}
    return estimate_of(sizes, needs, seconds, program, exact=False)


def _estimate_words(paths: Sequence[str]) -> dict[str, Any]:
    """Estimate merging of word counts from that of the first and the last store."""
    program = Program.with_kernels()
    begin = time.perf_counter()
    ends = [load_word_counts(path) for path in (paths[0], paths[-1])]
    merged = merge_word_counts(ends)
    seconds = time.perf_counter() - begin
    read = sum(len(end.vocabulary) for end in ends)
    sizes = [len(load_word_counts(path).vocabulary) for path in paths]
    exponent = power_exponent(read / 2, len(merged.vocabulary))
    words = max(len(merged.vocabulary), sum(sizes) * len(paths) ** (exponent - 1))
    word_bytes = 16 + merged.vocabulary.packed()[0].size / len(merged.vocabulary)
    needs = Needs(_MERGED_WORD_BYTES * words, word_bytes * words)
    return estimate_of(
        {"stores": len(paths), "words": words}, needs,
        {"merging": seconds * sum(sizes) / read}, program, exact=False,
    )  # fmt: skip


def _merged_rows(
    stores: Sequence[CooccurrenceCounts], vocabulary: Vocabulary, threads: int
) -> tuple[float, float]:
    """Merge the rows of some words; return the pairs per stored pair, and seconds per pair."""
    stored = sum(store.pairs for store in stores)
    skip = max(1, round((stored / _SAMPLE_PAIRS) ** 0.5))
    words = set(vocabulary.words[::skip])
    parts = [
        some_pairs(store, np.flatnonzero([word in words for word in store.vocabulary.words]))
        for store in stores
    ]
    read = max(1, sum(part.pairs for part in parts))
    merged, seconds = fastest(lambda: merge_counts(parts, threads=threads))
    return merged.pairs / read, seconds / read


def estimate_solve(
    path: str, estimator: SimplerGlove, *, memory: int | None = None
) -> dict[str, Any]:
    """Estimate the time, memory and disk space of fitting vectors to a count store.

    Parameters
    ----------
    path : str
        The count store.
    estimator : SimplerGlove
        The estimator; its `memory` is not used.
    memory : int, optional
        Memory budget of the whole process, in bytes.

    Returns
    -------
    dict
        ``words``, ``pairs``, and the other keys of :func:`estimate_build`.

    Raises
    ------
    ResourceError
        If `memory` is too small; the message states the minimum.
    FormatError, ParameterError
        See :class:`SimplerGlove`.
    """
    number = resolve_threads(estimator.threads, "SimplerGlove")
    load_code(memory)
    program = Program.with_kernels()
    check_stores(memory, path)
    begin = time.perf_counter()
    counts = CooccurrenceCounts.load(path)
    reading = time.perf_counter() - begin
    with minimum_reported(memory):
        limit_memory(estimator, counts, memory)
    words, pairs = len(counts.vocabulary), counts.pairs
    left = None if memory is None else memory - program.bytes
    needs = fitting_needs(words, pairs, estimator, counts.direction, threads=number, memory=left)
    word_bytes = counts.vocabulary.packed()[0].size
    output = fitted_model_bytes(words, word_bytes, estimator)
    speed = SolvingSpeed.of(counts, estimator)
    seconds = {
        "reading": reading,
        "solving": speed.seconds(words, pairs, frequent_pairs(counts), estimator, number),
        "saving": saving_seconds(output),
    }
    if seconds["solving"] > STORED_SECONDS:
        output *= 2
    needs = needs._replace(output=output)
    return estimate_of({"words": words, "pairs": pairs}, needs, seconds, program, exact=True)
