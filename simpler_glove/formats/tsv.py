"""The pair of TSV files of TensorBoard's embedding projector: vectors, and words as metadata.

Either a directory with ``vectors.tsv`` and ``metadata.tsv``, or a pair ``X.tsv``,
``X.metadata.tsv``.  The metadata has no header where there is one column; else the words are
the column that its header calls ``word`` or ``label``, or the first.
"""

from __future__ import annotations

from pathlib import Path

from ..errors import FormatError
from ..progress import Progress, Stage
from .decimals import TAB
from .number_rows import Layout, read_rows
from .opening import BOM, created, opened, whole_lines
from .paired_files import check_free, locate, read_words, target
from .text_rows import printed
from .vector_table import PathLike, ReadOptions, Table, check_lines, make_table

NAME = "tsv"
VECTORS, METADATA = "vectors.tsv", "metadata.tsv"


def read(path: PathLike, options: ReadOptions) -> Table:
    """Read vectors and their words."""
    vectors_path, metadata_path = files(path)
    words, first_line = _words(metadata_path, options)
    with opened(vectors_path) as file:
        blocks = (block.removeprefix(BOM) for block in whole_lines(file))
        layout = Layout(vectors_path, shape(path)[1], TAB, worded=False)
        _, matrix = read_rows(blocks, layout, min(len(words), 1 << 16), options)
    if len(words) < len(matrix) or (options.limit is None and len(words) > len(matrix)):
        raise FormatError(
            f"{metadata_path}: holds {len(words)} words, but {vectors_path.name} has "
            f"{len(matrix)} rows."
        )
    words = words[: len(matrix)]
    return make_table(metadata_path, words, matrix, options, first_line=first_line)


def shape(path: PathLike) -> tuple[int, int]:
    """Words and dimensions."""
    size = 0
    dimensions = 0
    with opened(files(path)[0]) as file:
        for block in whole_lines(file):
            dimensions = dimensions or block.split(b"\n", 1)[0].count(TAB) + 1
            size += block.count(b"\n")
    return size, dimensions


def files(path: PathLike) -> tuple[Path, Path]:
    """Vectors and metadata that belong to `path`, a directory or the vectors themselves."""
    return locate(Path(path), VECTORS, [METADATA], ".metadata.tsv")


def _words(path: Path, options: ReadOptions) -> tuple[list[str], int]:
    """Words of the metadata, and the number of the first one's line."""
    lines = read_words(path, options)
    if not lines or "\t" not in lines[0]:
        return lines, 1
    names = [name.strip().lower() for name in lines[0].split("\t")]
    column = next((names.index(name) for name in ("word", "label") if name in names), 0)
    words = []
    for number, line in enumerate(lines[1:], start=2):
        fields = line.split("\t")
        if len(fields) != len(names):
            raise FormatError(
                f"{path}: line {number}: expected {len(names)} fields, got {len(fields)}."
            )
        words.append(fields[column])
    return words, 2


def write(table: Table, path: PathLike, *, force: bool, progress: Progress | None = None) -> None:
    """Write a pair if `path` ends in ``.tsv``, else a directory."""
    words = table.vocabulary.words
    check_lines(words, NAME, tabs=False)
    vectors_path, metadata_path = target(Path(path), ".tsv", (VECTORS, METADATA), ".metadata.tsv")
    check_free((vectors_path, metadata_path), force)
    with created(metadata_path, force=force) as file:
        file.write("".join(f"{word}\n" for word in words).encode())
    stage = Stage(progress, "writing", len(words), "words")
    with created(vectors_path, force=force) as file, stage:
        for count, text in printed(table.matrix, TAB):
            file.write(text)
            stage.add(count)
