"""Files of word vectors: one module a format, recognised by content and not by suffix.

Readers give a :class:`Table` of words and numbers, writers take one; what a table can do is the
business of :class:`simpler_glove.WordVectors`.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import Any

from ..progress import Progress
from ..validation import check_choice
from . import (
    fasttext_bin,
    gensim_kv,
    glove_text,
    native,
    npy,
    parquet,
    tsv,
    word2vec_binary,
    word2vec_text,
)
from .detection import detect
from .opening import compression_of, is_remote
from .vector_table import PathLike, ReadOptions, Table

__all__ = [
    "FORMATS",
    "WRITABLE",
    "ReadOptions",
    "Table",
    "describe",
    "detect",
    "read",
    "write",
]

_MODULES: dict[str, ModuleType] = {
    module.NAME: module
    for module in (
        native,
        word2vec_text,
        word2vec_binary,
        glove_text,
        npy,
        tsv,
        parquet,
        gensim_kv,
        fasttext_bin,
    )
}

FORMATS = tuple(_MODULES)
"""Names of the formats that are recognised."""

WRITABLE = tuple(name for name, module in _MODULES.items() if hasattr(module, "write"))
"""Names of the formats that can be written."""


def read(path: PathLike, options: ReadOptions, *, format: str | None = None) -> Table:
    """Read a file of vectors.

    Parameters
    ----------
    path : path-like
        A file, a directory, or a remote address.
    options : ReadOptions
        How to read it.
    format : str, optional
        One of :data:`FORMATS`; None recognises it.

    Returns
    -------
    Table
        Words and vectors.

    Raises
    ------
    FormatError
        If the file is damaged or of no known format.

    Example
    -------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "vectors.txt"
    >>> _ = path.write_text("the 0.1 0.2")
    >>> read(path, ReadOptions()).vocabulary.words
    ('the',)
    """
    name = detect(path) if format is None else format
    check_choice(name, "format", "load_vectors", FORMATS)
    table: Table = _MODULES[name].read(path, options)
    return table


def write(
    table: Table,
    path: PathLike,
    *,
    format: str,
    force: bool = False,
    progress: Progress | None = None,
) -> None:
    r"""Write a file of vectors, whole or not at all.

    Parameters
    ----------
    table : Table
        Words and vectors.
    path : path-like
        The target; ``.gz``, ``.bz2`` and ``.xz`` are compressed.
    format : str
        One of :data:`WRITABLE`.
    force : bool, default False
        Replace what is there.
    progress : Progress, optional
        Told of the words written.

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False.
    FormatError
        If a word could not be read back; nothing is written then.

    Example
    -------
    >>> import numpy, tempfile
    >>> from simpler_glove import Vocabulary
    >>> path = Path(tempfile.mkdtemp()) / "vectors.txt"
    >>> table = Table(Vocabulary(["the"]), numpy.array([[0.1, 2]], numpy.float32))
    >>> write(table, path, format="glove-text")
    >>> path.read_text()
    'the 0.1 2.0\n'
    """
    check_choice(format, "format", "save_vectors", WRITABLE)
    _MODULES[format].write(table, path, force=force, progress=progress)


def describe(path: PathLike) -> dict[str, Any]:
    r"""Say what a file or directory of vectors is, without loading it.

    Parameters
    ----------
    path : path-like
        A file, a directory, or a remote address.

    Returns
    -------
    dict
        ``kind`` ("word-vectors"), ``format``, ``words``, ``dimensions`` (both None for a
        pickle, which is not opened), ``bytes`` (None if remote), ``compression``; for our own
        directories also ``counts``, ``context``, ``format_version``, ``parameters``,
        ``libraries``.

    Raises
    ------
    FormatError
        If it is no known format.

    Example
    -------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "vectors.txt"
    >>> _ = path.write_text("2 1\nthe 0.1\nof 0.2\n")
    >>> info = describe(path)
    >>> info["format"], info["words"], info["dimensions"], info["bytes"]
    ('word2vec-text', 2, 1, 19)
    """
    name = detect(path)
    words, dimensions = (None, None) if name == gensim_kv.NAME else _MODULES[name].shape(path)
    compressed = not is_remote(path) and os.path.isfile(path) and compression_of(path)
    return {
        "kind": native.KIND,
        "format": name,
        "words": words,
        "dimensions": dimensions,
        "bytes": _size(name, path),
        "compression": compressed or None,
        **(native.details(path) if name == native.NAME else {}),
    }


def _size(name: str, path: PathLike) -> int | None:
    """Bytes of all files that belong to `path`."""
    if is_remote(path):
        return None
    if name in (npy.NAME, tsv.NAME):
        return sum(file.stat().st_size for file in _MODULES[name].files(path))
    main = Path(path)
    files = [file for file in main.rglob("*") if file.is_file()] if main.is_dir() else [main]
    return sum(file.stat().st_size for file in files)
