"""The state of a file, by which a modification is noticed while it is processed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from ..errors import InputError
from .opening import open_stored
from .source import is_url, list_files

_SAMPLES = 3  # at the beginning, in the middle and at the end
_SAMPLE_BYTES = 1 << 16


class FileState(NamedTuple):
    """The state of a file, by which a modification is noticed.

    Attributes
    ----------
    path : str
        Path or URL.
    size : int
        Size in bytes.
    modified : int or None
        Time of the last modification in nanoseconds; None for a URL.
    samples : str
        Checksum of the first, middle and last 64 KiB.
    """

    path: str
    size: int
    modified: int | None
    samples: str

    def check(self) -> None:
        """Raise InputError if the file was modified."""
        now = file_state(self.path)
        names = {"size": "size", "modified": "time of modification", "samples": "content"}
        for field, name in names.items():
            if getattr(now, field) != getattr(self, field):
                raise InputError(
                    f"was modified while it was processed: its {name} has changed",
                    path=self.path,
                    hint="Start again when the file is complete.",
                )


def file_state(path: str) -> FileState:
    """Return the state of a file, reading at most 192 KiB of it.

    Parameters
    ----------
    path : str
        Path or URL.
    """
    digest = hashlib.sha256()
    with open_stored(path) as file:
        size: int = file.seek(0, os.SEEK_END)
        last = max(0, size - _SAMPLE_BYTES)
        for number in range(_SAMPLES):
            file.seek(last * number // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE_BYTES))
        modified = None if is_url(path) else os.fstat(file.fileno()).st_mtime_ns
    return FileState(path, size, modified, digest.hexdigest())


@contextmanager
def unchanged_files(source: Any) -> Iterator[None]:
    """Raise InputError at the end of a ``with`` block if a file was modified within it.

    Parameters
    ----------
    source : Any
        The source of :func:`encode_corpus`. What can be read only once is not checked.

    Example
    -------
    >>> with unchanged_files(["the text itself"]):
    ...     pass
    """
    states = [file_state(file.path) for file in list_files(source) if file.bytes is not None]
    yield
    for state in states:
        state.check()
