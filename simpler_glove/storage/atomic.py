"""Outputs are written beside their target and renamed when whole; nothing half stays behind."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..errors import ResourceError

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn the errors of a full disk or quota into ResourceError naming `path`."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise ResourceError(
            f"{error.filename or path}: {error.strerror} while writing. Nothing was replaced; "
            "free some space or choose another place."
        ) from error


def beside(path: Path, purpose: str) -> Path:
    """Name of a temporary neighbour of `path`, on the same file system, hidden and unique."""
    return path.with_name(f".{path.name}.{purpose}-{secrets.token_hex(4)}")


def sync(path: Path) -> None:
    """Have the system bring a file or directory to the disk, where it can."""
    with suppress(PermissionError, IsADirectoryError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(handle)


def discard(path: Path) -> None:
    """Remove a file or a whole directory, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def replace_directory(new: Path, target: Path) -> None:
    """Put the directory `new` in the place of `target`, which is kept until that is done."""
    old = beside(target, "old")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    discard(old)
    sync(target.parent)


@contextmanager
def atomic_file(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[BinaryIO]:
    """Open a binary file for writing that appears under its name only when it is whole.

    Parameters
    ----------
    path : path-like
        The target.  Missing parent folders are made.  A device or pipe is written directly.
    force : bool, default False
        Replace a file of that name; it stays untouched until the new one is whole.

    Yields
    ------
    BinaryIO
        The file to write to.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False, or is a directory.
    ResourceError
        If the disk or the quota is full; the old file is untouched.

    Example
    -------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "words.txt"
    >>> with atomic_file(target) as file:
    ...     count = file.write(b"of the")
    >>> target.read_bytes()
    b'of the'
    """
    target = Path(path)
    if target.exists() and not target.is_file() and not target.is_dir():
        with disk_errors(target), target.open("wb") as device:
            yield device
        return
    target = Path(os.path.realpath(target))
    _check_free(target, force)
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = beside(target, "partial")
        try:
            with partial.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _check_free(target, force)
            partial.replace(target)
            sync(target.parent)
        finally:
            discard(partial)


def _check_free(target: Path, force: bool) -> None:
    if target.is_dir():
        raise FileExistsError(errno.EEXIST, "is a directory, not a file to replace", str(target))
    if target.exists() and not force:
        raise FileExistsError(errno.EEXIST, "File exists", str(target))
