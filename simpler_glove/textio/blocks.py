"""Blocks: parts of a text, a few megabytes of UTF-8 each, that end where no word is split.

The ends of the blocks have no influence on any result.  LF, CR LF and CR end lines; a CR that no
LF follows becomes LF when a block is loaded.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol

from ..errors import InputError
from ..split_rule import SplitRule
from .encodings import Read, encode_utf8, strip_bom
from .source import SourceFile

_LINES = "the text"  # the path of strings, for messages
_WINDOW_BYTES = 1 << 16
_MAX_WINDOW_BYTES = 1 << 24


class PatternRule(NamedTuple):
    """Positions where a block may end: after (for characters, before) a match of `pattern`."""

    pattern: re.Pattern[bytes]
    ends: tuple[bytes, ...]
    """The frequent matches, for a fast search of the last one; empty for characters."""
    held: str
    """The text between two such positions, which is held as a whole, for messages."""

    def first(self, data: bytes) -> int:
        """Return the first position in `data` where a block may end, or -1."""
        match = self.pattern.search(data)
        if match is None:
            return -1
        return match.end() if self.ends else match.start()

    def last(self, data: bytes) -> int:
        """Return the last position in `data` where a block may end, or 0."""
        if self.ends:
            return max(data.rfind(end) for end in self.ends) + 1 or last_lone_cr(data)
        tail = max(0, len(data) - 4)
        return max((match.start() for match in self.pattern.finditer(data, tail)), default=0)


def last_lone_cr(data: bytes) -> int:
    """Return the position after the last CR of data without LF that LF does not follow, or 0."""
    return data.rfind(b"\r", 0, max(0, len(data) - 1)) + 1


_LONE_CR = re.compile(rb"\r(?!\n)")
AT_SPACE = PatternRule(
    re.compile(rb"[\x00-\x0c\x0e-\x20]|\r(?=[^\n])"), (b"\n", b" ", b"\t", b"\0"), "a word"
)
AT_LINE_END = PatternRule(re.compile(rb"\n|\r(?=[^\n])"), (b"\n",), "a line")
AT_CHARACTER = PatternRule(re.compile(rb"[^\x80-\xbf\n]|(?<=[^\r])\n"), (), "a character")


class BlockOrigin(NamedTuple):
    """The part of a block that comes from one input."""

    path: str
    start: int
    """Position in the block."""
    offset: int | None
    """Position in the input; None if the input was decoded."""
    continued: bool
    """True if the previous block comes from the same input."""


class TextBlock(NamedTuple):
    """The bytes of a block; every line ends with LF, except a last line that is continued."""

    data: bytearray
    origins: tuple[BlockOrigin, ...]


class SizeLimit(Protocol):
    """The limit of text without a place to split it; see `HeldInput`."""

    @property
    def bytes(self) -> int:
        """The limit."""

    def unsplittable(self, block: TextBlock, held: str) -> Exception:
        """Return the error for text that is larger, given the text so far and what it is."""


class PendingBlock(NamedTuple):
    """A block that the thread that needs it loads."""

    load: Callable[[], TextBlock]
    advance: int
    """Amount of progress, in the unit of the input."""


def stream_blocks(
    read: Read,
    path: str,
    size: int,
    rule: SplitRule,
    limit: SizeLimit,
    *,
    decoded: bool = False,
    offset: int = 0,
    position: Callable[[], int | None] = lambda: None,
) -> Iterator[PendingBlock]:
    """Read a stream in blocks; linear also if there is no position where a block may end.

    The stream begins at `offset` in the input.
    """
    pending: list[bytes] = []
    reported, held = offset, 0
    last_byte = b"\n"

    def take(data: bytearray) -> PendingBlock:
        nonlocal offset, reported, last_byte
        start, offset, before = offset, offset + len(data), reported
        stored = position()
        reported = offset if stored is None else stored
        last_byte = bytes(data[-1:]) or last_byte
        return _loaded(data, path, None if decoded else start, start > 0, reported - before)

    while piece := read(size):
        end = rule.last(piece)
        if end:
            yield take(bytearray().join([*pending, piece[:end]]))
            pending, held = [], 0
        pending.append(piece[end:])
        held += len(piece) - end
        if held > limit.bytes:
            origin = BlockOrigin(path, 0, None if decoded else offset, offset > 0)
            block = TextBlock(bytearray().join(pending), (origin,))
            raise limit.unsplittable(block, rule.held)
    rest = bytearray().join(pending)
    if (rest[-1:] or last_byte) not in (b"\n", b"\r"):
        rest.append(10)
    yield take(rest)


def line_blocks(
    lines: Iterable[str], size: int, rule: SplitRule, limit: SizeLimit
) -> Iterator[PendingBlock]:
    """Join strings, one per line, to blocks; long strings are divided as a stream is."""
    batch: list[str] = []
    remaining = size
    continued = False
    for line in lines:
        batch.append(line[:-1] if line.endswith("\n") else line)
        remaining -= len(line) + 1
        if remaining <= 0:
            yield from _joined(batch, continued, size, rule, limit)
            batch, remaining, continued = [], size, True
    if batch:
        yield from _joined(batch, continued, size, rule, limit)


def file_blocks(
    files: Iterable[SourceFile], size: int, rule: SplitRule, limit: SizeLimit
) -> Iterator[PendingBlock]:
    """Divide plain UTF-8 files: parts of large files, and several small files per block."""
    batch: list[SourceFile] = []
    remaining = size
    for file in files:
        length = file.bytes or 0
        if batch and (length > remaining or length > size // 2):
            yield _whole_files(batch)
            batch, remaining = [], size
        if length > size // 2:
            yield from _file_parts(file, size, rule, limit)
        else:
            batch.append(file)
            remaining -= length
    if batch:
        yield _whole_files(batch)


def _joined(
    lines: list[str], continued: bool, size: int, rule: SplitRule, limit: SizeLimit
) -> Iterator[PendingBlock]:
    data = bytearray(encode_utf8("\n".join(lines), _LINES))
    data += b"\n"
    if len(data) > 4 * size:  # a character has up to four bytes
        yield from stream_blocks(io.BytesIO(data).read, _LINES, size, rule, limit, decoded=True)
    else:
        yield _loaded(data, _LINES, None, continued, len(data))


def _loaded(
    data: bytearray, path: str, offset: int | None, continued: bool, advance: int
) -> PendingBlock:
    """Create a block from data that was read already."""
    removed = 0 if continued else strip_bom(data, path)
    _replace_lone_cr(data)
    offset = None if offset is None else offset + removed
    block = TextBlock(data, (BlockOrigin(path, 0, offset, continued),))
    return PendingBlock(lambda: block, advance)


def _replace_lone_cr(data: bytearray) -> None:
    """Replace each CR that no LF follows by LF, in place."""
    if b"\r" in data and data.count(b"\r") > data.count(b"\r\n"):
        data[:] = _LONE_CR.sub(b"\n", data)


def _end_line(data: bytearray) -> bytearray:
    """End the last line of an input, in place."""
    if data and data[-1] not in (10, 13):
        data.append(10)
    return data


def _whole_files(files: list[SourceFile]) -> PendingBlock:
    def load() -> TextBlock:
        joined = bytearray()
        origins = []
        for file in files:
            data = _end_line(_read_part(file.path, file.start, file.start + (file.bytes or 0)))
            _replace_lone_cr(data)
            offset = file.start or strip_bom(data, file.path)
            origins.append(BlockOrigin(file.path, len(joined), offset, False))
            joined += data
        return TextBlock(joined, tuple(origins))

    return PendingBlock(load, sum(file.bytes or 0 for file in files))


def _file_parts(
    file: SourceFile, size: int, rule: SplitRule, limit: SizeLimit
) -> Iterator[PendingBlock]:
    path, begin = file.path, file.start
    length = begin + (file.bytes or 0)
    while begin < length:
        start = min(begin + size, length)
        stop = min(length, start + limit.bytes + 1)  # reached only by what is too long
        end = _next_end(path, start, stop, rule)
        if end == stop < length:
            origin = BlockOrigin(path, 0, begin, begin > 0)
            block = TextBlock(_read_part(path, begin, stop), (origin,))
            raise limit.unsplittable(block, rule.held)
        yield _file_part(path, begin, end, end == length)
        begin = end


def _file_part(path: str, begin: int, end: int, last: bool) -> PendingBlock:
    def load() -> TextBlock:
        data = _read_part(path, begin, end)
        if last:
            _end_line(data)
        _replace_lone_cr(data)
        offset = begin if begin else strip_bom(data, path)
        return TextBlock(data, (BlockOrigin(path, 0, offset, begin > 0),))

    return PendingBlock(load, end - begin)


def _next_end(path: str, position: int, stop: int, rule: SplitRule) -> int:
    """Return the first position from `position` on where a block may end, or `stop`."""
    window = _WINDOW_BYTES
    with open(path, "rb", buffering=0) as file:
        file.seek(position)
        while position < stop:
            data = file.read(min(window, stop - position))
            end = rule.first(data)
            if end >= 0:
                return position + end
            if not data:
                break
            position += len(data)
            window = min(2 * window, _MAX_WINDOW_BYTES)
    return stop


def _read_part(path: str, begin: int, end: int) -> bytearray:
    data = bytearray(end - begin)
    view = memoryview(data)
    filled = 0
    with open(path, "rb", buffering=0) as file:
        file.seek(begin, os.SEEK_SET)
        while filled < len(data):
            count = file.readinto(view[filled:])
            if not count:
                raise InputError("the file became shorter while it was read", path=path)
            filled += count
    view.release()
    return data
