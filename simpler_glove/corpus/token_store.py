"""Token ids in both passes: in memory, or in a temporary file beyond a memory budget."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import tokens as kernels
from ..arrays import map_file
from ..memory import trim_freed_memory
from ..parallel import map_in_order
from ..progress import Stage
from ..storage import temporary_errors, temporary_file


class TokenChunk(NamedTuple):
    """The tokens of a block."""

    ids: NDArray[np.int32]
    line_ends: NDArray[np.int64]
    """For each line end the number of tokens of the chunk before it."""
    bytes: int = 0
    """Size of the text in UTF-8; 0 for lists of tokens."""
    advance: int = 0
    """Amount of progress, in the unit of the input."""


class ChunkTotals:
    """Numbers of lines, tokens and bytes of consecutive chunks."""

    def __init__(self) -> None:
        self.tokens = 0
        self.empty_lines = 0
        self.lines = 0
        self.bytes = 0
        self._line_start = 0

    def add(self, chunk: TokenChunk) -> None:
        """Add the next chunk."""
        ends = chunk.line_ends + self.tokens
        if ends.size:
            lengths = np.diff(ends, prepend=self._line_start)
            self.empty_lines += int(np.count_nonzero(lengths == 0))
            self._line_start = int(ends[-1])
        self.lines += ends.size
        self.tokens += chunk.ids.size
        self.bytes += chunk.bytes


class TokenStore(ChunkTotals):
    """Collects chunks in order, writes ids beyond the budget to a file, and renumbers all ids.

    Parameters
    ----------
    budget : int or None
        Bytes of ids that may stay in memory.
    folder : path-like or None
        Folder of the temporary file.
    """

    def __init__(self, budget: int | None, folder: str | os.PathLike[str] | None) -> None:
        super().__init__()
        self._budget = budget
        self._folder = folder
        self._ids: list[NDArray[np.int32]] = []
        self._sizes: list[int] = []
        self._line_ends: list[NDArray[np.int64]] = []
        self._file: BinaryIO | None = None

    def add(self, chunk: TokenChunk) -> None:
        """Add the next chunk."""
        super().add(chunk)
        self._line_ends.append(chunk.line_ends)
        self._sizes.append(chunk.ids.size)
        self._ids.append(chunk.ids)
        if self._file is None and self._exceeds(self.tokens):
            self._file = temporary_file(self._folder)
        if self._file is not None:
            self._write(self._file, self._ids)

    def finish(
        self, mapping: NDArray[np.int32], kept: int, threads: int, stage: Stage
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Renumber ids and drop those that map to -1; returns the `kept` ids and the offsets.

        Ids that stay in the file overwrite those that were read before.
        """
        offsets = np.zeros(self.lines + 1, np.int64)
        file = self._file if self._exceeds(kept) else None
        ids = np.empty(0 if file else kept, np.int32)
        tokens = lines = 0

        def compact(chunk: TokenChunk) -> tuple[TokenChunk, int]:
            return chunk, kernels.compact(chunk.ids, chunk.line_ends, mapping)

        for chunk, size in map_in_order(compact, self._drain(), threads):
            if file is not None:
                file.seek(tokens * chunk.ids.itemsize)
                self._write(file, [chunk.ids[:size]])
            else:
                ids[tokens : tokens + size] = chunk.ids[:size]
            offsets[lines + 1 : lines + 1 + chunk.line_ends.size] = chunk.line_ends + tokens
            tokens += size
            lines += chunk.line_ends.size
            stage.add(chunk.ids.size)
        if file is not None:
            with temporary_errors(self._folder):
                file.truncate(tokens * ids.itemsize)
                ids = map_file(file, np.int32)
        if self._file is not None:
            self._file.close()
        trim_freed_memory()
        return ids, offsets

    def _exceeds(self, tokens: int) -> bool:
        return self._budget is not None and 4 * tokens > self._budget

    def _write(self, file: BinaryIO, arrays: list[NDArray[np.int32]]) -> None:
        with temporary_errors(self._folder):
            for array in arrays:
                file.write(memoryview(array).cast("B") if array.size else b"")
            file.flush()
        arrays.clear()

    def _drain(self) -> Iterator[TokenChunk]:
        """Yield all chunks, and release their memory."""
        place = 0
        for number, size in enumerate(self._sizes):
            if self._file is None:
                ids, self._ids[number] = self._ids[number], np.empty(0, np.int32)
            else:
                self._file.seek(place)
                ids = np.fromfile(self._file, np.int32, size)
                place += ids.nbytes
            yield TokenChunk(ids, self._line_ends[number])
