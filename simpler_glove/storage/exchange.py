"""Replacement of directories: in one step where the system can exchange two names."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from .atomic import sync
from .leftovers import OLD, beside, discard, locked, restore_or_discard

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM)
_PAUSE_S = 0.001
_OCCUPIED = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two names atomically; False if that is not supported, or one does not exist.

    References
    ----------
    https://man7.org/linux/man-pages/man2/rename.2.html
    """
    function = _renameat2()
    if function is None:
        return False
    names = os.fsencode(one), os.fsencode(other)
    if function(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (*_UNSUPPORTED, errno.ENOENT):
        return False
    raise OSError(number, os.strerror(number), str(other))


@functools.cache
def _renameat2() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)  # glibc 2.28, musl 1.2.6


def replace_directory(
    new: Path,
    target: Path,
    check: Callable[[], None],
    *,
    force: bool,
    exchange: Callable[[Path, Path], bool] = exchange,
) -> None:
    """Rename the directory `new` to `target`, and remove the previous one after that.

    Parameters
    ----------
    new, target : Path
        Directories in the same folder.
    check : callable
        Raises an exception if an existing `target` may not be replaced.
    force : bool
        Replace a directory that is not empty.
    exchange : callable
        Exchanges two names, or returns False if it cannot.
    """
    while True:  # another process may create, replace or remove it at any time
        try:
            new.rename(target)
            break
        except OSError as error:
            if error.errno not in _OCCUPIED:
                raise
        check()
        if not force:
            with suppress(OSError):  # another process has filled it
                target.rmdir()
        elif exchange(new, target) or _replace_in_two_steps(new, target):
            break
        time.sleep(_PAUSE_S)
    sync(target.parent)
    discard(new)  # the previous directory, if they were exchanged


def _replace_in_two_steps(new: Path, target: Path) -> bool:
    """Move `target` aside, then rename `new`; False if another process was faster."""
    old = beside(target, OLD)
    with locked(target) as state:
        if state is False:
            return False
        try:
            target.rename(old)
            new.rename(target)
        except OSError as error:
            if error.errno in (*_OCCUPIED, errno.ENOENT):
                return False
            raise
        finally:
            restore_or_discard(old, target)
    return True
