"""Formats of two files: the names of both, and files with one word per line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError
from ..textio.lines import read_byte_lines
from .number_rows import decode_words
from .vector_table import ReadOptions


def locate(path: Path, main: str, others: list[str], suffix: str) -> tuple[Path, Path]:
    """Find both files of a pair, in the directory `path` or beside the file `path`.

    The second file of ``X.npy`` is ``X`` + `suffix`, or one of the names `others` beside it.  In a
    directory, links are not followed.
    """
    is_folder = path.is_dir()
    first = path / main if is_folder else path
    names = others if is_folder else [path.stem + suffix, *others]
    for second in (first.parent / name for name in names):
        if second.is_file():
            if is_folder and (first.is_symlink() or second.is_symlink()):
                raise FormatError("a file of the directory is a link", path=path)
            return first, second
    raise FormatError(f"its words are missing: {' or '.join(names)} does not exist", path=path)


def target(path: Path, ending: str, names: tuple[str, str], suffix: str) -> tuple[Path, Path]:
    """Return the paths for writing a pair."""
    if path.suffix == ending:
        return path, path.with_name(path.stem + suffix)
    return path / names[0], path / names[1]


def check_row_count(
    words_path: Path, words: int, vectors_path: Path, rows: int, options: ReadOptions
) -> None:
    """Raise FormatError if there are fewer or more words than vectors."""
    if words < rows or (options.limit is None and words > rows):
        problem = f"contains {words} words, but {vectors_path.name} has {rows} rows"
        raise FormatError(problem, path=words_path)


def read_words(path: Path, options: ReadOptions) -> tuple[list[str], NDArray[np.bool_]]:
    """Read one word per line, also after a byte order mark; returns which ones are valid."""
    lines = read_byte_lines(path)
    kept = np.ones(len(lines), np.bool_)
    return decode_words(lines, kept, path, options, first_line=1), kept
