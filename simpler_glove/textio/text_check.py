"""Check that blocks are text: valid UTF-8 with few NUL bytes.

A NUL separates words, as other control characters do: text with missing parts, as a crash or an
incomplete download leaves it, can be read.  An input is not text if more than one byte in eight
is NUL, or more than 64 MiB are.
"""

from __future__ import annotations

from typing import NamedTuple

from ..errors import FormatError
from .blocks import BlockOrigin, TextBlock
from .encodings import likely_encoding, likely_utf16

_SAMPLE_BYTES = 1 << 16
_MIN_NULS = 8
_NUL_SHARE = 8  # one byte in so many
_MAX_NULS = 64 << 20  # so that reading ends if an input consists of nothing else


def is_binary(nuls: int, size: int) -> bool:
    """Return whether an input of `size` bytes has so many NUL bytes that it is not text."""
    return nuls > min(max(_MIN_NULS, size // _NUL_SHARE), _MAX_NULS)


class InvalidByte(NamedTuple):
    """The first byte of a block that is NUL or not valid UTF-8."""

    origin: BlockOrigin
    line: int
    """Number of the line within the origin, from 0."""
    offset: int
    """Position within the origin."""
    problem: str
    encoding: str | None = None
    """The encoding that the text probably has."""
    is_text: bool = True
    is_nul: bool = False

    def error(self, lines_before: int) -> FormatError:
        """Create the error, given the number of lines of the input before the block."""
        path, _, offset, continued = self.origin
        known = self.encoding is not None
        hint = "Set {encoding}." if known else "Set {encoding} if the text has another encoding."
        return FormatError(
            self.problem,
            path=path,
            line=self.line + 1 + (lines_before if continued else 0),
            byte=None if offset is None else offset + self.offset,
            hint=hint if self.is_text else None,
            settings={"encoding": self.encoding} if known else None,
        )


class BlockSummary(NamedTuple):
    """The properties of a block that concern the whole input."""

    lines: int
    bytes: int
    nuls: int
    """Number of NUL bytes; -1 if the block is not valid UTF-8."""
    invalid: InvalidByte | None
    several: bool
    """True if the block comes from several inputs."""
    continued: bool
    """True if the last origin of the block continues that of the previous block."""


class TextCheck:
    """Counts the lines and bytes of consecutive blocks, and checks that they are text."""

    def __init__(self) -> None:
        self.lines = self.bytes = 0
        self._lines_before = 0  # lines of the current input
        self._nuls = 0
        self._first_nul: FormatError | None = None

    def add(self, summary: BlockSummary) -> None:
        """Add the next block; FormatError if it is not valid UTF-8."""
        if summary.invalid is not None and (summary.nuls < 0 or self._first_nul is None):
            error = summary.invalid.error(self._lines_before)
            if summary.nuls < 0:
                raise error
            self._first_nul = error
        before = self._lines_before if summary.continued and not summary.several else 0
        self._lines_before = before + summary.lines
        self.lines += summary.lines
        self.bytes += summary.bytes
        self._nuls += summary.nuls
        if self._nuls > _MAX_NULS:
            self.finish()

    def finish(self) -> None:
        """Raise FormatError, for the first NUL byte, if there were too many of them."""
        if self._first_nul is not None and is_binary(self._nuls, self.bytes):
            raise self._first_nul


def summarize_block(block: TextBlock, nuls: int) -> BlockSummary:
    """Summarize a block, given the number of its NUL bytes, or -1 if it is not valid UTF-8."""
    return BlockSummary(
        block.data.count(b"\n"),
        len(block.data),
        nuls,
        find_invalid_byte(block) if nuls else None,
        len(block.origins) > 1,
        block.origins[-1].continued,
    )


def find_invalid_byte(block: TextBlock) -> InvalidByte | None:
    """Find the first byte of a block that is NUL or not valid UTF-8."""
    data = block.data
    nul = data.find(b"\0")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if nul < 0 or error.start < nul:
            return _not_utf8(block, error, nul >= 0)
    return None if nul < 0 else _nul(block, nul)


def _at(block: TextBlock, position: int) -> tuple[BlockOrigin, int, int]:
    """Return the origin of a byte, and line and position of the byte within it."""
    origin = next(origin for origin in reversed(block.origins) if origin.start <= position)
    line = block.data.count(b"\n", origin.start, position)
    return origin, line, position - origin.start


def _not_utf8(block: TextBlock, error: UnicodeDecodeError, nuls: bool) -> InvalidByte:
    origin, line, offset = _at(block, error.start)
    wrong = f"0x{block.data[error.start]:02x} is not valid UTF-8 ({error.reason})"
    if nuls:
        problem = f"{wrong}. With its NUL bytes this is probably a binary file, not text"
        return InvalidByte(origin, line, offset, problem, None, False)
    encoding = likely_encoding(block.data, error.start)
    if encoding is not None:
        wrong += f"; the text decodes as {encoding}"
    return InvalidByte(origin, line, offset, wrong, encoding)


def _nul(block: TextBlock, position: int) -> InvalidByte:
    origin, line, offset = _at(block, position)
    begin = origin.start + (origin.offset or 0) % 2
    encoding = likely_utf16(block.data[begin : begin + _SAMPLE_BYTES])
    if encoding is not None:
        problem = f"a NUL byte. The text is probably {encoding.upper()}"
        return InvalidByte(origin, line, offset, problem, encoding, is_nul=True)
    problem = "a NUL byte: this is probably a binary file, not text"
    return InvalidByte(origin, line, offset, problem, None, is_text=False, is_nul=True)
