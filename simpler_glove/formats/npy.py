"""A matrix in NumPy's ``.npy`` and its words in a text file, one a line.

Either a directory with ``vectors.npy`` and ``words.txt``, or a pair ``X.npy``, ``X.words.txt``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError
from ..progress import Progress
from .opening import created
from .paired_files import check_free, locate, read_words, target
from .vector_table import PathLike, ReadOptions, Table, check_lines, make_table

NAME = "npy"
MATRIX, WORDS = "vectors.npy", "words.txt"


def read(path: PathLike, options: ReadOptions) -> Table:
    """Read vectors; a float32 matrix stays a memory map."""
    matrix_path, words_path = files(path)
    matrix = _open(matrix_path)[: options.limit]
    words = read_words(words_path, options)
    if len(words) < len(matrix) or (options.limit is None and len(words) > len(matrix)):
        raise FormatError(
            f"{words_path}: holds {len(words)} words, but {matrix_path.name} has {len(matrix)} "
            "rows."
        )
    rows = np.ascontiguousarray(matrix, np.float32)
    return make_table(words_path, words[: len(matrix)], rows, options, first_line=1)


def shape(path: PathLike) -> tuple[int, int]:
    """Words and dimensions."""
    size, dimensions = _open(files(path)[0]).shape
    return size, dimensions


def files(path: PathLike) -> tuple[Path, Path]:
    """Matrix and words that belong to `path`, a directory or the matrix itself."""
    return locate(Path(path), MATRIX, [WORDS], ".words.txt")


def _open(path: Path) -> NDArray[Any]:
    try:
        matrix: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise FormatError(f"{path}: not a whole .npy file ({error}).") from error
    if matrix.ndim != 2 or not np.issubdtype(matrix.dtype, np.floating) or not matrix.size:
        raise FormatError(
            f"{path}: expected a matrix of floats (V, D), got shape {matrix.shape} of "
            f"{matrix.dtype}."
        )
    return matrix


def write(table: Table, path: PathLike, *, force: bool, progress: Progress | None = None) -> None:
    """Write a pair if `path` ends in ``.npy``, else a directory."""
    words = table.vocabulary.words
    check_lines(words, NAME)
    matrix_path, words_path = target(Path(path), ".npy", (MATRIX, WORDS), ".words.txt")
    check_free((matrix_path, words_path), force)
    with created(words_path, force=force) as file:
        file.write("".join(f"{word}\n" for word in words).encode())
    with created(matrix_path, force=force) as file:
        np.lib.format.write_array(file, table.matrix, allow_pickle=False)
