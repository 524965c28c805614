"""word2vec's binary format: a header ``V D LF``, then word, space, D little-endian float32."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..errors import FormatError
from ..progress import Progress, Stage
from ._open import BLOCK, created, opened, plain_size
from ._rows import advice
from ._table import PathLike, ReadOptions, Table, check_writable, make_table
from ._text import parse_header

NAME = "word2vec-binary"

_LONGEST_HEADER = 64
_FORBIDDEN = {" ": "space", "\n": "line feed"}


def read(path: PathLike, options: ReadOptions) -> Table:
    """Read vectors; at most one line feed before a word is skipped."""
    with opened(path) as file:
        size, dimensions = _read_header(file, path)
        count = size if options.limit is None else min(size, options.limit)
        matrix = _room(path, count, dimensions)
        stage = Stage(options.progress, "reading", count, "words")
        words: list[str] = []
        with stage:
            for raw, records in _records(file, count, dimensions):
                words += _decode(path, raw, len(words), options)
                matrix[len(words) - len(records) : len(words)] = records
                stage.add(len(records))
    if len(words) < count:
        raise FormatError(
            f"{path}: the header promises {size} words, but the file ends within word "
            f"{len(words) + 1}: it is truncated."
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


def _records(
    file: BinaryIO, count: int, dimensions: int
) -> Iterator[tuple[bytes, NDArray[np.float32]]]:
    """Yield words, each ended by LF, and their vectors, as many as a piece of the file holds."""
    rest = b""
    while count and (piece := file.read(max(BLOCK, 8 * dimensions))):
        data = np.frombuffer(rest + piece, np.uint8)
        rows = np.empty((min(count, data.size // (4 * dimensions)), 4 * dimensions), np.uint8)
        words = np.empty(data.size + len(rows), np.uint8)
        number, consumed, used = kernel.split_records(data, dimensions, words, rows)
        rest = data[consumed:].tobytes()
        count -= number
        yield words[:used].tobytes(), rows[:number].view("<f4")


def _decode(path: PathLike, raw: bytes, before: int, options: ReadOptions) -> list[str]:
    pieces = raw.split(b"\n")[:-1]
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
