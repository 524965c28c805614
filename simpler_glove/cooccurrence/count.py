"""Counting of co-occurrences in a corpus, in as many chunks as the memory requires.

The rows of the count matrix are computed one after the other: an index of the corpus gives the
positions of each word, and the windows around them are added in one dense accumulator.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..arrays import release_pages
from ..errors import EmptyCorpusError, ParameterError
from ..memory import memory_error
from ..parallel import map_in_order, resolve_threads, run_all
from ..progress import Progress, Stage
from ..validation import check_folder, check_int, check_path
from .coded_rows import coded, merge_coded_rows
from .counts import CooccurrenceCounts
from .row_files import collect_rows
from .row_sums import CountRows, RowStream, compacted, copied, row_tasks
from .runs import MAX_RUNS, Runs
from .weighting import window_weights

if TYPE_CHECKING:
    from ..corpus import EncodedCorpus

Block = TypeVar("Block")
_OWNER = "count_cooccurrences"
_MAX_CHUNK_TOKENS = 2**30 - 2**16  # positions are int32, and every token may be a separate line
_MIN_CHUNK_TOKENS = 1 << 16
_TOKEN_BYTES = 8  # of a token and its entry in the index
_LINE_BYTES = 4  # of the end of a line
_TASK_ADDITIONS = 1 << 18
_SMALL_TASK_ADDITIONS = 1 << 17
_TASKS_SHARE = 6  # of a memory budget; tasks are smaller if they need more
_EXPECTED_PAIRS = 4  # per token, more than most texts have
_FRAGMENTED_SHARE = 0.05  # of a chunk; arrays of tasks that are freed in any order leave gaps


def count_cooccurrences(
    corpus: EncodedCorpus,
    *,
    window: int = 10,
    weighting: str = "harmonic",
    direction: str = "both",
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    runs: Runs | None = None,
    progress: Progress | None = None,
) -> CooccurrenceCounts:
    """Count how often words co-occur within a window.

    Windows end at the ends of lines. Words outside the vocabulary are skipped and take no place
    in a window. The result does not depend on the number of threads or the memory.

    Parameters
    ----------
    corpus : EncodedCorpus
        Returned by :func:`encode_corpus`.
    window : int, default 10
        Maximum distance in words, 1 to 10,000.
    weighting : {"harmonic", "linear", "flat"}, default "harmonic"
        Weight of distance d: 1/d; (window - d + 1)/window; 1.
    direction : {"both", "left", "right"}, default "both"
        Side of a word on which the other words are counted.
    output : path-like, optional
        Write a count store there and return it memory-mapped; None returns counts in memory.
    force : bool, default False
        Replace an existing directory of this library at `output`.
    threads : int, optional
        Number of threads; None selects all processors that the process may use.
    memory : int, optional
        Memory budget in bytes, in addition to the corpus and the program itself. The corpus is
        counted in chunks that are merged on disk, and the result is memory-mapped. None sets no
        limit.
    tmp : path-like, optional
        Directory of temporary files; None uses the temporary folder of the system.
    runs : Runs, optional
        Storage of counted chunks, from which an interrupted count is resumed; None uses temporary
        files.
    progress : Progress, optional
        Callback, called in the stages "counting" (tokens) and, for chunks, "merging" (pairs).

    Returns
    -------
    CooccurrenceCounts
        The exact counts.

    Raises
    ------
    ParameterError
        If a parameter is not allowed, or sums could exceed 2**63.
    EmptyCorpusError
        If the corpus contains no token.
    FileExistsError
        If `output` exists and may not be replaced.
    ResourceError
        If `memory` is too small, or the disk is full.

    References
    ----------
    Pennington, Socher and Manning 2014, "GloVe", section 4.2 (harmonic weights).

    Example
    -------
    >>> from simpler_glove import encode_corpus
    >>> corpus = encode_corpus(["a b c"], min_count=1)
    >>> counts = count_cooccurrences(corpus, window=2)
    >>> counts.count("a", "b"), counts.count("a", "c")
    (1.0, 0.5)
    """
    weights, settings = window_weights(window, weighting, direction, _OWNER)
    if not hasattr(corpus, "ids"):
        raise ParameterError(
            parameter="corpus", owner=_OWNER, allowed="an EncodedCorpus", got=corpus
        )
    threads = resolve_threads(threads, _OWNER)
    check_folder(tmp, "tmp", _OWNER)
    if output is not None:
        check_path(output, "output", _OWNER)
    if memory is not None:
        check_int(memory, "memory", _OWNER, minimum=1)
    tokens, size = int(corpus.ids.size), len(corpus.vocabulary)
    if tokens == 0:
        raise EmptyCorpusError("The corpus contains no word of the vocabulary.")
    check_sums(tokens, weights)
    additions = _task_additions(size, threads, memory)
    counter = CooccurrenceCounter(corpus, weights, direction, threads, task_additions=additions)
    return collect_rows(
        counter.count(
            _chunk_tokens(corpus, threads, memory, additions), runs or Runs(tmp), progress
        ),
        corpus.vocabulary,
        settings,
        tokenizer=corpus.tokenizer,
        rare=corpus.rare,
        output=output,
        force=force,
        on_disk=memory is not None,
        tmp=tmp,
        expected_pairs=tokens * min(_EXPECTED_PAIRS, 2 * weights.size),
    )


def check_sums(tokens: int, weights: NDArray[np.int64]) -> None:
    """Raise ParameterError if the sums of so many tokens could exceed 2**63."""
    if 2 * tokens * int(weights.sum()) >= 2**63:
        raise ParameterError(
            f"must be smaller for {tokens:,} tokens, so that sums stay below 2**63. Got "
            f"{weights.size} instead.",
            parameter="window",
            owner=_OWNER,
            got=weights.size,
            hint="Or choose another {weighting}.",
        )


def _task_additions(words: int, threads: int, memory: int | None) -> int:
    """Return the number of additions of a task; small tasks take more time and less memory."""
    large = _TASK_ADDITIONS
    fits = memory is None or _TASKS_SHARE * counting_bytes(words, threads, large) <= memory
    return large if fits else _SMALL_TASK_ADDITIONS


def _chunk_tokens(corpus: EncodedCorpus, threads: int, memory: int | None, additions: int) -> int:
    """Return the number of tokens that can be counted at once within the memory budget."""
    if memory is None:
        return _MAX_CHUNK_TOKENS
    words = len(corpus.vocabulary)
    check_counting_memory(memory, words, threads, _OWNER)
    parts = np.arange(0, corpus.ids.size + _MIN_CHUNK_TOKENS, _MIN_CHUNK_TOKENS)
    lines = np.diff(np.searchsorted(corpus.offsets, parts)).max() / _MIN_CHUNK_TOKENS
    each = _TOKEN_BYTES + _LINE_BYTES * min(1.0, lines)  # of lines that contain words
    least = counting_bytes(words, threads, additions)
    room = (memory - least) * (1 - _FRAGMENTED_SHARE)
    return min(_MAX_CHUNK_TOKENS, int(room / each) + _MIN_CHUNK_TOKENS)


def check_counting_memory(memory: int | None, words: int, threads: int, owner: str) -> int:
    """Return the least memory for counting or merging; ResourceError if `memory` is less."""
    least = counting_bytes(words, threads)
    if memory is not None and check_int(memory, "memory", owner, minimum=1) < least:
        raise memory_error(
            memory,
            f"to count {words:,} words with {threads} threads; at least {least:,} are needed.",
            least,
            hint="Raise {memory}.\nLower {threads}.\nLower {max_vocab}.",
        )
    return least


def counting_bytes(words: float, threads: int, additions: int = _SMALL_TASK_ADDITIONS) -> int:
    """Return the least memory in which a vocabulary can be counted, or counts be merged.

    Parameters
    ----------
    words : float
        Number of words.
    threads : int
        Number of threads.
    additions : int, default 2**17
        Number of additions of a task.

    Returns
    -------
    int
        Bytes, in addition to the corpus.

    Example
    -------
    >>> counting_bytes(100_000, 2) >> 20
    25
    """
    task_pairs = additions + words  # more only where rows have far more additions than pairs
    rows = words * 8 * (4 + 4 * threads)
    tasks = threads * task_pairs * 20 + (threads + 2) * task_pairs * 8
    return int(rows + tasks + _MIN_CHUNK_TOKENS * (_TOKEN_BYTES + _LINE_BYTES))


@dataclass(frozen=True)
class CooccurrenceCounter:
    """Counts a corpus, chunk by chunk.

    Parameters
    ----------
    corpus : EncodedCorpus
        The corpus.
    weights : ndarray of int64, shape (window,)
        Integer weight of each distance.
    direction : {"both", "left", "right"}
        Side of a word on which the other words are counted.
    threads : int
        Number of threads.
    task_additions : int, default 2**18
        Approximate number of additions in a task of a thread.
    max_runs : int, default 32
        Maximum number of chunks on disk, before they are merged.
    """

    corpus: EncodedCorpus
    weights: NDArray[np.int64]
    direction: str
    threads: int
    task_additions: int = _TASK_ADDITIONS
    max_runs: int = MAX_RUNS

    @property
    def size(self) -> int:
        """Number of words, V."""
        return len(self.corpus.vocabulary)

    def count(
        self,
        chunk_tokens: int,
        runs: Runs,
        progress: Progress | None,
    ) -> RowStream:
        """Count the corpus; several chunks are written to disk and merged.

        Parameters
        ----------
        chunk_tokens : int
            Maximum number of tokens in a chunk.
        runs : Runs
            Storage of the chunks.
        progress : Progress or None
            Callback.

        Yields
        ------
        CountRows
            Consecutive rows.
        """
        tokens = int(self.corpus.ids.size)
        settings = self.direction, self.weights.tolist()
        with Stage(progress, "counting", tokens, "tokens") as stage:
            counted, done = runs.find_all(*settings)
            stage.add(done)
            chunks = -(-(tokens - done) // chunk_tokens)
            if chunks == 1 and not counted:
                yield from self.rows(0, tokens, compacted, stage)
                return
            bounds = [
                done + (tokens - done) * chunk // max(1, chunks) for chunk in range(chunks + 1)
            ]
            for begin, end in pairwise(bounds):
                if len(counted) == self.max_runs:
                    merged = merge_coded_rows(counted, self.threads, coded)
                    counted = [runs.write(0, merged, 0, begin, *settings)]
                rows = self.rows(begin, end, coded, stage)
                counted.append(runs.write(len(counted), rows, begin, end, *settings))
        pairs = sum(run.pairs for run in counted)
        with Stage(progress, "merging", pairs, "pairs") as stage:
            yield from merge_coded_rows(counted, self.threads, copied, stage)

    def rows(
        self, begin: int, end: int, finish: Callable[[CountRows], Block], stage: Stage
    ) -> Generator[Block, None, None]:
        """Count the windows around ids[begin:end]; see :func:`count_windows`."""
        tokens, first, last = self._tokens(begin, end)
        return count_windows(
            tokens, self.size, self.weights, self.direction, self.threads, finish,
            begin=first, end=last, task_additions=self.task_additions, stage=stage,
        )  # fmt: skip

    def _tokens(self, begin: int, end: int) -> tuple[NDArray[np.int32], int, int]:
        """Return ids[begin:end] with context and line ends, and their begin and end in it."""
        ids, offsets = self.corpus.ids, self.corpus.offsets
        first = int(np.searchsorted(offsets, begin, side="right")) - 1
        last = int(np.searchsorted(offsets, end - 1, side="right"))
        reach = self.weights.size
        from_id = max(int(offsets[first]), begin - reach)
        to_id = min(int(offsets[last]), end + reach)
        tokens = kernels.separate_lines(ids, offsets, first, last, from_id, to_id)
        release_pages(ids)
        return tokens, 1 + begin - from_id, tokens.size - 1 - (to_id - end)


class TokenPositions(NamedTuple):
    """Inverted index: word w is at ``positions[starts[w]:starts[w + 1]]``, ascending."""

    starts: NDArray[np.int64]
    positions: NDArray[np.int32]


def count_windows(
    tokens: NDArray[np.int32],
    size: int,
    weights: NDArray[np.int64],
    direction: str,
    threads: int,
    finish: Callable[[CountRows], Block],
    *,
    begin: int,
    end: int,
    rows: tuple[int, int] | None = None,
    task_additions: int = _TASK_ADDITIONS,
    stage: Stage | None = None,
) -> Generator[Block, None, None]:
    """Count the windows around tokens[begin:end], which -1 separates where windows end.

    Parameters
    ----------
    tokens : ndarray of int32
        Words, and -1 before and after each line.
    size : int
        Number of words, V.
    weights, direction, threads, task_additions
        See :class:`CooccurrenceCounter`.
    finish : callable
        Copies or encodes consecutive rows, whose arrays are parts of larger ones.
    begin, end : int
        The tokens that are central words.
    rows : tuple of int, optional
        First central word, and central word after the last; by default all words.
    stage : Stage, optional
        Receives the number of counted central words.

    Yields
    ------
    object
        What `finish` returns for consecutive rows.
    """
    first, last = rows or (0, size)
    starts, positions = find_positions(tokens, size, threads, begin, end, rows)
    left = weights[: 0 if direction == "right" else None]
    right = weights[: 0 if direction == "left" else None]
    state = threading.local()

    def count(task: tuple[int, int]) -> Block:
        if not hasattr(state, "row"):
            state.row = kernels.accumulator(size)
        return finish(kernels.count_rows(tokens, starts, positions, *task, left, right, state.row))

    ranges = row_tasks(starts[first : last + 1] * (left.size + right.size), task_additions)
    tasks = [(first + start, first + stop) for start, stop in ranges]
    for task, counted in zip(tasks, map_in_order(count, tasks, threads), strict=True):
        yield counted
        if stage is not None:
            stage.add(int(starts[task[1]] - starts[task[0]]))


def find_positions(
    tokens: NDArray[np.int32],
    size: int,
    threads: int,
    begin: int = 0,
    end: int | None = None,
    rows: tuple[int, int] | None = None,
) -> TokenPositions:
    """Index the words of tokens[begin:end], ids from 0 to size - 1; -1 is not a word.

    With `rows`, only words from the first to before the last are indexed.

    Each thread counts the words of a range of tokens, from which follows where it writes their
    positions. Short texts are indexed by one thread.
    """
    end = tokens.size if end is None else end
    words = rows or (0, size)
    parts = max(1, min(threads, (end - begin) // (size + 1)))
    bounds = [begin + (end - begin) * part // parts for part in range(parts + 1)]
    ranges = list(enumerate(pairwise(bounds)))
    uses = np.zeros((parts, size), np.int64)
    run_all(
        lambda part: kernels.count_words(tokens, *part[1], *words, uses[part[0]]), ranges, threads
    )
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(uses.sum(axis=0), out=starts[1:])
    cursors = np.cumsum(uses, axis=0)
    cursors += starts[:-1] - uses
    positions = np.empty(starts[-1], np.int32)
    run_all(
        lambda part: kernels.place_positions(tokens, *part[1], *words, cursors[part[0]], positions),
        ranges,
        threads,
    )
    return TokenPositions(starts, positions)
