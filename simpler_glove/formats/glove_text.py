"""GloVe's text format: one word and its numbers per line, without a header."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import FormatError
from ..progress import Progress
from ..textio.source import PathLike
from .number_rows import SPACE, is_number, most_frequent, trailing_numbers
from .text_rows import count_text, parse_header, read_text, write_text
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, check_first, check_writable

NAME = "glove-text"


def detect(start: FileStart) -> bool:
    """Return whether the first line is a word and numbers."""
    fields = start.line.rstrip(SPACE).split(SPACE)
    header = parse_header(start.line)
    return header is None and len(fields) > 1 and is_number(fields[-1])


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
    _check_dimensions(words[:100])
    write_text(table, path, header=False, force=force, progress=progress)


def _check_dimensions(words: Sequence[str]) -> None:
    """Raise FormatError if a reader, which counts trailing numbers, would find another D."""
    fields = (word.encode().split(SPACE) for word in words)
    if most_frequent(len(trailing_numbers(word)) for word in fields):
        raise FormatError(
            "most of the first words end with a space and a number, so that readers of the format "
            f"{NAME!r}, which has no header, cannot infer the dimensions",
            hint="Set {format}.",
            settings={"format": "word2vec-text"},
        )


FORMAT = VectorFormat(NAME, detect, read, shape, write, compressible=True)
