"""The steps of counting on a cluster: many tasks, whose results are merged as a tree."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.cooccurrence.count import check_sums
from simpler_glove.cooccurrence.row_files import collect_rows
from simpler_glove.cooccurrence.row_ranges import join_row_ranges, load_rows
from simpler_glove.cooccurrence.row_sums import RowStream, StoredRows, merge_rows
from simpler_glove.cooccurrence.weighting import window_weights
from simpler_glove.corpus import (
    CorpusStatistics,
    CorpusWordCounts,
    load_word_counts,
    save_word_counts,
)
from simpler_glove.corpus.rare_words import RareWords
from simpler_glove.corpus.word_counts import KIND as WORDS_KIND
from simpler_glove.errors import EmptyCorpusError
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress, Stage
from simpler_glove.storage import reading as open_directory
from simpler_glove.storage import writing
from simpler_glove.tokenizer import save_tokenizer
from simpler_glove.vocabulary import Vocabulary

from .input_files import InputPart
from .results import TaskResult, stored_once
from .tasks import (
    count_ranges,
    count_word_ranges,
    key_of_tokenizer,
    merge_count_rows,
    merge_words,
    storable_tokenizer,
)

FAN_IN = 8
"""Number of results that one task merges."""
_DIRECT_TASKS = 16  # input of so many tasks is merged without tasks
Result = TypeVar("Result")
_TOKENIZER_KIND = "tokenizer"


class TaskEngine(Protocol):
    """Runs tasks, in any order and on any machine."""

    @property
    def workers(self) -> int:
        """Number of tasks that run at the same time."""

    def map(
        self, function: Callable[..., TaskResult], calls: Sequence[dict[str, Any]], stage: Stage
    ) -> list[TaskResult]:
        """Call a function with each dict of arguments; return the results in this order."""


class TaskRunner:
    """Runs the tasks of a step, whose results are in one folder.

    Parameters
    ----------
    engine : TaskEngine
        Runs the tasks.
    folder : Path
        Folder of the results.
    progress : Progress, optional
        Receives the number of finished tasks.
    fan_in : int, default 8
        Number of results that one task merges.
    """

    def __init__(
        self,
        engine: TaskEngine,
        folder: Path,
        progress: Progress | None = None,
        *,
        fan_in: int = FAN_IN,
    ) -> None:
        self.workers = engine.workers
        self.folder = folder
        self.fan_in = fan_in
        self._engine = engine
        self._progress = progress

    def run(
        self, step: str, function: Callable[..., TaskResult], calls: Sequence[dict[str, Any]]
    ) -> list[TaskResult]:
        """Call a task with each dict of arguments and with the folder."""
        folder = {"folder": os.fspath(self.folder)}
        with Stage(self._progress, step, len(calls), "tasks") as stage:
            return self._engine.map(function, [call | folder for call in calls], stage)

    def add(self, parts: Sequence[StoredRows], size: int, threads: int) -> RowStream:
        """Add count matrices in this process."""
        pairs = sum(part.pairs for part in parts)
        with Stage(self._progress, "merging", pairs, "pairs") as stage:
            yield from merge_rows(parts, size, threads, stage)

    def groups(self, results: Sequence[Result]) -> list[list[Result]]:
        """Divide results into those that one task merges."""
        starts = range(0, len(results), self.fan_in)
        return [list(results[start : start + self.fan_in]) for start in starts]


def count_words(
    runner: TaskRunner, parts: Sequence[InputPart], reading: dict[str, Any], *, files: int
) -> CorpusWordCounts:
    """Count the words of a text.

    Parameters
    ----------
    runner : TaskRunner
        Runs the tasks.
    parts : sequence of InputPart
        Input of each task.
    reading : dict
        ``tokenizer``, ``lowercase``, ``encoding`` and ``memory`` of :func:`count_ranges`.
    files : int
        Number of files of the text.

    Returns
    -------
    CorpusWordCounts
        Words and statistics of the whole text.

    Raises
    ------
    EmptyCorpusError
        If all files are empty.
    """
    if not parts:
        raise EmptyCorpusError("the corpus contains no word: all files are empty")
    reading = _for_workers(runner, reading)
    calls = [{"ranges": part, **reading} for part in parts]
    results = runner.run("counting words", count_word_ranges, calls)
    while len(results) > 1:
        calls = [{"parts": group} for group in runner.groups(results)]
        results = runner.run("merging words", merge_words, calls)
    counts = load_word_counts(results[0].check())
    return replace(counts, statistics=replace(counts.statistics, files=files))


def count_pairs(
    runner: TaskRunner,
    parts: Sequence[InputPart],
    vocabulary: Vocabulary,
    reading: dict[str, Any],
    counting: dict[str, Any],
    *,
    rare: RareWords | None,
    task_bytes: int,
    output: str | os.PathLike[str],
    force: bool = False,
    threads: int | None = None,
) -> CooccurrenceCounts:
    """Count the co-occurrences in a text.

    Parameters
    ----------
    runner, parts, reading
        See :func:`count_words`.
    vocabulary : Vocabulary
        The words, with their counts in the whole text.
    counting : dict
        ``window``, ``weighting`` and ``direction``.
    rare : RareWords, optional
        The words outside the vocabulary, unless it was given.
    task_bytes : int
        Approximate size of the input of a task that merges.
    output, force, threads
        See :func:`count_cooccurrences`.

    Returns
    -------
    CooccurrenceCounts
        The counts of the whole text.
    """
    assert vocabulary.counts is not None
    weights, settings = window_weights(**counting, owner="count_pairs")
    check_sums(int(vocabulary.counts.sum()), weights)
    tokenizer = storable_tokenizer(reading["tokenizer"])
    lowercase = reading["lowercase"] or tokenizer.lowercase
    options = _for_workers(runner, reading) | counting
    options["vocabulary"] = _stored_vocabulary(runner.folder, vocabulary)
    calls = [{"ranges": part, **options} for part in parts]
    stores = runner.run("counting", count_ranges, calls)
    largest = max(stores, key=lambda store: store.bytes)
    starts = open_directory(largest.check()).array("indptr")
    number = resolve_threads(threads, "count_pairs")
    return collect_rows(
        _added_rows(runner, stores, starts, task_bytes, number),
        vocabulary,
        settings,
        threads=number,
        tokenizer=tokenizer.with_lowercase(lowercase),
        rare=rare,
        output=output,
        force=force,
    )


def _added_rows(
    runner: TaskRunner,
    stores: Sequence[TaskResult],
    starts: NDArray[np.int64],
    task_bytes: int,
    threads: int,
) -> RowStream:
    """Return the rows of the sum; small stores are added here, so that it is written only once."""
    if sum(store.bytes for store in stores) > _DIRECT_TASKS * task_bytes:
        rows = merge_stores(runner, stores, starts=starts, task_bytes=task_bytes)
        return join_row_ranges([result.check() for result in rows])
    parts = [StoredRows(load_rows(store.check())) for store in stores]
    return runner.add(parts, starts.size - 1, threads)


def merge_stores(
    runner: TaskRunner,
    stores: Sequence[TaskResult],
    *,
    starts: NDArray[np.int64],
    task_bytes: int,
    mappings: Sequence[TaskResult | None] | None = None,
) -> list[TaskResult]:
    """Merge count stores by ranges of rows.

    Parameters
    ----------
    runner : TaskRunner
        Runs the tasks.
    stores : sequence of TaskResult
        At least one count store.
    starts : ndarray of int64, shape (V + 1,)
        Number of pairs before each row, by which the rows are divided.
    task_bytes : int
        Approximate size of the input of a task.
    mappings : sequence of TaskResult or None, optional
        See :func:`merge_count_rows`; by default the words of all stores are the same.

    Returns
    -------
    list of TaskResult
        Consecutive ranges of rows, or the only store.
    """
    if len(stores) == 1 and mappings is None:
        return list(stores)
    ranges = _row_ranges(runner, stores, starts, task_bytes)
    levels = [list(stores) for _ in ranges]
    while len(levels[0]) > 1 or mappings is not None:
        groups = [runner.groups(results) for results in levels]
        calls: list[dict[str, Any]] = [
            {"parts": group, "rows": rows, "size": starts.size - 1}
            for rows, of_rows in zip(ranges, groups, strict=True)
            for group in of_rows
        ]
        if mappings is not None:
            for number, call in enumerate(calls):
                call["mappings"] = runner.groups(mappings)[number % len(groups[0])]
        merged = iter(runner.run("merging", merge_count_rows, calls))
        levels = [[next(merged) for _ in of_rows] for of_rows in groups]
        mappings = None
    return [result for (result,) in levels]


def _row_ranges(
    runner: TaskRunner,
    stores: Sequence[TaskResult],
    starts: NDArray[np.int64],
    task_bytes: int,
) -> list[tuple[int, int]]:
    """Divide the rows so that a range of several stores is the input of one task."""
    together = min(runner.fan_in, len(stores)) * max(store.bytes for store in stores)
    count = max(runner.workers, -(-together // task_bytes))
    targets = np.arange(1, count) * (int(starts[-1]) // count)
    inner = np.searchsorted(starts, targets)
    bounds = np.unique(np.concatenate(([0], inner, [starts.size - 1])))
    return list(pairwise(bounds.tolist()))


def _for_workers(runner: TaskRunner, reading: dict[str, Any]) -> dict[str, Any]:
    """Save the tokenizer in the folder; return the options with its path."""
    tokenizer = storable_tokenizer(reading["tokenizer"])

    def save(path: Path) -> None:
        with writing(path, kind=_TOKENIZER_KIND, force=True) as output:
            save_tokenizer(tokenizer, output.folder)

    key = key_of_tokenizer(tokenizer, lowercase=False)
    stored = stored_once(runner.folder, _TOKENIZER_KIND, key, save)
    return reading | {"tokenizer": stored.path}


def _stored_vocabulary(folder: Path, vocabulary: Vocabulary) -> str:
    """Save a vocabulary for the workers; return its path."""
    statistics = CorpusStatistics(*[0] * 7)
    words = CorpusWordCounts(vocabulary, statistics)

    def save(path: Path) -> None:
        save_word_counts(words, path, force=True)

    return stored_once(folder, WORDS_KIND, ["vocabulary", vocabulary.fingerprint], save).path
