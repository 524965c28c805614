"""word2vec's text format, also fastText's ``.vec``: a header ``V D``, then one word per line."""

from __future__ import annotations

from ..progress import Progress
from ..textio.source import PathLike
from .text_rows import check_dimensions, count_text, parse_header, read_text, write_text
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, check_blanks, check_writable
from .word2vec_binary import is_binary

NAME = "word2vec-text"


def detect(start: FileStart) -> bool:
    """Return whether a header is followed by text."""
    return parse_header(start.line) is not None and not is_binary(start)


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Read vectors; lines are split from the right, so that words may contain spaces."""
    return read_text(path, options)


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions."""
    return count_text(path)


def write(
    table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
) -> None:
    """Write vectors; FormatError if the words would not be read back unchanged."""
    words = table.vocabulary.words
    check_writable(words, NAME, {"\n": "line feed"})
    check_blanks(words, NAME)
    check_dimensions(words, NAME, header=True)
    write_text(table, path, header=True, force=force, progress=progress)


FORMAT = VectorFormat(NAME, detect, read, shape, write, (".txt", ".vec"), compressible=True)
