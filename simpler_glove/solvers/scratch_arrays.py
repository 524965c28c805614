"""Arrays of a solver in memory, or in temporary files of which a part is resident at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import map_file, row_blocks
from ..storage import temporary_file

LEAST_MEMORY = 192 << 20


class ScratchArrays:
    """Allocates arrays in memory, or in temporary files without a name.

    Who uses arrays in files releases their pages, part by part: see :func:`row_blocks` and
    :class:`StreamedRows`.

    Parameters
    ----------
    folder : str or None
        Folder of temporary files; None is that of the system.
    on_disk : bool
        Use temporary files.
    memory : int, optional
        Bytes for the parts of arrays in files that are used at a time, resident pages and copies;
        None is the least, 192 MiB.
    """

    def __init__(
        self, folder: str | None = None, on_disk: bool = False, memory: int | None = None
    ) -> None:
        self.folder = folder
        self.on_disk = on_disk
        self.memory = LEAST_MEMORY if memory is None else memory

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
        for rows in row_blocks(target, matrix):
            target[rows] = matrix[rows]
        return target

    def _array(self, shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
        if not self.on_disk:
            return np.empty(shape, dtype)
        with temporary_file(self.folder, size=4 * int(np.prod(shape))) as file:
            return map_file(file, dtype, writable=True).reshape(shape)
