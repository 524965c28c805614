"""Counting a piece of the corpus at a time; several are merged from files."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..parallel import map_in_order
from ..progress import Progress, Stage
from .positions import find_positions
from .row_files import scratch_rows
from .row_sums import Part, merge_matrices
from .rows import Rows, RowStream, compact, row_tasks

if TYPE_CHECKING:
    from ..corpus import EncodedCorpus

TASK = 1 << 18  # additions
_MOST_PIECES = 32  # each keeps files open


@dataclass(frozen=True)
class Counter:
    """A corpus, the integer weights of the distances on both sides, and the threads."""

    corpus: EncodedCorpus
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    threads: int

    @property
    def size(self) -> int:
        """Number of words, V."""
        return len(self.corpus.vocabulary)

    def rows(self, begin: int, end: int, stage: Stage) -> RowStream:
        """Count the windows around ids[begin:end]; yields consecutive rows."""
        tokens, first, last = self._tokens(begin, end)
        starts, places = find_positions(tokens, self.size, self.threads, first, last)
        state = threading.local()

        def count(task: tuple[int, int]) -> Rows:
            if not hasattr(state, "row"):
                state.row = kernels.accumulator(self.size)
            lengths, indices, counts = kernels.count_rows(
                tokens, starts, places, *task, self.left, self.right, state.row
            )
            return lengths, indices.copy(), compact(counts)

        tasks = row_tasks(starts * (self.left.size + self.right.size), TASK)
        for task, rows in zip(tasks, map_in_order(count, tasks, self.threads), strict=True):
            yield rows
            stage.add(int(starts[task[1]] - starts[task[0]]))

    def _tokens(self, begin: int, end: int) -> tuple[NDArray[np.int32], int, int]:
        """Lines of ids[begin:end] with their surroundings, and where these ids are in them."""
        ids, offsets = self.corpus.ids, self.corpus.offsets
        first = int(np.searchsorted(offsets, begin, side="right")) - 1
        last = int(np.searchsorted(offsets, end - 1, side="right"))
        reach = max(self.left.size, self.right.size)
        from_id = max(int(offsets[first]), begin - reach)
        to_id = min(int(offsets[last]), end + reach)
        tokens = kernels.separate_lines(ids, offsets, first, last, from_id, to_id)
        return tokens, 1 + begin - from_id, tokens.size - 1 - (to_id - end)


def count_pieces(
    counter: Counter,
    pieces: list[tuple[int, int]],
    tmp: str | os.PathLike[str] | None,
    progress: Progress | None,
) -> RowStream:
    """Count every piece of the corpus; several are merged from files."""
    size, threads = counter.size, counter.threads
    with Stage(progress, "counting", pieces[-1][1], "tokens") as stage:
        if len(pieces) == 1:
            yield from counter.rows(*pieces[0], stage)
            return
        parts: list[Part] = []
        for piece in pieces:
            if len(parts) == _MOST_PIECES:
                parts = [Part(scratch_rows(merge_matrices(parts, size, threads), tmp))]
            parts.append(Part(scratch_rows(counter.rows(*piece, stage), tmp)))
    with Stage(progress, "merging", sum(part.pairs for part in parts), "pairs") as stage:
        yield from merge_matrices(parts, size, threads, stage)
