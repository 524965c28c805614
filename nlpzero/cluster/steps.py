"""The steps of counting on a cluster: many tasks, whose results are merged as a tree."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.cooccurrence.count import check_sums, counting_bytes
from simpler_glove.cooccurrence.row_files import save_rows
from simpler_glove.cooccurrence.row_ranges import write_row_ranges
from simpler_glove.cooccurrence.token_files import slices_between, token_count
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
from simpler_glove.memory import remaining_memory
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress, Stage
from simpler_glove.storage import DirectoryWriter, writing
from simpler_glove.tokenizer import Tokenizer
from simpler_glove.tokenizer_storage import save_tokenizer
from simpler_glove.vocabulary import Vocabulary

from .input_files import InputPart
from .results import TaskResult, stored_once
from .row_division import divide_rows
from .tasks import (
    TOKEN_BYTES,
    count_row_range,
    encode_word_ranges,
    key_of_tokenizer,
    merge_count_rows,
    merge_words,
    number_words,
    storable_tokenizer,
)

FAN_IN = 8
"""Number of results that one task merges."""
_BLOCK_TOKENS = 1 << 28  # are counted together; each task reads all tokens of a block
_MIN_BLOCK_TOKENS = 1 << 20
Result = TypeVar("Result")
_TOKENIZER_KIND = "tokenizer"


class TaskEngine(Protocol):
    """Runs tasks, in any order and on any machine."""

    @property
    def workers(self) -> int:
        """Number of tasks that run at the same time."""

    def map(
        self, function: Callable[..., TaskResult], calls: Sequence[dict[str, Any]], stage: Stage
    ) -> Iterable[TaskResult]:
        """Call a function with each dict of arguments; return the results in this order.

        An iterator may yield the first results while other tasks run.
        """


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
        return list(self.stream(step, function, calls))

    def stream(
        self, step: str, function: Callable[..., TaskResult], calls: Sequence[dict[str, Any]]
    ) -> Generator[TaskResult, None, None]:
        """Yield the results of :meth:`run` in order, the first ones while other tasks run."""
        folder = {"folder": os.fspath(self.folder)}
        with Stage(self._progress, step, len(calls), "tasks") as stage:
            yield from self._engine.map(function, [call | folder for call in calls], stage)

    def groups(self, results: Sequence[Result]) -> list[list[Result]]:
        """Divide results into those that one task merges."""
        starts = range(0, len(results), self.fan_in)
        return [list(results[start : start + self.fan_in]) for start in starts]


def encode_parts(
    runner: TaskRunner, parts: Sequence[InputPart], reading: dict[str, Any]
) -> list[TaskResult]:
    """Encode the parts of a text, each with its own vocabulary of all words.

    Parameters
    ----------
    runner : TaskRunner
        Runs the tasks.
    parts : sequence of InputPart
        Input of each task.
    reading : dict
        ``tokenizer``, ``lowercase``, ``encoding`` and ``memory`` of :func:`encode_word_ranges`.

    Returns
    -------
    list of TaskResult
        The encoded parts.

    Raises
    ------
    EmptyCorpusError
        If all files are empty.
    """
    if not parts:
        raise EmptyCorpusError("the corpus contains no word: all files are empty")
    reading = _for_workers(runner, reading)
    return runner.run(
        "reading", encode_word_ranges, [{"ranges": part, **reading} for part in parts]
    )


def count_words(
    runner: TaskRunner, encoded: Sequence[TaskResult], *, files: int
) -> CorpusWordCounts:
    """Add the words of all parts of a text.

    Parameters
    ----------
    runner : TaskRunner
        Runs the tasks.
    encoded : sequence of TaskResult
        Results of :func:`encode_parts`.
    files : int
        Number of files of the text.

    Returns
    -------
    CorpusWordCounts
        Words and statistics of the whole text.
    """
    results = list(encoded)
    merged = False
    while not merged:
        calls = [{"parts": group} for group in runner.groups(results)]
        results = runner.run("merging words", merge_words, calls)
        merged = len(results) == 1
    counts = load_word_counts(results[0].check())
    return replace(counts, statistics=replace(counts.statistics, files=files))


def count_pairs(
    runner: TaskRunner,
    encoded: Sequence[TaskResult],
    vocabulary: Vocabulary,
    counting: dict[str, Any],
    *,
    tokenizer: Tokenizer,
    rare: RareWords | None,
    output: str | os.PathLike[str],
    force: bool = False,
    threads: int | None = None,
    memory: int | None = None,
    block_tokens: int | None = None,
) -> CooccurrenceCounts:
    """Count the co-occurrences in a text.

    The tokens of the text are divided into blocks, and the rows of the counts into ranges. A task
    counts a range of rows in a block, so that the counts of one block need no merging.

    Parameters
    ----------
    runner, encoded
        See :func:`count_words`.
    vocabulary : Vocabulary
        The words, with their counts in the whole text.
    counting : dict
        ``window``, ``weighting`` and ``direction``.
    tokenizer : Tokenizer
        Tokenizer of the text.
    rare : RareWords, optional
        The words outside the vocabulary, unless it was given.
    output, force, threads
        See :func:`count_cooccurrences`.
    memory : int, optional
        Upper limit of the resident memory of each worker in bytes.
    block_tokens : int, optional
        Number of tokens of a block; None selects 2**28, or less if `memory` requires it.

    Returns
    -------
    CooccurrenceCounts
        The counts of the whole text.
    """
    assert vocabulary.counts is not None
    weights, settings = window_weights(**counting, owner="count_pairs")
    check_sums(int(vocabulary.counts.sum()), weights)
    number = resolve_threads(threads, "count_pairs")
    block_tokens = block_tokens or _block_tokens(memory, len(vocabulary), number)
    words = _stored_vocabulary(runner.folder, vocabulary)
    calls: list[dict[str, Any]] = [{"encoded": part, "vocabulary": words} for part in encoded]
    texts = runner.run("numbering", number_words, calls)
    sides = 2 if counting["direction"] == "both" else 1
    ranges = divide_rows(vocabulary.counts, sides * weights.size, runner.workers)
    blocks = _divided_texts(texts, block_tokens, weights.size)
    shared = counting | {"size": len(vocabulary), "memory": memory}
    calls = [block | shared | {"rows": rows} for rows in ranges for block in blocks]
    counted = runner.stream("counting", count_row_range, calls)
    if len(blocks) > 1:
        levels = list(zip(*[counted] * len(blocks), strict=True))
        counted = merge_ranges(runner, levels, ranges, len(vocabulary))
    return save_rows(
        range_writer(counted, number), vocabulary, settings,
        tokenizer=tokenizer, rare=rare, output=output, force=force,
    )  # fmt: skip


def range_writer(
    results: Generator[TaskResult, None, None], threads: int
) -> Callable[[DirectoryWriter], int]:
    """Return a function that writes rows while the last ranges of them are computed.

    Parameters
    ----------
    results : generator of TaskResult
        Consecutive ranges of rows, or one count store.
    threads : int
        Number of threads that check and copy the rows.

    Returns
    -------
    callable
        For :func:`simpler_glove.cooccurrence.row_files.save_rows`.
    """

    def write(output: DirectoryWriter) -> int:
        with closing(results):
            paths = (result.check() for result in results)
            return write_row_ranges(paths, output, threads=threads)

    return write


def _block_tokens(memory: int | None, size: int, threads: int) -> int:
    """Return the number of tokens of a block that fits in the memory of a worker."""
    if memory is None:
        return _BLOCK_TOKENS
    least = counting_bytes(size, threads) + TOKEN_BYTES * _MIN_BLOCK_TOKENS
    left = remaining_memory(memory, least, f"to count {size:,} words")
    assert left is not None
    return min(_BLOCK_TOKENS, (left - least) // TOKEN_BYTES + _MIN_BLOCK_TOKENS)


def _divided_texts(
    texts: Sequence[TaskResult], block_tokens: int, window: int
) -> list[dict[str, Any]]:
    """Divide the tokens of all parts into blocks of about equal size, with their context."""
    sizes = [token_count(text.check()) for text in texts]
    total = sum(sizes)
    count = max(1, -(-total // block_tokens))
    blocks: list[dict[str, Any]] = []
    for begin, end in pairwise(total * number // count for number in range(count + 1)):
        start, stop = max(0, begin - window), min(total, end + window)
        slices = slices_between(sizes, start, stop)
        first, last = slices[0].number, slices[-1].number
        slices = [each._replace(number=each.number - first) for each in slices]
        blocks.append({
            "texts": list(texts[first : last + 1]), "slices": slices,
            "begin": begin - start, "end": end - start,
        })  # fmt: skip
    return blocks


def merge_stores(
    runner: TaskRunner,
    stores: Sequence[TaskResult],
    *,
    starts: NDArray[np.int64],
    task_bytes: int,
    mappings: Sequence[TaskResult | None] | None = None,
) -> Generator[TaskResult, None, None]:
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

    Yields
    ------
    TaskResult
        Consecutive ranges of rows, or the only store.
    """
    if len(stores) == 1 and mappings is None:
        yield from stores
        return
    ranges = _row_ranges(runner, stores, starts, task_bytes)
    levels = [list(stores) for _ in ranges]
    yield from merge_ranges(runner, levels, ranges, starts.size - 1, mappings)


def merge_ranges(
    runner: TaskRunner,
    levels: Sequence[Sequence[TaskResult]],
    ranges: Sequence[tuple[int, int]],
    size: int,
    mappings: Sequence[TaskResult | None] | None = None,
) -> Generator[TaskResult, None, None]:
    """Merge the results for each range of rows.

    Parameters
    ----------
    runner : TaskRunner
        Runs the tasks.
    levels : sequence of sequences of TaskResult
        For each range the results that contain it, as many for each.
    ranges : sequence of tuple of int
        Consecutive ranges of rows.
    size : int
        Number of words, V.
    mappings : sequence of TaskResult or None, optional
        See :func:`merge_count_rows`; by default the words of all results are the same.

    Yields
    ------
    TaskResult
        One result for each range.
    """
    while len(levels[0]) > 1 or mappings is not None:
        groups = [runner.groups(results) for results in levels]
        calls: list[dict[str, Any]] = [
            {"parts": group, "rows": rows, "size": size}
            for rows, of_rows in zip(ranges, groups, strict=True)
            for group in of_rows
        ]
        if mappings is not None:
            for number, call in enumerate(calls):
                call["mappings"] = runner.groups(mappings)[number % len(groups[0])]
        merged = runner.stream("merging", merge_count_rows, calls)
        if len(groups[0]) == 1:
            yield from merged
            return
        levels = list(zip(*[merged] * len(groups[0]), strict=True))
        mappings = None
    for (result,) in levels:
        yield result


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
        with writing(path, kind=_TOKENIZER_KIND, force=True, durable=False) as output:
            save_tokenizer(tokenizer, output.folder)

    key = key_of_tokenizer(tokenizer, lowercase=False)
    stored = stored_once(runner.folder, _TOKENIZER_KIND, key, save)
    return reading | {"tokenizer": stored.path}


def _stored_vocabulary(folder: Path, vocabulary: Vocabulary) -> str:
    """Save a vocabulary for the workers; return its path."""
    statistics = CorpusStatistics(*[0] * 7)
    words = CorpusWordCounts(vocabulary, statistics)

    def save(path: Path) -> None:
        save_word_counts(words, path, force=True, durable=False)

    return stored_once(folder, WORDS_KIND, ["vocabulary", vocabulary.fingerprint], save).path
