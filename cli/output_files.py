"""Files and directories that commands write."""

from __future__ import annotations

import codecs
import errno
import glob
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from simpler_glove.storage import atomic_file, check_file, check_free, kind_of

from .errors import renamed_parameters
from .formatting import for_stream

STDOUT = "-"


class _TerminalBytes(io.BufferedIOBase):
    """Writes bytes of UTF-8 text to a terminal, with control characters escaped."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def write(self, data: Any) -> int:
        sys.stdout.write(for_stream(self._decoder.decode(data), sys.stdout))
        return len(data)

    def flush(self) -> None:
        sys.stdout.flush()


def check_output(path: str, *, force: bool, directory: bool = False) -> None:
    """Raise an error, before any work is done, if a file or directory cannot be written."""
    if path == STDOUT:
        if directory:
            raise click.UsageError("A directory cannot be written to standard output.")
        return
    check_folder(path)
    if directory:
        check_free(path, force=force)
        return
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, "Is a directory", path)
    check_not_input(path)
    with renamed_parameters(path="output"):
        check_file(path, force=force, compress=True)


def check_not_input(path: str) -> None:
    """Raise a usage error if a file to be written is also read by the command.

    The other arguments and options are compared: files, files in directories of text, and globs.
    """
    context = click.get_current_context(silent=True)
    if context is None or not os.path.isfile(path):
        return
    others: list[str] = []
    for value in context.params.values():
        values = value if isinstance(value, tuple) else (value,)
        others += [each for each in values if isinstance(each, str)]
    if path in others:
        others.remove(path)  # the output itself
    for other in others:
        in_folder = os.path.isdir(other) and kind_of(other) is None
        pattern = os.path.join(glob.escape(other), "**") if in_folder else other
        for name in [other, *glob.iglob(pattern, recursive=True)]:
            if os.path.isfile(name) and os.path.samefile(name, path):
                raise click.UsageError(f"{path} is read by this command: choose another output.")


def check_folder(path: str) -> None:
    """Raise FileNotFoundError if the folder in which a file is to be written does not exist."""
    parent = Path(path).parent
    if not parent.exists():
        raise FileNotFoundError(errno.ENOENT, "No such directory", str(parent))


@contextmanager
def open_output(path: str | None, *, force: bool) -> Iterator[Any]:
    """Open standard output, or a file that is renamed to `path` when it is complete.

    A file is compressed according to its suffix.
    """
    if path is None or path == STDOUT:
        output = _TerminalBytes() if sys.stdout.isatty() else sys.stdout.buffer
        yield output
        output.flush()
        return
    with atomic_file(path, force=force, compress=True) as file:
        yield file
