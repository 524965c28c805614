"""word2vec's text format, which fastText's ``.vec`` is too: a header ``V D``, then lines."""

from __future__ import annotations

from ..progress import Progress
from .text_rows import count_text, read_text, write_text
from .vector_table import PathLike, ReadOptions, Table, check_writable

NAME = "word2vec-text"


def read(path: PathLike, options: ReadOptions) -> Table:
    """Read vectors; lines are taken from the right, so words with spaces survive."""
    return read_text(path, options)


def shape(path: PathLike) -> tuple[int, int]:
    """Words and dimensions."""
    return count_text(path)


def write(table: Table, path: PathLike, *, force: bool, progress: Progress | None = None) -> None:
    """Write vectors; FormatError if a word holds a line feed."""
    check_writable(table.vocabulary.words, NAME, {"\n": "line feed"})
    write_text(table, path, header=True, force=force, progress=progress)
