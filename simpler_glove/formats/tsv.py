"""The pair of TSV files of TensorBoard's embedding projector: vectors, and words as metadata.

Either a directory with ``vectors.tsv`` and ``metadata.tsv``, or a pair ``X.tsv``,
``X.metadata.tsv``.  Metadata of one column has no header; otherwise the words are in the column
``word`` or ``label``, or in the first.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError
from ..progress import Progress, Stage
from ..storage import atomic_file
from ..textio.opening import open_file
from ..textio.source import PathLike
from .fields import TAB, is_number, split_fields
from .number_rows import RowLayout, line_blocks, read_rows
from .paired_files import check_row_count, locate, read_words, target
from .text_rows import format_lines
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, check_lines, make_table

NAME = "tsv"
VECTORS, METADATA = "vectors.tsv", "metadata.tsv"


def detect(start: FileStart) -> bool:
    """Return whether the first lines are rows of equal length, or a directory has vectors."""
    if start.folder is not None:
        return (start.folder / VECTORS).is_file()
    first, second = (split_fields(line, TAB) for line in (*start.text.split(b"\n", 2), b"")[:2])
    alike = len(first) == len(second) and is_number(second[0])
    return all(map(is_number, first)) and (alike or second == [b""])


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Read vectors and their words."""
    vectors_path, metadata_path = files(path)
    words, kept, first_line = _words(metadata_path, options)
    with open_file(vectors_path) as file:
        layout = RowLayout(vectors_path, shape(path)[1], has_words=False)
        _, matrix = read_rows(line_blocks(file), layout, min(len(words), 1 << 16), options)
    check_row_count(metadata_path, len(words), vectors_path, len(matrix), options)
    size = len(matrix)
    return make_table(
        metadata_path, words[:size], matrix, options, kept=kept[:size], first_line=first_line
    )


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions."""
    size = 0
    dimensions = 0
    with open_file(files(path)[0]) as file:
        for block in line_blocks(file):
            dimensions = dimensions or block.split(b"\n", 1)[0].count(TAB) + 1
            size += block.count(b"\n")
    return size, dimensions


def files(path: PathLike) -> tuple[Path, Path]:
    """Return the files of vectors and metadata of `path`, a directory or the vectors."""
    return locate(Path(path), VECTORS, [METADATA], ".metadata.tsv")


def _words(path: Path, options: ReadOptions) -> tuple[list[str], NDArray[np.bool_], int]:
    """Return the words of the metadata, a mask of valid ones, and the line number of the first."""
    lines, kept = read_words(path, options)
    if not lines or "\t" not in lines[0]:
        return lines, kept, 1
    names = [name.strip().lower() for name in lines[0].split("\t")]
    column = next((names.index(name) for name in ("word", "label") if name in names), 0)
    words = []
    for number, line in enumerate(lines[1:], start=2):
        fields = line.split("\t")
        if kept[number - 1] and len(fields) != len(names):
            raise FormatError(
                f"expected {len(names)} fields, got {len(fields)}", path=path, line=number
            )
        words.append(fields[column] if kept[number - 1] else "")
    return words, kept[1:], 2


def write(
    table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
) -> None:
    """Write a pair if the suffix of `path` is ``.tsv``, else a directory.

    The files are renamed one after the other when both are complete, first that of the vectors. A
    process that is killed in between leaves a new and an old one.
    """
    words = table.vocabulary.words
    check_lines(words, NAME, tabs=False)
    vectors_path, metadata_path = targets(Path(path))
    stage = Stage(progress, "writing", len(words), "words")
    with (
        atomic_file(metadata_path, force=force) as words_file,
        atomic_file(vectors_path, force=force) as file,
        stage,
    ):
        words_file.write("".join(f"{word}\n" for word in words).encode())
        for count, text in format_lines(table.matrix, TAB):
            file.write(text)
            stage.add(count)


def targets(path: Path) -> tuple[Path, Path]:
    """Return the two files that `write` writes."""
    return target(path, ".tsv", (VECTORS, METADATA), ".metadata.tsv")


FORMAT = VectorFormat(NAME, detect, read, shape, write, (".tsv",), files=files, targets=targets)
