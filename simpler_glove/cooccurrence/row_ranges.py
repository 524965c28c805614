"""Ranges of rows of counts in files, so that several processes can count or merge one matrix."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..arrays import are_offsets, release_pages
from ..errors import FormatError
from ..parallel import run_all
from ..storage import DirectoryWriter, reading, writing
from .row_files import AppendableRows, write_row_files
from .row_sums import CountArrays, RowStream

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
    _check_pairs(path, (indptr, indices, counts), rows or (0, indptr.size - 1))
    release_pages(indices, counts)
    return indptr, indices, counts


def _check_pairs(path: PathLike, matrix: CountArrays, rows: tuple[int, int]) -> None:
    if kernels.first_invalid_pair(*matrix, *rows) >= 0:
        raise FormatError("the counts are damaged: a column or a count is invalid", path=path)


def _with_all_rows(indptr: NDArray[np.int64], parameters: dict[str, int]) -> NDArray[np.int64]:
    """Return indptr with empty rows before and after a range."""
    padding = parameters["first"], parameters["words"] - parameters["last"]
    return np.pad(indptr, padding, mode="edge")


def write_row_ranges(paths: Iterable[PathLike], output: DirectoryWriter, *, threads: int) -> int:
    """Write consecutive ranges of rows to ``.npy`` files of a native directory.

    Parameters
    ----------
    paths : iterable of path-like
        Directories of :func:`save_row_range` that together contain all rows in order; or one
        count store.
    output : DirectoryWriter
        The directory.
    threads : int
        Number of threads that check and copy the arrays of a range.

    Returns
    -------
    int
        Number of pairs.

    Raises
    ------
    FormatError
        If a range is damaged; with the path.
    """
    with ExitStack() as stack:
        rows = AppendableRows(
            lambda name: stack.enter_context(output.file(f"{name}.npy").open("w+b")),
            durable=output.durable,
        )
        for path in paths:
            indptr, indices, counts = load_rows(path, (0, 0))
            parameters = reading(path).manifest.parameters
            first, last = parameters.get("first", 0), parameters.get("last", indptr.size - 1)
            check = partial(_check_pairs, path, (indptr, indices, counts), (first, last))
            copies = rows.copies(np.diff(indptr[first : last + 1]), indices, counts)
            tasks: list[Callable[[], None]] = [check, *copies]
            run_all(_call, tasks, threads)
            release_pages(indices, counts)
        rows.complete()
        return rows.pairs


def _call(function: Callable[[], None]) -> None:
    function()
