"""N-grams level by level, that is, by length: refining rows, and collecting the results."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import ngrams as kernels

_LOG_TABLE = kernels.entropy_table(1 << 12)
_GROWTH = 8  # a full array grows by 1/8: `resize` mostly extends it without a copy


class NgramLevel(NamedTuple):
    """N-grams of one length that begin with consecutive codes, sorted.

    Attributes
    ----------
    codes : ndarray of int32
        Last code of each n-gram.
    parents : ndarray of int64
        Number of its prefix among the n-grams that are shorter by one.
    counts : ndarray of int64
        Number of occurrences.
    entropies : ndarray of float64, shape (2, number of n-grams)
        Entropy of the left and of the right neighbours.
    varieties : ndarray of int32, shape (2, number of n-grams)
        Number of distinct neighbours.
    boundaries : ndarray of int64, shape (2, number of n-grams)
        Number of neighbours that are boundaries.
    """

    codes: NDArray[np.int32]
    parents: NDArray[np.int64]
    counts: NDArray[np.int64]
    entropies: NDArray[np.float64]
    varieties: NDArray[np.int32]
    boundaries: NDArray[np.int64]


class Refiner:
    """Finds the n-grams of rows, in any thread.

    Parameters
    ----------
    order : int
        Maximum number of symbols of an n-gram.
    min_count : int
        Minimum count of an n-gram.
    bits : int
        Number of bits per code in a row.
    codes : int
        Number F of codes.
    """

    def __init__(self, order: int, min_count: int, bits: int, codes: int) -> None:
        self.order = order
        self.min_count = min_count
        self.bits = bits
        self.codes = codes
        self._local = threading.local()

    @property
    def lanes(self) -> int:
        """Number of 64-bit words per row, for the left neighbour, `order` codes and the right."""
        return -(-(self.order + 2) // (64 // self.bits))

    def levels(
        self, rows: NDArray[np.uint64], first: int, counts: NDArray[np.int64]
    ) -> list[NgramLevel]:
        """Return the n-grams that begin with the codes from `first` on.

        Parameters
        ----------
        rows : ndarray of uint64
            Rows sorted by code; overwritten.
        first : int
            The first code.
        counts : ndarray of int64
            Number of rows of each code.

        Returns
        -------
        list of NgramLevel
            One for each length.
        """
        return list(self._levels(rows, first, counts))

    def _levels(
        self, rows: NDArray[np.uint64], first: int, counts: NDArray[np.int64]
    ) -> Iterator[NgramLevel]:
        codes = np.arange(first, first + counts.size, dtype=np.int32)
        parents = np.full(counts.size, -1)
        spare = np.empty_like(rows[: rows.shape[0] if self.order > 1 else 0])
        for length in range(1, self.order + 1):
            if counts.size == 0:
                return
            target = spare if length < self.order else spare[:0]
            *measured, next_counts, next_codes, next_parents = kernels.refine(
                rows,
                counts,
                length,
                self.bits,
                self.min_count,
                self.codes + 1,
                *self._scratch(),
                _LOG_TABLE,
                target,
            )
            yield NgramLevel(codes, parents, counts, *measured)
            codes, parents, counts = next_codes, next_parents, next_counts
            rows, spare = spare, rows

    def _scratch(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]]:
        """Return counters of both sides, all 0, and an array for codes."""
        if not hasattr(self._local, "scratch"):
            left, right = (np.zeros(self.codes + 2, np.int32) for _ in range(2))
            self._local.scratch = left, right, np.empty(self.codes + 3, np.uint32)
        return self._local.scratch


class _GrowingArray:
    """An array to which values are appended."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self._values: NDArray[Any] = np.empty(0, dtype)
        self._size = 0

    def extend(self, values: NDArray[Any]) -> None:
        """Append values."""
        end = self._size + values.size
        if end > self._values.size:
            self._values.resize(end + end // _GROWTH, refcheck=False)
        self._values[self._size : end] = values
        self._size = end

    @property
    def values(self) -> NDArray[Any]:
        """All values."""
        return self._values[: self._size]


COLUMNS: dict[str, type[np.generic]] = {
    "codes": np.int32,
    "parents": np.int64,
    "counts": np.int64,
    "left_entropy": np.float64,
    "right_entropy": np.float64,
    "left_variety": np.int32,
    "right_variety": np.int32,
    "left_boundaries": np.int64,
    "right_boundaries": np.int64,
}
"""Columns of :class:`NgramColumns` and their types."""


class NgramColumns:
    """Collects the n-grams of all tasks by length; tasks are added in the order of their codes."""

    def __init__(self, order: int) -> None:
        self._sizes = [0] * order
        self._columns = {
            name: [_GrowingArray(dtype) for _ in range(order)] for name, dtype in COLUMNS.items()
        }

    @property
    def sizes(self) -> list[int]:
        """Number of n-grams of each length."""
        return list(self._sizes)

    @property
    def ngrams(self) -> int:
        """Number of n-grams."""
        return sum(self._sizes)

    def add(self, levels: list[NgramLevel]) -> None:
        """Append the n-grams of one task."""
        above = 0
        for length, level in enumerate(levels):
            parents = level.parents + above if length else level.parents
            values = (level.codes, parents, level.counts)
            sides = (*level.entropies, *level.varieties, *level.boundaries)
            for name, array in zip(COLUMNS, (*values, *sides), strict=True):
                self._columns[name][length].extend(array)
            above = self._sizes[length]
            self._sizes[length] += level.codes.size

    def arrays(self, names: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
        """Return the arrays of `NgramStatistics` and free the columns.

        Parameters
        ----------
        names : ndarray of int32
            Symbol of each code.

        Returns
        -------
        dict of str to ndarray
            Arrays by name.
        """
        order = len(self._sizes)
        bounds = list(accumulate(self._sizes, initial=0))
        lengths = np.repeat(np.arange(1, order + 1, dtype=np.int8), self._sizes)
        arrays = self.take()
        codes, prefix = arrays.pop("codes"), arrays.pop("parents")
        for start, (begin, end) in zip(bounds, pairwise(bounds[1:]), strict=False):
            prefix[begin:end] += start
        suffix, symbols = np.empty_like(prefix), np.empty((prefix.size, order), np.int32)
        children = kernels.find_children(prefix)
        for level, (begin, end) in enumerate(pairwise(bounds), start=1):
            kernels.link(codes, prefix, children, begin, end, level, names, suffix, symbols)
        return {
            "symbols": symbols, "prefix": prefix, "suffix": suffix, "lengths": lengths, **arrays
        }  # fmt: skip

    def take(self) -> dict[str, NDArray[Any]]:
        """Return the columns, each with the n-grams of all lengths, and free them."""
        return {
            name: np.concatenate([column.values for column in self._columns.pop(name)])
            for name in COLUMNS
        }


def levels_of(columns: Mapping[str, NDArray[Any]], sizes: Sequence[int]) -> list[NgramLevel]:
    """Divide the columns of :meth:`NgramColumns.take` by length.

    Parameters
    ----------
    columns : mapping of str to ndarray
        The columns.
    sizes : sequence of int
        Number of n-grams of each length.

    Returns
    -------
    list of NgramLevel
        One for each length.
    """
    levels = []
    for begin, end in pairwise(accumulate(sizes, initial=0)):
        codes, parents, counts, *sides = (columns[name][begin:end] for name in COLUMNS)
        pairs = (np.stack(sides[at : at + 2]) for at in (0, 2, 4))
        levels.append(NgramLevel(codes, parents, counts, *pairs))
    return levels
