"""word2vec's binary format: a header ``V D LF``, then word, space, D little-endian float32."""

from __future__ import annotations

import codecs

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..errors import FormatError
from ..progress import Progress, Stage
from ..storage import atomic_file
from ..textio.encodings import BOM
from ..textio.opening import ByteStream, open_file, plain_size
from ..textio.source import PathLike
from .number_rows import BLOCK_BYTES, SPACE, is_number, undecodable_word
from .text_rows import parse_header
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, check_writable, make_table

NAME = "word2vec-binary"

_MAX_HEADER_BYTES = 64
_MIN_CUT_BYTES = 1 << 16  # a longer line may continue after the data for detection
_FORBIDDEN = {" ": "space", "\n": "line feed"}


def detect(start: FileStart) -> bool:
    """Return whether a header is followed by a word and bytes that are not text."""
    return parse_header(start.line) is not None and is_binary(start)


def is_binary(start: FileStart) -> bool:
    """Return whether a header is followed by a word and float32 bytes, not by a line of text."""
    header = parse_header(start.line)
    dimensions = 0 if header is None else header[1]
    rest = start.text.partition(b"\n")[2].removeprefix(b"\n")
    line, ended, _ = rest.partition(b"\n")
    fields = line.rstrip(b"\r ").split(SPACE)
    if not ended and len(rest) > _MIN_CUT_BYTES:
        fields.pop()
    if len(fields) > dimensions and all(map(is_number, fields[-dimensions:])):
        return False
    numbers = rest.partition(SPACE)[2][: 4 * dimensions]
    if not _is_text(numbers):
        return True
    if ended and len(fields) == dimensions + 1:
        return False
    return not set(numbers.partition(b"\n")[0]) <= set(b"0123456789+-.eE \t\r")


def _is_text(raw: bytes) -> bool:
    """Return whether `raw`, which may be truncated, is UTF-8 without control characters."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return False
    return all(byte >= 0x20 or byte in b"\t\r\n" for byte in raw)


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Read vectors; at most one line feed before a word is skipped."""
    with open_file(path) as file:
        size, dimensions = _read_header(file, path)
        matrix = _allocate(path, min(size, options.limit or size), dimensions)
        words, rest = _fill(matrix, file, path, options)
    if len(words) < len(matrix):
        problem = f"truncated: the header declares {size} words, but the file ends in word "
        raise FormatError(f"{problem}{len(words) + 1}", path=path)
    if len(words) == size and rest.strip(b"\n"):
        problem = f"damaged: the header declares {size} words, but more bytes follow"
        raise FormatError(problem, path=path)
    return make_table(path, words, matrix, options)


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions in the header."""
    with open_file(path) as file:
        return _read_header(file, path)


def _read_header(file: ByteStream, path: PathLike) -> tuple[int, int]:
    line = file.readline(_MAX_HEADER_BYTES).removeprefix(BOM)
    header = parse_header(line)
    if header is None or not line.endswith(b"\n"):
        problem = f"{line[:40]!r} is not a header of the numbers of words and dimensions"
        raise FormatError(problem, path=path, line=1)
    if not all(header):
        raise FormatError("the file contains no vectors", path=path)
    return header


def _allocate(path: PathLike, words: int, dimensions: int) -> NDArray[np.float32]:
    """Create the matrix; FormatError if the file is too small for it."""
    size = plain_size(path)
    try:
        if size is None or words * (4 * dimensions + 1) <= size:
            return np.empty((words, dimensions), np.float32)
    except (MemoryError, ValueError):
        pass
    raise FormatError(
        f"truncated or damaged: the header declares {words} words of {dimensions} dimensions, "
        "more than the file or the memory can hold",
        path=path,
    )


def _fill(
    matrix: NDArray[np.float32], file: ByteStream, path: PathLike, options: ReadOptions
) -> tuple[list[str], bytes]:
    """Read records until the matrix is full; returns their words and the bytes after them."""
    size, dimensions = matrix.shape
    words: list[str] = []
    rest = b""
    with Stage(options.progress, "reading", size, "words") as stage:
        while len(words) < size and (piece := file.read(max(BLOCK_BYTES, 8 * dimensions))):
            start = len(words)
            raw, records, rest = _split(rest + piece, size - start, dimensions)
            words += _decode(path, raw, start, len(records), options)
            matrix[start : len(words)] = records
            stage.add(len(records))
    return words, rest or file.read(2)


def _split(data: bytes, limit: int, dimensions: int) -> tuple[bytes, NDArray[np.float32], bytes]:
    """Split whole records: words that end with LF, vectors, and the remaining bytes."""
    rows = np.empty((min(limit, len(data) // (4 * dimensions)), 4 * dimensions), np.uint8)
    words = np.empty(len(data) + len(rows), np.uint8)
    raw = np.frombuffer(data, np.uint8)
    count, consumed, used = kernel.split_records(raw, dimensions, words, rows)
    return words[:used].tobytes(), rows[:count].view("<f4"), data[consumed:]


def _decode(path: PathLike, raw: bytes, before: int, count: int, options: ReadOptions) -> list[str]:
    pieces = raw.split(b"\n")[:-1]
    if len(pieces) != count:
        raise FormatError(f"damaged: a word after word {before} contains a line feed", path=path)
    try:
        return [piece.decode(options.encoding, options.unicode_errors) for piece in pieces]
    except UnicodeDecodeError as error:
        number = before + pieces.index(error.object) + 1
        raise undecodable_word(error, number, raw, path, None, options) from None


def write(
    table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
) -> None:
    """Write vectors; FormatError if a word contains a space or a line feed."""
    words = table.vocabulary.words
    check_writable(words, NAME, _FORBIDDEN)
    size, dimensions = table.matrix.shape
    rows = max(1, BLOCK_BYTES // (4 * dimensions))
    stage = Stage(progress, "writing", size, "words")
    with atomic_file(path, force=force, compress=True) as file, stage:
        file.write(f"{size} {dimensions}\n".encode())
        for start in range(0, size, rows):
            block = table.matrix[start : start + rows].astype("<f4", copy=False)
            pairs = zip(words[start : start + rows], block, strict=True)
            file.write(b"".join([word.encode() + b" " + row.tobytes() for word, row in pairs]))
            stage.add(len(block))


FORMAT = VectorFormat(NAME, detect, read, shape, write, (".bin",), compressible=True)
