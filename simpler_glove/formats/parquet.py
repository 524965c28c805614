"""Parquet with a column of words and one of vectors; needs the optional library pyarrow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import BackendUnavailableError, FormatError
from ..progress import Progress
from ..storage import atomic_file
from ..textio.opening import plain_size
from ..textio.source import PathLike
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, make_table

NAME = "parquet"
WORD, VECTOR, COUNT = "word", "vector", "count"

_MAGIC = b"PAR1"


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise BackendUnavailableError(
            "Parquet files need pyarrow", hint="Install it with: pip install pyarrow"
        ) from error
    return pyarrow


def _open(path: PathLike) -> Any:
    arrow = _pyarrow()
    try:
        return arrow.parquet.ParquetFile(os.fspath(path), memory_map=True)
    except arrow.ArrowInvalid as error:
        raise FormatError(f"not a complete parquet file ({error})", path=path) from error


def detect(start: FileStart) -> bool:
    """Return whether the file begins and ends with the magic number."""
    if not start.data.startswith(_MAGIC) or plain_size(start.path) is None:
        return False
    with Path(start.path).open("rb") as file:
        file.seek(-len(_MAGIC), os.SEEK_END)
        return file.read() == _MAGIC


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Read the columns ``word`` and ``vector`` (lists of one length), and any ``count``."""
    content = _open(path).read()
    if not {WORD, VECTOR} <= set(content.column_names):
        raise FormatError(
            f"expected columns 'word' and 'vector', got {content.column_names}", path=path
        )
    content = content.slice(0, options.limit)
    words = content[WORD].to_pylist()
    if not all(isinstance(word, str) for word in words):
        raise FormatError("a value of the column 'word' is not a string", path=path)
    lists = content[VECTOR].combine_chunks()
    values = np.asarray(lists.flatten().to_numpy(zero_copy_only=False), np.float32)
    lengths = set(lists.value_lengths().to_pylist()) if words else set()
    if len(lengths) != 1 or not lengths <= set(range(1, values.size + 1)):
        raise FormatError("the vectors are missing, or not all of one length", path=path)
    counts = content[COUNT].to_numpy().astype(np.int64) if COUNT in content.column_names else None
    return make_table(path, words, values.reshape(len(words), -1), options, counts=counts)


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions."""
    file = _open(path)
    first = next(file.iter_batches(batch_size=1, columns=[VECTOR]), None)
    dimensions = len(first[VECTOR][0]) if first is not None and len(first) else 0
    return file.metadata.num_rows, dimensions


def write(
    table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
) -> None:
    """Write the columns ``word``, ``vector``, and ``count`` if the counts are known."""
    arrow = _pyarrow()
    vectors = arrow.FixedSizeListArray.from_arrays(
        arrow.array(table.matrix.reshape(-1)), table.matrix.shape[1]
    )
    columns = {WORD: arrow.array(list(table.vocabulary.words)), VECTOR: vectors}
    if table.vocabulary.counts is not None:
        columns[COUNT] = arrow.array(table.vocabulary.counts)
    with atomic_file(path, force=force) as file:
        arrow.parquet.write_table(arrow.table(columns), file)


FORMAT = VectorFormat(NAME, detect, read, shape, write, (".parquet",))
