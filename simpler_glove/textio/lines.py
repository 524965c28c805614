"""The lines of small files, such as dictionaries and word lists."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..errors import FormatError, ParameterError
from .blocks import BlockOrigin, TextBlock
from .buffer_limit import held_input
from .encodings import check_encoding, strip_bom, undecodable
from .opening import open_source_file
from .source import PathLike, SourceFile
from .text_check import InvalidByte, find_invalid_byte

_INVALID = re.compile("[\0\ud800-\udfff]")
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True)
class TextLines:
    """The lines of a file, without line ends; line 1 is ``texts[0]``.

    Attributes
    ----------
    name : str
        The path, for messages.
    texts : list of str
        The lines.
    problems : dict of int to str
        Line number, from 1, to the reason why the line is not text.
    """

    name: str
    texts: list[str]
    problems: dict[int, str] = field(default_factory=dict)


LineSource = PathLike | Iterable[str] | Iterable[bytes]
"""A path, or the lines: an open file, or any other iterable."""


def read_lines(path: LineSource, *, encoding: str, strict: bool, owner: str) -> TextLines:
    """Read all lines of a file, of standard input ("-") or of a remote address.

    Parameters
    ----------
    path : path-like, open file or iterable of str or bytes
        The file, which may be compressed; or its lines.
    encoding : str
        Encoding of the file.
    strict : bool
        True raises FormatError for the first invalid byte, False adds its line to ``problems``.
    owner : str
        Name of the public function, for messages.

    Returns
    -------
    TextLines
        Lines and problems.

    Raises
    ------
    FormatError
        If the file is empty, or not text; with path, line and byte.
    ResourceError
        If it is larger than `buffer_limit`.
    """
    encoding = check_encoding(encoding, owner)
    if isinstance(path, str | os.PathLike):
        name = os.fspath(path)
        data = _read_all(name)
    else:
        name, data, encoding = _joined(path, encoding, owner)
    removed = strip_bom(data, name) if encoding == "utf-8" else 0
    text, valid = _decode(data, BlockOrigin(name, 0, removed, False), encoding, strict)
    texts = _with_lf(text.removeprefix("\ufeff")).split("\n")
    if not texts[-1]:
        texts.pop()
    if not any(map(str.strip, texts)):
        raise FormatError("the file is empty", path=name)
    return TextLines(name, texts, {} if valid else _problems(texts, encoding))


def read_byte_lines(path: PathLike) -> list[bytes]:
    """Read the lines of a file that may be compressed, without byte order mark and line ends.

    ResourceError is raised for a file larger than `buffer_limit`.
    """
    name = os.fspath(path)
    data = _read_all(name)
    strip_bom(data, name)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if not lines[-1]:
        lines.pop()
    return list(map(bytes, lines))


def read_utf8_lines(path: PathLike) -> list[str]:
    """Read all lines of a file that is UTF-8 by definition; see `read_lines`."""
    try:
        return read_lines(path, encoding="utf-8", strict=True, owner="read_utf8_lines").texts
    except FormatError as error:
        if error.byte is not None:
            error.hint = "Convert the file to UTF-8."
        raise


def _with_lf(text: str) -> str:
    """Replace CR LF and CR by LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _read_all(name: str) -> bytearray:
    """Read a file, decompressed; ResourceError if it is larger than `buffer_limit`."""
    limit = held_input()
    data = bytearray()
    with open_source_file(SourceFile(name)) as stream:
        while piece := stream.read(_PIECE_BYTES):
            data += piece
            if len(data) > limit.bytes:
                raise limit.unsplittable(_as_block(data, name), "the file")
    return data


def _as_block(data: bytearray, name: str) -> TextBlock:
    return TextBlock(data, (BlockOrigin(name, 0, 0, False),))


def _joined(lines: Any, encoding: str, owner: str) -> tuple[str, bytearray, str]:
    """Return the name and the content of an open file or of lines, and the encoding."""
    parts: list[Any] = list(lines) if isinstance(lines, Iterable) else [None]
    if all(isinstance(part, str) for part in parts):
        encoding = "utf-8"
        parts = [part.encode(encoding, "surrogatepass") for part in parts]
    elif not all(isinstance(part, bytes) for part in parts):
        raise ParameterError(
            parameter="path", owner=owner, allowed="a path, an open file or lines", got=lines
        )
    name = getattr(lines, "name", "the lines")
    ended = (part.removesuffix(b"\n").removesuffix(b"\r") for part in parts)
    return name if isinstance(name, str) else "the lines", bytearray(b"\n").join(ended), encoding


def _problems(texts: list[str], encoding: str) -> dict[int, str]:
    found = ((number, _INVALID.search(text)) for number, text in enumerate(texts, start=1))
    return {number: _reason(match[0], encoding) for number, match in found if match}


def _reason(letter: str, encoding: str) -> str:
    if letter == "\0":
        return "a NUL byte"
    byte = ord(letter) - 0xDC00
    if 0 <= byte < 256:
        return f"the byte 0x{byte:02x} is not valid in the encoding {encoding}"
    return "a lone surrogate (half a character)"


def _decode(data: bytearray, origin: BlockOrigin, encoding: str, strict: bool) -> tuple[str, bool]:
    """Decode, and return whether all bytes are valid; invalid ones become surrogates."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if not strict:
            return data.decode(encoding, "surrogateescape"), False
        if encoding == "utf-8" and (invalid := _find(data, origin)):
            raise invalid.error(0) from None
        raise undecodable(error, origin.path, 0, 0) from None
    if not _INVALID.search(text):
        return text, True
    if strict and (invalid := _find(bytearray(text.encode()), origin)):
        raise invalid.error(0)
    return text, False


def _find(data: bytearray, origin: BlockOrigin) -> InvalidByte | None:
    return find_invalid_byte(TextBlock(data, (origin,)))
