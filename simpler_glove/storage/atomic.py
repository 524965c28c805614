"""Atomic output: files are written under a temporary name and renamed when they are complete."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import ParameterError, ResourceError
from .leftovers import clear_leftovers, partial_output

_COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_SYNC_FILE_RANGE_WRITE = 2
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


@contextmanager
def disk_errors(path: Path, *, temporary: bool = False) -> Iterator[None]:
    """Raise ResourceError if the disk or the quota is full, or the disk is defective.

    Parameters
    ----------
    path : Path
        The file or folder that is written, for the message.
    temporary : bool, default False
        It is a folder of temporary files; the hint names the parameter `tmp`.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in {*_FULL, errno.EIO}:
            raise
        hint = "Free some space" if error.errno in _FULL else "Check the disk"
        if temporary:
            what, hint = "temporary files", f"{hint}.\nSet {{tmp}} to another folder."
        else:
            what, hint = "; nothing was replaced", f"{hint} or choose another folder."
        raise ResourceError(
            f"{error.strerror} while writing{' ' if temporary else ''}{what}", path=path, hint=hint
        ) from error


def sync(path: Path) -> None:
    """Flush a file or directory to the disk, if the system supports it."""
    with suppress(PermissionError, IsADirectoryError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(handle)


def start_flushing(file: BinaryIO, start: int, size: int) -> None:
    """Let the system write a part of a file to the disk now, so that a later flush is short.

    Parameters
    ----------
    file : binary file
        An open file whose own buffer was flushed.
    start, size : int
        The part in bytes.
    """
    with suppress(OSError, AttributeError):  # a C library without sync_file_range
        ctypes.CDLL(None).sync_file_range(
            file.fileno(), ctypes.c_int64(start), ctypes.c_int64(size), _SYNC_FILE_RANGE_WRITE
        )


@contextmanager
def atomic_file(
    path: str | os.PathLike[str], *, force: bool = False, compress: bool = False
) -> Iterator[BinaryIO]:
    """Open a binary file for writing that gets its name only when it is complete.

    Parameters
    ----------
    path : path-like
        The target.  Missing parent folders are created.  ``"-"`` is standard output; a device or
        pipe is written directly.
    force : bool, default False
        Replace an existing file, when the new one is complete.
    compress : bool, default False
        Compress the file if its suffix is ``.gz``, ``.bz2`` or ``.xz``.  Equal content gives
        equal files: they contain neither name nor time.

    Yields
    ------
    BinaryIO
        The file to write to.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False, or is a directory.
    ResourceError
        If the disk or the quota is full; an existing file is not changed.
    ParameterError
        With `compress`, if the suffix is that of another compression.

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
    suffix = compression_of_name(target) if compress else ""
    with _replacing(target, force) as file:
        if not suffix:
            yield file
            return
        with _compressed(file, suffix) as stream:
            yield stream


def compression_of_name(target: Path) -> str:
    """Return the suffix of a compressed file, "" for others; ParameterError for Zstandard."""
    suffix = target.suffix if target.suffix in _COMPRESSED else ""
    if suffix == ".zst":
        raise ParameterError(
            parameter="path",
            allowed="a name that ends with .gz, .bz2 or .xz for a compressed file",
            got=str(target),
        )
    return suffix


@contextmanager
def _replacing(target: Path, force: bool) -> Iterator[BinaryIO]:
    if target == Path("-"):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if target.exists() and not target.is_file() and not target.is_dir():
        with disk_errors(target), target.open("wb") as device:
            yield device
        return
    target = Path(os.path.realpath(target))
    check_file_name(target, force)
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with partial_output(target, Path.touch) as partial:
            with partial.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            check_file_name(target, force)
            _publish(partial, target, force)
            sync(target.parent)


def _publish(partial: Path, target: Path, force: bool) -> None:
    """Give a complete file its name; FileExistsError if it is taken and `force` is False."""
    if not force:
        try:
            os.link(partial, target)
            return  # the temporary name is removed by the caller
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise OSError(error.errno, error.strerror, str(target)) from error
        target.touch(exist_ok=False)
    try:
        partial.replace(target)
    except OSError:
        if not force:
            target.unlink()  # the empty file that reserved the name
        raise


def _compressed(file: BinaryIO, suffix: str) -> Any:
    import bz2
    import gzip
    import lzma

    if suffix == ".gz":
        return gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0)
    return bz2.BZ2File(file, "wb") if suffix == ".bz2" else lzma.LZMAFile(file, "wb")


def check_file_name(target: Path, force: bool) -> None:
    """Raise FileExistsError unless `target` is free or may be replaced by a file."""
    clear_leftovers(target)
    if target.is_dir():
        raise FileExistsError(errno.EEXIST, "is a directory, not a file to replace", str(target))
    if target.exists() and not force:
        raise FileExistsError(errno.EEXIST, "File exists", str(target))
