"""Files that commands write."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO


def check_file(path: str, *, force: bool) -> None:
    """Raise an OSError, before any work is done, if a file at `path` cannot be written."""
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, "Is a directory", path)
    if os.path.lexists(path) and not force:
        raise FileExistsError(errno.EEXIST, "File exists", path)
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise FileNotFoundError(errno.ENOENT, "No such directory", folder)


@contextmanager
def open_output(path: str | None, *, force: bool) -> Iterator[BinaryIO]:
    """Open standard output, or a file that is renamed to `path` when it is complete.

    A file is compressed according to its suffix.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from simpler_glove.storage import atomic_file

    with atomic_file(path, force=force, compress=True) as file:
        yield file
