"""Rows of numbers in text, with or without words: the part that all text formats share.

Blocks of whole lines go through a kernel in threads.  What it leaves to us are errors, and the
few numbers whose rounding to float32 it cannot be sure of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..errors import FormatError
from ..parallel import available_cpus, map_in_order
from ..progress import Stage
from .decimals import SPACE, exact, split_fields
from .opening import plain_size
from .vector_table import PathLike, ReadOptions


@dataclass(frozen=True)
class Layout:
    """What a line holds: `dimensions` numbers, behind a word where `worded`.

    `first_line` is the number of the first row's line, for messages; `skipped` bytes stand
    before it.
    """

    path: PathLike
    dimensions: int
    separator: bytes = SPACE
    worded: bool = True
    first_line: int = 1
    skipped: int = 0


@dataclass(frozen=True)
class _Parsed:
    block: bytes
    words: bytes
    matrix: NDArray[np.float32]
    states: NDArray[np.uint8]


class _Rows:
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

    def whole(self) -> NDArray[np.float32]:
        if self.size < len(self._array):
            self._resize(self.size)
        return self._array

    def _resize(self, rows: int) -> None:
        self._array.resize((rows, self._array.shape[1]), refcheck=False)


def read_rows(
    blocks: Iterable[bytes], layout: Layout, capacity: int, options: ReadOptions
) -> tuple[list[str], NDArray[np.float32]]:
    """Read all lines, or the first `options.limit`.

    Parameters
    ----------
    blocks : iterable of bytes
        Whole lines, each block ended by LF.
    layout : Layout
        What a line holds.
    capacity : int
        Expected number of rows.
    options : ReadOptions
        Encoding, limit, progress.

    Returns
    -------
    words : list of str
        Empty where lines hold no words.
    matrix : ndarray of float32, shape (V, D)
        Each number rounded correctly.

    Raises
    ------
    FormatError
        For the first line that is not as it should be, with file and line.
    """
    words: list[str] = []
    rows = _Rows(capacity, layout.dimensions)
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
            if layout.worded:
                words += _decode(parsed.words, line, layout, options)[:length]
            rows.append(parsed.matrix[:length])
            stage.add(len(parsed.block))
            if rows.size >= limit:
                break
    matrix = rows.whole()[: options.limit]
    return words[: options.limit], matrix


def _parse(block: bytes, layout: Layout) -> _Parsed:
    lines = block.count(b"\n")
    words = np.empty(len(block) + lines, np.uint8)
    matrix = np.empty((lines, layout.dimensions), np.float32)
    states = np.empty(lines, np.uint8)
    text = np.frombuffer(block, np.uint8)
    used = kernel.parse_rows(text, layout.separator[0], layout.worded, words, matrix, states)
    return _Parsed(block, words[:used].tobytes(), matrix, states)


def _check(parsed: _Parsed, layout: Layout, line: int) -> int:
    """Read again what the kernel left, and give the number of rows before the blank end."""
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


def _wrong_count(line: bytes, layout: Layout, number: int) -> FormatError:
    return FormatError(
        f"{layout.path}: line {number}: expected {'a word and ' if layout.worded else ''}"
        f"{layout.dimensions} numbers, {layout.dimensions + layout.worded} fields, "
        f"got {len(split_fields(line, layout.separator))}: {line[:60]!r}."
    )


def _blank(layout: Layout, number: int) -> FormatError:
    return FormatError(f"{layout.path}: line {number}: empty, though other lines follow.")


def _exact_row(line: bytes, layout: Layout, number: int) -> list[np.float32]:
    fields = split_fields(line, layout.separator)
    if not layout.worded and len(fields) != layout.dimensions:
        raise _wrong_count(line, layout, number)
    place = f"{layout.path}: line {number}"
    return [exact(field, place) for field in fields[-layout.dimensions :]]


def _decode(raw: bytes, line: int, layout: Layout, options: ReadOptions) -> list[str]:
    """Turn words that each end with LF into strings."""
    try:
        words = raw.decode(options.encoding, options.unicode_errors).split("\n")[:-1]
    except UnicodeDecodeError as error:
        raise _undecodable(raw, error, line, layout, options) from None
    if len(words) != raw.count(b"\n"):  # an error handler has swallowed a line end
        pieces = raw.split(b"\n")[:-1]
        return [piece.decode(options.encoding, options.unicode_errors) for piece in pieces]
    return words


def _undecodable(
    raw: bytes, error: UnicodeDecodeError, line: int, layout: Layout, options: ReadOptions
) -> FormatError:
    start = raw.rfind(b"\n", 0, error.start) + 1
    word = raw[start : raw.index(b"\n", start)]
    line += raw.count(b"\n", 0, error.start)
    return FormatError(
        f"{layout.path}: line {line}: word {line - layout.first_line + 1} ({word!r}) is not "
        f"{options.encoding} at its byte {error.start - start + 1}. {advice(raw, options)}"
    )


def advice(raw: bytes, options: ReadOptions) -> str:
    """Say what may be done about words that cannot be decoded."""
    ways = "Give the encoding of the file, or unicode_errors='replace' (or 'ignore')."
    for encoding in ("utf-8", "gb18030"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != options.encoding:
            return f"{ways} The encoding {encoding!r} would fit."
    return ways
