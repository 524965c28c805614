"""Rows of counts that are coded as bytes, in files until they are merged."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from .._kernels import coded_rows as kernels
from .._kernels import count as count_kernels
from ..arrays import map_file
from ..progress import Stage
from ..storage import temporary_errors, temporary_file
from .row_sums import CountRows, RowTask, add_rows, row_pointers

Block = TypeVar("Block")


class CodedBlock(NamedTuple):
    """Consecutive rows: numbers of pairs and of bytes of each row, and the bytes of all."""

    lengths: NDArray[np.int64]
    sizes: NDArray[np.int64]
    code: NDArray[np.uint8]


CodedStream: TypeAlias = Generator[CodedBlock, None, None]
"""All rows of a matrix, in order."""


class CodedRows(NamedTuple):
    """A matrix; the code of row i is ``code[starts[i]:starts[i + 1]]``.

    Attributes
    ----------
    indptr : ndarray of int64, shape (V+1,)
        Number of pairs before each row.
    starts : ndarray of int64, shape (V+1,)
        Number of bytes before each row.
    code : ndarray of uint8
        The pairs of all rows.
    """

    indptr: NDArray[np.int64]
    starts: NDArray[np.int64]
    code: NDArray[np.uint8]

    @property
    def pairs(self) -> int:
        """Number of stored pairs."""
        return int(self.indptr[-1])


def coded(rows: CountRows) -> CodedBlock:
    """Encode consecutive rows.

    Example
    -------
    >>> block = coded((np.array([2]), np.array([3, 5], np.int32), np.array([1, 300])))
    >>> block.sizes.tolist(), block.code.tolist()
    ([5], [3, 1, 1, 172, 2])
    """
    lengths, indices, counts = rows
    sizes, code = kernels.encode_rows(lengths, indices, counts)
    return CodedBlock(lengths, sizes, code.copy())


def write_coded_rows(
    stream: CodedStream, write: Callable[[Iterator[memoryview]], object]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Call `write` with the bytes of consecutive rows; return `indptr` and `starts`."""
    lengths: list[NDArray[np.int64]] = []
    sizes: list[NDArray[np.int64]] = []

    def code() -> Iterator[memoryview]:
        for block in stream:
            lengths.append(block.lengths)
            sizes.append(block.sizes)
            yield memoryview(block.code)

    with closing(stream):
        write(code())
    return row_pointers(lengths), row_pointers(sizes)


def temporary_coded_rows(stream: CodedStream, tmp: str | os.PathLike[str] | None) -> CodedRows:
    """Write a matrix to files without a name in `tmp`, which are freed together with its arrays."""
    with ExitStack() as stack:
        indptr, starts, code = (stack.enter_context(temporary_file(tmp)) for _ in CodedRows._fields)
        with temporary_errors(tmp):
            arrays = write_coded_rows(stream, code.writelines)
            code.flush()
            for file, array in zip((indptr, starts), arrays, strict=True):
                file.write(array.data)
                file.flush()
            return CodedRows(map_file(indptr, np.int64), map_file(starts, np.int64), map_file(code))


def merge_coded_rows(
    parts: Sequence[CodedRows],
    threads: int,
    finish: Callable[[CountRows], Block],
    stage: Stage | None = None,
) -> Generator[Block, None, None]:
    """Add matrices row by row.

    Parameters
    ----------
    parts : sequence of CodedRows
        The matrices.
    threads : int
        Number of threads.
    finish : callable
        Copies or encodes consecutive rows of the result, whose arrays are used again.
    stage : Stage, optional
        Receives the number of merged pairs.

    Yields
    ------
    object
        What `finish` returns.
    """

    def add(task: RowTask, row: count_kernels.Accumulator) -> Block:
        return finish((_add_one if task[1] - task[0] == 1 else _add_several)(parts, task, row))

    pairs = np.sum([part.indptr for part in parts], axis=0)
    yield from add_rows(
        add, pairs, threads, stage, mapped=[array for part in parts for array in part]
    )


def _add_several(
    parts: Sequence[CodedRows], task: RowTask, row: count_kernels.Accumulator
) -> CountRows:
    """Add some rows of all parts."""
    first, last = task
    codes = [part.code[part.starts[first] : part.starts[last]] for part in parts]
    lengths = np.stack([np.diff(part.indptr[first : last + 1]) for part in parts])
    starts = np.cumsum([0, *(code.size for code in codes[:-1])])
    merged: CountRows = kernels.merge_coded_rows(lengths, starts, np.concatenate(codes), row)
    return merged


def _add_one(
    parts: Sequence[CodedRows], task: RowTask, row: count_kernels.Accumulator
) -> CountRows:
    """Add one row, which may be too large to be copied."""
    number, pairs = task[0], 0
    for indptr, starts, code in parts:
        length = int(indptr[number + 1] - indptr[number])
        kernels.add_coded_row(length, code[starts[number] : starts[number + 1]], row)
        pairs += length
    indices, counts = count_kernels.take_row(row, pairs)
    return np.array([indices.size]), indices, counts
