"""A directory that stays open while its files are read, even if it is renamed or removed."""

from __future__ import annotations

import errno
import os
import stat
import weakref
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ..errors import FormatError
from .leftovers import moved_aside

CHUNK_BYTES = 4 << 20
"""Size of the parts in which files are read and written."""
RESTORE = "Restore the file from a copy, or create the directory again."
_MISSING = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL, errno.ENAMETOOLONG)
_RELATIVE = os.open in os.supports_dir_fd
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_DIRECTORY = _FLAGS | getattr(os, "O_DIRECTORY", 0)
# Without following links, and without waiting for the other end of a named pipe.
_FILE = _FLAGS | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def is_missing(error: OSError) -> bool:
    """Return True if a path leads to nothing that could be read, False if reading it failed."""
    return error.errno in _MISSING


class OpenFolder:
    """An open directory, from which regular files are opened: no links, devices or named pipes.

    An opened file stays open until it is closed or this object is deleted, so that it can be read
    after another process has replaced or removed the directory.

    Parameters
    ----------
    path : Path
        The directory.

    Raises
    ------
    FileNotFoundError
        If it does not exist.
    FormatError
        If it is not a directory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handles: dict[str, int] = {}
        weakref.finalize(self, _close, self._handles)
        if _RELATIVE:
            self._handles["."] = _open_directory(path)
        self._identity = _identity(os.stat(self._handles.get(".", path)))

    def is_replaced(self) -> bool:
        """Return True if the path leads to another directory now, or to none."""
        try:
            return _identity(os.stat(self.path)) != self._identity
        except OSError:
            return True

    def contains(self, name: str) -> bool:
        """Return True if a file or directory of that name exists."""
        folder = self._handles.get(".")
        try:
            os.stat(self._place(name), dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def open(self, name: str) -> int:
        """Open a file, unless it is open, and return its size; FormatError for no regular file."""
        if name not in self._handles:
            try:
                self._handles[name] = self._open(name)
            except FileNotFoundError:
                problem = "missing, although the manifest lists it"
                raise FormatError(problem, path=self.path / name, hint=RESTORE) from None
            except OSError as error:
                if not is_missing(error):
                    raise
                raise FormatError(f"cannot be opened ({error})", path=self.path / name) from error
        return os.fstat(self._handles[name]).st_size

    def close(self, name: str) -> None:
        """Close a file that was read or mapped."""
        os.close(self._handles.pop(name))

    def _place(self, name: str) -> str | Path:
        """Return the name, relative to the open directory where that is possible."""
        return name if "." in self._handles else self.path / name

    def _open(self, name: str) -> int:
        folder, place = self._handles.get("."), self._place(name)
        if not stat.S_ISREG(os.stat(place, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        handle = os.open(place, _FILE, dir_fd=folder)
        if not stat.S_ISREG(os.fstat(handle).st_mode):  # replaced a moment ago
            os.close(handle)
            raise OSError(errno.EINVAL, "not a regular file")
        return handle

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a file, a few megabytes at a time."""
        self.open(name)
        place = 0
        while block := _read_at(self._handles[name], CHUNK_BYTES, place):
            yield block
            place += len(block)

    def start(self, name: str, size: int) -> bytes:
        """Return the first bytes of a file."""
        self.open(name)
        return _read_at(self._handles[name], size, 0)

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return b"".join(self.blocks(name))

    def file(self, name: str) -> BinaryIO:
        """Return a file object, from which a memory map can be created."""
        self.open(name)
        return os.fdopen(os.dup(self._handles[name]), "rb", 0)


def _open_directory(path: Path) -> int:
    """Open a directory, even if another process is replacing it or was killed while doing so."""
    while True:
        try:
            return os.open(path, _DIRECTORY)
        except FileNotFoundError:
            aside = moved_aside(path)
            if aside is None and not path.exists():
                raise
        except NotADirectoryError:
            raise FormatError(
                "a file, but a directory made by nlpzero is expected", path=path
            ) from None
        except ValueError:  # NUL in the name
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
        if aside is not None:
            with suppress(FileNotFoundError):  # it was removed, because its successor is complete
                return os.open(aside, _DIRECTORY)


def _read_at(handle: int, size: int, place: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(handle, size, place)
    os.lseek(handle, place, os.SEEK_SET)
    return os.read(handle, size)


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _close(handles: dict[str, int]) -> None:
    for handle in handles.values():
        os.close(handle)
