"""Opening vector files: plain, compressed (recognised by content) or remote."""

from __future__ import annotations

import contextlib
import lzma
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from ..errors import BackendUnavailableError, FormatError, ParameterError
from ..storage import atomic_file
from .vector_table import PathLike

BLOCK = 4 << 20
HEAD = 1 << 18
BOM = b"\xef\xbb\xbf"

_MAGIC = {
    b"\x1f\x8b": ".gz",
    b"BZh": ".bz2",
    b"\xfd7zXZ\x00": ".xz",
    b"\x28\xb5\x2f\xfd": ".zst",
}


def is_remote(path: PathLike) -> bool:
    """Say whether `path` is an address such as ``https://...`` or ``s3://...``."""
    return isinstance(path, str) and "://" in path


def plain_size(path: PathLike) -> int | None:
    """Bytes of a plain local file; None where the content's size isn't known beforehand."""
    if is_remote(path) or compression_of(path):
        return None
    return os.stat(path).st_size


def compression_of(path: PathLike) -> str:
    """Suffix of the compression that the first bytes tell, or an empty string."""
    with _raw(path) as file:
        head = file.read(10)
    for magic, suffix in _MAGIC.items():
        if head.startswith(magic) and (suffix != ".bz2" or head[4:10] == b"1AY&SY"):
            return suffix
    return ""


@contextlib.contextmanager
def opened(path: PathLike) -> Iterator[BinaryIO]:
    """Open the content of a file for reading, decompressed.

    Raises
    ------
    FormatError
        If the compressed data is damaged or ends early.
    BackendUnavailableError
        If the library for this compression is not installed.
    """
    compression = compression_of(path)
    file = _decompressed(path, compression) if compression else _raw(path)
    try:
        with file:
            yield cast(BinaryIO, file)
    except (EOFError, zlib.error, lzma.LZMAError) as error:
        raise FormatError(f"{path}: the compressed data is damaged ({error}).") from error
    except OSError as error:
        if compression and error.errno is None:  # gzip and bz2 complain about data in this way
            raise FormatError(f"{path}: the compressed data is damaged ({error}).") from error
        raise


def _raw(path: PathLike) -> IO[bytes]:
    if is_remote(path):
        import smart_open

        return cast(IO[bytes], smart_open.open(path, "rb", compression="disable"))
    return Path(path).open("rb")


def _decompressed(path: PathLike, suffix: str) -> IO[bytes]:
    import smart_open

    try:
        return cast(IO[bytes], smart_open.open(os.fspath(path), "rb", compression=suffix))
    except ImportError as error:
        package = {".zst": "zstandard"}.get(suffix, error.name or suffix)
        raise BackendUnavailableError(
            f"Reading {path} ({suffix}) needs {package}: pip install {package}"
        ) from error


def peek(path: PathLike, size: int = HEAD) -> bytes:
    """First bytes of the content."""
    with opened(path) as file:
        head = b""
        while len(head) < size and (piece := file.read(size - len(head))):
            head += piece
        return head


def whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the content in blocks that end with LF; one is added where the last line lacks it."""
    rest: list[bytes] = []
    while piece := file.read(BLOCK):
        end = piece.rfind(b"\n") + 1
        if end:
            yield b"".join([*rest, piece[:end]])
            rest = [piece[end:]]
        else:
            rest.append(piece)
    last = b"".join(rest)
    if last:
        yield last + b"\n"


@contextlib.contextmanager
def created(path: PathLike, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file for writing that appears when it is whole; ``.gz`` and such are compressed."""
    suffix = Path(path).suffix
    if suffix not in _MAGIC.values():
        with atomic_file(path, force=force) as file:
            yield file
        return
    with atomic_file(path, force=force) as file, _compressed(file, suffix) as stream:
        yield cast(BinaryIO, stream)


def _compressed(file: BinaryIO, suffix: str) -> Any:
    """Wrap a file; the output holds neither a name nor a time."""
    import bz2
    import gzip

    if suffix == ".gz":
        return gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0)
    if suffix == ".bz2":
        return bz2.BZ2File(file, "wb")
    if suffix == ".xz":
        return lzma.LZMAFile(file, "wb")
    raise ParameterError(
        "The 'path' parameter of save_vectors must end in .gz, .bz2 or .xz where the file is to "
        f"be compressed. Got {suffix!r} instead."
    )
