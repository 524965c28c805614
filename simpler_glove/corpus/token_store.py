"""Numbered text between the two passes: in memory, or in a temporary file when that is small."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import tokens as kernels
from ..parallel import map_in_order
from ..progress import Stage
from ..storage import disk_errors


class Piece(NamedTuple):
    """The tokens of a block as int32 numbers, and how many stand before each line end."""

    ids: NDArray[np.int32]
    line_ends: NDArray[np.int64]


class Pieces:
    """Collects pieces in order, spills their ids to a file, and renumbers them at the end.

    Parameters
    ----------
    budget : int or None
        Bytes of ids that may stay in memory.
    folder : str or None
        Where the temporary file goes.
    """

    def __init__(self, budget: int | None, folder: str | os.PathLike[str] | None) -> None:
        self.tokens = 0
        self.empty_lines = 0
        self.lines = 0
        self._line_began = 0
        self._budget = budget
        self._folder = folder
        self._ids: list[NDArray[np.int32]] = []
        self._sizes: list[int] = []
        self._line_ends: list[NDArray[np.int64]] = []
        self._file: BinaryIO | None = None

    def add(self, piece: Piece) -> None:
        """Take the next piece."""
        ends = piece.line_ends + self.tokens
        if ends.size:
            self.empty_lines += int(np.count_nonzero(np.diff(ends, prepend=self._line_began) == 0))
            self._line_began = int(ends[-1])
        self.lines += ends.size
        self.tokens += piece.ids.size
        self._line_ends.append(piece.line_ends)
        self._sizes.append(piece.ids.size)
        self._ids.append(piece.ids)
        if self._file is None and self._exceeds(self.tokens):
            self._file = self._temporary()
        if self._file is not None:
            self._write(self._file, self._ids)

    def finish(
        self, mapping: NDArray[np.int32], kept: int, threads: int, stage: Stage
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Renumber all ids, drop those that map to -1; returns the `kept` ids and the lines."""
        offsets = np.zeros(self.lines + 1, np.int64)
        file = self._temporary() if self._exceeds(kept) else None
        ids = np.empty(0 if file else kept, np.int32)
        tokens = lines = 0
        for piece, size, advance in map_in_order(
            lambda piece: _compacted(piece, mapping), self._drained(), threads
        ):
            if file is not None:
                self._write(file, [piece.ids[:size]])
            else:
                ids[tokens : tokens + size] = piece.ids[:size]
            offsets[lines + 1 : lines + 1 + piece.line_ends.size] = piece.line_ends + tokens
            tokens += size
            lines += piece.line_ends.size
            stage.add(advance)
        if file is not None:
            file.flush()
            ids = np.asarray(np.memmap(file, np.int32, mode="r", shape=(kept,)))
            file.close()
        return ids, offsets

    def _exceeds(self, tokens: int) -> bool:
        return self._budget is not None and 4 * tokens > self._budget

    def _temporary(self) -> BinaryIO:
        return tempfile.TemporaryFile(prefix="nlpzero-", dir=self._folder)

    def _write(self, file: BinaryIO, arrays: list[NDArray[np.int32]]) -> None:
        with disk_errors(Path(self._folder or tempfile.gettempdir())):
            for array in arrays:
                file.write(memoryview(array).cast("B") if array.size else b"")
            file.flush()
        arrays.clear()

    def _drained(self) -> Iterator[Piece]:
        """All pieces once more; what was handed on is not held any longer."""
        if self._file is not None:
            self._file.seek(0)
        for number, size in enumerate(self._sizes):
            if self._file is None:
                ids, self._ids[number] = self._ids[number], np.empty(0, np.int32)
            else:
                ids = np.fromfile(self._file, np.int32, size)
            yield Piece(ids, self._line_ends[number])
        if self._file is not None:
            self._file.close()


def _compacted(piece: Piece, mapping: NDArray[np.int32]) -> tuple[Piece, int, int]:
    kept = kernels.compact(piece.ids, piece.line_ends, mapping)
    return piece, kept, piece.ids.size
