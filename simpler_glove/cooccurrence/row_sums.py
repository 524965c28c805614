"""Sums of matrices, row by row, each row in one accumulator."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..parallel import map_in_order
from ..progress import Stage
from .rows import Matrix, Rows, RowStream, compact, row_tasks

_TASK = 1 << 17  # pairs


class Part(NamedTuple):
    """A stored matrix, with its place in the vocabulary of the result; by default the same."""

    matrix: Matrix
    rows: NDArray[np.int64] | None = None  # new row -> its row in the matrix, -1: none
    columns: NDArray[np.int32] | None = None  # its column -> new column

    @property
    def pairs(self) -> int:
        """Number of stored pairs."""
        return int(self.matrix[0][-1])


def merge_matrices(
    parts: Sequence[Part], size: int, threads: int, stage: Stage | None = None
) -> RowStream:
    """Add up matrices row by row; yields consecutive rows of the (size, size) result."""
    work = np.zeros(size + 1, np.int64)
    for part in parts:
        work[1:] += _row_lengths(part)
    np.cumsum(work, out=work)
    same = np.arange(size, dtype=np.int32)
    state = threading.local()

    def merge(task: tuple[int, int]) -> Rows:
        if not hasattr(state, "row"):
            state.row = kernels.accumulator(size)
        one_row = task[1] - task[0] == 1
        lengths, indices, counts = (_merge_row if one_row else _merge_rows)(
            parts, task, same, state.row
        )
        return lengths, indices.copy(), compact(counts)

    tasks = row_tasks(work, _TASK)
    for task, rows in zip(tasks, map_in_order(merge, tasks, threads), strict=True):
        yield rows
        if stage is not None:
            stage.add(int(work[task[1]] - work[task[0]]))


def _row_lengths(part: Part) -> NDArray[np.int64]:
    lengths = np.diff(part.matrix[0])
    return lengths if part.rows is None else np.where(part.rows < 0, 0, lengths[part.rows])


def _merge_rows(
    parts: Sequence[Part], task: tuple[int, int], same: NDArray[np.int32], row: kernels.Accumulator
) -> Rows:
    """Bring together what the parts have of some rows, and add it up."""
    gathered = [
        kernels.gather_rows(
            *part.matrix,
            np.arange(*task) if part.rows is None else part.rows[task[0] : task[1]],
            same if part.columns is None else part.columns,
        )
        for part in parts
    ]
    lengths, indices, counts = zip(*gathered, strict=True)
    merged: Rows = kernels.merge_rows(
        np.stack(lengths), np.concatenate(indices), np.concatenate(counts), row
    )
    return merged


def _merge_row(
    parts: Sequence[Part], task: tuple[int, int], same: NDArray[np.int32], row: kernels.Accumulator
) -> Rows:
    """Add up one row, which may be too large to be brought together."""
    pairs = 0
    for (indptr, indices, counts), rows, columns in parts:
        number = task[0] if rows is None else rows[task[0]]
        if number >= 0:
            stored = slice(indptr[number], indptr[number + 1])
            renamed = same if columns is None else columns
            kernels.add_row(indices[stored], counts[stored], renamed, row)
            pairs += stored.stop - stored.start
    new_indices, new_counts = kernels.take_row(row, pairs)
    return np.array([new_indices.size]), new_indices, new_counts
