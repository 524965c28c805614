"""Checks that a target can be written, before its content is computed."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from .atomic import check_file_name, compression_of_name, disk_errors
from .leftovers import PROBE, beside, clear_leftovers, discard
from .reader import kind_of

_PROBE_BYTES = 4096  # an empty file can be created on a full disk


def check_file(
    path: str | os.PathLike[str], *, force: bool = False, compress: bool = False
) -> None:
    """Raise what :func:`atomic_file` would raise, before the computation of the content.

    Parameters
    ----------
    path, force, compress
        As of :func:`atomic_file`.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False, or is a directory.
    OSError
        If no file can be created in its folder, for example a PermissionError.
    ResourceError
        If the disk or the quota is full.
    ParameterError
        With `compress`, if the suffix is that of another compression.

    Example
    -------
    >>> check_file("/", force=True)
    Traceback (most recent call last):
        ...
    FileExistsError: [Errno 17] is a directory, not a file to replace: '/'
    """
    if compress:
        compression_of_name(Path(path))
    target = Path(path)
    if target.exists() and not target.is_file() and not target.is_dir():
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return  # a device or a pipe
    target = _resolved(path)
    check_file_name(target, force)
    _check_folder(target)


def check_free(path: str | os.PathLike[str], *, force: bool) -> None:
    """Raise what :func:`writing` would raise, before the computation of the content.

    Parameters
    ----------
    path : path-like
        The directory to create.
    force : bool
        True if a native directory may be replaced.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False, or it is not a native directory.
    OSError
        If no directory can be created in its folder, for example a PermissionError.
    ResourceError
        If the disk or the quota is full.
    """
    target = _resolved(path)
    check_directory_name(target, force)
    _check_folder(target)


def check_directory_name(target: Path, force: bool) -> None:
    """Raise FileExistsError unless `target` is free or may be replaced by a directory."""
    clear_leftovers(target)
    if _is_free(target):
        return
    if not force:
        raise FileExistsError(errno.EEXIST, "File exists", str(target))
    if kind_of(target) is None:
        raise FileExistsError(
            errno.EEXIST, "not a directory of nlpzero, so it is not replaced", str(target)
        )


def _resolved(path: str | os.PathLike[str]) -> Path:
    """Return the target of a link or of "."; other paths as they are given, for messages."""
    nameless = Path(path).name in ("", "..")
    return Path(os.path.realpath(path) if nameless or os.path.islink(path) else path)


def _is_free(target: Path) -> bool:
    """Return True if the target does not exist, or is an empty directory."""
    try:
        return not os.listdir(target)
    except OSError:
        return not os.path.lexists(target)


def _check_folder(target: Path) -> None:
    """Create and remove a file in the folder of `target`, or in the nearest one that exists."""
    folder = next(parent for parent in target.parents if parent.exists())
    probe = beside(folder / target.name, PROBE)
    try:
        with disk_errors(target), probe.open("xb", buffering=0) as file:
            file.write(bytes(_PROBE_BYTES))
    except OSError as error:
        place = target if error.errno == errno.ENAMETOOLONG else folder
        raise OSError(error.errno, error.strerror, str(place)) from None
    finally:
        with suppress(OSError):  # a name that is too long
            discard(probe)
