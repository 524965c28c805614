"""Rows of count matrices: streams of them, their sums, and tasks of about equal size."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..arrays import release_pages
from ..memory import trim_freed_memory
from ..parallel import map_in_order, split_rows
from ..progress import Stage

CountRows: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.integer]]
"""Lengths, columns and counts of consecutive rows."""
RowStream: TypeAlias = Generator[CountRows, None, None]
"""All rows of a matrix, in order."""
CountArrays: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.integer]]
"""A matrix: indptr (V+1,), indices (Z,), counts (Z,)."""
RowTask: TypeAlias = tuple[int, int]
"""First row, and row after the last."""
Block = TypeVar("Block")

NARROW = np.dtype(np.uint32)
WIDE = np.dtype(np.int64)
TASK_PAIRS = 1 << 17
_RELEASED_TASKS = 8
"""The pages of the merged matrices are released after so many tasks."""
_SPARE_SHARE = 8  # of an array that is enlarged, for further pairs
_ROW_COST = 16  # work for an empty row, in pairs or additions


class StoredRows(NamedTuple):
    """A matrix to merge, and the mapping to the vocabulary of the result; None if it is equal."""

    matrix: CountArrays
    rows: NDArray[np.int64] | None = None  # row of the result -> row of the matrix, -1: none
    columns: NDArray[np.int32] | None = None  # column of the matrix -> that of the result, or -1

    @property
    def pairs(self) -> int:
        """Number of stored pairs."""
        return int(self.matrix[0][-1])


def compact(counts: NDArray[np.integer]) -> NDArray[np.integer]:
    """Copy counts, as uint32 if they fit."""
    fits = int(counts.max(initial=0)) <= np.iinfo(NARROW).max
    return counts.astype(NARROW if fits else WIDE)


def copied(rows: CountRows) -> CountRows:
    """Copy consecutive rows, which are parts of larger arrays."""
    lengths, indices, counts = rows
    return lengths, indices.copy(), compact(counts)


def compacted(rows: CountRows) -> CountRows:
    """Copy the counts of consecutive rows that are used at once; the columns are not copied."""
    lengths, indices, counts = rows
    return lengths, indices, compact(counts)


def row_tasks(starts: NDArray[np.int64], work: int) -> list[RowTask]:
    """Split rows into ranges of about the same work, larger rows separate; see `split_rows`."""
    return split_rows(starts, work, row_cost=_ROW_COST, isolate_large=True)


def row_pointers(lengths: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Convert lengths of consecutive rows to indptr, int64 (V+1,)."""
    joined = np.concatenate([np.zeros(1, np.int64), *lengths])
    return np.cumsum(joined, out=joined)


def join_rows(stream: RowStream, expected_pairs: int = 0) -> CountArrays:
    """Join rows to a matrix in memory, each as soon as it is there.

    Memory is reserved for a number of pairs; systems provide it when it is written. The C library
    enlarges large arrays without a copy.
    """
    lengths = []
    indices, counts = np.empty(expected_pairs, np.int32), np.empty(expected_pairs, NARROW)
    start = 0
    with closing(stream):
        for row_lengths, row_indices, row_counts in stream:
            lengths.append(row_lengths)
            stop = start + row_indices.size
            if stop > indices.size:
                for array in (indices, counts):
                    array.resize(stop + stop // _SPARE_SHARE, refcheck=False)
            if row_counts.dtype == WIDE and counts.dtype == NARROW:
                counts = counts.astype(WIDE)
            indices[start:stop], counts[start:stop] = row_indices, row_counts
            start = stop
    for array in (indices, counts):
        array.resize(start, refcheck=False)
    trim_freed_memory()
    return row_pointers(lengths), indices, counts


def merge_rows(
    parts: Sequence[StoredRows],
    size: int,
    threads: int,
    stage: Stage | None = None,
    rows: RowTask | None = None,
) -> RowStream:
    """Add matrices row by row; yields consecutive `rows` of the (size, size) result, or all."""
    pairs = np.zeros(size + 1, np.int64)
    for part in parts:
        pairs[1:] += row_lengths(part)
    np.cumsum(pairs, out=pairs)
    identity = np.arange(size, dtype=np.int32)

    def add(task: RowTask, row: kernels.Accumulator) -> CountRows:
        merge = _merge_one if task[1] - task[0] == 1 else _merge_several
        return copied(merge(parts, task, identity, row))

    mapped = [array for part in parts for array in part.matrix[1:]]
    yield from add_rows(add, pairs, threads, stage, mapped, rows)


def add_rows(
    add: Callable[[RowTask, kernels.Accumulator], Block],
    pairs: NDArray[np.int64],
    threads: int,
    stage: Stage | None,
    mapped: Sequence[NDArray[Any]],
    rows: RowTask | None = None,
) -> Generator[Block, None, None]:
    """Add matrices, some rows at a time.

    Parameters
    ----------
    add : callable
        Adds a range of rows of all matrices, with an accumulator of zeros.
    pairs : ndarray of int64, shape (V+1,)
        Number of pairs of all matrices before each row.
    threads : int
        Number of threads.
    stage : Stage or None
        Receives the number of pairs that were added.
    mapped : sequence of ndarray
        Arrays of the matrices, whose pages are released regularly.
    rows : tuple of int, optional
        First row, and row after the last; by default all rows.

    Yields
    ------
    object
        The results of `add` for consecutive rows.
    """
    first, last = rows or (0, pairs.size - 1)
    state = threading.local()

    def run(task: RowTask) -> Block:
        if not hasattr(state, "row"):
            state.row = kernels.accumulator(pairs.size - 1)
        return add(task, state.row)

    if stage is not None:
        stage.add(int(pairs[first]))
    ranges = row_tasks(pairs[first : last + 1] - pairs[first], TASK_PAIRS)
    tasks = [(first + start, first + end) for start, end in ranges]
    results = map_in_order(run, tasks, threads)
    for number, (task, added) in enumerate(zip(tasks, results, strict=True)):
        yield added
        if number % _RELEASED_TASKS == 0:
            release_pages(*mapped)
        if stage is not None:
            stage.add(int(pairs[task[1]] - pairs[task[0]]))


def row_lengths(part: StoredRows) -> NDArray[np.int64]:
    """Return the number of stored pairs of each row of the result, int64 (V,)."""
    lengths = np.diff(part.matrix[0])
    return lengths if part.rows is None else np.where(part.rows < 0, 0, lengths[part.rows])


def _merge_several(
    parts: Sequence[StoredRows],
    task: RowTask,
    identity: NDArray[np.int32],
    row: kernels.Accumulator,
) -> CountRows:
    """Gather some rows of all parts and add them."""
    gathered = [
        kernels.gather_rows(
            *part.matrix,
            np.arange(*task) if part.rows is None else part.rows[task[0] : task[1]],
            identity if part.columns is None else part.columns,
        )
        for part in parts
    ]
    lengths, indices, counts = zip(*gathered, strict=True)
    merged: CountRows = kernels.merge_rows(
        np.stack(lengths), np.concatenate(indices), np.concatenate(counts), row
    )
    return merged


def _merge_one(
    parts: Sequence[StoredRows],
    task: RowTask,
    identity: NDArray[np.int32],
    row: kernels.Accumulator,
) -> CountRows:
    """Add one row, which may be too large to be gathered."""
    pairs = 0
    for (indptr, indices, counts), rows, columns in parts:
        number = task[0] if rows is None else rows[task[0]]
        if number >= 0:
            stored = slice(indptr[number], indptr[number + 1])
            mapping = identity if columns is None else columns
            kernels.add_row(indices[stored], counts[stored], mapping, row)
            pairs += stored.stop - stored.start
    new_indices, new_counts = kernels.take_row(row, pairs)
    return np.array([new_indices.size]), new_indices, new_counts
