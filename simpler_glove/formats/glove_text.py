"""GloVe's text format: one word and its numbers per line, without a header."""

from __future__ import annotations

from ..progress import Progress
from ..textio.source import PathLike
from .fields import infer_layout, split_fields, trailing_numbers
from .text_rows import check_dimensions, count_text, parse_header, read_text, write_text
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, check_blanks, check_first, check_writable

NAME = "glove-text"

_TABLE_HEADS = (b"#", b"word\t")  # of lexicons


def detect(start: FileStart) -> bool:
    """Return whether the first line, or most of the first lines, are a word and numbers."""
    if parse_header(start.line) is not None:
        return False
    separator, dimensions = infer_layout(start.text + b"\n" * start.is_whole)
    if dimensions and trailing_numbers(split_fields(start.line, separator)):
        return True
    return dimensions > 1 and not start.line.lower().startswith(_TABLE_HEADS)


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Read vectors; D is the most frequent number of numbers in the first 100 lines."""
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
    check_first(words, NAME)
    check_blanks(words, NAME)
    check_dimensions(words, NAME, header=False)
    write_text(table, path, header=False, force=force, progress=progress)


FORMAT = VectorFormat(NAME, detect, read, shape, write, compressible=True)
