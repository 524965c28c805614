"""Opening what is not a plain UTF-8 file: compressed, remote, piped, in another encoding."""

from __future__ import annotations

import codecs
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from ..errors import BackendUnavailableError, FormatError, InputError, ParameterError
from .blocks import encoded
from .source import MAGIC_BYTES, STDIN, SourceFile, compression_of, is_url

Read = Callable[[int], bytes]


def check_encoding(encoding: Any, owner: str) -> str:
    """Return the canonical name of a text encoding, ``"utf-8"`` for all forms of UTF-8."""
    try:
        "".encode(encoding)
        name = codecs.lookup(encoding).name
    except (LookupError, TypeError):
        raise ParameterError(
            f"The 'encoding' parameter of {owner} must be the name of a text encoding, such as "
            f"'utf-8' or 'gb18030'. Got {encoding!r} instead."
        ) from None
    return "utf-8" if name in ("utf-8", "utf-8-sig") else name


@contextmanager
def opened(file: SourceFile) -> Iterator[tuple[Read, Callable[[], int] | None]]:
    """Open an input for reading, decompressed; gives ``read(size)`` and how far it has come."""
    if file.path == STDIN:
        stdin = getattr(sys.stdin, "buffer", None)
        if stdin is None:
            yield text_reader(sys.stdin, "standard input"), None
        else:
            yield _decompressing(stdin, "standard input"), None
    elif is_url(file.path):
        with _remote(file.path) as stream:
            yield guarded_read(stream.read, file.path), None
    else:
        with open(file.path, "rb") as stream:
            position = stream.tell if file.bytes is not None else None
            yield _decompressing(stream, file.path), position


def text_reader(stream: Any, name: str) -> Read:
    """``read(size)`` in UTF-8 of an open text file."""

    def read(size: int) -> bytes:
        try:
            return encoded(stream.read(size), name)
        except UnicodeDecodeError as error:
            raise FormatError(
                f"{name}: {error.reason} ({bytes(error.object[error.start : error.end])!r}). "
                f"The file was opened as {error.encoding}: give open() the encoding of the text."
            ) from None

    return read


def transcoder(read: Read, encoding: str, name: str) -> Read:
    """``read(size)`` in UTF-8 of a stream in another encoding; strict."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    state = {"bytes": 0, "lines": 0, "ended": False}

    def next_text(size: int) -> bytes:
        while not state["ended"]:
            held = decoder.getstate()[0]
            piece = read(size)
            state["ended"] = not piece
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                raise _undecodable(error, name, state, len(held)) from None
            state["bytes"] += len(piece)
            state["lines"] += text.count("\n")
            if text:
                return encoded(text, name)
        return b""

    return next_text


def _undecodable(
    error: UnicodeDecodeError, name: str, state: dict[str, int], held: int
) -> FormatError:
    good = error.object[: error.start]
    lines = good.decode(error.encoding, "ignore").count("\n")
    place = state["bytes"] - held + error.start
    wrong = " ".join(f"0x{byte:02x}" for byte in error.object[error.start : error.end])
    return FormatError(
        f"{name}, line {state['lines'] + lines + 1}, byte offset {place}: {wrong} is not "
        f"{error.encoding} ({error.reason}). Was the text written in another encoding?"
    )


def _decompressing(stream: BinaryIO, name: str) -> Read:
    """Look at the first bytes, not at the name."""
    head = stream.peek(MAGIC_BYTES)[:MAGIC_BYTES] if isinstance(stream, io.BufferedReader) else b""
    suffix = compression_of(head)
    if suffix is None:
        return stream.read
    from smart_open.compression import compression_wrapper

    try:
        return guarded_read(compression_wrapper(stream, "rb", suffix).read, name)
    except ImportError as error:
        raise _missing(name, "zst", error) from error


def guarded_read(read: Read, name: str) -> Read:
    """Name the file in the errors of decompression."""
    errors: tuple[type[Exception], ...] = (
        EOFError,
        OSError,
        zlib.error,
        lzma.LZMAError,
        *_zstd_errors(),
    )

    def careful(size: int) -> bytes:
        try:
            return read(size)
        except errors as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise _damaged(name, error) from error

    return careful


def _zstd_errors() -> Iterator[type[Exception]]:
    """Errors of whichever zstd library has been loaded by now."""
    for name in ("compression.zstd", "backports.zstd", "zstandard"):
        if name in sys.modules:
            yield sys.modules[name].ZstdError


def _damaged(name: str, error: Exception) -> FormatError:
    return FormatError(f"{name}: the compressed data is damaged or cut off ({error}).")


def _remote(url: str) -> Any:
    import smart_open

    try:
        return smart_open.open(url, "rb")
    except ImportError as error:
        raise _missing(url, "all", error) from error
    except (NotImplementedError, ValueError) as error:
        raise InputError(f"{url}: {error}") from error
    except OSError as error:
        if error.filename is not None:
            raise
        raise InputError(f"{url}: cannot be opened ({error}).") from error


def _missing(name: str, extra: str, error: ImportError) -> BackendUnavailableError:
    return BackendUnavailableError(
        f"{name}: reading it needs {error.name}: pip install 'smart_open[{extra}]'"
    )
