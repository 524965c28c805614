"""Rows of decimal numbers in text, with or without words, as all text formats have.

A kernel parses blocks of whole lines in threads.  Invalid lines, and the few numbers for which it
cannot guarantee correct rounding to float32, are parsed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..errors import FormatError
from ..parallel import available_cpus, map_in_order
from ..progress import Stage
from ..textio.encodings import BOM
from ..textio.opening import ByteStream, plain_size
from ..textio.source import PathLike
from .vector_table import ReadOptions

SPACE, TAB = b" ", b"\t"
BLOCK_BYTES = 4 << 20

_DECIMAL = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(rb"[+-]?(nan|inf|infinity)", re.ASCII | re.IGNORECASE)
_MIN_EXACT = 1e-60  # smaller numbers round to zero


@dataclass(frozen=True)
class RowLayout:
    """The fields of a line: `dimensions` numbers, after a word if `has_words`.

    `first_line` is the line number of the first row, for messages; `skipped` is the number of
    bytes before it.
    """

    path: PathLike
    dimensions: int
    separator: bytes = SPACE
    has_words: bool = True
    first_line: int = 1
    skipped: int = 0


@dataclass(frozen=True)
class _ParsedBlock:
    block: bytes
    words: bytes
    matrix: NDArray[np.float32]
    states: NDArray[np.uint8]


class _GrowingMatrix:
    """A matrix that grows in place."""

    def __init__(self, capacity: int, dimensions: int) -> None:
        self.size = 0
        self._array = np.empty((max(capacity, 1), dimensions), np.float32)

    def append(self, block: NDArray[np.float32]) -> None:
        end = self.size + len(block)
        if end > len(self._array):
            self._resize(max(end, len(self._array) * 3 // 2))
        self._array[self.size : end] = block
        self.size = end

    def trimmed(self) -> NDArray[np.float32]:
        if self.size < len(self._array):
            self._resize(self.size)
        return self._array

    def _resize(self, rows: int) -> None:
        self._array.resize((rows, self._array.shape[1]), refcheck=False)


def read_rows(
    blocks: Iterable[bytes], layout: RowLayout, capacity: int, options: ReadOptions
) -> tuple[list[str], NDArray[np.float32]]:
    """Parse all lines, or the first `options.limit`.

    Parameters
    ----------
    blocks : iterable of bytes
        Whole lines; each block ends with LF.
    layout : RowLayout
        The fields of a line.
    capacity : int
        Expected number of rows.
    options : ReadOptions
        Encoding, limit, progress.

    Returns
    -------
    words : list of str
        Empty if the lines have no words.
    matrix : ndarray of float32, shape (V, D)
        Each number is rounded correctly.

    Raises
    ------
    FormatError
        For the first invalid line, with path and line.
    """
    words: list[str] = []
    rows = _GrowingMatrix(capacity, layout.dimensions)
    ended_at = 0
    limit = options.limit or np.inf
    size = plain_size(layout.path)
    total = None if size is None else size - layout.skipped
    with Stage(options.progress, "reading", total, "bytes") as stage:
        parsed_blocks = map_in_order(partial(_parse, layout=layout), blocks, available_cpus())
        for parsed in parsed_blocks:
            line = layout.first_line + rows.size
            length = _check(parsed, layout, line)
            if ended_at and length:
                raise _blank(layout, ended_at)
            if length < len(parsed.states) and not ended_at:
                ended_at = line + length
            if layout.has_words:
                words += _decode(parsed.words, line, layout, options)[:length]
            rows.append(parsed.matrix[:length])
            stage.add(len(parsed.block))
            if rows.size >= limit:
                break
    matrix = rows.trimmed()[: options.limit]
    return words[: options.limit], matrix


def _parse(block: bytes, layout: RowLayout) -> _ParsedBlock:
    lines = block.count(b"\n")
    words = np.empty(len(block) + lines, np.uint8)
    matrix = np.empty((lines, layout.dimensions), np.float32)
    states = np.empty(lines, np.uint8)
    text = np.frombuffer(block, np.uint8)
    used = kernel.parse_rows(text, layout.separator[0], layout.has_words, words, matrix, states)
    return _ParsedBlock(block, words[:used].tobytes(), matrix, states)


def _check(parsed: _ParsedBlock, layout: RowLayout, line: int) -> int:
    """Parse what the kernel could not, and return the number of rows before blank lines."""
    states = parsed.states
    if not states.any():
        return len(states)
    lines = parsed.block.split(b"\n")
    length = len(states)
    for row in np.flatnonzero(states):
        if states[row] == kernel.SHORT:
            raise _wrong_count(lines[row], layout, line + int(row))
        if states[row] == kernel.HARD:
            parsed.matrix[row] = _exact_row(lines[row], layout, line + int(row))
        if states[row] == kernel.BLANK:
            length = int(row)
            break
    if not (states[length:] == kernel.BLANK).all():
        raise _blank(layout, line + length)
    return length


def _wrong_count(line: bytes, layout: RowLayout, number: int) -> FormatError:
    return FormatError(
        f"expected {'a word and ' if layout.has_words else ''}{layout.dimensions} numbers, "
        f"{layout.dimensions + layout.has_words} fields, "
        f"got {len(split_fields(line, layout.separator))}: {line[:60]!r}",
        path=layout.path,
        line=number,
    )


def _blank(layout: RowLayout, number: int) -> FormatError:
    problem = "an empty line before other lines"
    return FormatError(problem, path=layout.path, line=number)


def _exact_row(line: bytes, layout: RowLayout, number: int) -> list[np.float32]:
    fields = split_fields(line, layout.separator)
    if not layout.has_words and len(fields) != layout.dimensions:
        raise _wrong_count(line, layout, number)
    try:
        return [round_exactly(field) for field in fields[-layout.dimensions :]]
    except ValueError as error:
        raise FormatError(str(error), path=layout.path, line=number) from None


def _decode(raw: bytes, line: int, layout: RowLayout, options: ReadOptions) -> list[str]:
    """Decode words that each end with LF."""
    try:
        words = raw.decode(options.encoding, options.unicode_errors).split("\n")[:-1]
    except UnicodeDecodeError as error:
        line += raw.count(b"\n", 0, error.start)
        number = line - layout.first_line + 1
        raise undecodable_word(error, number, raw, layout.path, line, options) from None
    if len(words) != raw.count(b"\n"):  # an error handler has removed a line end
        pieces = raw.split(b"\n")[:-1]
        return [piece.decode(options.encoding, options.unicode_errors) for piece in pieces]
    return words


def undecodable_word(
    error: UnicodeDecodeError,
    number: int,
    raw: bytes,
    path: PathLike,
    line: int | None,
    options: ReadOptions,
) -> FormatError:
    """Convert an error of decoding; `raw` are all bytes, from which an encoding is suggested."""
    data = bytes(error.object)
    start = data.rfind(b"\n", 0, error.start) + 1
    word = data[start:].partition(b"\n")[0]
    return FormatError(
        f"word {number} ({word!r}) is not valid in the encoding {options.encoding} at its byte "
        f"{error.start - start + 1}",
        path=path,
        line=line,
        hint="Set {encoding} or {unicode_errors}.",
        settings={"unicode_errors": "replace"} | _suggested_encoding(raw, options),
    )


def _suggested_encoding(raw: bytes, options: ReadOptions) -> dict[str, str]:
    for encoding in ("utf-8", "gb18030"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != options.encoding:
            return {"encoding": encoding}
    return {}


def line_blocks(file: ByteStream) -> Iterator[bytes]:
    """Yield the content in blocks that end with LF, without a byte order mark."""
    pending: list[bytes] = []
    mark = BOM
    while piece := file.read(BLOCK_BYTES):
        end = piece.rfind(b"\n") + 1
        if not end:
            pending.append(piece)
            continue
        yield b"".join([*pending, piece[:end]]).removeprefix(mark)
        pending, mark = [piece[end:]], b""
    last = b"".join(pending).removeprefix(mark)
    if last:
        yield last + b"\n"


def is_number(field: bytes) -> bool:
    """Return whether `field` is a decimal number."""
    return _DECIMAL.fullmatch(field) is not None


def split_fields(line: bytes, separator: bytes) -> list[bytes]:
    """Split a line without its end, and without the trailing space that word2vec writes."""
    line = line.rstrip(b"\r")
    return (line.rstrip(SPACE) if separator == SPACE else line).split(separator)


def round_exactly(field: bytes) -> np.float32:
    """Round a decimal number to the nearest float32, ties to even; ValueError if it is not one."""
    if _NOT_FINITE.fullmatch(field):
        raise ValueError(f"{field.decode()} is not a finite number")
    if not _DECIMAL.fullmatch(field):
        raise ValueError(f"{field[:40]!r} is not a number")
    wide = float(field)
    with np.errstate(over="ignore"):
        near = np.float32(wide)
    if not np.isfinite(near):
        raise ValueError(f"{field.decode()} is too large for float32")
    if abs(wide) < _MIN_EXACT:
        return near
    exact = Fraction(field.decode())
    with np.errstate(over="ignore", under="ignore"):
        below, above = np.nextafter(near, np.array([-np.inf, np.inf], np.float32))
    finite = [value for value in (near, below, above) if np.isfinite(value)]
    return min(finite, key=lambda value: (abs(Fraction(float(value)) - exact), _is_odd(value)))


def _is_odd(value: np.float32) -> int:
    return int(value.view(np.uint32) & 1)


def infer_dimensions(block: bytes) -> int:
    """Find D of text without a header: the most frequent number of trailing numbers per line.

    One field of a line is always the word; of equally frequent numbers the first is returned.  0
    means that the lines are not vectors.
    """
    lines = block.split(b"\n", 100)[:-1]
    return most_frequent(len(trailing_numbers(split_fields(line, SPACE))) for line in lines)


def trailing_numbers(fields: list[bytes]) -> list[bytes]:
    """Return the numbers at the end of a line, without the first field."""
    count = 0
    while count < len(fields) - 1 and is_number(fields[-1 - count]):
        count += 1
    return fields[len(fields) - count :]


def most_frequent(numbers: Iterable[int]) -> int:
    """Return the most frequent number, the first of several; 0 if there is none."""
    votes: dict[int, int] = {}
    for number in numbers:
        votes[number] = votes.get(number, 0) + 1
    return max(votes, key=lambda number: votes[number], default=0)
