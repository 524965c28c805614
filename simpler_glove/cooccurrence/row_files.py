"""Count matrices in files: written row by row, read as memory maps."""

from __future__ import annotations

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

from ..arrays import map_file, memory_map_of
from ..storage import disk_errors, parse_npy_header, writing
from ..tokenizer import StoredTokenizer, Tokenizer, loaded_tokenizer, save_tokenizer
from ..vocabulary import Vocabulary
from .counts import KIND, VOCABULARY, CooccurrenceCounts, manifest_parameters
from .row_sums import NARROW, CountArrays, RowStream, join_rows, row_pointers
from .weighting import WindowSettings

_HEADER_BYTES = 128
_BLOCK_NUMBERS = 1 << 22


def collect_rows(
    stream: RowStream,
    vocabulary: Vocabulary,
    settings: WindowSettings,
    *,
    threads: int,
    tokenizer: Tokenizer | StoredTokenizer | None = None,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    on_disk: bool = False,
    tmp: str | os.PathLike[str] | None = None,
) -> CooccurrenceCounts:
    """Collect all rows; the stream starts only after `output` was checked.

    Parameters
    ----------
    stream : generator of (lengths, indices, counts)
        Consecutive rows, from the first to the last.
    vocabulary : Vocabulary
        Words of rows and columns.
    settings : WindowSettings
        Settings of the counts.
    threads : int
        Number of threads that join the rows.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text.
    output : path-like, optional
        Write a count store there and return it memory-mapped.
    force : bool, default False
        Replace an existing directory of this library.
    on_disk : bool, default False
        Without `output`: store the matrix in temporary files, not in memory.
    tmp : path-like, optional
        Directory of temporary files.

    Returns
    -------
    CooccurrenceCounts
        The counts.
    """
    if output is None:
        matrix = temporary_rows(stream, tmp) if on_disk else join_rows(stream, threads)
        return CooccurrenceCounts(vocabulary, *matrix, **settings._asdict(), tokenizer=tokenizer)
    with writing(output, kind=KIND, force=force) as out:
        vocabulary.save(out.file(VOCABULARY))
        pairs = write_rows(stream, out.file)
        out.parameters.update(manifest_parameters(vocabulary, settings, pairs))
        save_tokenizer(loaded_tokenizer(tokenizer), out.folder)
    return CooccurrenceCounts.load(output)


class AppendableArray:
    """A one-dimensional ``.npy`` file to which numbers are appended; nothing stays in memory.

    If wider integers are appended than before, the whole file is rewritten with their type.

    Parameters
    ----------
    path : Path
        Path of the file.
    dtype : dtype
        Type of the integers, until wider ones are appended.
    """

    def __init__(
        self, path: Path, dtype: DTypeLike, *, block_numbers: int = _BLOCK_NUMBERS
    ) -> None:
        self.size = 0
        self._block_numbers = block_numbers
        self._dtype: np.dtype[Any] = np.dtype(dtype)
        self._file = path.open("w+b")
        self._file.write(bytes(_HEADER_BYTES))

    def append(self, values: NDArray[Any]) -> None:
        """Write `values` at the end."""
        if values.dtype.itemsize > self._dtype.itemsize:
            self._widen(values.dtype)
        self._file.write(np.ascontiguousarray(values, self._dtype).data)
        self.size += values.size

    def _widen(self, dtype: np.dtype[Any]) -> None:
        """Rewrite the file in place, from the end, so that unread numbers are not overwritten."""
        old, self._dtype = self._dtype, dtype
        for start in reversed(range(0, self.size, self._block_numbers)):
            length = min(self._block_numbers, self.size - start)
            self._file.seek(_HEADER_BYTES + start * old.itemsize)
            block = np.frombuffer(self._file.read(length * old.itemsize), old)
            self._file.seek(_HEADER_BYTES + start * dtype.itemsize)
            self._file.write(block.astype(dtype).data)
        self._file.seek(0, os.SEEK_END)

    def _write_header(self) -> None:
        """Write a header of version 1.0 with constant length, so that numbers can precede it."""
        layout = (
            f"{{'descr': {self._dtype.str!r}, 'fortran_order': False, 'shape': ({self.size},)}}"
        )
        text = layout.encode().ljust(_HEADER_BYTES - 11) + b"\n"
        self._file.seek(0)
        self._file.write(b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text)

    def __enter__(self) -> AppendableArray:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Complete the file; after an error, only close it."""
        with self._file:
            if kind is None:
                self._write_header()


def write_rows(stream: RowStream, path_of: Callable[[str], Path]) -> int:
    """Write ``indptr.npy``, ``indices.npy`` and ``counts.npy``; return the number of pairs."""
    lengths = []
    with (
        closing(stream),
        AppendableArray(path_of("indices.npy"), np.int32) as indices,
        AppendableArray(path_of("counts.npy"), NARROW) as counts,
        AppendableArray(path_of("indptr.npy"), np.int64) as indptr,
    ):
        for row_lengths, row_indices, row_counts in stream:
            lengths.append(row_lengths)
            indices.append(row_indices)
            counts.append(row_counts)
        indptr.append(row_pointers(lengths))
    return indices.size


def temporary_rows(stream: RowStream, tmp: str | os.PathLike[str] | None) -> CountArrays:
    """Write rows to unlinked files in `tmp`, which are freed together with their arrays."""
    folder = Path(tempfile.mkdtemp(prefix="nlpzero-", dir=tmp))
    arrays: list[NDArray[Any]] = []
    with disk_errors(folder):
        try:
            write_rows(stream, folder.joinpath)
            arrays.extend(_map(folder / f"{name}.npy") for name in ("indptr", "indices", "counts"))
        finally:
            _remove(folder, arrays)
    indptr, indices, counts = arrays
    return indptr, indices, counts


def _map(path: Path) -> NDArray[Any]:
    """Map a file of :class:`AppendableArray` read-only."""
    with path.open("rb") as file:
        header = parse_npy_header(file.read(_HEADER_BYTES))
        return map_file(file, header.dtype, offset=header.offset)


def _remove(folder: Path, arrays: list[NDArray[Any]]) -> None:
    """Remove a folder, on systems that lock mapped files after the last map is freed."""
    try:
        shutil.rmtree(folder)
    except PermissionError:
        for mapped in filter(None, map(memory_map_of, arrays)):
            weakref.finalize(mapped, shutil.rmtree, folder, ignore_errors=True)
