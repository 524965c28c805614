"""Collects the symbols of a text in memory or, beyond a memory budget, in a temporary file."""

from __future__ import annotations

import os
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from simpler_glove.arrays import map_file
from simpler_glove.memory import trim_freed_memory
from simpler_glove.progress import Stage
from simpler_glove.storage import temporary_errors, temporary_file
from simpler_glove.validation import check_folder, check_int

_CHUNK = 1 << 18  # symbols of a temporary file that are renumbered at a time
_LINE_END = 2  # boundaries between two lines


class SymbolStore:
    """Collects parts of a text in order, with one 0 between two runs and two between two lines.

    Parameters
    ----------
    memory : int or None
        Memory budget of the text, in bytes; symbols beyond a quarter of it go to a temporary
        file. None keeps all symbols in memory.
    folder : path-like or None
        Folder of the temporary file; None uses the temporary folder of the system.

    Attributes
    ----------
    runs : int
        Number of sequences of atoms between boundaries.
    """

    def __init__(self, memory: int | None, folder: str | os.PathLike[str] | None) -> None:
        self._stored = 0
        self.runs = 0
        self._limit = None if memory is None else memory // 4
        self._folder = folder
        self._parts: list[NDArray[np.int32]] = []
        self._file: BinaryIO | None = None
        self._append(np.zeros(1, np.int32))
        self._gap = 1  # zeros at the end of what was added; they are stored before the next run

    @property
    def size(self) -> int:
        """Number of symbols, with a boundary at the end."""
        return self._stored + (self._stored > 1)

    def add(self, symbols: NDArray[np.int32]) -> None:
        """Append symbols, int32; a part may begin or end within a boundary, but not a line end."""
        filled = symbols != 0
        begin = int(filled.argmax()) if filled.any() else symbols.size
        self._gap = min(max(self._gap, begin), _LINE_END)
        if begin == symbols.size:
            return
        if self._gap:
            self.runs += 1
            if self._stored > 1:
                self._append(np.zeros(self._gap, np.int32))
        self._gap = int(filled[::-1].argmax())
        end = symbols.size - self._gap
        self.runs += int(np.count_nonzero(filled[begin + 1 : end] > filled[begin : end - 1]))
        self._append(symbols[begin:end])

    def _append(self, symbols: NDArray[np.int32]) -> None:
        self._stored += symbols.size
        self._parts.append(symbols)
        if self._file is None and self._limit is not None and 4 * self._stored > self._limit:
            self._file = temporary_file(self._folder)
        if self._file is not None:
            self._flush(self._file)

    def finish(
        self, mapping: NDArray[np.int32] | None = None, stage: Stage | None = None
    ) -> NDArray[np.int32]:
        """Append a boundary and return all symbols, each replaced by its entry in `mapping`."""
        stage = stage or Stage(None, "", None, "symbols")
        if self._stored > 1:
            self._append(np.zeros(1, np.int32))
        if self._file is not None:
            return self._memory_map(self._file, mapping, stage)
        symbols = np.empty(self._stored, np.int32)
        size = 0
        for number, part in enumerate(self._parts):
            self._parts[number] = symbols[:0]  # frees each part after it was copied
            target = symbols[size : size + part.size]
            if mapping is None:
                target[:] = part
            else:
                np.take(mapping, part, out=target, mode="clip")  # "raise" would need a buffer
            size += part.size
            stage.add(part.size)
        trim_freed_memory()
        return symbols

    def _memory_map(
        self, file: BinaryIO, mapping: NDArray[np.int32] | None, stage: Stage
    ) -> NDArray[np.int32]:
        """Renumber the file in place and map it."""
        for start in range(0, self._stored, _CHUNK):
            file.seek(4 * start)
            symbols = np.fromfile(file, np.int32, _CHUNK)
            if mapping is not None:
                file.seek(4 * start)
                self._write(file, mapping[symbols])
            stage.add(symbols.size)
        symbols = map_file(file, np.int32)
        file.close()
        return symbols

    def _flush(self, file: BinaryIO) -> None:
        for part in self._parts:
            self._write(file, part)
        self._parts.clear()

    def _write(self, file: BinaryIO, symbols: NDArray[np.int32]) -> None:
        with temporary_errors(self._folder):
            file.write(memoryview(symbols).cast("B"))
            file.flush()


def check_memory(memory: Any, tmp: Any, owner: str) -> None:
    """Check the parameters ``memory`` and ``tmp`` of a public function."""
    if memory is not None:
        check_int(memory, "memory", owner, minimum=1)
    check_folder(tmp, "tmp", owner)
