"""Arrays of a solver in memory, or in temporary files whose resident pages are limited."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from ..arrays import map_file, memory_map_of, release_range
from ..memory import resident_bytes
from ..storage import temporary_file

_CHECK_SECONDS = 0.002
_FILE_SHARE = 0.5  # of the budget for pages; more are read between two checks
_PART_BYTES = 32 << 20  # released in about a millisecond
_BLOCK_ROWS = 2048


class ScratchArrays:
    """Allocates arrays in memory, or in temporary files without a name.

    Parameters
    ----------
    folder : str or None
        Folder of temporary files; None is that of the system.
    on_disk : bool
        Use temporary files.
    """

    def __init__(self, folder: str | None = None, on_disk: bool = False) -> None:
        self.folder = folder
        self.on_disk = on_disk
        self._maps: WeakSet[Any] = WeakSet()

    def floats(self, *shape: int) -> NDArray[np.float32]:
        """Allocate float32 numbers, in a file zeros."""
        return self._array(shape, np.float32)

    def integers(self, *shape: int) -> NDArray[np.int32]:
        """Allocate int32 numbers, in a file zeros."""
        return self._array(shape, np.int32)

    def zeros(self, *shape: int) -> NDArray[np.float32]:
        """Allocate float32 zeros."""
        return self.floats(*shape) if self.on_disk else np.zeros(shape, np.float32)

    def copy(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Copy a matrix."""
        target = self.floats(*matrix.shape)
        for rows in row_blocks(len(matrix)):
            target[rows] = matrix[rows]
        return target

    def _array(self, shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
        if not self.on_disk:
            return np.empty(shape, dtype)
        with temporary_file(self.folder, size=4 * int(np.prod(shape))) as file:
            array = map_file(file, dtype, writable=True)
        if (mapped := memory_map_of(array)) is not None:
            self._maps.add(mapped)
        return array.reshape(shape)

    @contextmanager
    def limited(self, memory: int | None) -> Iterator[None]:
        """Limit the resident memory of the process while it uses arrays in files.

        A thread releases pages of the files, one part after another, while they take more; they
        are read again when they are used. The kernels that use them run without the lock of
        Python. While they read rows in random order, the system maps up to one whole file faster
        than it is released, so that the limit can be exceeded by its size.

        Parameters
        ----------
        memory : int or None
            Bytes in addition to those that the process has; None sets no limit.
        """
        if memory is None or not self.on_disk:
            yield
            return
        limit = resident_bytes() + int(_FILE_SHARE * memory)
        done = threading.Event()

        def exceeded() -> bool:
            return not 0 < resident_bytes() <= limit

        def release() -> None:
            part = 0
            while not done.wait(_CHECK_SECONDS):
                parts = self._parts() if exceeded() else []
                for _ in parts:
                    part = (part + 1) % len(parts)
                    release_range(*parts[part], _PART_BYTES)
                    if not exceeded():
                        break

        thread = threading.Thread(target=release, name="simpler-glove-pages", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _parts(self) -> list[tuple[Any, int]]:
        """Return each part of the files: its map and its first byte."""
        return [
            (mapped, start)
            for mapped in list(self._maps)
            for start in range(0, len(mapped), _PART_BYTES)
        ]


def row_blocks(size: int) -> Iterator[slice]:
    """Yield ranges of rows."""
    for start in range(0, size, _BLOCK_ROWS):
        yield slice(start, min(start + _BLOCK_ROWS, size))
