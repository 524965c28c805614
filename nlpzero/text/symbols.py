"""Symbols while they are collected: in memory, or in a temporary file when that is small."""

from __future__ import annotations

import mmap
import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.packed_strings import renumber
from simpler_glove.progress import Stage
from simpler_glove.storage import disk_errors
from simpler_glove.validation import check_int

_CHUNK = 1 << 18


class SymbolStore:
    """Collects stretches of symbols in order, between boundaries that never stand twice.

    Parameters
    ----------
    budget : int or None
        Bytes of symbols that may stay in memory.
    folder : path-like or None
        Where the temporary file goes.
    """

    def __init__(self, budget: int | None, folder: str | os.PathLike[str] | None) -> None:
        self.size = 0
        self.boundaries = 0
        self._budget = budget
        self._folder = folder
        self._pieces: list[NDArray[np.int32]] = []
        self._file: BinaryIO | None = None
        self._last = -1
        self.add(np.zeros(1, np.int32))

    def add(self, symbols: NDArray[np.int32]) -> None:
        """Take the next stretch; its first and last symbol may be boundaries."""
        if symbols.size and symbols[0] == 0 == self._last:
            symbols = symbols[1:]
        if not symbols.size:
            return
        self._last = int(symbols[-1])
        self.size += symbols.size
        self.boundaries += symbols.size - int(np.count_nonzero(symbols))
        self._pieces.append(symbols)
        if self._file is None and self._budget is not None and 4 * self.size > self._budget:
            self._file = tempfile.TemporaryFile(prefix="nlpzero-", dir=self._folder)
        if self._file is not None:
            self._spill(self._file)

    def finish(self, mapping: NDArray[np.int32] | None, stage: Stage) -> NDArray[np.int32]:
        """Replace every symbol by its entry in `mapping`; returns all, ended by a boundary."""
        if self._last:
            self.add(np.zeros(1, np.int32))
        if self._file is not None:
            return self._mapped(self._file, mapping, stage)
        symbols = np.empty(self.size, np.int32)
        size = 0
        for number, piece in enumerate(self._pieces):
            self._pieces[number] = symbols[:0]  # what has been copied is not held any longer
            if mapping is not None:
                renumber(piece, mapping)
            symbols[size : size + piece.size] = piece
            size += piece.size
            stage.add(piece.size)
        return symbols

    def _mapped(
        self, file: BinaryIO, mapping: NDArray[np.int32] | None, stage: Stage
    ) -> NDArray[np.int32]:
        """Renumber the file in place, and map it into memory."""
        for start in range(0, self.size, _CHUNK):
            file.seek(4 * start)
            symbols = np.fromfile(file, np.int32, _CHUNK)
            if mapping is not None:
                renumber(symbols, mapping)
                file.seek(4 * start)
                self._write(file, symbols)
            stage.add(symbols.size)
        symbols = np.asarray(np.memmap(file, np.int32, mode="r", shape=(self.size,)))
        file.close()
        return symbols

    def _spill(self, file: BinaryIO) -> None:
        for piece in self._pieces:
            self._write(file, piece)
        self._pieces.clear()

    def _write(self, file: BinaryIO, symbols: NDArray[np.int32]) -> None:
        with disk_errors(Path(self._folder or tempfile.gettempdir())):
            file.write(memoryview(symbols).cast("B"))
            file.flush()


def is_mapped(symbols: NDArray[np.int32]) -> bool:
    """Tell whether symbols lie in a file, so that they need not stay in memory."""
    return _map_of(symbols) is not None


def let_go(symbols: NDArray[np.int32]) -> None:
    """Give back the memory of symbols that lie in a file, which are read again when used.

    What was read of a memory map counts as memory of the process until then.
    """
    file = _map_of(symbols)
    if file is not None and hasattr(mmap, "MADV_DONTNEED"):
        file.madvise(mmap.MADV_DONTNEED)


def _map_of(symbols: NDArray[np.int32]) -> mmap.mmap | None:
    base: Any = symbols
    while isinstance(base, np.ndarray | memoryview):
        base = base.base if isinstance(base, np.ndarray) else base.obj
    return base if isinstance(base, mmap.mmap) else None


def check_budget(memory: Any, tmp: Any, owner: str) -> None:
    """Check the parameters ``memory`` and ``tmp`` of a public function."""
    if memory is not None:
        check_int(memory, "memory", owner, minimum=1)
    if tmp is not None and not os.path.isdir(tmp):
        raise ParameterError(
            f"The 'tmp' parameter of {owner} must be an existing directory. Got {tmp!r} instead."
        )
