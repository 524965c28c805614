"""A matrix in NumPy's ``.npy`` format and a text file with one word per line.

Either a directory with ``vectors.npy`` and ``words.txt``, or a pair ``X.npy``, ``X.words.txt``.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import map_file
from ..errors import FormatError
from ..narrow_matrix import FLOAT16, FLOAT32, Matrix, NarrowMatrix
from ..progress import Progress
from ..storage import (
    MAX_HEADER_BYTES,
    NPY_MAGIC,
    atomic_file,
    chunks,
    npy_header,
    parse_npy_header,
)
from ..textio.source import PathLike
from .paired_files import check_row_count, locate, read_words, target
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, check_lines, make_table

NAME = "npy"
MATRIX, WORDS = "vectors.npy", "words.txt"
_DTYPES = (FLOAT32, FLOAT16)


def detect(start: FileStart) -> bool:
    """Return whether it is a matrix, or a directory with one."""
    if start.folder is not None:
        return (start.folder / MATRIX).is_file()
    return start.data.startswith(NPY_MAGIC)


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Read vectors; a matrix of float32 or float16 stays a memory map."""
    matrix_path, words_path = files(path)
    matrix = _open(matrix_path)[: options.limit]
    words, kept = read_words(words_path, options)
    check_row_count(words_path, len(words), matrix_path, len(matrix), options)
    rows = _rows(matrix)
    size = len(matrix)
    return make_table(words_path, words[:size], rows, options, kept=kept[:size], first_line=1)


def _rows(matrix: NDArray[Any]) -> Matrix:
    """Return float32 in C order, or a matrix of float16 in the type of the file."""
    if matrix.dtype == np.float16 and matrix.dtype.isnative and matrix.flags.c_contiguous:
        return NarrowMatrix(matrix)
    return np.ascontiguousarray(matrix, np.float32)


def details(path: PathLike) -> dict[str, Any]:
    """Return the type of the numbers."""
    return {"dtype": _open(files(path)[0]).dtype.name}


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions."""
    size, dimensions = _open(files(path)[0]).shape
    return size, dimensions


def files(path: PathLike) -> tuple[Path, Path]:
    """Return the files of matrix and words of `path`, a directory or the matrix."""
    return locate(Path(path), MATRIX, [WORDS], ".words.txt")


def _open(path: Path) -> NDArray[Any]:
    """Map a matrix; FormatError unless it is one of floats, and complete."""
    with path.open("rb") as file:
        try:
            header = parse_npy_header(file.read(MAX_HEADER_BYTES))
        except ValueError as error:
            raise FormatError(f"not a complete .npy file ({error})", path=path) from error
        data = map_file(file, offset=header.offset)
    elements = math.prod(header.shape)
    if len(header.shape) != 2 or header.dtype.kind != "f" or not elements:
        raise FormatError(
            f"expected a matrix of floats (V, D), got shape {header.shape} of {header.dtype}",
            path=path,
        )
    needed = elements * header.dtype.itemsize
    if data.size < needed:
        problem = f"not a complete .npy file ({data.size} bytes for the shape {header.shape})"
        raise FormatError(problem, path=path)
    order: Any = "F" if header.fortran_order else "C"
    return data[:needed].view(header.dtype).reshape(header.shape, order=order)


def write(
    table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
) -> None:
    """Write a pair if the suffix of `path` is ``.npy``, else a directory.

    The files are renamed one after the other when both are complete, first that of the vectors. A
    process that is killed in between leaves a new and an old one.
    """
    words = table.vocabulary.words
    check_lines(words, NAME)
    matrix_path, words_path = targets(Path(path))
    numbers = table.tensor(table.matrix, _DTYPES).numbers
    with (
        atomic_file(words_path, force=force) as words_file,
        atomic_file(matrix_path, force=force) as file,
    ):
        words_file.write("".join(f"{word}\n" for word in words).encode())
        file.write(npy_header(numbers))
        for chunk in chunks(numbers):
            file.write(chunk)


def targets(path: Path) -> tuple[Path, Path]:
    """Return the two files that `write` writes."""
    return target(path, ".npy", (MATRIX, WORDS), ".words.txt")


FORMAT = VectorFormat(
    NAME, detect, read, shape, write, (".npy",), files=files, targets=targets, details=details,
    dtypes=_DTYPES,
)  # fmt: skip
