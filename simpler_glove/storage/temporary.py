"""Temporary files: without a name, so that nothing remains of a killed process, or locked."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..errors import ResourceError
from .atomic import disk_errors
from .leftovers import clear_leftovers, partial_output
from .space import check_space

_NAME = "nlpzero"
_ZEROS = bytes(1 << 20)
_PRIVATE = 0o700
_NOT_SUPPORTED = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)

Folder = str | os.PathLike[str] | None
"""A folder of temporary files; None is that of the system."""


@contextmanager
def temporary_errors(tmp: Folder) -> Iterator[None]:
    """Raise ResourceError if temporary files cannot be written.

    Parameters
    ----------
    tmp : path-like or None
        The folder, which the message names; None is the temporary folder of the system.

    Raises
    ------
    ResourceError
        If the disk or the quota is full, the disk is defective, or the folder was removed.
    """
    folder = _folder(tmp)
    with disk_errors(folder, temporary=True):
        try:
            yield
        except FileNotFoundError as error:
            if folder.is_dir():
                raise
            problem = "the folder of temporary files was removed"
            raise ResourceError(
                problem, path=folder, hint="Set {tmp} to another folder."
            ) from error


def temporary_file(tmp: Folder, *, size: int = 0) -> BinaryIO:
    """Open a file without a name for reading and writing; it is removed when it is closed.

    Parameters
    ----------
    tmp : path-like or None
        Its folder; None is the temporary folder of the system.
    size : int, default 0
        Bytes to reserve on the disk. They must be reserved before the file is written through a
        memory map, because on a full disk that would end the process.

    Raises
    ------
    ResourceError
        As :func:`temporary_errors`.

    Example
    -------
    >>> with temporary_file(None, size=10) as file:
    ...     len(file.read())
    10
    """
    with temporary_errors(tmp):
        check_space({str(_folder(tmp)): size})
        file = tempfile.TemporaryFile(prefix=f"{_NAME}-", dir=tmp)
        try:
            _reserve(file, size)
        except OSError:
            file.close()
            raise
        return file


def _reserve(file: BinaryIO, size: int) -> None:
    """Allocate disk space, on systems without a function for that by writing zeros."""
    if size == 0:
        return
    try:
        os.posix_fallocate(file.fileno(), 0, size)
        return
    except AttributeError:  # macOS, Windows
        pass
    except OSError as error:
        if error.errno not in _NOT_SUPPORTED:
            raise
    for start in range(0, size, len(_ZEROS)):
        file.write(_ZEROS[: size - start])
    file.flush()
    file.seek(0)


@contextmanager
def temporary_directory(tmp: Folder = None) -> Iterator[Path]:
    """Create a directory that is removed at the end, with those that killed processes left.

    Parameters
    ----------
    tmp : path-like, optional
        Its folder; None is the temporary folder of the system.

    Yields
    ------
    Path
        The directory, which only this user can open.

    Example
    -------
    >>> with temporary_directory() as folder:
    ...     folder.is_dir()
    True
    >>> folder.exists()
    False
    """
    target = _folder(tmp) / _NAME
    clear_leftovers(target)
    with partial_output(target, lambda path: path.mkdir(_PRIVATE)) as path:
        yield path


def _folder(tmp: Folder) -> Path:
    return Path(tempfile.gettempdir() if tmp is None else tmp)
