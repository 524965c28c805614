"""Ranges of rows of counts in files, so that several processes can count or merge one matrix."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..arrays import are_offsets, release_pages
from ..errors import FormatError
from ..storage import reading, writing
from .row_files import write_row_files
from .row_sums import TASK_PAIRS, CountArrays, RowStream, row_tasks

ROWS_KIND = "count-rows"
PathLike = str | os.PathLike[str]


def save_row_range(stream: RowStream, path: PathLike, *, rows: tuple[int, int], size: int) -> None:
    """Write a range of rows to a directory.

    Parameters
    ----------
    stream : RowStream
        The rows.
    path : path-like
        The directory; an existing one of this library is replaced. It is not flushed to the disk.
    rows : tuple of int
        First row, and row after the last.
    size : int
        Number of words, V.
    """
    with closing(stream), writing(path, kind=ROWS_KIND, force=True, durable=False) as output:
        write_row_files(stream, output)
        output.parameters.update(first=rows[0], last=rows[1], words=size)


def load_rows(path: PathLike, rows: tuple[int, int] | None = None) -> CountArrays:
    """Memory-map the matrix of a count store or of a range of rows, and check some rows.

    Parameters
    ----------
    path : path-like
        A count store, or a directory of :func:`save_row_range`.
    rows : tuple of int, optional
        The rows to check; by default those that are stored.

    Returns
    -------
    CountArrays
        A matrix of all words; rows outside a stored range are empty.

    Raises
    ------
    FormatError
        If it is damaged; with the path.
    """
    opened = reading(path)
    indptr, indices, counts = (opened.array(name) for name in ("indptr", "indices", "counts"))
    if opened.manifest.kind == ROWS_KIND:
        indptr = _with_all_rows(indptr, opened.manifest.parameters)
    if not (are_offsets(indptr, indices.size) and indices.size == counts.size):
        raise FormatError("the counts are damaged: indptr does not fit", path=path)
    if kernels.first_invalid_pair(indptr, indices, counts, *(rows or (0, indptr.size - 1))) >= 0:
        raise FormatError("the counts are damaged: a column or a count is invalid", path=path)
    release_pages(indices, counts)
    return indptr, indices, counts


def _with_all_rows(indptr: NDArray[np.int64], parameters: dict[str, int]) -> NDArray[np.int64]:
    """Return indptr with empty rows before and after a range."""
    padding = parameters["first"], parameters["words"] - parameters["last"]
    return np.pad(indptr, padding, mode="edge")


def join_row_ranges(paths: Sequence[PathLike]) -> RowStream:
    """Yield the rows of consecutive ranges.

    Parameters
    ----------
    paths : sequence of path-like
        Directories of :func:`save_row_range` that together contain all rows in order; or one
        count store.

    Yields
    ------
    CountRows
        Consecutive rows.
    """
    for path in paths:
        indptr, indices, counts = load_rows(path)
        parameters = reading(path).manifest.parameters
        first, last = parameters.get("first", 0), parameters.get("last", indptr.size - 1)
        for start, end in row_tasks(indptr[first : last + 1] - indptr[first], TASK_PAIRS):
            pairs = slice(indptr[first + start], indptr[first + end])
            lengths = np.diff(indptr[first + start : first + end + 1])
            yield lengths, indices[pairs].copy(), counts[pairs].copy()
            release_pages(indices, counts)
