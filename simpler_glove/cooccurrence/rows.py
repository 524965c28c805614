"""Finished rows, in order: cut into tasks, and joined to a matrix in memory."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from itertools import accumulate
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..parallel import run_all

Rows: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.integer]]
"""Row lengths, columns, counts of consecutive rows."""
RowStream: TypeAlias = Generator[Rows, None, None]
Matrix: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.integer]]
"""indptr (V+1,), indices (Z,), counts (Z,)."""

NARROW = np.dtype(np.uint32)
WIDE = np.dtype(np.int64)
_EMPTY_ROW = 16  # work that a row makes even if there is nothing in it


def compact(counts: NDArray[np.integer]) -> NDArray[np.integer]:
    """Copy counts, as uint32 where they fit, in half the memory."""
    fits = int(counts.max(initial=0)) <= np.iinfo(NARROW).max
    return counts.astype(NARROW if fits else WIDE)


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """Give a read-only view; kernels are compiled for those, too, so arrays come in one kind."""
    view = array.view(np.ndarray)
    view.flags.writeable = False
    return view


def row_tasks(starts: NDArray[np.int64], work: int) -> list[tuple[int, int]]:
    """Cut rows into consecutive ranges of less than twice `work`; a row with more stands alone.

    `starts` int64 (V+1,) is the work before each row.
    """
    rows = starts.size - 1
    cost = starts + np.arange(rows + 1) * _EMPTY_ROW
    cuts = np.searchsorted(cost, np.arange(work, cost[-1], work))
    large = np.flatnonzero(np.diff(cost) > work)
    bounds = np.unique(np.concatenate([[0], cuts, large, large + 1, [rows]]))
    return list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))


def row_pointers(lengths: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Turn pieces of row lengths into indptr int64 (V+1,)."""
    joined = np.concatenate([np.zeros(1, np.int64), *lengths])
    return np.cumsum(joined, out=joined)


def join_rows(stream: RowStream, threads: int) -> Matrix:
    """Join rows in memory; each piece is let go as soon as it is copied."""
    lengths = []
    pieces: list[tuple[NDArray[Any], ...]] = []
    with closing(stream):
        for row_lengths, row_indices, row_counts in stream:
            lengths.append(row_lengths)
            pieces.append((row_indices, row_counts))
    indptr = row_pointers(lengths)
    wide = any(piece[1].dtype == WIDE for piece in pieces)
    indices = np.empty(indptr[-1], np.int32)
    counts = np.empty(indptr[-1], WIDE if wide else NARROW)
    places = list(accumulate((piece[0].size for piece in pieces), initial=0))

    def copy(number: int) -> None:
        start, stop = places[number], places[number + 1]
        indices[start:stop], counts[start:stop] = pieces[number]
        pieces[number] = ()

    run_all(copy, range(len(pieces)), threads)
    return indptr, indices, counts
