"""Which format a file has, by its content."""

from __future__ import annotations

import codecs
import os
from pathlib import Path

from ..errors import FormatError
from ..storage import kind_of
from . import fasttext_bin, glove_text, native, npy, parquet, tsv, word2vec_binary, word2vec_text
from .decimals import SPACE, TAB, is_number
from .gensim_kv import NAME as GENSIM
from .opening import BOM, is_remote, opened, peek, plain_size
from .text_rows import parse_header
from .vector_table import PathLike

_PICKLES = tuple(bytes([0x80, protocol]) for protocol in range(2, 6))
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def detect(path: PathLike) -> str:
    """Tell the format of a file or directory of vectors by its content.

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
        If there is nothing at `path`.
    FormatError
        If it is no format that is known; the message says what was found.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "anything.bin"
    >>> _ = path.write_text("the 0.1 0.2")
    >>> detect(path)
    'glove-text'
    """
    if not is_remote(path) and os.path.isdir(path):
        return _detect_directory(Path(path))
    head = peek(path)
    if not head.strip():
        raise FormatError(f"{path}: the file is empty.")
    return _by_magic(path, head) or _by_text(path, head)


def _detect_directory(folder: Path) -> str:
    kind = kind_of(folder)
    if kind == native.KIND:
        return native.NAME
    if kind is not None:
        raise FormatError(f"{folder}: holds {kind!r}, not {native.KIND!r}.")
    if (folder / npy.MATRIX).is_file():
        return npy.NAME
    if (folder / tsv.VECTORS).is_file():
        return tsv.NAME
    raise FormatError(
        f"{folder}: a directory without vectors: no manifest.json of nlpzero, {npy.MATRIX} or "
        f"{tsv.VECTORS} in it."
    )


def _by_magic(path: PathLike, head: bytes) -> str | None:
    if head.startswith(b"\x93NUMPY"):
        return npy.NAME
    if head.startswith(fasttext_bin.MAGIC):
        return fasttext_bin.NAME
    if head.startswith(parquet.MAGIC) and _last_bytes(path, 4) == parquet.MAGIC:
        return parquet.NAME
    if head.startswith(_PICKLES):
        return GENSIM
    if head.startswith(_UTF16):
        raise FormatError(f"{path}: UTF-16 text. Save it as UTF-8 first.")
    return None


def _last_bytes(path: PathLike, size: int) -> bytes:
    if plain_size(path) is None:
        return b""
    with opened(path) as file:
        file.seek(-size, os.SEEK_END)
        return file.read(size)


def _by_text(path: PathLike, head: bytes) -> str:
    head = head.removeprefix(BOM)
    first, _, rest = head.partition(b"\n")
    header = parse_header(first)
    if header:
        binary = _is_binary(rest.removeprefix(b"\n"), header[1])
        return word2vec_binary.NAME if binary else word2vec_text.NAME
    first = first.rstrip(b"\r")
    if all(map(is_number, first.split(TAB))):
        return tsv.NAME
    fields = first.rstrip(SPACE).split(SPACE)
    if len(fields) > 1 and is_number(fields[-1]):
        return glove_text.NAME
    raise FormatError(
        f"{path}: no format of word vectors that is known; the file begins {head[:40]!r}."
    )


def _is_binary(rest: bytes, dimensions: int) -> bool:
    """Say whether what follows a header is a word and float32 bytes, not a line of text."""
    line, ended, _ = rest.partition(b"\n")
    fields = line.rstrip(b"\r ").split(SPACE)
    if not ended and len(rest) > 1 << 16:
        fields.pop()  # cut in the middle
    if len(fields) > dimensions and all(map(is_number, fields[-dimensions:])):
        return False
    numbers = rest.partition(SPACE)[2][: 4 * dimensions]
    if not _is_text(numbers):
        return True
    if ended and len(fields) == dimensions + 1:
        return False
    return not set(numbers.partition(b"\n")[0]) <= set(b"0123456789+-.eE \t\r")


def _is_text(raw: bytes) -> bool:
    """Say whether `raw`, which may be cut, is UTF-8 without control characters."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return False
    return all(byte >= 0x20 or byte in b"\t\r\n" for byte in raw)
