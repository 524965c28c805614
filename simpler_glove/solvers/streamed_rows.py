"""Passes over the pairs of rows while only a part of the columns is resident.

The vectors of the columns are in files. Rows are processed in groups, whose vectors are copied. A
group passes over one tile of the columns after another: consecutive columns, whose pages are
released when all rows of the group have passed. Each row visits its columns in ascending order, as
it does in memory, so that sums of one pair after another are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import release_part
from ..parallel import map_in_order, run_all
from ..progress import Stage
from .problem import SparseRows, pair_tasks

_GROUP_SHARE = 0.5  # of the memory, for the vectors of a group
_TILE_SHARE = 0.25  # of the memory, for columns; the rest is for blocks of other arrays
USED_SHARE = _GROUP_SHARE + _TILE_SHARE
"""The part of the memory for vectors in files that is taken, besides blocks."""


class StreamedRows:
    """The groups of rows, and the tiles of columns, that fit in the memory.

    Parameters
    ----------
    pairs : SparseRows
        The pairs of all rows.
    columns : tuple of ndarray
        Arrays in files; the first axis of each is the column of a pair.
    row_limit, column_limit : int
        Numbers of rows and columns that take part.
    row_bytes : int
        Memory for the vectors of a row of a group.
    memory : int
        Bytes for the vectors of a group and for the pages of the columns.
    passes : int
        Passes over the pairs of a group, for progress.
    task_pairs : int
        Approximate number of pairs in a task of a thread.
    threads : int
        Number of threads.
    stage : Stage, optional
        Receives the number of pairs done.

    Attributes
    ----------
    group_rows : int
        Largest number of rows of a group.
    """

    def __init__(
        self,
        pairs: SparseRows,
        columns: tuple[NDArray[Any], ...],
        *,
        row_limit: int,
        column_limit: int,
        row_bytes: int,
        memory: int,
        passes: int,
        task_pairs: int,
        threads: int,
        stage: Stage | None = None,
    ) -> None:
        self.pairs = pairs
        self.columns = columns
        self.passes = passes
        self.task_pairs = task_pairs
        self.threads = threads
        self.stage = stage
        self._row_limit = row_limit
        self.group_rows = min(row_limit, max(1, int(_GROUP_SHARE * memory) // row_bytes))
        column_bytes = sum(matrix[:1].nbytes for matrix in columns)
        step = max(1, int(_TILE_SHARE * memory) // max(1, column_bytes))
        self.tiles = [(low, min(low + step, column_limit)) for low in range(0, column_limit, step)]

    def __iter__(self) -> Iterator[RowGroup]:
        for first in range(0, self._row_limit, self.group_rows):
            yield RowGroup(self, first, min(first + self.group_rows, self._row_limit))


class RowGroup:
    """Consecutive rows; see :class:`StreamedRows`.

    Attributes
    ----------
    rows : slice
        The rows.
    size : int
        Their number.
    """

    def __init__(self, stream: StreamedRows, first: int, last: int) -> None:
        self.rows = slice(first, last)
        self.size = last - first
        self._stream = stream
        bounds = stream.pairs.indptr[first : last + 1]
        self._starts = bounds[:-1]
        self._pairs = int(bounds[-1] - bounds[0])
        self._tiles_done = 0
        tasks = pair_tasks(bounds - bounds[0], stream.task_pairs)
        self._parts = [slice(*task) for task in tasks]

    def run(self, function: Callable[[slice], object]) -> None:
        """Call a function with ranges of the rows, relative to the first, in several threads."""
        run_all(function, self._parts, self._stream.threads)

    def visit(self, function: Callable[[slice, NDArray[np.int64], int, int], object]) -> None:
        """Pass over the pairs of all rows once.

        Parameters
        ----------
        function : callable
            Called in several threads with a range of rows relative to the first, the first pair of
            each that it has not visited, int64 (B,), which it advances, and the first column and
            the end of a tile.
        """
        stream = self._stream
        cursor = self._starts.copy()
        for low, high in stream.tiles:

            def visit_tile(part: slice, low: int = low, high: int = high) -> None:
                function(part, cursor[part], low, high)

            for _ in map_in_order(visit_tile, self._parts, stream.threads):
                stream.pairs.release()
            for matrix in stream.columns:
                release_part(matrix[low:high])
            self._report_tile()

    def _report_tile(self) -> None:
        """Report a share of the pairs."""
        stream, before = self._stream, self._tiles_done
        self._tiles_done += 1
        total = stream.passes * len(stream.tiles)
        if stream.stage is not None:
            done, past = (self._pairs * tiles // total for tiles in (self._tiles_done, before))
            stream.stage.add(done - past)
