"""GloVe's text format: lines of a word and its numbers, without a header."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import FormatError
from ..progress import Progress
from .decimals import numeric_tail
from .text_rows import count_text, read_text, write_text
from .vector_table import PathLike, ReadOptions, Table, check_first, check_writable

NAME = "glove-text"


def read(path: PathLike, options: ReadOptions) -> Table:
    """Read vectors; the number of dimensions is what most of the first 100 lines have."""
    return read_text(path, options)


def shape(path: PathLike) -> tuple[int, int]:
    """Words and dimensions."""
    return count_text(path)


def write(table: Table, path: PathLike, *, force: bool, progress: Progress | None = None) -> None:
    """Write vectors; FormatError if the words would not be read back as they are."""
    words = table.vocabulary.words
    check_writable(words, NAME, {"\n": "line feed"})
    check_first(words, NAME)
    _check_dimensions(words[:100])
    write_text(table, path, header=False, force=force, progress=progress)


def _check_dimensions(words: Sequence[str]) -> None:
    """Without a header a reader counts numbers, and must not be misled by words that end so."""
    votes: dict[int, int] = {}
    for word in words:
        tail = numeric_tail(word)
        votes[tail] = votes.get(tail, 0) + 1
    if max(votes, key=lambda tail: votes[tail], default=0):
        raise FormatError(
            "Most of the first words end in a space and a number, so the dimensions could not be "
            f"told in the format {NAME!r}, which has no header. Use the format 'word2vec-text'."
        )
