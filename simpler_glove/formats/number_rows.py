"""Rows of decimal numbers in text, with or without words, as all text formats have.

A kernel parses blocks of whole lines in threads.  Invalid lines, and the few numbers for which it
cannot guarantee correct rounding to float32, are parsed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..errors import FormatError, number_of
from ..parallel import available_cpus, map_in_order
from ..progress import Stage
from ..textio.buffer_limit import held_input
from ..textio.encodings import BOM
from ..textio.opening import ByteStream, plain_size
from ..textio.source import PathLike
from .damage import EMPTY_LINE, INVALID_ROW, UNDECODABLE_WORD
from .fields import MAX_SHOWN_BYTES, SPACE, round_exactly, split_fields, trailing_numbers
from .growing_matrix import GrowingMatrix
from .vector_table import ReadOptions

BLOCK_BYTES = 4 << 20


@dataclass(frozen=True)
class RowLayout:
    """The fields of a line: `dimensions` numbers, after a word if `has_words`.

    The separator SPACE stands for any number of spaces and tabs.  With `exact`, a word does not
    end with a further number.  `first_line` is the line number of the first row, for messages;
    `skipped` is the number of bytes before it.
    """

    path: PathLike
    dimensions: int
    separator: bytes = SPACE
    has_words: bool = True
    exact: bool = False
    first_line: int = 1
    skipped: int = 0


@dataclass(frozen=True)
class _ParsedBlock:
    block: bytes
    words: bytes
    matrix: NDArray[np.float32]
    states: NDArray[np.uint8]


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
        Encoding, limit, progress, treatment of damage.

    Returns
    -------
    words : list of str
        Empty if the lines have no words.
    matrix : ndarray of float32, shape (V, D)
        Each number is rounded correctly.

    Raises
    ------
    FormatError
        For the first invalid line that is not to be skipped, with path and line.
    """
    words: list[str] = []
    rows = GrowingMatrix(capacity, layout.dimensions, options.max_bytes)
    reader = _RowReader(layout, options)
    limit = options.limit or np.inf
    size = plain_size(layout.path)
    total = None if size is None else size - layout.skipped
    with Stage(options.progress, "reading", total, "bytes") as stage:
        parse = partial(_parse, layout=layout)
        for parsed in map_in_order(parse, blocks, available_cpus()):
            more, matrix = reader.check(parsed)
            words += more
            rows.append(matrix)
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
    used = kernel.parse_rows(
        text, layout.separator[0], layout.has_words, layout.exact, words, matrix, states
    )
    return _ParsedBlock(block, words[:used].tobytes(), matrix, states)


class _RowReader:
    """Checks parsed blocks one after another."""

    def __init__(self, layout: RowLayout, options: ReadOptions) -> None:
        self._layout = layout
        self._options = options
        self._line = layout.first_line
        self._empty_line = 0  # the first, 0 if there is none

    def check(self, parsed: _ParsedBlock) -> tuple[list[str], NDArray[np.float32]]:
        """Return words and vectors of the valid rows; FormatError unless others are skipped."""
        kept = np.ones(len(parsed.states), np.bool_)
        if parsed.states.any() or self._empty_line:
            self._check_states(parsed, kept)
        words = self._decode(parsed.words, kept) if self._layout.has_words else []
        self._line += len(kept)
        if kept.all():
            return words, parsed.matrix
        selected = np.flatnonzero(kept)
        return [words[row] for row in selected] if words else [], parsed.matrix[selected]

    def _check_states(self, parsed: _ParsedBlock, kept: NDArray[np.bool_]) -> None:
        """Parse what the kernel could not, and find empty lines before others."""
        damage = self._options.damage
        states = parsed.states
        kept[:] = states != kernel.BLANK
        if not kept.all() and not self._empty_line:
            self._empty_line = self._line + int(np.argmin(kept))
        lines = parsed.block.split(b"\n")
        for row in np.flatnonzero(kept & (states != kernel.WHOLE)).tolist():
            try:
                parsed.matrix[row] = _exact_row(lines[row], self._layout, self._line + row)
            except FormatError as error:
                damage.add(INVALID_ROW, error)
                kept[row] = not self._layout.has_words  # its word is in another file
                parsed.matrix[row] = np.nan
        last = self._line + int(np.flatnonzero(kept)[-1]) if kept.any() else 0
        if 0 < self._empty_line < last:
            problem = "an empty line before other lines"
            found = FormatError(problem, path=self._layout.path, line=self._empty_line)
            if not self._layout.has_words:
                raise found
            damage.add(EMPTY_LINE, found)
            self._empty_line = 0

    def _decode(self, raw: bytes, kept: NDArray[np.bool_]) -> list[str]:
        """Decode words that each end with LF."""
        options = self._options
        with suppress(UnicodeDecodeError):
            words = raw.decode(options.encoding, options.unicode_errors).split("\n")[:-1]
            if len(words) == len(kept):
                return words
        pieces = raw.split(b"\n")[:-1]  # an error handler has removed a line end
        return decode_words(
            pieces, kept, self._layout.path, options,
            before=self._line - self._layout.first_line, first_line=self._layout.first_line,
        )  # fmt: skip


def _wrong_count(fields: list[bytes], line: bytes, layout: RowLayout, number: int) -> FormatError:
    numbers = number_of(layout.dimensions, "number")
    expected = number_of(layout.dimensions + layout.has_words, "field")
    return FormatError(
        f"expected {expected} ({'a word and ' if layout.has_words else ''}{numbers}), "
        f"got {len(fields)}: {line[:MAX_SHOWN_BYTES]!r}",
        path=layout.path,
        line=number,
    )


def _exact_row(line: bytes, layout: RowLayout, number: int) -> list[np.float32]:
    fields = split_fields(line, layout.separator)
    numbers = trailing_numbers(fields) if layout.exact else fields[-layout.dimensions :]
    too_many = len(fields) > layout.dimensions and not layout.has_words
    too_few = len(fields) < layout.dimensions + layout.has_words
    if too_few or too_many or len(numbers) > layout.dimensions:
        raise _wrong_count(fields, line, layout, number)
    try:
        return [round_exactly(field) for field in fields[-layout.dimensions :]]
    except ValueError as error:
        raise FormatError(str(error), path=layout.path, line=number) from None


def decode_words(
    pieces: list[bytes],
    kept: NDArray[np.bool_],
    path: PathLike,
    options: ReadOptions,
    *,
    before: int = 0,
    first_line: int | None = None,
) -> list[str]:
    """Decode words one by one; those that are invalid and skipped are "" and no longer `kept`.

    `before` is the number of words before them; `first_line` the line of the first of all words.
    """
    words = []
    suggested: dict[str, str] | None = None
    for row, piece in enumerate(pieces):
        try:
            words.append(piece.decode(options.encoding, options.unicode_errors))
            continue
        except UnicodeDecodeError as error:
            words.append("")
            place = f"{options.encoding} at its byte {error.start + 1}"
        if suggested is None:
            suggested = _suggested_encoding(b"\n".join(pieces), options)
        if kept[row]:
            number = before + row
            wrong = FormatError(
                f"word {number + 1} ({piece!r:.80}) is not valid in the encoding {place}",
                path=path,
                line=None if first_line is None else first_line + number,
                hint="Set {encoding} or {unicode_errors}.",
                settings={"unicode_errors": "replace"} | suggested,
            )
            options.damage.add(UNDECODABLE_WORD, wrong)
            kept[row] = False
    return words


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
    """Yield the content in blocks that end with LF, without a byte order mark.

    CR ends lines if the first block contains no LF. A line longer than `buffer_limit` is an error.
    """
    limit = held_input()
    pending: list[bytes] = []
    mark = BOM
    only_cr: bool | None = None
    while piece := file.read(BLOCK_BYTES):
        if only_cr is None and (b"\n" in piece or b"\r" in piece):
            only_cr = b"\n" not in piece
        if only_cr:
            piece = piece.replace(b"\r", b"\n")
        end = piece.rfind(b"\n") + 1
        if not end:
            pending.append(piece)
            if sum(map(len, pending)) > limit.bytes:
                raise limit.exceeded(file.path, "a line")
            continue
        yield b"".join([*pending, piece[:end]]).removeprefix(mark)
        pending, mark = [piece[end:]], b""
    last = b"".join(pending).removeprefix(mark)
    if last:
        yield last + b"\n"
