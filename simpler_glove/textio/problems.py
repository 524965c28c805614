"""Where in a text a byte is that cannot be there; looked for only once one has been met.

A NUL separates words, as other control characters do: text with holes in it, as a crash or a
faulty download leaves them, can be read.  But where more than every eighth byte of the whole
input is one it is no text.
"""

from __future__ import annotations

from typing import NamedTuple

from ..errors import FormatError
from .blocks import Loaded, Part

_SAMPLE = 1 << 16
_ZEROS = 8


class Problem(NamedTuple):
    """A byte that cannot be there."""

    part: Part
    line: int
    """Number of the line within the part, from 0."""
    place: int
    """Place in the part."""
    text: str
    """What is wrong and what would help."""

    def error(self, lines_before: int) -> FormatError:
        """Make the error, given the number of lines of the input before the part."""
        name, _, offset, goes_on = self.part
        line = self.line + 1 + (lines_before if goes_on else 0)
        byte = "" if offset is None else f", byte offset {offset + self.place}"
        return FormatError(f"{name}, line {line}{byte}: {self.text}")


class Finding(NamedTuple):
    """What was seen of a block that concerns the whole input."""

    lines: int
    bytes: int
    zeros: int
    """How many bytes are NUL; -1 if the block is not UTF-8."""
    problem: Problem | None
    several: bool
    goes_on: bool


class TextCheck:
    """Follows the blocks of an input: counts what they hold, and judges the NUL bytes."""

    def __init__(self) -> None:
        self.lines = self.bytes = 0
        self._before = 0  # lines of the input that the next block comes from
        self._zeros = 0
        self._first_zero: FormatError | None = None

    def take(self, found: Finding) -> None:
        """Take note of the next block; FormatError if it is not UTF-8."""
        if found.problem is not None and (found.zeros < 0 or self._first_zero is None):
            error = found.problem.error(self._before)
            if found.zeros < 0:
                raise error
            self._first_zero = error
        self._before = found.lines + (self._before if found.goes_on and not found.several else 0)
        self.lines += found.lines
        self.bytes += found.bytes
        self._zeros += found.zeros

    def finish(self) -> None:
        """Raise FormatError, with the first of them, if there were too many NUL bytes."""
        if self._first_zero is not None and self._zeros > max(_ZEROS, self.bytes // _ZEROS):
            raise self._first_zero


def examined(loaded: Loaded, zeros: int) -> Finding:
    """Say what is the matter with a block, given the number of its NUL bytes or -1."""
    return Finding(
        loaded.data.count(b"\n"),
        len(loaded.data),
        zeros,
        find_problem(loaded) if zeros else None,
        len(loaded.parts) > 1,
        loaded.parts[-1].goes_on,
    )


def find_problem(loaded: Loaded) -> Problem | None:
    """Find the first byte of a block that is NUL or not UTF-8."""
    data = loaded.data
    nul = data.find(b"\0")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        if nul < 0 or error.start < nul:
            return _at(loaded, error.start, _not_utf8(data, error, nul))
    if nul < 0:
        return None
    problem = _at(loaded, nul, "")
    return problem._replace(text=_nul(data, problem.part))


def _at(loaded: Loaded, place: int, text: str) -> Problem:
    part = next(part for part in reversed(loaded.parts) if part.start <= place)
    return Problem(part, loaded.data.count(b"\n", part.start, place), place - part.start, text)


def _not_utf8(data: bytearray, error: UnicodeDecodeError, nul: int) -> str:
    wrong = f"0x{data[error.start]:02x} is not UTF-8 ({error.reason}). "
    if nul >= 0:
        return wrong + "With its NUL bytes this looks like a binary file."
    encoding = _likely_encoding(data, error.start)
    if encoding:
        return wrong + f"The text reads well as {encoding}: {_option(encoding)}."
    return wrong + "If the text is in another encoding, name it: encoding=... (--encoding)."


def _nul(data: bytearray, part: Part) -> str:
    """Every second byte NUL is UTF-16 without a mark."""
    begin = part.start + (part.offset or 0) % 2
    sample = data[begin : begin + _SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > len(sample) // 4 and min(even, odd) == 0:
        encoding = "utf-16-le" if odd else "utf-16-be"
        return f"a NUL byte. The text looks like UTF-16: {_option(encoding)}."
    return "a NUL byte: this looks like a binary file, not text."


def _option(encoding: str) -> str:
    return f"use encoding={encoding!r} (--encoding {encoding})"


def _likely_encoding(data: bytearray, place: int) -> str | None:
    """East Asian encodings give themselves away: the text decodes, and to ideographs."""
    begin = data.rfind(b"\n", 0, place) + 1
    sample = bytes(data[begin : begin + _SAMPLE])
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    for encoding in ("gb18030", "big5", "shift_jis", "euc_kr"):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        wide = [letter for letter in text if letter > "\x7f"]
        common = sum("\u4e00" <= letter <= "\u9fff" or letter in _PUNCTUATION for letter in wide)
        if wide and common > 0.7 * len(wide):
            return encoding
    return None


_PUNCTUATION = "\u3000\u3001\u3002\uff0c\uff1a\uff1b\uff1f\uff01\u201c\u201d\uff08\uff09"
