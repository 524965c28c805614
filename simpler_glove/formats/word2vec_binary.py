"""word2vec's binary format: a header ``V D LF``, then word, space, D little-endian float32."""

from __future__ import annotations

import codecs

import numpy as np
from numpy.typing import NDArray

from .._kernels import numbers as kernel
from ..errors import FormatError
from ..narrow_matrix import release_rows
from ..progress import Progress, Stage
from ..storage import atomic_file
from ..textio.encodings import BOM
from ..textio.opening import ByteStream, open_file, plain_size
from ..textio.source import PathLike
from .damage import WRONG_HEADER
from .fields import SPACE, infer_layout, is_number, split_fields
from .growing_matrix import GrowingMatrix
from .number_rows import BLOCK_BYTES, decode_words
from .text_rows import parse_header
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, check_writable, make_table

NAME = "word2vec-binary"

_MAX_HEADER_BYTES = 64
_MAX_WORD_BYTES = 1 << 20
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
    fields = split_fields(line, SPACE)
    if not ended and len(rest) > _MIN_CUT_BYTES:
        fields.pop()
    if len(fields) > dimensions and all(map(is_number, fields[-dimensions:])):
        return False
    if infer_layout(rest)[1] == dimensions:
        return False
    numbers = rest.partition(SPACE)[2][: 4 * dimensions]
    if not _is_text(numbers):
        return True
    if ended and len(fields) == dimensions + 1:
        return False
    first = numbers.partition(b"\n")[0]
    return not set(first) <= set(b"0123456789+-.eE \t\r") or not (first or numbers.isascii())


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
        wanted = min(size, options.limit or size)
        rows = _allocate(path, wanted, dimensions, options)
        words, kept, rest = _fill(rows, wanted, dimensions, file, path, options)
    problem = ""
    if len(words) < min(size, options.limit or size):
        problem = f"truncated: the header declares {size} words, but the file ends in word "
        problem += str(len(words) + 1)
    elif len(words) == size and rest.strip(b"\n"):
        problem = f"damaged: the header declares {size} words, but more bytes follow"
    if problem:
        options.damage.add(WRONG_HEADER, FormatError(problem, path=path))
    return make_table(path, words, rows.trimmed(), options, kept=kept)


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


def _allocate(path: PathLike, words: int, dimensions: int, options: ReadOptions) -> GrowingMatrix:
    """Create the matrix; FormatError if the file is too small for it."""
    size = plain_size(path)
    if size is not None and options.damage.skips:
        words = min(words, size // (4 * dimensions + 1))
    try:
        if size is None or words * (4 * dimensions + 1) <= size:
            return GrowingMatrix(words, dimensions, options.max_bytes)
    except (MemoryError, ValueError):
        pass
    raise FormatError(
        f"truncated or damaged: the header declares {words} words of {dimensions} dimensions, "
        "more than the file or the memory can hold",
        path=path,
        hint=None if size is None else "Set {on_error} to read the rows that the file has.",
        settings={"on_error": "skip"},
    )


def _fill(
    rows: GrowingMatrix,
    size: int,
    dimensions: int,
    file: ByteStream,
    path: PathLike,
    options: ReadOptions,
) -> tuple[list[str], NDArray[np.bool_], bytes]:
    """Read records until the matrix is full.

    Returns the words, which of them are valid, and the bytes after the records.
    """
    words: list[str] = []
    kept: list[NDArray[np.bool_]] = [np.zeros(0, np.bool_)]
    rest = b""
    with Stage(options.progress, "reading", size, "words") as stage:
        while len(words) < size and (piece := file.read(max(BLOCK_BYTES, 8 * dimensions))):
            start = len(words)
            raw, records, rest = _split(rest + piece, size - start, dimensions)
            rows.append(records)
            kept.append(np.ones(len(records), np.bool_))
            words += _decode(raw, kept[-1], path, start, options)
            if len(words) < size and len(rest) > _MAX_WORD_BYTES + 8 * dimensions:
                problem = f"damaged: word {len(words) + 1} has no end"
                raise FormatError(problem, path=path)
            stage.add(len(records))
    return words, np.concatenate(kept), rest or file.read(2)


def _decode(
    raw: bytes, kept: NDArray[np.bool_], path: PathLike, before: int, options: ReadOptions
) -> list[str]:
    """Decode the words of a block, which each end with LF."""
    pieces = raw.split(b"\n")[:-1]
    if len(pieces) != len(kept):
        raise FormatError(f"damaged: a word after word {before} contains a line feed", path=path)
    return decode_words(pieces, kept, path, options, before=before)


def _split(data: bytes, limit: int, dimensions: int) -> tuple[bytes, NDArray[np.float32], bytes]:
    """Split whole records: words that end with LF, vectors, and the remaining bytes."""
    rows = np.empty((min(limit, len(data) // (4 * dimensions)), 4 * dimensions), np.uint8)
    words = np.empty(len(data) + len(rows), np.uint8)
    raw = np.frombuffer(data, np.uint8)
    count, consumed, used = kernel.split_records(raw, dimensions, words, rows)
    return words[:used].tobytes(), rows[:count].view("<f4"), data[consumed:]


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
            release_rows(table.matrix)


FORMAT = VectorFormat(NAME, detect, read, shape, write, (".bin",), compressible=True)
