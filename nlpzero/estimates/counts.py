"""Estimates of counting, merging and solving."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from simpler_glove import estimates as engine
from simpler_glove.cooccurrence import CooccurrenceCounts, counting_bytes, merge_counts
from simpler_glove.corpus import load_word_counts, merge_word_counts
from simpler_glove.corpus.word_counts import KIND as WORDS_KIND
from simpler_glove.estimates.calibration import (
    STORED_SECONDS,
    SolvingSpeed,
    hashing_seconds,
    some_pairs,
)
from simpler_glove.estimates.extrapolation import power_exponent
from simpler_glove.estimates.needs import Needs, fitted_model_bytes, fitting_needs, merging_needs
from simpler_glove.estimates.result import estimate_of, program_bytes
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
    paths: Sequence[str], *, threads: int | None = None, memory: int | None = None
) -> dict[str, Any]:
    """Estimate the time, memory and disk space of merging count stores, without merging them.

    If the vocabularies differ, the numbers of words and pairs are upper limits. Of stores of words
    without co-occurrences, the first and the last one are merged, and the number of words is
    extrapolated by a power law.

    Parameters
    ----------
    paths : sequence of str
        The count stores.
    threads, memory
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
    program = program_bytes()
    with minimum_reported(memory):
        check_stores(memory, *paths, merge=True)
        stores = [CooccurrenceCounts.load(path) for path in paths]
        words, same = _united_words(stores)
        needed = counting_bytes(words, number)
        remaining_memory(memory, needed, f"to merge counts of {words:,} words")
    pairs = max(store.pairs for store in stores) if same else sum(s.pairs for s in stores)
    word_bytes = max(store.vocabulary.packed()[0].size for store in stores) * (1 if same else 2)
    left = None if memory is None else memory - program
    needs = merging_needs(words, word_bytes, pairs, stores=len(stores), threads=number, memory=left)
    speed = _merging_seconds(stores, number)
    seconds = {
        "merging": speed * sum(store.pairs for store in stores),
        "saving": needs.output * hashing_seconds(),
    }
    sizes = {"stores": len(stores), "words": words, "pairs": pairs}
    return estimate_of(sizes, needs, seconds, program, exact=False)


def _estimate_words(paths: Sequence[str]) -> dict[str, Any]:
    """Estimate merging of word counts from that of the first and the last store."""
    program = program_bytes()
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


def _united_words(stores: Sequence[CooccurrenceCounts]) -> tuple[int, bool]:
    """Return the number of words of all stores, and whether all have the same."""
    prints = {store.vocabulary.packed()[0].tobytes() for store in stores}
    if len(prints) == 1:
        return len(stores[0].vocabulary), True
    return len(set().union(*(store.vocabulary.words for store in stores))), False


def _merging_seconds(stores: Sequence[CooccurrenceCounts], threads: int) -> float:
    """Return the seconds per pair of merging the rows of some words."""
    skip = max(1, round((sum(store.pairs for store in stores) / _SAMPLE_PAIRS) ** 0.5))
    parts = [some_pairs(store, skip, 1) for store in stores]
    begin = time.perf_counter()
    merge_counts(parts, threads=threads)
    return (time.perf_counter() - begin) / max(1, sum(part.pairs for part in parts))


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
    program = program_bytes()
    check_stores(memory, path)
    counts = CooccurrenceCounts.load(path)
    with minimum_reported(memory):
        limit_memory(estimator, counts, memory)
    words, pairs = len(counts.vocabulary), counts.pairs
    left = None if memory is None else memory - program
    needs = fitting_needs(words, pairs, estimator, counts.direction, threads=number, memory=left)
    word_bytes = counts.vocabulary.packed()[0].size
    output = fitted_model_bytes(words, word_bytes, estimator)
    speed = SolvingSpeed.of(counts, estimator)
    seconds = {
        "solving": speed.seconds(words, pairs, estimator, number),
        "saving": output * hashing_seconds(),
    }
    if seconds["solving"] > STORED_SECONDS:
        output *= 2
    needs = needs._replace(output=output)
    return estimate_of({"words": words, "pairs": pairs}, needs, seconds, program, exact=True)
