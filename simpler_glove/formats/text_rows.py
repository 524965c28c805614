"""Reading and writing of text with a word and numbers a line, with or without a header."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..errors import FormatError
from ..parallel import available_cpus, map_in_order
from ..progress import Progress, Stage
from .decimals import SPACE, infer_dimensions
from .number_rows import Layout, read_rows
from .opening import BOM, created, opened, plain_size, whole_lines
from .vector_table import PathLike, ReadOptions, Table, make_table

_BYTES_OF_TEXT = 16 << 20


def parse_header(line: bytes) -> tuple[int, int] | None:
    """Words and dimensions, if `line` is two whole numbers; else None."""
    fields = line.strip(b" \r\n").split(SPACE)
    if len(fields) != 2 or not all(field.isdigit() and len(field) < 19 for field in fields):
        return None
    return int(fields[0]), int(fields[1])


def read_text(path: PathLike, options: ReadOptions) -> Table:
    """Read word2vec's or GloVe's text; the header, where there is one, must keep its promise."""
    with opened(path) as file:
        blocks = whole_lines(file)
        block = next(blocks, b"")
        first = block.removeprefix(BOM)
        header = parse_header(first.partition(b"\n")[0])
        if header:
            first = first[first.index(b"\n") + 1 :]
        dimensions = header[1] if header else infer_dimensions(first)
        if not first or not dimensions:
            raise FormatError(f"{path}: holds no vectors.")
        layout = Layout(
            path, dimensions, first_line=2 if header else 1, skipped=len(block) - len(first)
        )
        capacity = _capacity(path, header, first, dimensions)
        if options.limit is not None:
            capacity = min(capacity, options.limit)
        words, matrix = read_rows(chain([first], blocks), layout, capacity, options)
    if header and (options.limit is None or len(words) < options.limit):
        _check_promise(path, header[0], words)
    return make_table(path, words, matrix, options, first_line=layout.first_line)


def _capacity(path: PathLike, header: tuple[int, int] | None, first: bytes, dimensions: int) -> int:
    """Rows to make room for; a header that promises more than the bytes can hold is refused."""
    size = plain_size(path)
    if size is None:
        return min(header[0], 1 << 16) if header else 1 << 10
    if header is None:
        return 16 + math.ceil(1.02 * size * first.count(b"\n") / len(first))
    if header[0] * 2 * dimensions > size:
        raise FormatError(
            f"{path}: the header promises {header[0]} words of {dimensions} dimensions, which "
            f"{size} bytes cannot hold: the file is truncated or damaged."
        )
    return header[0]


def _check_promise(path: PathLike, promised: int, words: Sequence[str]) -> None:
    """Hold the header against the rows; GloVe's does not count ``<unk>``, which stands last."""
    uncounted = len(words) == promised + 1 and words[-1] == "<unk>"
    if len(words) != promised and not uncounted:
        raise FormatError(
            f"{path}: the header promises {promised} words, but the file holds {len(words)}: it "
            "is truncated or damaged."
        )


def count_text(path: PathLike) -> tuple[int, int]:
    """Words and dimensions of a text, by its header or by counting lines."""
    with opened(path) as file:
        blocks = whole_lines(file)
        first = next(blocks, b"").removeprefix(BOM)
        header = parse_header(first.partition(b"\n")[0])
        if header:
            return header
        lines = sum(block.count(b"\n") for block in chain([first], blocks))
        return lines, infer_dimensions(first)


def write_text(
    table: Table,
    path: PathLike,
    *,
    header: bool,
    force: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write ``word SP f1 ... fD LF`` lines, numbers as the shortest that read back the same."""
    size = len(table.vocabulary)
    with created(path, force=force) as file, Stage(progress, "writing", size, "words") as stage:
        if header:
            file.write(f"{size} {table.matrix.shape[1]}\n".encode())
        for count, text in printed(table.matrix, SPACE, table.vocabulary.words):
            file.write(text)
            stage.add(count)


def printed(
    matrix: NDArray[np.float32], separator: bytes, words: Sequence[str] = ()
) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a table in blocks, with the number of lines in each."""
    rows = max(1, _BYTES_OF_TEXT // (kernel.LONGEST * matrix.shape[1]))
    starts = range(0, len(matrix), rows)
    job = partial(_print_block, matrix=matrix, separator=separator, words=words, rows=rows)
    yield from map_in_order(job, starts, available_cpus())


def _print_block(
    start: int, matrix: NDArray[np.float32], separator: bytes, words: Sequence[str], rows: int
) -> tuple[int, bytes]:
    block = np.ascontiguousarray(matrix[start : start + rows])
    block.flags.writeable = False
    some = words[start : start + rows]
    lines = "".join(f"{word}\n" for word in some).encode()
    out = np.empty(len(lines) + len(block) + kernel.LONGEST * block.size, np.uint8)
    ends = np.empty(len(block), np.int64)
    states = np.empty(len(block), np.uint8)
    raw = np.frombuffer(lines, np.uint8)
    kernel.format_rows(raw, block, separator[0], out, ends, states)
    text = out[: ends[-1]].tobytes()
    if states.any():
        text = b"".join(_mended(text, ends, states, block, some, separator))
    return len(block), text


def _mended(
    text: bytes,
    ends: NDArray[np.int64],
    states: NDArray[np.uint8],
    block: NDArray[np.float32],
    words: Sequence[str],
    separator: bytes,
) -> Iterator[bytes]:
    """Put the lines that the kernel could not write in their places."""
    start = 0
    for row, end in enumerate(ends.tolist()):
        if states[row] == kernel.WHOLE:
            yield text[start:end]
        else:
            fields = [word.encode() for word in words[row : row + 1]]
            fields += [str(value).encode() for value in block[row]]
            yield separator.join(fields) + b"\n"
        start = end
