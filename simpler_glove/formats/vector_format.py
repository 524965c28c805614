"""The interface of a format of files of word vectors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..narrow_matrix import FLOAT32
from ..progress import Progress
from ..textio.encodings import BOM
from ..textio.opening import read_start
from ..textio.source import PathLike, is_url
from .vector_table import ReadOptions, VectorTable

_START_BYTES = 1 << 18


@dataclass(frozen=True)
class FileStart:
    """The beginning of a file, by which formats recognize their files.

    Attributes
    ----------
    path : path-like
        The file or directory.
    folder : Path or None
        The path, if it is a directory.
    data : bytes
        The first bytes of the content, decompressed; empty for a directory.
    """

    path: PathLike
    folder: Path | None
    data: bytes

    @property
    def text(self) -> bytes:
        """The data without a byte order mark; if there is no LF, each CR is replaced by LF."""
        text = self.data.removeprefix(BOM)
        return text if b"\n" in text else text.replace(b"\r", b"\n")

    @property
    def is_whole(self) -> bool:
        """True if the data is the whole content, or a part of its first line."""
        return len(self.data) < _START_BYTES or b"\n" not in self.text

    @property
    def line(self) -> bytes:
        """The first line, without its end."""
        return self.text.partition(b"\n")[0].rstrip(b"\r")

    @classmethod
    def of(cls, path: PathLike) -> FileStart:
        """Read the beginning of a file."""
        if not is_url(os.fspath(path)) and os.path.isdir(path):
            return cls(path, Path(path), b"")
        return cls(path, None, read_start(path, _START_BYTES))


class Writer(Protocol):
    """Writes a file of vectors completely or not at all."""

    def __call__(
        self, table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
    ) -> None:
        """Write a table; FormatError if a word could not be read back."""


def stored_files(path: PathLike) -> list[Path]:
    """Return the file at `path`, or all files below the directory."""
    main = Path(path)
    return [file for file in main.rglob("*") if file.is_file()] if main.is_dir() else [main]


@dataclass(frozen=True)
class VectorFormat:
    """A format of files of word vectors.

    A new format is a module that creates a `VectorFormat`, and its line in
    ``simpler_glove/formats/__init__.py``.  Loading, saving, ``describe``, the inference from the
    suffix and the command line then support it.

    Attributes
    ----------
    name : str
        Name of the format in the public functions.
    detect : callable
        Takes a `FileStart` and returns whether it is a file of this format.
    read : callable
        Takes path and `ReadOptions`, and returns a `VectorTable`.
    shape : callable
        Takes a path, and returns the numbers of words and dimensions without reading the vectors;
        None if that is not possible.
    write : callable, optional
        See `Writer`; None if the format cannot be written.
    suffixes : tuple of str
        Suffixes for which the format is the default of `save_vectors`; "" is a directory.
    compressible : bool
        True if files can be written compressed, or to standard output, and read again.
    files : callable
        Takes a path, and returns all files that belong to it.
    targets : callable
        Takes a path, and returns the files that `write` writes there.
    details : callable
        Takes a path, and returns further facts for ``describe``.
    dtypes : tuple of str
        Types in which the format can store numbers.
    """

    name: str
    detect: Callable[[FileStart], bool]
    read: Callable[[PathLike, ReadOptions], VectorTable]
    shape: Callable[[PathLike], tuple[int, int] | None]
    write: Writer | None = None
    suffixes: tuple[str, ...] = ()
    compressible: bool = False
    files: Callable[[PathLike], Iterable[Path]] = stored_files
    targets: Callable[[Path], Iterable[Path]] = field(default=lambda path: (path,))
    details: Callable[[PathLike], dict[str, Any]] = field(default=lambda path: {})
    dtypes: tuple[str, ...] = (FLOAT32,)
