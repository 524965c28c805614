"""The files that the source of a corpus refers to, and their compression."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError

PathLike = str | os.PathLike[str]
STDIN = "-"
_MAX_SHOWN_PATH = 100  # characters of an invalid path in a message
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_MAGIC = {
    b"\x1f\x8b": ".gz",
    b"\xfd7zXZ\x00": ".xz",
    b"\x28\xb5\x2f\xfd": ".zst",
}
MAGIC_BYTES = 10
_HASHED_BYTES = 1 << 20  # at a time
_MAX_SHOWN_NAME = 300  # characters; a longer name is probably the text itself


class Files(tuple[str, ...]):
    """Names of inputs: paths, globs, directories, URLs, ``"-"`` for standard input.

    `encode_corpus` reads a list of strings as text; `Files` marks the strings as names.

    Example
    -------
    >>> Files(["corpus.txt", "more/*.gz"])
    ('corpus.txt', 'more/*.gz')
    """


@dataclass(frozen=True)
class SourceFile:
    """One input file of a corpus.

    Attributes
    ----------
    path : str
        Path, URL or ``"-"``.
    bytes : int or None
        Size on disk; None if it is not a regular file.
    compressed : bool
        True if it is a regular file that is compressed, according to its first bytes.
    start : int
        First byte that is read.
    stop : int or None
        Byte after the last one that is read; None reads to the end. `bytes` is then their
        difference.
    """

    path: str
    bytes: int | None = None
    compressed: bool = False
    start: int = 0
    stop: int | None = None

    def checksum(self) -> str | None:
        """Return the checksum (sha256) of the bytes of a regular file; None for others."""
        if self.bytes is None:
            return None
        digest = hashlib.sha256()
        with open(self.path, "rb", buffering=0) as file:
            while block := file.read(_HASHED_BYTES):
                digest.update(block)
        return digest.hexdigest()


def list_files(source: Any) -> list[SourceFile]:
    """List the files that a source refers to, without reading them.

    Parameters
    ----------
    source : object
        The `source` parameter of `encode_corpus`.

    Returns
    -------
    list of SourceFile
        In the order of reading; empty if `source` is neither a path nor a list of paths.

    Raises
    ------
    InputError
        If a path does not exist, or a directory contains no file.

    Example
    -------
    >>> list_files("-"), list_files(["just text"])
    ([SourceFile(path='-', bytes=None, compressed=False, start=0, stop=None)], [])
    """
    names = names_of(source)
    return [] if names is None else [file for name in names for file in _expand(name)]


def names_of(source: Any) -> list[str] | None:
    """Return the names of inputs, or None if `source` does not consist of names."""
    if isinstance(source, str | os.PathLike):
        return [os.fspath(source)]
    if isinstance(source, Files):
        return [os.fspath(name) for name in source]  # a Path is as good as a str
    if not isinstance(source, list | tuple) or not source:
        return None
    if not isinstance(source[0], os.PathLike):
        return None
    odd = next((item for item in source if not isinstance(item, os.PathLike)), None)
    if odd is not None:
        raise InputError(
            "a list of inputs must contain only paths (pathlib.Path) or only text (str), but "
            f"{odd!r} is in a list of paths",
            hint="Use Files([...]) for names that are strings.",
        )
    return [os.fspath(item) for item in source]


def compression_of(head: bytes) -> str | None:
    """Return the suffix of the compression that the first bytes of a file show, or None."""
    if head[:3] == b"BZh" and head[4:10] == b"1AY&SY":
        return ".bz2"
    return next((suffix for magic, suffix in _MAGIC.items() if head.startswith(magic)), None)


def checked_name(path: PathLike) -> str:
    r"""Return a path as str; InputError if no file can have this name.

    Example
    -------
    >>> checked_name("a\0b")
    Traceback (most recent call last):
    simpler_glove.errors.InputError: 'a\x00b' cannot be the name of a file.
    """
    name = os.fspath(path)
    with suppress(UnicodeEncodeError):
        if b"\0" not in os.fsencode(name):
            return name
    raise InputError(f"{name[:_MAX_SHOWN_PATH]!r} cannot be the name of a file")


def is_url(name: str) -> bool:
    """Return whether `name` has a scheme, as in ``s3://bucket/key``."""
    return _URL.match(name) is not None


def _expand(name: str) -> Iterator[SourceFile]:
    checked_name(name)
    if name == STDIN or is_url(name):
        yield SourceFile(name)
    elif os.path.isdir(name):
        yield from _directory(name)
    elif os.path.lexists(name):
        yield _local(name)
    else:
        matches = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else []
        if not matches:
            raise _not_found(name)
        for match in matches:
            yield from _expand(match)


def _local(path: str) -> SourceFile:
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        return SourceFile(path)
    with open(path, "rb") as file:
        try:
            head = file.read(MAGIC_BYTES)
        except OSError as error:
            error.filename = path  # which errors of reading do not have
            raise
    return SourceFile(path, status.st_size, compression_of(head) is not None)


def _directory(top: str) -> Iterator[SourceFile]:
    """Yield all regular files below `top`, sorted by name; hidden ones are skipped."""
    found = False
    seen = set()
    for folder, folders, names in os.walk(top, onerror=_raise, followlinks=True):
        seen.add(os.path.realpath(folder))
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and os.path.realpath(os.path.join(folder, name)) not in seen
        )
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not name.startswith(".") and os.path.isfile(path):
                found = True
                yield _local(path)
    if not found:
        raise InputError("the directory contains no file (except hidden ones)", path=Path(top))


def _raise(error: OSError) -> None:
    raise error


def _not_found(name: str) -> InputError:
    shown = name if len(name) <= _MAX_SHOWN_NAME else name[:_MAX_SHOWN_NAME] + "..."
    return InputError(
        "no such file or directory, and not a glob that matches any file",
        path=shown,
        hint="If this is the text itself, pass {source}."
        if any(letter.isspace() for letter in name)
        else None,
        settings={"source": ["..."]},
    )
