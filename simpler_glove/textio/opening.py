"""Opening files for reading: local, compressed (recognized by content), remote or piped."""

from __future__ import annotations

import io
import lzma
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from ..errors import BackendUnavailableError, FormatError, InputError
from .encodings import text_reader
from .source import MAGIC_BYTES, STDIN, PathLike, SourceFile, checked_name, compression_of, is_url

_ZSTD_LIBRARIES = ("compression.zstd", "backports.zstd", "zstandard")


class ByteStream:
    """A binary input, decompressed, whose errors name its path.

    Parameters
    ----------
    stream : object with ``read``
        Gives the decompressed bytes.
    path : str
        Path or address, for messages.
    stored : binary file, optional
        The local file, perhaps compressed, from which the bytes come.
    """

    def __init__(self, stream: Any, path: str, stored: BinaryIO | None = None) -> None:
        self.path = path
        self._stream = stream
        self._stored = stored

    def read(self, size: int = -1) -> bytes:
        """Read at most `size` bytes, by default all; none at the end."""
        with _damage_as_format_error(self.path):
            data: bytes = self._stream.read(size)
        return data

    def readline(self, size: int = -1) -> bytes:
        """Read one line, at most `size` bytes of it."""
        with _damage_as_format_error(self.path):
            line: bytes = self._stream.readline(size)
        return line

    def position(self) -> int | None:
        """Return the number of stored bytes that were read, or None if it is not known."""
        if self._stored is None or not self._stored.seekable():
            return None
        return self._stored.tell()


@contextmanager
def open_file(path: PathLike) -> Iterator[ByteStream]:
    """Open a local or remote file for reading, decompressed.

    Parameters
    ----------
    path : path-like
        A path, or an address such as ``https://...``.

    Yields
    ------
    ByteStream
        The content.

    Raises
    ------
    BackendUnavailableError
        If the library for the address or the compression is not installed.
    FormatError
        While reading, if the compressed data is damaged or truncated.
    InputError
        If the address cannot be opened.
    OSError
        If the file cannot be opened.
    """
    name = checked_name(path)
    if is_url(name):
        with _open_url(name, compression_of_file(name) or "disable") as stream:
            yield ByteStream(stream, name)
    else:
        with open(name, "rb") as stored:
            yield ByteStream(_decompressed(stored, name), name, stored)


@contextmanager
def open_source_file(file: SourceFile) -> Iterator[ByteStream]:
    """Open an input of a corpus, standard input included, for reading; see `open_file`."""
    if file.stop is not None:
        with open_stored(file.path) as stored:
            stored.seek(file.start)
            yield ByteStream(_Limited(stored, file.stop - file.start), file.path)
        return
    if file.path != STDIN:
        with open_file(file.path) as stream:
            yield stream
        return
    name = "standard input"
    binary = getattr(sys.stdin, "buffer", None)
    if binary is None:
        yield ByteStream(_TextStream(sys.stdin, name), name)
    else:
        yield ByteStream(_decompressed(binary, name), name)


def compression_of_file(path: PathLike) -> str | None:
    """Return the suffix of the compression that the first bytes of a file show, or None."""
    with open_stored(path) as file:
        return compression_of(ByteStream(file, os.fspath(path)).read(MAGIC_BYTES))


def open_stored(path: PathLike) -> Any:
    """Open a local or remote file for reading its bytes as they are stored."""
    name = checked_name(path)
    return _open_url(name, "disable") if is_url(name) else open(name, "rb")


def plain_size(path: PathLike) -> int | None:
    """Return the bytes of a plain local file; None if the size of the content is not known."""
    if is_url(os.fspath(path)) or compression_of_file(path):
        return None
    return os.stat(path).st_size


def read_start(path: PathLike, size: int) -> bytes:
    """Return the first `size` bytes of the content of a file."""
    with open_file(path) as file:
        start = b""
        while len(start) < size and (piece := file.read(size - len(start))):
            start += piece
        return start


class _Limited:
    """The next bytes of an open file."""

    def __init__(self, stream: Any, size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int) -> bytes:
        data: bytes = self._stream.read(min(size, self._left))
        self._left -= len(data)
        return data


class _TextStream:
    """An open text file as UTF-8."""

    def __init__(self, stream: Any, path: str) -> None:
        self.read = text_reader(stream, path)


def _decompressed(stream: BinaryIO, name: str) -> Any:
    head = b""
    if isinstance(stream, io.BufferedReader):
        with _damage_as_format_error(name):
            head = stream.peek(MAGIC_BYTES)[:MAGIC_BYTES]
    suffix = compression_of(head)
    if suffix is None:
        return stream
    from smart_open.compression import compression_wrapper

    try:
        return compression_wrapper(stream, "rb", suffix)
    except ImportError as error:
        raise _missing(name, "zst", error) from error


@contextmanager
def _damage_as_format_error(path: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None and error.filename is None:
            error.filename = path
        if not _is_damage(error):
            raise
        if is_url(path) and isinstance(error, OSError):
            raise InputError(f"the address cannot be read ({error})", path=path) from error
        problem = f"the compressed data is damaged or truncated ({error})"
        raise FormatError(problem, path=path) from error


def _is_damage(error: Exception) -> bool:
    """Return whether an error was raised by the decompression of invalid data."""
    if isinstance(error, OSError):
        return error.errno is None
    loaded = [sys.modules[name] for name in _ZSTD_LIBRARIES if name in sys.modules]
    zstd = tuple(library.ZstdError for library in loaded)
    return isinstance(error, (EOFError, zlib.error, lzma.LZMAError, *zstd))


def _open_url(url: str, compression: str) -> Any:
    import smart_open

    try:
        return smart_open.open(url, "rb", compression=compression)
    except ImportError as error:
        raise _missing(url, "all", error) from error
    except NotImplementedError as error:
        scheme = url.partition("://")[0]
        raise InputError(
            f"addresses that begin with {scheme}:// are not supported", path=url
        ) from error
    except (OSError, ValueError, RuntimeError, AssertionError) as error:  # of the transports
        if isinstance(error, OSError) and error.filename is not None:
            raise
        raise InputError(f"the address cannot be opened ({error})", path=url) from error


def _missing(path: str, extra: str, error: ImportError) -> BackendUnavailableError:
    return BackendUnavailableError(
        f"reading it needs {error.name or 'further libraries'}",
        path=path,
        hint=f"Install it: pip install 'smart_open[{extra}]'",
    )
