"""Blocks: stretches of UTF-8 of a few megabytes, cut where no word is cut.

Where blocks are cut has no influence on any result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ..errors import FormatError
from .block_ends import Rule

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
    yield _ready(ended(data), name, None if decoded else offset, offset > 0, now - before)


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


def ended(data: bytearray) -> bytearray:
    """End the last line of an input, in place."""
    if data and data[-1] != 10:
        data.append(10)
    return data


def _ready(data: bytearray, name: str, offset: int | None, goes_on: bool, advance: int) -> Block:
    if not goes_on:
        offset = without_mark(data, name, offset)
    loaded = Loaded(data, (Part(name, 0, offset, goes_on),))
    return Block(lambda: loaded, advance)


def without_mark(data: bytearray, name: str, offset: int | None) -> int | None:
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
