"""Refining the rows of neighbouring codes: the n-grams that begin with them, level by level."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import ngrams as kernels

_TABLE = kernels.entropy_table(1 << 12)


class Level(NamedTuple):
    """N-grams of one length that begin with some codes, in order."""

    codes: NDArray[np.int32]  # the last one of each
    parents: NDArray[np.int64]  # their prefixes, among the n-grams one shorter
    counts: NDArray[np.int64]
    entropies: NDArray[np.float64]  # left, right
    varieties: NDArray[np.int32]  # left, right
    boundaries: NDArray[np.int64]  # left, right


class Refiner:
    """Turns rows into n-grams up to `order`, in any thread; `codes` is the number F of codes."""

    def __init__(self, order: int, min_count: int, bits: int, codes: int) -> None:
        self.order = order
        self.min_count = min_count
        self.bits = bits
        self.codes = codes
        self._local = threading.local()

    @property
    def lanes(self) -> int:
        """Words of 64 bits in a row: a left neighbour, `order` codes, a right neighbour."""
        return -(-(self.order + 2) // (64 // self.bits))

    def _scratch(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]]:
        """Counters of both sides, all 0, and a list of codes."""
        if not hasattr(self._local, "scratch"):
            left, right = (np.zeros(self.codes + 2, np.int32) for _ in range(2))
            self._local.scratch = left, right, np.empty(self.codes + 3, np.uint32)
        return self._local.scratch

    def levels(
        self, rows: NDArray[np.uint64], first: int, counts: NDArray[np.int64]
    ) -> list[Level]:
        """Count the n-grams that begin with the codes from `first` on; `rows` are used up.

        `counts` are the numbers of rows of these codes, which lie in their order.
        """
        return list(self._levels(rows, first, counts))

    def _levels(
        self, rows: NDArray[np.uint64], first: int, counts: NDArray[np.int64]
    ) -> Iterator[Level]:
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
                _TABLE,
                target,
            )
            yield Level(codes, parents, counts, *measured)
            codes, parents, counts = next_codes, next_parents, next_counts
            rows, spare = spare, rows
