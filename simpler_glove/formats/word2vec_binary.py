"""word2vec's binary format: a header ``V D LF``, then word, space, D little-endian float32."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..errors import FormatError
from ..progress import Progress, Stage
from .number_rows import advice
from .opening import BLOCK, created, opened, plain_size
from .text_rows import parse_header
from .vector_table import PathLike, ReadOptions, Table, check_writable, make_table

NAME = "word2vec-binary"

_LONGEST_HEADER = 64
_FORBIDDEN = {" ": "space", "\n": "line feed"}


def read(path: PathLike, options: ReadOptions) -> Table:
    """Read vectors; at most one line feed before a word is skipped."""
    with opened(path) as file:
        size, dimensions = _read_header(file, path)
        matrix = _room(path, min(size, options.limit or size), dimensions)
        words, rest = _fill(matrix, file, path, options)
    if len(words) < len(matrix):
        raise FormatError(
            f"{path}: the header promises {size} words, but the file ends within word "
            f"{len(words) + 1}: it is truncated."
        )
    if len(words) == size and rest.strip(b"\n"):
        raise FormatError(
            f"{path}: the header promises {size} words, but more bytes follow: it is damaged."
        )
    return make_table(path, words, matrix, options)


def shape(path: PathLike) -> tuple[int, int]:
    """Words and dimensions, as the header says."""
    with opened(path) as file:
        return _read_header(file, path)


def _read_header(file: BinaryIO, path: PathLike) -> tuple[int, int]:
    line = file.readline(_LONGEST_HEADER)
    header = parse_header(line)
    if header is None or not line.endswith(b"\n"):
        raise FormatError(f"{path}: line 1 is not 'words dimensions': {line[:40]!r}.")
    if not all(header):
        raise FormatError(f"{path}: holds no vectors.")
    return header


def _room(path: PathLike, words: int, dimensions: int) -> NDArray[np.float32]:
    """Make the matrix, unless the header lies."""
    size = plain_size(path)
    try:
        if size is None or words * (4 * dimensions + 1) <= size:
            return np.empty((words, dimensions), np.float32)
    except (MemoryError, ValueError):
        pass
    raise FormatError(
        f"{path}: the header promises {words} words of {dimensions} dimensions, more than the "
        "file or the memory can hold: it is truncated or damaged."
    )


def _fill(
    matrix: NDArray[np.float32], file: BinaryIO, path: PathLike, options: ReadOptions
) -> tuple[list[str], bytes]:
    """Read records until the matrix is full; give their words, and the first bytes after them."""
    size, dimensions = matrix.shape
    words: list[str] = []
    rest = b""
    with Stage(options.progress, "reading", size, "words") as stage:
        while len(words) < size and (piece := file.read(max(BLOCK, 8 * dimensions))):
            start = len(words)
            raw, records, rest = _split(rest + piece, size - start, dimensions)
            words += _decode(path, raw, start, len(records), options)
            matrix[start : len(words)] = records
            stage.add(len(records))
    return words, rest or file.read(2)


def _split(data: bytes, most: int, dimensions: int) -> tuple[bytes, NDArray[np.float32], bytes]:
    """Take whole records apart: words, each ended by LF, vectors, and what is left."""
    rows = np.empty((min(most, len(data) // (4 * dimensions)), 4 * dimensions), np.uint8)
    words = np.empty(len(data) + len(rows), np.uint8)
    raw = np.frombuffer(data, np.uint8)
    count, consumed, used = kernel.split_records(raw, dimensions, words, rows)
    return words[:used].tobytes(), rows[:count].view("<f4"), data[consumed:]


def _decode(path: PathLike, raw: bytes, before: int, count: int, options: ReadOptions) -> list[str]:
    pieces = raw.split(b"\n")[:-1]
    if len(pieces) != count:
        raise FormatError(f"{path}: a word behind word {before} holds a line feed: damaged.")
    try:
        return [piece.decode(options.encoding, options.unicode_errors) for piece in pieces]
    except UnicodeDecodeError as error:
        word: bytes = error.object
        raise FormatError(
            f"{path}: word {before + pieces.index(word) + 1} ({word!r}) is not "
            f"{options.encoding} at its byte {error.start + 1}. {advice(raw, options)}"
        ) from None


def write(table: Table, path: PathLike, *, force: bool, progress: Progress | None = None) -> None:
    """Write vectors; FormatError if a word holds a space or a line feed."""
    words = table.vocabulary.words
    check_writable(words, NAME, _FORBIDDEN)
    size, dimensions = table.matrix.shape
    rows = max(1, BLOCK // (4 * dimensions))
    with created(path, force=force) as file, Stage(progress, "writing", size, "words") as stage:
        file.write(f"{size} {dimensions}\n".encode())
        for start in range(0, size, rows):
            block = table.matrix[start : start + rows].astype("<f4", copy=False)
            pairs = zip(words[start : start + rows], block, strict=True)
            file.write(b"".join([word.encode() + b" " + row.tobytes() for word, row in pairs]))
            stage.add(len(block))
