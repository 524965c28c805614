"""Parquet with a column of words and one of vectors; needs pyarrow, which is optional."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..errors import BackendUnavailableError, FormatError
from ..progress import Progress
from .opening import created
from .vector_table import PathLike, ReadOptions, Table, make_table

NAME = "parquet"
MAGIC = b"PAR1"
WORD, VECTOR, COUNT = "word", "vector", "count"


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise BackendUnavailableError("Parquet files need pyarrow: pip install pyarrow") from error
    return pyarrow


def _open(path: PathLike) -> Any:
    arrow = _pyarrow()
    try:
        return arrow.parquet.ParquetFile(os.fspath(path), memory_map=True)
    except arrow.ArrowInvalid as error:
        raise FormatError(f"{path}: not a whole parquet file ({error}).") from error


def read(path: PathLike, options: ReadOptions) -> Table:
    """Read the columns ``word`` and ``vector`` (lists of one length), and any ``count``."""
    content = _open(path).read()
    if not {WORD, VECTOR} <= set(content.column_names):
        raise FormatError(
            f"{path}: expected columns 'word' and 'vector', got {content.column_names}."
        )
    content = content.slice(0, options.limit)
    words = content[WORD].to_pylist()
    if not all(isinstance(word, str) for word in words):
        raise FormatError(f"{path}: the column 'word' holds something that is no text.")
    lists = content[VECTOR].combine_chunks()
    values = np.asarray(lists.flatten().to_numpy(zero_copy_only=False), np.float32)
    lengths = set(lists.value_lengths().to_pylist()) if words else set()
    if len(lengths) != 1 or not lengths <= set(range(1, values.size + 1)):
        raise FormatError(f"{path}: the vectors are missing, or not all of one length.")
    counts = content[COUNT].to_numpy().astype(np.int64) if COUNT in content.column_names else None
    return make_table(path, words, values.reshape(len(words), -1), options, counts=counts)


def shape(path: PathLike) -> tuple[int, int]:
    """Words and dimensions."""
    file = _open(path)
    first = next(file.iter_batches(batch_size=1, columns=[VECTOR]), None)
    dimensions = len(first[VECTOR][0]) if first is not None and len(first) else 0
    return file.metadata.num_rows, dimensions


def write(table: Table, path: PathLike, *, force: bool, progress: Progress | None = None) -> None:
    """Write the columns ``word``, ``vector``, and ``count`` where counts are known."""
    arrow = _pyarrow()
    vectors = arrow.FixedSizeListArray.from_arrays(
        arrow.array(table.matrix.reshape(-1)), table.matrix.shape[1]
    )
    columns = {WORD: arrow.array(list(table.vocabulary.words)), VECTOR: vectors}
    if table.vocabulary.counts is not None:
        columns[COUNT] = arrow.array(table.vocabulary.counts)
    with created(path, force=force) as file:
        arrow.parquet.write_table(arrow.table(columns), file)
