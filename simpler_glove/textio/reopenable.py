"""Files that are opened several times; a stream is copied to a temporary file."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..errors import InputError, NlpzeroError
from ..storage import temporary_directory, temporary_errors
from .opening import open_source_file
from .source import STDIN, PathLike, SourceFile, checked_name, is_url

_START_BYTES = 1 << 18


@contextmanager
def reopenable(
    path: PathLike, check: Callable[[str, bytes], object] | None = None
) -> Iterator[PathLike]:
    """Make a file readable several times, if necessary by a temporary copy.

    Parameters
    ----------
    path : path-like
        A file, directory or remote address, which is not copied; or a pipe, or ``"-"`` for
        standard input.
    check : callable, optional
        Called with the name of a stream and its first 256 KB, decompressed, before more is read;
        it raises if the content cannot be used.

    Yields
    ------
    path-like
        `path`, or the path of a copy, which is removed afterwards; errors name `path`.

    Raises
    ------
    InputError
        If `path` is a device, which may have no end.
    ResourceError
        If the disk is full.

    Example
    -------
    >>> with reopenable("vectors.txt") as path:
    ...     path
    'vectors.txt'
    """
    name = checked_name(path)
    if not _is_stream(name):
        yield path
        return
    with (
        temporary_directory() as folder,
        open_source_file(SourceFile(name)) as stream,
    ):
        copy = folder / "stream"
        with temporary_errors(None), copy.open("wb") as file:
            start = b""
            while len(start) < _START_BYTES and (piece := stream.read(_START_BYTES - len(start))):
                start += piece
            if check is not None:
                check(stream.path, start)
            file.write(start)
            while piece := stream.read(_START_BYTES):
                file.write(piece)
        try:
            yield copy
        except NlpzeroError as error:
            if error.path == os.fspath(copy):
                error.path = stream.path
            raise
        except OSError as error:
            if str(error.filename) == os.fspath(copy):
                error.filename = stream.path
            raise


def _is_stream(name: str) -> bool:
    """Return whether `name` can be read only once; InputError for a device."""
    if name == STDIN:
        return True
    if is_url(name) or not os.path.exists(name):
        return False
    mode = os.stat(name).st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise InputError("a device, not a file, directory or pipe", path=name)
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
