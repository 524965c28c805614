"""File formats of word vectors: one module per format, recognized by content.

A format reads a file into a :class:`VectorTable` of words and vectors and writes one to a file;
:class:`VectorFormat` defines the interface.
"""

from __future__ import annotations

import codecs
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import FormatError, ParameterError
from ..narrow_matrix import DTYPES
from ..progress import Progress
from ..storage import MANIFEST, check_file, check_free, kind_of, reading
from ..textio.opening import compression_of_file
from ..textio.reopenable import reopenable
from ..textio.source import STDIN, PathLike, is_url
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
from .damage import ON_ERROR, Damage
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable

_log = logging.getLogger(__name__)

__all__ = [
    "FORMATS",
    "ON_ERROR",
    "SUFFIXES",
    "WRITABLE",
    "Damage",
    "FileStart",
    "ReadOptions",
    "VectorFormat",
    "VectorTable",
    "check_target",
    "describe",
    "detect",
    "format_of_suffix",
    "read",
    "write",
]

# In the order of detection: formats that begin with a fixed number precede those of plain text.
_FORMATS: dict[str, VectorFormat] = {
    module.FORMAT.name: module.FORMAT
    for module in (
        native,
        npy,
        fasttext_bin,
        parquet,
        gensim_kv,
        tsv,
        word2vec_text,
        word2vec_binary,
        glove_text,
    )
}

FORMATS = tuple(_FORMATS)
"""Names of the formats that can be recognized."""

WRITABLE = tuple(name for name, format in _FORMATS.items() if format.write is not None)
"""Names of the formats that can be written."""

SUFFIXES = {suffix: format.name for format in _FORMATS.values() for suffix in format.suffixes}
"""Suffix of a file, "" for a directory, to the name of the format that is written by default."""

TEXT_HINT = "If it is a text, build vectors from it first."
"""Hint of the error for a file in UTF-8 that is in no known format."""

_COMPRESSED = (".gz", ".bz2", ".xz")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def detect(path: PathLike) -> str:
    """Recognize the format of a file or directory of vectors by its content.

    Parameters
    ----------
    path : path-like
        A file, a directory, or a remote address.

    Returns
    -------
    str
        One of :data:`simpler_glove.formats.FORMATS`.

    Raises
    ------
    FileNotFoundError
        If `path` does not exist.
    FormatError
        If the format is not known.

    Example
    -------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "anything.bin"
    >>> _ = path.write_text("the 0.1 0.2")
    >>> detect(path)
    'glove-text'
    """
    with reopenable(path, _check_start) as path:
        return _recognize(FileStart.of(path))


def _recognize(start: FileStart) -> str:
    """Return the name of the format of a file that begins with `start`."""
    if start.folder is None and not start.data.strip():
        raise FormatError("the file is empty", path=start.path)
    name = next((format.name for format in _FORMATS.values() if format.detect(start)), None)
    if name is None:
        raise _unknown(start)
    return name


def _check_start(path: PathLike, data: bytes) -> None:
    """Raise FormatError if a stream does not begin like any format."""
    _recognize(FileStart(path, None, data))


def format_of_suffix(path: PathLike, *, owner: str = "save_vectors") -> str:
    """Return the format in which a file is written by default.

    Parameters
    ----------
    path : path-like
        The target.  A suffix ``.gz``, ``.bz2`` or ``.xz`` after that of a text or binary format
        stands for compression.  ``"-"`` is standard output, with word2vec's text format.
    owner : str, default "save_vectors"
        Name of the public function, for messages.

    Returns
    -------
    str
        One of :data:`WRITABLE`.

    Raises
    ------
    ParameterError
        If no format has that suffix.

    Example
    -------
    >>> format_of_suffix("vectors.txt.gz"), format_of_suffix("model")
    ('word2vec-text', 'native')
    """
    target = Path(path)
    if os.fspath(path) == STDIN:
        return word2vec_text.NAME
    compressed = target.suffix in _COMPRESSED
    suffix = target.with_suffix("").suffix if compressed else target.suffix
    name = SUFFIXES.get(suffix)
    if name is None or (compressed and not _FORMATS[name].compressible):
        known = ", ".join(sorted(filter(None, SUFFIXES)))
        raise ParameterError(
            f"is required: no format is written to {target.name} by default (suffixes with a "
            f"format: {known})",
            parameter="format",
            owner=owner,
        )
    return name


def read(path: PathLike, options: ReadOptions, *, format: str | None = None) -> VectorTable:
    """Read a file of vectors.

    Parameters
    ----------
    path : path-like
        A file, a directory, or a remote address.
    options : ReadOptions
        Encoding, limit, progress.
    format : str, optional
        One of :data:`FORMATS`; by default it is recognized by the content.

    Returns
    -------
    VectorTable
        Words and vectors.

    Raises
    ------
    FormatError
        If the file is damaged or its format is not known.

    Example
    -------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "vectors.txt"
    >>> _ = path.write_text("the 0.1 0.2")
    >>> read(path, ReadOptions()).vocabulary.words
    ('the',)
    """
    if format is not None:
        check_choice(format, "format", "load_vectors", FORMATS)
    with reopenable(path, _check_start if format is None else None) as local:
        name = _recognize(FileStart.of(local)) if format is None else format
        table = _FORMATS[name].read(local, options)
    options.damage.log(path)
    return table


def write(
    table: VectorTable,
    path: PathLike,
    *,
    format: str | None = None,
    dtype: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> None:
    r"""Write a file of vectors, completely or not at all.

    Parameters
    ----------
    table : VectorTable
        Words and vectors.
    path : path-like
        The target; files of text and binary formats whose suffix is ``.gz``, ``.bz2`` or ``.xz``
        are compressed.  ``"-"`` is standard output.
    format : str, optional
        One of :data:`WRITABLE`; by default that of the suffix, see :func:`format_of_suffix`.
    dtype : str, optional
        Type of the stored numbers; see :func:`simpler_glove.save_vectors`.
    force : bool, default False
        Replace an existing file.
    progress : Progress, optional
        Receives the stage "writing" (words).

    Raises
    ------
    FileExistsError
        If the target exists and `force` is False.
    FormatError
        If a word could not be read back; nothing is written then.
    ParameterError
        If the format cannot be written, is not given and the suffix has none, or does not have
        the type `dtype`.

    Example
    -------
    >>> import numpy, tempfile
    >>> from simpler_glove import Vocabulary
    >>> path = Path(tempfile.mkdtemp()) / "vectors.vec"
    >>> write(VectorTable(Vocabulary(["the"]), numpy.array([[0.1, 2]], numpy.float32)), path)
    >>> path.read_text()
    '1 2\nthe 0.1 2.0\n'
    """
    name = check_target(path, format=format, dtype=dtype, force=force)
    writer = _FORMATS[name].write
    if writer is not None:
        writer(replace(table, dtype=dtype), path, force=force, progress=progress)
    if name != native.NAME:
        _warn_lost(table, name)


def _warn_lost(table: VectorTable, format: str) -> None:
    """Log a warning about parts of a table that a format other than the native one loses."""
    parts = {"the tokenizer": table.tokenizer, "the subword vectors": table.subwords}
    for part, value in parts.items():
        if value is not None:
            _log.warning("the format %s does not store %s of the vectors", format, part)


def check_target(
    path: PathLike, *, format: str | None = None, dtype: str | None = None, force: bool = False
) -> str:
    """Raise what :func:`write` would raise about the target, and return the name of the format.

    Parameters
    ----------
    path, format, dtype, force
        As of :func:`write`.

    Returns
    -------
    str
        The format.

    Raises
    ------
    OSError
        If the target exists and `force` is False, or cannot be created.
    ResourceError
        If the disk is full.
    ParameterError
        If the format cannot be written, is not given and the suffix has none, or does not have
        the type `dtype`.

    Example
    -------
    >>> import tempfile
    >>> check_target(Path(tempfile.mkdtemp()) / "vectors.vec")
    'word2vec-text'
    """
    name = format_of_suffix(path) if format is None else format
    check_choice(name, "format", "save_vectors", WRITABLE)
    if dtype is not None:
        _check_dtype(dtype, name)
    if os.fspath(path) == STDIN:
        if not _FORMATS[name].compressible:
            streams = ", ".join(repr(known) for known in WRITABLE if _FORMATS[known].compressible)
            allowed = f"one of {streams} for standard output"
            raise ParameterError(
                parameter="format", owner="save_vectors", allowed=allowed, got=name
            )
        return name
    if name == native.NAME:
        check_free(path, force=force)
        return name
    for target in _FORMATS[name].targets(Path(path)):
        check_file(target, force=force, compress=_FORMATS[name].compressible)
    return name


def _check_dtype(dtype: str, format: str) -> None:
    """Raise ParameterError if a format cannot store numbers of a type."""
    check_choice(dtype, "dtype", "save_vectors", DTYPES)
    if dtype not in _FORMATS[format].dtypes:
        having = (repr(name) for name in WRITABLE if dtype in _FORMATS[name].dtypes)
        raise ParameterError(
            f"can be {dtype!r} only for the format {' or '.join(having)}. The format is {format!r}",
            parameter="dtype",
            owner="save_vectors",
            got=dtype,
        )


def describe(path: PathLike) -> dict[str, Any]:
    r"""Describe a file or directory of vectors without reading the vectors.

    Parameters
    ----------
    path : path-like
        A file, a directory, or a remote address.

    Returns
    -------
    dict
        ``kind`` ("word-vectors"), ``format``, ``words``, ``dimensions`` (both None for a pickle,
        which is not opened), ``bytes`` (None for a remote address or a stream), ``compression``;
        for npy and the native format also ``dtype``, the type of the stored numbers; for the native
        format also ``counts``, ``context``, ``subwords`` (number of n-grams, 0 if there are none),
        ``format_version``, ``parameters``, ``libraries``.

    Raises
    ------
    FormatError
        If the format is not known.

    Example
    -------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "vectors.txt"
    >>> _ = path.write_text("2 1\nthe 0.1\nof 0.2\n")
    >>> info = describe(path)
    >>> info["format"], info["words"], info["dimensions"], info["bytes"]
    ('word2vec-text', 2, 1, 19)
    """
    with reopenable(path, _check_start) as local:
        facts = _describe(local)
    return facts if local is path else facts | {"bytes": None}  # those of a copy


def _describe(path: PathLike) -> dict[str, Any]:
    format = _FORMATS[_recognize(FileStart.of(path))]
    words, dimensions = format.shape(path) or (None, None)
    remote = is_url(os.fspath(path))
    compressed = not remote and os.path.isfile(path)
    return {
        "kind": native.KIND,
        "format": format.name,
        "words": words,
        "dimensions": dimensions,
        "bytes": None if remote else sum(file.stat().st_size for file in format.files(path)),
        "compression": compression_of_file(path) if compressed else None,
        **format.details(path),
    }


def _hint_for_text(beginning: bytes) -> str | None:
    """Return `TEXT_HINT` if a file that begins with these bytes may be a text in UTF-8."""
    letters = beginning.decode("utf-8", "replace").rstrip("\ufffd")  # a character may be cut
    return TEXT_HINT if letters and not set("\0\ufffd") & set(letters) else None


def _unknown(start: FileStart) -> FormatError:
    if start.folder is None and start.data.startswith(_UTF16):
        return FormatError("UTF-16 text", path=start.path, hint="Convert it to UTF-8 first.")
    if start.folder is not None and (start.folder / MANIFEST).exists():
        try:
            reading(start.folder)
        except FormatError as error:
            return error
    if start.folder is None:
        hint = _hint_for_text(start.text)
        shown = start.text[:40] if hint is None else start.text[:80].decode("utf-8", "ignore")[:40]
        problem = f"not a known format of word vectors; the file begins with {shown!r}"
        return FormatError(problem, path=start.path, hint=hint)
    if (kind := kind_of(start.folder)) is not None:
        return FormatError(f"contains {kind!r}, not {native.KIND!r}", path=start.path)
    problem = (
        "a directory without vectors: it contains none of manifest.json (of nlpzero), "
        f"{npy.MATRIX} and {tsv.VECTORS}"
    )
    return FormatError(problem, path=start.path, hint=TEXT_HINT)
