"""The lines of a dictionary file: decompressed, decoded, and told apart from what is no text."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

from simpler_glove.errors import FormatError
from simpler_glove.textio.blocks import Loaded, Part, without_mark
from simpler_glove.textio.opening import check_encoding, opened
from simpler_glove.textio.problems import find_problem
from simpler_glove.textio.source import SourceFile

PathLike = str | os.PathLike[str]
_UNREADABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Lines:
    """The lines of a file without their ends; line 1 is ``texts[0]``.

    `problems` says of lines, by their numbers from 1, what is wrong with them.
    """

    name: str
    texts: list[str]
    problems: dict[int, str] = field(default_factory=dict)


def read_lines(path: PathLike, *, encoding: str, strict: bool) -> Lines:
    """Read all lines of a file, of standard input (``-``) or of an address.

    With `strict` a byte that cannot be there raises FormatError with file, line and byte; without,
    its line is in `problems`.
    """
    encoding = check_encoding(encoding, "Lexicon.load")
    name = os.fspath(path)
    with opened(SourceFile(name)) as (read, _):
        data = bytearray(read(-1))
    if encoding == "utf-8":
        without_mark(data, name, 0)
    text, whole = _decode(data, name, encoding, strict)
    texts = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if not texts[-1]:
        texts.pop()
    if not any(map(str.strip, texts)):
        raise FormatError(f"{name}: the file is empty.")
    problems = {} if whole else dict(_unreadable(texts, encoding))
    return Lines(name, texts, problems)


def _unreadable(texts: list[str], encoding: str) -> list[tuple[int, str]]:
    found = ((number, _UNREADABLE.search(text)) for number, text in enumerate(texts, start=1))
    return [(number, _reason(match[0], encoding)) for number, match in found if match]


def _reason(letter: str, encoding: str) -> str:
    if letter == "\0":
        return "a NUL byte"
    byte = ord(letter) - 0xDC00
    return f"the byte 0x{byte:02x} is not {encoding}" if 0 <= byte < 256 else "half a character"


def _decode(data: bytearray, name: str, encoding: str, strict: bool) -> tuple[str, bool]:
    """Decode, and say whether all was well; bytes that can't be decoded stay as surrogates."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if strict:
            raise _undecodable(data, name, encoding, error) from None
        return data.decode(encoding, "surrogateescape"), False
    if not _UNREADABLE.search(text):
        return text, True
    if strict and (problem := find_problem(_loaded(bytearray(text.encode()), name))):
        raise problem.error(0)
    return text, False


def _undecodable(
    data: bytearray, name: str, encoding: str, error: UnicodeDecodeError
) -> FormatError:
    problem = find_problem(_loaded(data, name)) if encoding == "utf-8" else None
    if problem is not None:
        return problem.error(0)
    line = data[: error.start].decode(encoding, "ignore").count("\n") + 1
    return FormatError(
        f"{name}, line {line}, byte offset {error.start}: 0x{data[error.start]:02x} is not "
        f"{encoding} ({error.reason}). Was the file written in another encoding?"
    )


def _loaded(data: bytearray, name: str) -> Loaded:
    return Loaded(data, (Part(name, 0, 0, False),))
