"""Results of tasks: directories named by everything that determines them, which are used again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.arrays import release_pages
from simpler_glove.errors import FormatError
from simpler_glove.stages import key_of
from simpler_glove.storage import StoredDirectory, reading

_KEY_LETTERS = 32
_BLOCK_NUMBERS = 1 << 22


class TaskResult(NamedTuple):
    """A directory that a task has written; this is all that passes through a scheduler.

    Attributes
    ----------
    path : str
        Path of the directory, on storage that all processes can access.
    bytes : int
        Size of its files.
    checksum : str
        Checksum of the sizes and checksums of its files.
    """

    path: str
    bytes: int
    checksum: str

    def check(self) -> str:
        """Return the path; FormatError if it no longer contains this result."""
        if _describe(self.path, _open(self.path)) != self:
            raise FormatError("was replaced by another result", path=self.path)
        return self.path


def stored_once(
    folder: str | os.PathLike[str], kind: str, key: Any, save: Callable[[Path], None]
) -> TaskResult:
    """Write a result, unless a complete and undamaged one with the same key exists.

    Parameters
    ----------
    folder : path-like
        Folder of the results.
    kind : str
        Kind of the directory, which begins its name.
    key : Any
        JSON value of everything that determines the content; the version of the library is added.
    save : callable
        Writes the directory, given its path; replaces an existing one. It need not flush the files
        to the disk, because a later run verifies their checksums before it uses them.

    Returns
    -------
    TaskResult
        The directory.
    """
    path = Path(folder).absolute() / f"{kind}-{key_of(kind, key)[:_KEY_LETTERS]}"
    try:
        stored = _open(path, kind)
        stored.verify()
    except (FormatError, FileNotFoundError):
        save(path)
        stored = _open(path, kind)
    return _describe(path, stored)


def existing_result(path: str | os.PathLike[str]) -> TaskResult:
    """Return a native directory that no task has written, such as a count store."""
    absolute = Path(path).absolute()
    return _describe(absolute, _open(absolute))


def array_checksum(array: NDArray[Any]) -> str:
    """Return the checksum of the numbers of an array, for the key of a result.

    The pages of a memory map are released.
    """
    digest = hashlib.sha256()
    for start in range(0, array.size, _BLOCK_NUMBERS):
        digest.update(np.ascontiguousarray(array[start : start + _BLOCK_NUMBERS]))
        release_pages(array)
    return digest.hexdigest()


def _open(path: str | os.PathLike[str], kind: str | None = None) -> StoredDirectory:
    """Open a directory of any version, which the function that loads it checks."""
    return reading(path, kind=kind, format_version=None)


def _describe(path: str | os.PathLike[str], stored: StoredDirectory) -> TaskResult:
    files = stored.manifest.files
    size = sum(entry["bytes"] for entry in files.values())
    return TaskResult(os.fspath(path), size, key_of(files))
