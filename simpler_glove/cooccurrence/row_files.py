"""Matrices of counts in files: written row by row, read as memory maps."""

from __future__ import annotations

import mmap
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..storage import disk_errors
from .rows import NARROW, Matrix, RowStream, row_pointers

_HEADER = 128
_BLOCK = 1 << 22


class ArrayFile:
    """A ``.npy`` file of one dimension that grows; nothing of it stays in memory.

    Integers that are wider than those before have the whole file widened.

    Parameters
    ----------
    path : Path
        The file to make.
    dtype : dtype
        Type of the integers, until wider ones come.
    """

    def __init__(self, path: Path, dtype: DTypeLike) -> None:
        self.size = 0
        self._dtype: np.dtype[Any] = np.dtype(dtype)
        self._file = path.open("w+b")
        self._file.write(bytes(_HEADER))

    def append(self, values: NDArray[Any]) -> None:
        """Write `values` at the end."""
        if values.dtype.itemsize > self._dtype.itemsize:
            self._widen(values.dtype)
        self._file.write(np.ascontiguousarray(values, self._dtype).data)
        self.size += values.size

    def _widen(self, dtype: np.dtype[Any]) -> None:
        """Rewrite in place, from the end: what is still to be read is never overwritten."""
        old, self._dtype = self._dtype, dtype
        for start in reversed(range(0, self.size, _BLOCK)):
            length = min(_BLOCK, self.size - start)
            self._file.seek(_HEADER + start * old.itemsize)
            block = np.frombuffer(self._file.read(length * old.itemsize), old)
            self._file.seek(_HEADER + start * dtype.itemsize)
            self._file.write(block.astype(dtype).data)
        self._file.seek(0, os.SEEK_END)

    def _write_header(self) -> None:
        """Write a header of version 1.0 and of fixed length, which makes appending possible."""
        layout = (
            f"{{'descr': {self._dtype.str!r}, 'fortran_order': False, 'shape': ({self.size},)}}"
        )
        text = layout.encode().ljust(_HEADER - 11) + b"\n"
        self._file.seek(0)
        self._file.write(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text)

    def __enter__(self) -> ArrayFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Complete the file, or just close it after an error."""
        with self._file:
            if kind is None:
                self._write_header()


def write_rows(stream: RowStream, place: Callable[[str], Path]) -> int:
    """Write ``indptr.npy``, ``indices.npy`` and ``counts.npy`` where `place` says; the pairs."""
    lengths = []
    with (
        closing(stream),
        ArrayFile(place("indices.npy"), np.int32) as indices,
        ArrayFile(place("counts.npy"), NARROW) as counts,
        ArrayFile(place("indptr.npy"), np.int64) as indptr,
    ):
        for row_lengths, row_indices, row_counts in stream:
            lengths.append(row_lengths)
            indices.append(row_indices)
            counts.append(row_counts)
        indptr.append(row_pointers(lengths))
    return indices.size


def scratch_rows(stream: RowStream, tmp: str | os.PathLike[str] | None) -> Matrix:
    """Write rows to files without a name in `tmp`, which go when their arrays go."""
    folder = Path(tempfile.mkdtemp(prefix="nlpzero-", dir=tmp))
    maps: list[mmap.mmap] = []
    with disk_errors(folder):
        try:
            write_rows(stream, folder.joinpath)
            indptr, indices, counts = (
                _map(folder / f"{name}.npy", maps) for name in ("indptr", "indices", "counts")
            )
        finally:
            _remove(folder, maps)
    return indptr, indices, counts


def _map(path: Path, maps: list[mmap.mmap]) -> NDArray[Any]:
    """Map a file of :class:`ArrayFile` read-only, and note the map in `maps`."""
    with path.open("rb") as file:
        maps.append(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        shape, _, dtype = _read_header(file)
    return np.frombuffer(maps[-1], np.uint8)[_HEADER:].view(dtype).reshape(shape)


def _read_header(file: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    np.lib.format.read_magic(file)
    return np.lib.format.read_array_header_1_0(file)


def _remove(folder: Path, maps: list[mmap.mmap]) -> None:
    """Remove a folder: now, or, where a system holds on to mapped files, after the last map."""
    try:
        shutil.rmtree(folder)
    except PermissionError:
        for mapped in maps:
            weakref.finalize(mapped, shutil.rmtree, folder, ignore_errors=True)
