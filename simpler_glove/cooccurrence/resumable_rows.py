"""Rows of a merge in files beside its output, so that an interrupted merge can be continued."""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ..stages import key_of
from ..storage import DirectoryWriter, atomic_file, clear_leftovers, parse_json
from ..storage.leftovers import locked
from .row_files import AppendableArray, write_row_files
from .row_sums import CountRows, RowStream, row_pointers

UNIT_PAIRS = 1 << 26
"""Number of merged pairs that are complete together: 512 MB."""
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
_log = logging.getLogger(__name__)


class ResumableRows:
    """Merged rows in the folder ``OUTPUT.stages``, with a note of those that are complete.

    A later process verifies the rows of the note and continues after them.

    Parameters
    ----------
    output : path-like
        The count store.
    *key
        JSON values of everything that determines the rows.
    unit_pairs : int, default 67108864
        Number of merged pairs after which a note is written.
    """

    def __init__(
        self, output: str | os.PathLike[str], *key: Any, unit_pairs: int = UNIT_PAIRS
    ) -> None:
        self.unit_pairs = unit_pairs
        self._folder = Path(f"{os.fspath(output)}.stages")
        self._note = self._folder / "merged-rows.json"
        self._key = key_of(*key)
        self._used = False

    def write(self, merged: Callable[[int], RowStream], output: DirectoryWriter) -> int:
        """Write rows to ``.npy`` files of a native directory; return the number of pairs.

        Parameters
        ----------
        merged : callable
            Returns the rows from a given one to the last.
        output : DirectoryWriter
            The directory. Its files are links to those of this object, which remain until
            :meth:`remove` is called.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with locked(self._folder) as state:
            if state is False:  # another process writes these rows
                return write_row_files(merged(0), output)
            self._used = True
            return self._write(merged, output)

    def _write(self, merged: Callable[[int], RowStream], output: DirectoryWriter) -> int:
        """Write the rows that remain, and give the files a second name."""
        with ExitStack() as stack:
            files = self._resumed(stack) or self._new(stack)
            noted = files.indices.size
            with closing(merged(files.lengths.size)) as stream:
                for part in stream:
                    files.append(part)
                    if files.indices.size - noted >= self.unit_pairs:
                        self._write_note(files)
                        noted = files.indices.size
            self._write_note(files)
            lengths = np.concatenate([np.zeros(0, np.int64), *files.lengths.blocks()])
            for file in files:
                file.complete()
            indptr = stack.enter_context(output.file("indptr.npy").open("w+b"))
            with AppendableArray(indptr, np.int64) as array:
                array.append(row_pointers([lengths]))
        for name in ("indices", "counts"):
            _link(self._path(name), output.file(f"{name}.npy"))
        return files.indices.size

    def remove(self) -> None:
        """Delete the files, and their folder if it contains nothing else."""
        if self._used:
            self._clear()
            with suppress(OSError):
                self._folder.rmdir()

    def _clear(self) -> None:
        """Delete the files."""
        for path in (self._note, *map(self._path, RowFiles._fields)):
            path.unlink(missing_ok=True)
        clear_leftovers(self._note)

    def _path(self, name: str) -> Path:
        return self._folder / f"merged-{name}.npy"

    def _resumed(self, stack: ExitStack) -> RowFiles | None:
        """Open the files after the rows of the note; None if there are none, or other ones."""
        paths = list(map(self._path, RowFiles._fields))
        with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
            note = parse_json(self._note.read_bytes())
            # A file with another link belongs to an output that is complete.
            if note["key"] != self._key or any(path.stat().st_nlink > 1 for path in paths):
                return None
            files = RowFiles(*(
                RowFile(stack.enter_context(path.open("r+b")), *stored)
                for path, stored in zip(paths, note["files"], strict=True)
            ))  # fmt: skip
            if files.checksums() == note["checksums"]:
                _log.info("resuming the merge after %d rows of an earlier run", files.lengths.size)
                return files
        return None

    def _new(self, stack: ExitStack) -> RowFiles:
        self._clear()
        paths = map(self._path, RowFiles._fields)
        return RowFiles(*(
            RowFile(stack.enter_context(path.open("w+b")), dtype)
            for path, dtype in zip(paths, ("<i8", "<i4", "<u4"), strict=True)
        ))  # fmt: skip

    def _write_note(self, files: RowFiles) -> None:
        """Flush the files to the disk, then note their content."""
        for file in files:
            file.sync()
        stored = [(file.dtype.str, file.size) for file in files]
        note = {"key": self._key, "files": stored, "checksums": files.checksums()}
        with atomic_file(self._note, force=True) as output:
            output.write(json.dumps(note).encode())


class RowFile(AppendableArray):
    """An array in a file, with a checksum of its numbers.

    Parameters
    ----------
    file : binary file
        An empty file, or one with more than `size` numbers, open for reading and writing.
    dtype : str
        Type of the integers.
    size : int, default 0
        Number of integers that are kept.

    Attributes
    ----------
    checksum : int
        CRC-32 of all integers.
    """

    def __init__(self, file: BinaryIO, dtype: str, size: int = 0) -> None:
        super().__init__(file, np.dtype(dtype), size=size)
        self.checksum = self._stored_checksum()

    def append(self, values: NDArray[Any]) -> None:
        """Write `values` at the end."""
        narrow = self.dtype
        super().append(values)
        if self.dtype == narrow:
            self.checksum = crc32(np.ascontiguousarray(values, narrow), self.checksum)
        else:
            self.checksum = self._stored_checksum()

    def _stored_checksum(self) -> int:
        checksum = 0
        for block in self.blocks():
            checksum = crc32(block, checksum)
        return checksum


class RowFiles(NamedTuple):
    """Lengths, columns and counts of consecutive rows, from the first on."""

    lengths: RowFile
    indices: RowFile
    counts: RowFile

    def append(self, rows: CountRows) -> None:
        """Write rows after the others."""
        lengths, indices, counts = rows
        self.lengths.append(lengths)
        self.indices.append(indices)
        self.counts.append(counts)

    def checksums(self) -> list[int]:
        """Return the checksums of all files."""
        return [file.checksum for file in self]


def _link(path: Path, target: Path) -> None:
    """Give a file a second name, or on file systems without links only that one."""
    try:
        os.link(path, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        path.rename(target)
