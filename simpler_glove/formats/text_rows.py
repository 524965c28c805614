"""Reading and writing text with one word and its numbers per line, with or without a header."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..arrays import readonly
from ..errors import FormatError
from ..narrow_matrix import Matrix, release_rows
from ..parallel import available_cpus, map_in_order
from ..progress import Progress, Stage
from ..storage import atomic_file
from ..textio.opening import open_file, plain_size
from ..textio.source import PathLike
from .damage import WRONG_HEADER
from .fields import (
    BLANKS,
    COMMA,
    LAYOUT_LINES,
    SEMICOLON,
    SPACE,
    infer_layout,
    most_frequent,
    split_fields,
    trailing_numbers,
)
from .number_rows import RowLayout, line_blocks, read_rows
from .vector_table import ReadOptions, VectorTable, make_table

TEXT_BYTES = 16 << 20
_HEADER = re.compile(rb"(\d{1,18})[%b]+(\d{1,18})" % (BLANKS + COMMA + SEMICOLON))


def parse_header(line: bytes) -> tuple[int, int] | None:
    """Return the numbers of words and dimensions if `line` is a header, else None."""
    found = _HEADER.fullmatch(line.strip(BLANKS + b"\r\n"))
    return None if found is None else (int(found[1]), int(found[2]))


def read_text(path: PathLike, options: ReadOptions) -> VectorTable:
    """Read word2vec's or GloVe's text; a header must match the content."""
    with open_file(path) as file:
        blocks = line_blocks(file)
        block = first = next(blocks, b"")
        header = parse_header(first.partition(b"\n")[0])
        if header:
            first = first[first.index(b"\n") + 1 :]
        separator, dimensions = _fields(path, header, first, options)
        if not first or not dimensions:
            raise FormatError("the file contains no vectors", path=path)
        layout = RowLayout(
            path, dimensions, separator, exact=header is None,
            first_line=2 if header else 1, skipped=len(block) - len(first),
        )  # fmt: skip
        capacity = _capacity(path, header, first, layout, options)
        words, matrix = read_rows(chain([first], blocks), layout, capacity, options)
    if header and (options.limit is None or len(words) < options.limit):
        _check_header(path, header[0], words, options)
    return make_table(path, words, matrix, options, first_line=layout.first_line)


def _fields(
    path: PathLike, header: tuple[int, int] | None, rows: bytes, options: ReadOptions
) -> tuple[bytes, int]:
    """Return separator and D; a header with another D is damage."""
    separator, dimensions = infer_layout(rows)
    if header is None:
        return separator, dimensions
    if dimensions not in (0, header[1]) and header[1]:
        problem = (
            f"the header declares {header[1]} dimensions, but most of the first rows have "
            f"{dimensions} numbers"
        )
        options.damage.add(WRONG_HEADER, FormatError(problem, path=path, line=1))
        return separator, dimensions
    return separator, header[1]


def _capacity(
    path: PathLike,
    header: tuple[int, int] | None,
    first: bytes,
    layout: RowLayout,
    options: ReadOptions,
) -> int:
    """Return the expected number of rows; FormatError if the file is too small for the header."""
    size = plain_size(path)
    limit = options.limit or np.inf
    if size is None:
        return int(min(header[0] if header else 1 << 10, 1 << 16, limit))
    if header is None:
        return int(min(limit, 16 + math.ceil(1.02 * size * first.count(b"\n") / len(first))))
    if header[0] * 2 * layout.dimensions > size and not options.damage.skips:
        raise FormatError(
            f"truncated or damaged: the header declares {header[0]} words of {header[1]} "
            f"dimensions, which do not fit into {size} bytes",
            path=path,
            hint="Set {on_error} to read the rows that the file has.",
            settings={"on_error": "skip"},
        )
    return int(min(header[0], size // (2 * layout.dimensions), limit))


def _check_header(
    path: PathLike, declared: int, words: Sequence[str], options: ReadOptions
) -> None:
    """Compare the header with the rows; GloVe's does not count ``<unk>``, the last word."""
    found = len(words) + options.damage.rows
    uncounted = found == declared + 1 and words[-1] == "<unk>"
    if found != declared and not uncounted:
        problem = (
            f"truncated or damaged: the header declares {declared} words, but the file contains "
            f"{found}"
        )
        options.damage.add(WRONG_HEADER, FormatError(problem, path=path))


def check_dimensions(words: Sequence[str], format: str, *, header: bool) -> None:
    """Raise FormatError if a reader, which counts trailing numbers, would find another D."""
    numbers = [len(trailing_numbers(split_fields(word.encode(), SPACE))) for word in words]
    mostly = most_frequent(islice(numbers, LAYOUT_LINES))
    if mostly if header else any(numbers):
        raise FormatError(
            "words end with a space and a number, so that readers of the format "
            f"{format!r} cannot infer the dimensions",
            hint="Set {format}.",
            settings={"format": "native" if mostly else "word2vec-text"},
        )


def count_text(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions, from the header or by counting lines."""
    with open_file(path) as file:
        blocks = line_blocks(file)
        first = next(blocks, b"")
        header = parse_header(first.partition(b"\n")[0])
        if header:
            return header
        lines = sum(block.count(b"\n") for block in chain([first], blocks))
        return lines, infer_layout(first)[1]


def write_text(
    table: VectorTable,
    path: PathLike,
    *,
    header: bool,
    force: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write ``word SP f1 ... fD LF`` lines, with the shortest numbers that are read back equal."""
    size = len(table.vocabulary)
    stage = Stage(progress, "writing", size, "words")
    with atomic_file(path, force=force, compress=True) as file, stage:
        if header:
            file.write(f"{size} {table.matrix.shape[1]}\n".encode())
        for count, text in format_lines(table.matrix, SPACE, table.vocabulary.words):
            file.write(text)
            stage.add(count)


def format_lines(
    matrix: Matrix, separator: bytes, words: Sequence[str] = ()
) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a table in blocks, with the number of lines in each."""
    rows = max(1, TEXT_BYTES // (kernel.LONGEST * matrix.shape[1]))
    starts = range(0, len(matrix), rows)
    job = partial(_format_block, matrix=matrix, separator=separator, words=words, rows=rows)
    for lines in map_in_order(job, starts, available_cpus()):
        yield lines
        release_rows(matrix)


def _format_block(
    start: int, matrix: Matrix, separator: bytes, words: Sequence[str], rows: int
) -> tuple[int, bytes]:
    block = readonly(np.ascontiguousarray(matrix[start : start + rows]))
    some = words[start : start + rows]
    lines = "".join(f"{word}\n" for word in some).encode()
    out = np.empty(len(lines) + len(block) + kernel.LONGEST * block.size, np.uint8)
    ends = np.empty(len(block), np.int64)
    states = np.empty(len(block), np.uint8)
    raw = np.frombuffer(lines, np.uint8)
    kernel.format_rows(raw, block, separator[0], out, ends, states)
    text = out[: ends[-1]].tobytes()
    if states.any():
        text = b"".join(_corrected(text, ends, states, block, some, separator))
    return len(block), text


def _corrected(
    text: bytes,
    ends: NDArray[np.int64],
    states: NDArray[np.uint8],
    block: NDArray[np.float32],
    words: Sequence[str],
    separator: bytes,
) -> Iterator[bytes]:
    """Yield all lines, with those that the kernel could not write."""
    start = 0
    for row, end in enumerate(ends.tolist()):
        if states[row] == kernel.WHOLE:
            yield text[start:end]
        else:
            fields = [word.encode() for word in words[row : row + 1]]
            fields += [str(value).encode() for value in block[row]]
            yield separator.join(fields) + b"\n"
        start = end
