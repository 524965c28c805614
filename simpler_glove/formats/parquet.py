"""Parquet with a column of words and one of vectors; needs the optional library pyarrow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..errors import FormatError
from ..optional import import_optional
from ..progress import Progress
from ..storage import atomic_file
from ..textio.source import PathLike
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, make_table

NAME = "parquet"
WORD, VECTOR, COUNT = "word", "vector", "count"

_PURPOSE, _EXTRA = "The format parquet", "'nlpzero[parquet]'"
_MAGIC = b"PAR1"
_FIRST_BYTES = [bytes([byte]) for byte in range(32) if byte not in b"\t\n\v\f\r"]


def _pyarrow() -> Any:
    import_optional("pyarrow.parquet", _PURPOSE, install=_EXTRA)
    return import_optional("pyarrow", _PURPOSE, install=_EXTRA)


@contextmanager
def _damage_as_format_error(path: PathLike) -> Iterator[Any]:
    """Provide pyarrow; its errors within the ``with`` block become FormatError."""
    arrow = _pyarrow()
    try:
        yield arrow
    except (arrow.ArrowException, OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise FormatError(f"not a complete parquet file ({error!s:.200})", path=path) from error


def _open(arrow: Any, path: PathLike) -> Any:
    """Open a file; FormatError unless it has a column of words and one of lists of numbers."""
    file = arrow.parquet.ParquetFile(os.fspath(path), memory_map=True)
    schema = file.schema_arrow
    types = arrow.types
    if not {WORD, VECTOR} <= set(schema.names):
        raise FormatError(f"expected columns 'word' and 'vector', got {schema.names}", path=path)
    vector = schema.field(VECTOR).type
    lists = types.is_list(vector) or types.is_large_list(vector) or types.is_fixed_size_list(vector)
    if not lists or not (
        types.is_floating(vector.value_type) or types.is_integer(vector.value_type)
    ):
        raise FormatError(
            f"the column 'vector' has the type {vector}, not lists of numbers", path=path
        )
    if COUNT in schema.names and not types.is_integer(schema.field(COUNT).type):
        raise FormatError("the column 'count' does not contain ints", path=path)
    return file


def detect(start: FileStart) -> bool:
    """Return whether the file begins with the magic number, and a byte that no text contains."""
    return start.data.startswith(_MAGIC) and start.data[4:5] in _FIRST_BYTES


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Read the columns ``word`` and ``vector`` (lists of one length), and any ``count``."""
    with _damage_as_format_error(path) as arrow:
        content = _open(arrow, path).read().slice(0, options.limit)
        words = content[WORD].to_pylist()
        lists = content[VECTOR].combine_chunks()
        values = np.asarray(lists.flatten().to_numpy(zero_copy_only=False), np.float32)
        lengths = set(lists.value_lengths().to_pylist())
        counts = content[COUNT] if COUNT in content.column_names else None
        if counts is not None and counts.null_count:
            raise FormatError("a value of the column 'count' is missing", path=path)
        numbers = None if counts is None else counts.to_numpy().astype(np.int64)
    if not all(isinstance(word, str) for word in words):
        raise FormatError("a value of the column 'word' is not a string", path=path)
    if len(lengths) != 1 or values.size == 0 or values.size != len(words) * lengths.pop():
        raise FormatError("the vectors are missing, or not all of one length", path=path)
    return make_table(path, words, values.reshape(len(words), -1), options, counts=numbers)


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions."""
    with _damage_as_format_error(path) as arrow:
        file = _open(arrow, path)
        first = next(file.iter_batches(batch_size=1, columns=[VECTOR]), None)
        value = first[VECTOR][0] if first is not None and len(first) else None
        dimensions = len(value) if value is not None and value.is_valid else 0
        return file.metadata.num_rows, dimensions


def write(
    table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
) -> None:
    """Write the columns ``word``, ``vector``, and ``count`` if the counts are known."""
    arrow = _pyarrow()
    vectors = arrow.FixedSizeListArray.from_arrays(
        arrow.array(np.asarray(table.matrix).reshape(-1)), table.matrix.shape[1]
    )
    columns = {WORD: arrow.array(list(table.vocabulary.words)), VECTOR: vectors}
    if table.vocabulary.counts is not None:
        columns[COUNT] = arrow.array(table.vocabulary.counts)
    with atomic_file(path, force=force) as file:
        arrow.parquet.write_table(arrow.table(columns), file)


FORMAT = VectorFormat(NAME, detect, read, shape, write, (".parquet",))
