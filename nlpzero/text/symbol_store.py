"""Collects the symbols of a text in memory or, beyond a memory budget, in a temporary file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.progress import Stage
from simpler_glove.storage import disk_errors
from simpler_glove.validation import check_int

_CHUNK = 1 << 18  # symbols of a temporary file that are renumbered at a time


class SymbolStore:
    """Collects parts of a text in order; never stores two adjacent boundaries.

    Parameters
    ----------
    memory : int or None
        Memory budget of the text, in bytes; symbols beyond a quarter of it go to a temporary
        file. None keeps all symbols in memory.
    folder : path-like or None
        Folder of the temporary file; None uses the temporary folder of the system.

    Attributes
    ----------
    size : int
        Number of symbols.
    boundaries : int
        Number of boundaries (symbol 0).
    """

    def __init__(self, memory: int | None, folder: str | os.PathLike[str] | None) -> None:
        self.size = 0
        self.boundaries = 0
        self._limit = None if memory is None else memory // 4
        self._folder = folder
        self._parts: list[NDArray[np.int32]] = []
        self._file: BinaryIO | None = None
        self._last = -1
        self.add(np.zeros(1, np.int32))

    def add(self, symbols: NDArray[np.int32]) -> None:
        """Append symbols, int32; the first and the last may be boundaries."""
        if symbols.size and symbols[0] == 0 == self._last:
            symbols = symbols[1:]
        if not symbols.size:
            return
        self._last = int(symbols[-1])
        self.size += symbols.size
        self.boundaries += symbols.size - int(np.count_nonzero(symbols))
        self._parts.append(symbols)
        if self._file is None and self._limit is not None and 4 * self.size > self._limit:
            self._file = tempfile.TemporaryFile(prefix="nlpzero-", dir=self._folder)
        if self._file is not None:
            self._flush(self._file)

    def finish(self, mapping: NDArray[np.int32] | None, stage: Stage) -> NDArray[np.int32]:
        """Append a boundary and return all symbols, each replaced by its entry in `mapping`."""
        if self._last:
            self.add(np.zeros(1, np.int32))
        if self._file is not None:
            return self._memory_map(self._file, mapping, stage)
        symbols = np.empty(self.size, np.int32)
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
        return symbols

    def _memory_map(
        self, file: BinaryIO, mapping: NDArray[np.int32] | None, stage: Stage
    ) -> NDArray[np.int32]:
        """Renumber the file in place and map it."""
        for start in range(0, self.size, _CHUNK):
            file.seek(4 * start)
            symbols = np.fromfile(file, np.int32, _CHUNK)
            if mapping is not None:
                file.seek(4 * start)
                self._write(file, mapping[symbols])
            stage.add(symbols.size)
        symbols = np.asarray(np.memmap(file, np.int32, mode="r", shape=(self.size,)))
        file.close()
        return symbols

    def _flush(self, file: BinaryIO) -> None:
        for part in self._parts:
            self._write(file, part)
        self._parts.clear()

    def _write(self, file: BinaryIO, symbols: NDArray[np.int32]) -> None:
        with disk_errors(Path(self._folder or tempfile.gettempdir())):
            file.write(memoryview(symbols).cast("B"))
            file.flush()


def check_memory(memory: Any, tmp: Any, owner: str) -> None:
    """Check the parameters ``memory`` and ``tmp`` of a public function."""
    if memory is not None:
        check_int(memory, "memory", owner, minimum=1)
    if tmp is not None and not os.path.isdir(tmp):
        raise ParameterError(
            parameter="tmp", owner=owner, allowed="an existing directory or None", got=tmp
        )
