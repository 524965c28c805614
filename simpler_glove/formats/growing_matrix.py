"""A matrix to which rows are appended: in memory, or if it is large, in a temporary file."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from ..arrays import map_file
from ..memory import physical_bytes
from ..storage import temporary_errors, temporary_file


class GrowingMatrix:
    """A matrix that grows in place.

    Parameters
    ----------
    capacity : int
        Expected number of rows.
    dimensions : int
        Number of columns.
    max_bytes : int, optional
        A larger matrix is written to a temporary file, and memory-mapped; None is half of the
        memory of the machine.

    Attributes
    ----------
    size : int
        Number of rows.
    """

    def __init__(self, capacity: int, dimensions: int, max_bytes: int | None = None) -> None:
        self.size = 0
        self._dimensions = dimensions
        self._file: BinaryIO | None = None
        self._max_rows = (physical_bytes() // 2 if max_bytes is None else max_bytes) // (
            4 * dimensions
        )
        self._array = np.empty((max(min(capacity, self._max_rows), 1), dimensions), np.float32)

    def append(self, block: NDArray[np.float32]) -> None:
        """Append rows."""
        end = self.size + len(block)
        if end > self._max_rows:
            self._write(block)
        else:
            if end > len(self._array):
                self._resize(min(max(end, len(self._array) * 3 // 2), self._max_rows))
            self._array[self.size : end] = block
        self.size = end

    def trimmed(self) -> NDArray[np.float32]:
        """Return the matrix."""
        if self._file is None:
            if self.size < len(self._array):
                self._resize(self.size)
            return self._array
        with self._file as file, temporary_errors(None):
            file.flush()
            return map_file(file, np.float32, writable=True).reshape(-1, self._dimensions)

    def _write(self, block: NDArray[np.float32]) -> None:
        """Write rows to the file, first those that are in memory."""
        with temporary_errors(None):
            if self._file is None:
                self._file = temporary_file(None)
                self._file.write(self._array[: self.size].data)
                self._array = np.empty((0, self._dimensions), np.float32)
            self._file.write(np.ascontiguousarray(block, np.float32).data)

    def _resize(self, rows: int) -> None:
        self._array.resize((rows, self._array.shape[1]), refcheck=False)
