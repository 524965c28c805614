"""Folders that no other user can write to, for files that are executed when they are read."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import grp
    import pwd


def is_private(folder: str | os.PathLike[str], *, owners: tuple[int, ...] = ()) -> bool:
    """Return True if no other user can add or change files in a folder.

    Parameters
    ----------
    folder : path-like
        An existing folder.
    owners : tuple of int, default ()
        Users who are trusted besides the user of the process and root.

    Returns
    -------
    bool
        False if the folder, or one that contains it, belongs to another user; if the folder, or
        one that contains it and is not sticky, can be written to by others. Always True on
        Windows, where access control lists are not evaluated.

    Example
    -------
    >>> folder = tempfile.mkdtemp()
    >>> os.chmod(folder, 0o777)
    >>> is_private(folder)
    False
    """
    if sys.platform == "win32":
        return True
    path = Path(os.path.realpath(folder))
    found, *parents = [each.stat() for each in (path, *path.parents)]
    if any(each.st_uid not in {0, os.geteuid(), *owners} for each in (found, *parents)):
        return False
    shared = (parent for parent in parents if not parent.st_mode & stat.S_ISVTX)
    return not any(map(_is_shared, (found, *shared)))


def private_folder(folder: str | os.PathLike[str], *, owners: tuple[int, ...] = ()) -> bool:
    """Create a folder if necessary, and return True if it is private and files can be written.

    Parameters
    ----------
    folder : path-like
        The folder; it is created with permissions for the user only.
    owners : tuple of int, default ()
        See :func:`is_private`.

    Example
    -------
    >>> private_folder(os.path.join(tempfile.mkdtemp(), "cache"))
    True
    """
    with suppress(OSError):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if is_private(folder, owners=owners):
            tempfile.TemporaryFile(dir=folder).close()
            return True
    return False


def temporary_folder(purpose: str) -> Path | None:
    """Return the path of a folder of the user in that for temporary files.

    Parameters
    ----------
    purpose : str
        Part of the name.

    Returns
    -------
    Path or None
        The same in every process of the user; None if there is no folder for temporary files.
    """
    try:
        folder = tempfile.gettempdir()
    except FileNotFoundError:
        return None
    if os.path.realpath(folder) == os.getcwd():  # the last resort of tempfile
        return None
    user = os.geteuid() if sys.platform != "win32" else os.getlogin()
    return Path(folder) / f"nlpzero-{purpose}-{user}"


if sys.platform != "win32":

    def _is_shared(found: os.stat_result) -> bool:
        """Return True if users other than root and that of the process may write."""
        if found.st_mode & stat.S_IWOTH:
            return True
        return bool(found.st_mode & stat.S_IWGRP) and not _is_own_group(found.st_gid)

    def _is_own_group(number: int) -> bool:
        """Return True for the private group of the user, or root's, without other members."""
        try:
            group, user = grp.getgrgid(number), pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            return number == 0
        own = number == 0 or group.gr_name == user
        return own and {*group.gr_mem} <= {user, "root"}
