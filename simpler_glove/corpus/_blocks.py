"""Blocks: stretches of UTF-8 of a few megabytes, cut where no word is cut.

Where blocks are cut has no influence on any result.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ..errors import FormatError, InputError
from ._source import SourceFile

WINDOW = 1 << 16
_SPACE = re.compile(rb"[\x00-\x20]")
_LINE_END = re.compile(rb"\n")
_CHARACTER = re.compile(rb"[^\x80-\xbf]")
_BOM = b"\xef\xbb\xbf"
_FOREIGN_BOMS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"\x84\x31\x95\x33": "gb18030",
}


class Part(NamedTuple):
    """The stretch of a block that comes from one input."""

    name: str
    start: int
    """Where it begins in the block."""
    offset: int | None
    """Where it begins in the input; None where the input was decoded first."""
    goes_on: bool
    """Whether it continues what the block before it ended with."""


class Loaded(NamedTuple):
    """The bytes of a block; every line is ended by LF, but the last may go on."""

    data: bytearray
    parts: tuple[Part, ...]


class Block(NamedTuple):
    """A block that may still have to be read, by whoever needs it."""

    load: Callable[[], Loaded]
    advance: int
    """By how much progress moves on with it."""


class Rule(NamedTuple):
    """Where a block may end: after (or, for characters, before) what matches."""

    pattern: re.Pattern[bytes]
    ends: tuple[bytes, ...]
    """The usual ones, to find the last of them fast; none for characters."""

    def first(self, data: bytes) -> int:
        """First place in `data` where a block may end, or -1."""
        match = self.pattern.search(data)
        if match is None:
            return -1
        return match.end() if self.ends else match.start()

    def last(self, data: bytes) -> int:
        """Last place in `data` where a block may end, or 0."""
        if self.ends:
            return max(data.rfind(end) for end in self.ends) + 1
        tail = max(0, len(data) - 4)
        places = [match.start() for match in self.pattern.finditer(data, tail)]
        return max(places, default=0)


AT_SPACE = Rule(_SPACE, (b"\n", b" ", b"\t", b"\r"))
AT_LINE_END = Rule(_LINE_END, (b"\n",))
AT_CHARACTER = Rule(_CHARACTER, ())


def file_blocks(files: Iterable[SourceFile], size: int, rule: Rule) -> Iterator[Block]:
    """Blocks of plain UTF-8 files: large ones in stretches, small ones several to a block."""
    batch: list[SourceFile] = []
    room = size
    for file in files:
        length = file.bytes or 0
        if batch and (length > room or length > size // 2):
            yield _whole(batch)
            batch, room = [], size
        if length > size // 2:
            yield from _stretches(file.path, length, size, rule)
        else:
            batch.append(file)
            room -= length
    if batch:
        yield _whole(batch)


def stream_blocks(
    read: Callable[[int], bytes],
    name: str,
    size: int,
    rule: Rule,
    *,
    decoded: bool = False,
    position: Callable[[], int] | None = None,
) -> Iterator[Block]:
    """Blocks of a stream, read in the caller's thread; linear even without a place to cut."""
    pending: list[bytes] = []
    offset = before = 0
    while piece := read(size):
        cut = rule.last(piece)
        if cut:
            pending.append(piece[:cut])
            data = bytearray().join(pending)
            now = offset + len(data) if position is None else position()
            yield _ready(data, name, None if decoded else offset, offset > 0, now - before)
            offset, before = offset + len(data), now
            pending = [piece[cut:]]
        else:
            pending.append(piece)
    data = bytearray().join(pending)
    now = offset + len(data) if position is None else position()
    yield _ready(_ended(data), name, None if decoded else offset, offset > 0, now - before)


def text_blocks(items: Iterable[str], size: int) -> Iterator[Block]:
    """Blocks of lines that are given as strings."""
    batch: list[str] = []
    room = size
    goes_on = False
    for item in items:
        batch.append(item[:-1] if item.endswith("\n") else item)
        room -= len(item) + 1
        if room <= 0:
            yield _lines(batch, goes_on)
            batch, room, goes_on = [], size, True
    if batch:
        yield _lines(batch, goes_on)


def _lines(batch: list[str], goes_on: bool) -> Block:
    data = bytearray(encoded("\n".join(batch), "the text"))
    data += b"\n"
    return _ready(data, "the text", None, goes_on, len(data))


def encoded(text: str, name: str) -> bytes:
    """UTF-8 of `text`; FormatError where it holds half a surrogate pair."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        around = text[max(0, error.start - 20) : error.end + 20]
        raise FormatError(
            f"{name}: {text[error.start]!r} in {around!r} is half a character (a lone surrogate) "
            "and cannot be written as UTF-8."
        ) from None


def _ended(data: bytearray) -> bytearray:
    if data and data[-1] != 10:
        data.append(10)
    return data


def _ready(data: bytearray, name: str, offset: int | None, goes_on: bool, advance: int) -> Block:
    if not goes_on:
        offset = _without_mark(data, name, offset)
    loaded = Loaded(data, (Part(name, 0, offset, goes_on),))
    return Block(lambda: loaded, advance)


def _without_mark(data: bytearray, name: str, offset: int | None) -> int | None:
    """Drop the byte order mark of UTF-8; that of another encoding is an error."""
    if data.startswith(_BOM):
        del data[: len(_BOM)]
        return None if offset is None else offset + len(_BOM)
    for mark, encoding in _FOREIGN_BOMS.items():
        if data.startswith(mark):
            raise FormatError(
                f"{name}, line 1, byte offset 0: begins with the byte order mark of {encoding}. "
                f"Use encoding={encoding!r} (--encoding {encoding})."
            )
    return offset


def _whole(files: list[SourceFile]) -> Block:
    """Several small files as one block."""

    def load() -> Loaded:
        joined = bytearray()
        parts = []
        for file in files:
            data = _ended(_read(file.path, 0, file.bytes or 0))
            offset = _without_mark(data, file.path, 0)
            parts.append(Part(file.path, len(joined), offset, False))
            joined += data
        return Loaded(joined, tuple(parts))

    return Block(load, sum(file.bytes or 0 for file in files))


def _stretches(path: str, length: int, size: int, rule: Rule) -> Iterator[Block]:
    begin = 0
    while begin < length:
        end = _boundary(path, min(begin + size, length), length, rule)
        yield _stretch(path, begin, end, end == length)
        begin = end


def _stretch(path: str, begin: int, end: int, last: bool) -> Block:
    def load() -> Loaded:
        data = _read(path, begin, end)
        if last:
            _ended(data)
        offset = begin if begin else _without_mark(data, path, 0)
        return Loaded(data, (Part(path, 0, offset, begin > 0),))

    return Block(load, end - begin)


def _boundary(path: str, place: int, length: int, rule: Rule) -> int:
    """First place from `place` on where a block may end."""
    window = WINDOW
    with open(path, "rb", buffering=0) as file:
        file.seek(place)
        while place < length:
            data = file.read(min(window, length - place))
            cut = rule.first(data)
            if cut >= 0:
                return place + cut
            if not data:
                break
            place += len(data)
            window = min(2 * window, 1 << 24)
    return length


def _read(path: str, begin: int, end: int) -> bytearray:
    data = bytearray(end - begin)
    view = memoryview(data)
    filled = 0
    with open(path, "rb", buffering=0) as file:
        file.seek(begin, os.SEEK_SET)
        while filled < len(data):
            count = file.readinto(view[filled:])
            if not count:
                raise InputError(f"{path}: became shorter while it was read.")
            filled += count
    view.release()
    return data
