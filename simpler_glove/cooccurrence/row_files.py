"""Count matrices in files: written row by row, read as memory maps."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ..arrays import map_file, release_pages
from ..corpus.rare_words import RareWords, StoredRareWords, save_rare_words
from ..storage import (
    NPY_MAGIC,
    DirectoryWriter,
    parse_npy_header,
    start_flushing,
    temporary_errors,
    temporary_file,
    writing,
)
from ..tokenizer import Tokenizer
from ..tokenizer_storage import StoredTokenizer, loaded_tokenizer, save_tokenizer
from ..vocabulary import Vocabulary
from .counts import KIND, VOCABULARY, CooccurrenceCounts, manifest_parameters
from .row_sums import NARROW, CountArrays, RowStream, join_rows, row_pointers
from .weighting import WindowSettings

_HEADER_BYTES = 128
PAIR_BYTES = 8
"""Least size of a stored pair."""
_BLOCK_NUMBERS = 1 << 22
_FLUSHED_BYTES = 1 << 26
ARRAYS = ("indptr", "indices", "counts")


def collect_rows(
    stream: RowStream,
    vocabulary: Vocabulary,
    settings: WindowSettings,
    *,
    tokenizer: Tokenizer | StoredTokenizer | None = None,
    rare: RareWords | StoredRareWords | None = None,
    output: str | os.PathLike[str] | None = None,
    force: bool = False,
    on_disk: bool = False,
    tmp: str | os.PathLike[str] | None = None,
    expected_pairs: int = 0,
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
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text.
    rare : RareWords or StoredRareWords, optional
        The words outside the vocabulary.
    output : path-like, optional
        Write a count store there and return it memory-mapped.
    force : bool, default False
        Replace an existing directory of this library.
    on_disk : bool, default False
        Without `output`: store the matrix in temporary files, not in memory.
    tmp : path-like, optional
        Directory of temporary files.
    expected_pairs : int, default 0
        Number of pairs for which memory is reserved.

    Returns
    -------
    CooccurrenceCounts
        The counts.
    """
    if output is None:
        matrix = temporary_rows(stream, tmp) if on_disk else join_rows(stream, expected_pairs)
        return CooccurrenceCounts(
            vocabulary, *matrix, **settings._asdict(), tokenizer=tokenizer, rare=rare
        )
    write = partial(write_row_files, stream)
    return save_rows(
        write, vocabulary, settings, tokenizer=tokenizer, rare=rare, output=output, force=force
    )


def save_rows(
    write: Callable[[DirectoryWriter], int],
    vocabulary: Vocabulary,
    settings: WindowSettings,
    *,
    tokenizer: Tokenizer | StoredTokenizer | None,
    rare: RareWords | StoredRareWords | None,
    output: str | os.PathLike[str],
    force: bool,
) -> CooccurrenceCounts:
    """Write a count store and return it memory-mapped.

    Parameters
    ----------
    write : callable
        Writes the rows to a directory, and returns the number of pairs.
    vocabulary, settings, tokenizer, rare, output, force
        See :func:`collect_rows`.

    Returns
    -------
    CooccurrenceCounts
        The counts.
    """
    with writing(output, kind=KIND, force=force) as out:
        vocabulary.save(out.file(VOCABULARY))
        pairs = write(out)
        out.parameters.update(manifest_parameters(vocabulary, settings, pairs))
        save_tokenizer(loaded_tokenizer(tokenizer), out.folder)
        save_rare_words(rare, vocabulary, out)
    return CooccurrenceCounts.load(output)


class AppendableArray:
    """A one-dimensional ``.npy`` file to which numbers are appended; nothing stays in memory.

    If wider integers are appended than before, the whole file is rewritten with their type.

    Parameters
    ----------
    file : binary file
        An empty file, or one with at least `size` numbers, open for reading and writing.
    dtype : dtype
        Type of the integers, until wider ones are appended.
    size : int, default 0
        Number of integers of the file that are kept.
    durable : bool, default False
        The file is flushed to the disk later: the system starts to write each 64 MiB.

    Attributes
    ----------
    dtype : dtype
        Type of the integers.
    size : int
        Number of integers.
    """

    def __init__(
        self,
        file: BinaryIO,
        dtype: DTypeLike,
        *,
        size: int = 0,
        durable: bool = False,
        block_numbers: int = _BLOCK_NUMBERS,
    ) -> None:
        self.size = size
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        self._block_numbers = block_numbers
        self._durable = durable
        self._flushed = 0  # bytes of the file that the system writes
        self._file = file
        self._file.truncate(_HEADER_BYTES + size * self.dtype.itemsize)
        self._file.seek(0, os.SEEK_END)

    def blocks(self) -> Iterator[NDArray[Any]]:
        """Read the numbers; nothing may be appended meanwhile."""
        self._file.seek(_HEADER_BYTES)
        for start in range(0, self.size, self._block_numbers):
            length = min(self._block_numbers, self.size - start) * self.dtype.itemsize
            yield np.frombuffer(self._file.read(length), self.dtype)
        self._file.seek(0, os.SEEK_END)

    def sync(self) -> None:
        """Flush the numbers to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def append(self, values: NDArray[Any]) -> None:
        """Write `values` at the end."""
        if values.dtype.itemsize > self.dtype.itemsize:
            self._widen(values.dtype)
        self._file.write(np.ascontiguousarray(values, self.dtype).data)
        self.size += values.size
        if self._durable:
            self._start_flushing()

    def append_blocks(self, values: NDArray[Any]) -> None:
        """Write the numbers of a memory map at the end; they do not stay in memory."""
        for start in range(0, values.size, self._block_numbers):
            self.append(values[start : start + self._block_numbers])
            release_pages(values)

    def _start_flushing(self) -> None:
        end = _HEADER_BYTES + self.size * self.dtype.itemsize
        if end - self._flushed >= _FLUSHED_BYTES:
            self._file.flush()
            start_flushing(self._file, self._flushed, end - self._flushed)
            self._flushed = end

    def _widen(self, dtype: np.dtype[Any]) -> None:
        """Rewrite the file in place, from the end, so that unread numbers are not overwritten."""
        old, self.dtype = self.dtype, dtype
        for start in reversed(range(0, self.size, self._block_numbers)):
            length = min(self._block_numbers, self.size - start)
            self._file.seek(_HEADER_BYTES + start * old.itemsize)
            block = np.frombuffer(self._file.read(length * old.itemsize), old)
            self._file.seek(_HEADER_BYTES + start * dtype.itemsize)
            self._file.write(block.astype(dtype).data)
        self._file.seek(0, os.SEEK_END)

    def complete(self) -> None:
        """Write the header; nothing can be appended after that."""
        self._write_header()
        self._file.flush()

    def _write_header(self) -> None:
        """Write a header of version 1.0 with constant length, so that numbers can precede it."""
        layout = f"{{'descr': {self.dtype.str!r}, 'fortran_order': False, 'shape': ({self.size},)}}"
        text = layout.encode().ljust(_HEADER_BYTES - 11) + b"\n"
        self._file.seek(0)
        self._file.write(NPY_MAGIC + b"\x01\x00" + len(text).to_bytes(2, "little") + text)

    def __enter__(self) -> AppendableArray:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Complete the file, unless an error occurred."""
        if kind is None:
            self.complete()


class AppendableRows:
    """Files "indptr", "indices" and "counts" to which rows are appended.

    Parameters
    ----------
    file_of : callable
        Returns the file of a name.
    durable : bool, default False
        See :class:`AppendableArray`.
    """

    def __init__(self, file_of: Callable[[str], BinaryIO], *, durable: bool = False) -> None:
        files = [file_of(name) for name in ARRAYS]
        self._lengths: list[NDArray[np.int64]] = []
        self._indptr = AppendableArray(files[0], np.int64)
        self._indices = AppendableArray(files[1], np.int32, durable=durable)
        self._counts = AppendableArray(files[2], NARROW, durable=durable)

    @property
    def pairs(self) -> int:
        """Number of pairs."""
        return self._indices.size

    def append(self, lengths: NDArray[np.int64], *pairs: NDArray[Any]) -> None:
        """Append consecutive rows with their indices and counts."""
        self._lengths.append(lengths)
        for array, values in zip((self._indices, self._counts), pairs, strict=True):
            array.append(values)

    def copies(self, lengths: NDArray[np.int64], *pairs: NDArray[Any]) -> list[Callable[[], None]]:
        """Return functions that append the indices and the counts, so that threads can call them.

        The arrays may be memory maps of any size, whose pages are released.
        """
        self._lengths.append(lengths)
        arrays = self._indices, self._counts
        return [
            partial(array.append_blocks, values)
            for array, values in zip(arrays, pairs, strict=True)
        ]

    def complete(self) -> None:
        """Write the rest; nothing can be appended after that."""
        self._indptr.append(row_pointers(self._lengths))
        for array in (self._indptr, self._indices, self._counts):
            array.complete()


def write_rows(
    stream: RowStream, file_of: Callable[[str], BinaryIO], *, durable: bool = False
) -> int:
    """Write rows to the files "indptr", "indices" and "counts"; return the number of pairs."""
    files = AppendableRows(file_of, durable=durable)
    with closing(stream):
        for rows in stream:
            files.append(*rows)
    files.complete()
    return files.pairs


def write_row_files(stream: RowStream, output: DirectoryWriter) -> int:
    """Write rows to ``.npy`` files of a native directory; return the number of pairs."""
    with ExitStack() as files:
        return write_rows(
            stream,
            lambda name: files.enter_context(output.file(f"{name}.npy").open("w+b")),
            durable=output.durable,
        )


def temporary_rows(stream: RowStream, tmp: str | os.PathLike[str] | None) -> CountArrays:
    """Write rows to files without a name in `tmp`, which are freed together with their arrays."""
    with ExitStack() as stack:
        files = {name: stack.enter_context(temporary_file(tmp)) for name in ARRAYS}
        with temporary_errors(tmp):
            write_rows(stream, files.__getitem__)
            indptr, indices, counts = map(map_array, files.values())
    return indptr, indices, counts


def map_array(file: BinaryIO) -> NDArray[Any]:
    """Map a file of :class:`AppendableArray` read-only."""
    file.seek(0)
    header = parse_npy_header(file.read(_HEADER_BYTES))
    return map_file(file, header.dtype, offset=header.offset)
