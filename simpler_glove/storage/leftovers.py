"""Unfinished outputs: locked while they are written, removed after their process was killed.

An output is written to ``.NAME.partial-XXXXXXXX`` beside its target. Where two directories cannot
be exchanged, the previous one is called ``.NAME.old-XXXXXXXX`` for a moment. Both are locked; the
system removes the lock when the process ends, even if it is killed.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_RANDOM_BYTES = 4
PARTIAL, PROBE, OLD = "partial", "probe", "old"
_SCARCE = (errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EIO)
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def beside(path: Path, purpose: str) -> Path:
    """Return a hidden, unique name in the folder of `path`."""
    return path.with_name(f".{path.name}.{purpose}-{secrets.token_hex(_RANDOM_BYTES)}")


def discard(path: Path) -> None:
    """Remove a file or a directory, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        with suppress(OSError):  # an empty directory, which rmtree cannot open if files are scarce
            path.rmdir()
    else:
        path.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[bool | None]:
    """Lock a file or directory within a ``with`` block.

    Yields
    ------
    bool or None
        False if another process has locked it, or it does not exist; None if locks are not
        supported.

    Raises
    ------
    OSError
        If the system lacks memory or files.
    """
    if sys.platform == "win32":
        yield None
        return
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno in _SCARCE:
            raise
        yield False if isinstance(error, FileNotFoundError) else None
        return
    try:
        state = _lock(handle)
        yield state if _is_at(handle, path) else False
    finally:
        os.close(handle)


def _lock(handle: int) -> bool | None:
    if sys.platform == "win32":
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


@contextmanager
def partial_output(target: Path, create: Callable[[Path], None]) -> Iterator[Path]:
    """Create a locked file or directory beside `target`, removed at the end unless renamed."""
    while True:
        path = beside(target, PARTIAL)
        create(path)
        try:
            with locked(path) as state:
                if state is not False:  # else a process that clears leftovers was faster
                    yield path
                    return
        finally:
            discard(path)


def clear_leftovers(target: Path) -> None:
    """Remove what killed processes left of `target`; restore a directory that they moved aside."""
    for path in _leftovers(target, f"{PARTIAL}|{PROBE}|{OLD}"):
        with locked(path) as state:
            if not state:  # in use, or it cannot be known
                continue
            if f".{OLD}-" in path.name[len(target.name) :]:
                restore_or_discard(path, target)
            else:
                discard(path)


def restore_or_discard(old: Path, target: Path) -> None:
    """Rename a directory that was moved aside back to `target`, or remove it if that exists."""
    if not target.exists():
        with suppress(OSError):
            old.rename(target)
    if target.exists():
        discard(old)


def moved_aside(target: Path) -> Path | None:
    """Return the directory that was called `target` before it was moved aside, or None."""
    return next(_leftovers(target, OLD), None)


def _leftovers(target: Path, purposes: str) -> Iterator[Path]:
    pattern = re.compile(
        rf"\.{re.escape(target.name)}\.({purposes})-[0-9a-f]{{{2 * _RANDOM_BYTES}}}"
    )
    try:
        names = os.listdir(target.parent)
    except OSError:
        return
    yield from (target.parent / name for name in sorted(names) if pattern.fullmatch(name))


def _is_at(handle: int, path: Path) -> bool:
    """Return True if `path` is still the file or directory that was opened."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except OSError:
        return False
