"""A text with consecutive codes for its frequent symbols, from which n-gram rows are gathered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order, run_all

from .._kernels import ngrams as kernels
from ..text import SymbolScan


@dataclass(frozen=True, eq=False)
class CodedText:
    """A text in which the F frequent symbols have the codes 1 to F, ascending.

    Attributes
    ----------
    scan : SymbolScan
        The text.
    bounds : list of int
        Positions at which its P parts, which are read in parallel, begin and end.
    codes : ndarray of uint32
        Code of each stored symbol; 0 for the boundary, F + 1 for a rare symbol.
    names : ndarray of int32, shape (F + 2,)
        Symbol of each code.
    cursors : ndarray of int64, shape (P, F + 2)
        Row number of the first occurrence of each code in each part, if rows are sorted by code
        and then by position.
    starts : ndarray of int64, shape (F + 3,)
        First row number of each code.
    atoms : int
        Number of symbols that are not boundaries.
    """

    scan: SymbolScan
    bounds: list[int]
    codes: NDArray[np.uint32]
    names: NDArray[np.int32]
    cursors: NDArray[np.int64]
    starts: NDArray[np.int64]
    atoms: int

    @classmethod
    def encode(cls, scan: SymbolScan, min_count: int, parts: int, threads: int) -> CodedText:
        """Count the symbols and assign codes to those with at least `min_count` occurrences."""
        last = max(1, len(scan) - 1)  # the first and the last symbol are boundaries
        bounds = [1 + (last - 1) * part // parts for part in range(parts + 1)]
        size, mapping = len(scan.alphabet) + 1, scan.mapping

        def count(part: tuple[int, int]) -> NDArray[np.int64]:
            counts = np.zeros(size if mapping is None else mapping.size, np.int64)
            for block in scan.blocks(*part):
                kernels.count_symbols(scan.symbols, *block, counts)
            return counts if mapping is None else _sum_by(mapping, counts, size)

        counts = np.stack(list(map_in_order(count, pairwise(bounds), threads)))
        totals = counts.sum(axis=0)
        frequent = np.flatnonzero(totals[1:] >= min_count).astype(np.int32) + 1
        codes = np.full(size, frequent.size + 1, np.uint32)
        codes[0] = 0
        codes[frequent] = np.arange(1, frequent.size + 1)
        codes = codes if mapping is None else codes[mapping]
        names = np.concatenate([[0], frequent, [0]]).astype(np.int32)
        cursors = np.zeros((parts, names.size), np.int64)
        cursors[:, 1:-1] = counts[:, frequent]
        starts = np.zeros(names.size + 1, np.int64)
        np.cumsum(cursors.sum(axis=0), out=starts[1:])
        cursors = np.cumsum(cursors, axis=0) - cursors + starts[:-1]
        return cls(scan, bounds, codes, names, cursors, starts, int(totals[1:].sum()))

    @property
    def size(self) -> int:
        """Number of frequent symbols, F."""
        return self.names.size - 2

    @cached_property
    def bits(self) -> int:
        """Number of bits per code in a row."""
        return bits_per_code(self.size)

    def last_fitting(self, first: int, end: int, rows: int) -> int:
        """Return the end of the most codes from `first` to `end` that have at most `rows` rows.

        At least one code is included, even if it has more rows.
        """
        fitting = int(np.searchsorted(self.starts, self.starts[first] + rows, side="right")) - 1
        return min(end, max(first + 1, fitting))

    def divided(self, parts: int) -> list[tuple[int, int]]:
        """Divide the codes into at most `parts` ranges with about the same number of rows."""
        targets = np.arange(1, parts) * (int(self.starts[-1]) // parts)
        inner = np.searchsorted(self.starts[1:-1], targets) + 1
        bounds = np.unique(np.concatenate(([1], inner, [self.size + 1])))
        return list(pairwise(bounds.tolist()))

    def rows(self, first: int, last: int, lanes: int, threads: int) -> NDArray[np.uint64]:
        """Gather the rows of the codes `first` to `last` - 1."""
        rows = np.empty((int(self.starts[last] - self.starts[first]), lanes), np.uint64)

        def pack(part: int) -> None:
            cursors = self.cursors[part, first:last] - self.starts[first]
            for block in self.scan.blocks(*self.bounds[part : part + 2]):
                kernels.pack_rows(
                    self.scan.symbols, *block, self.codes, self.bits, first, last, cursors, rows
                )

        run_all(pack, range(len(self.bounds) - 1), threads)
        return rows


def bits_per_code(codes: int) -> int:
    """Return the number of bits of each code if there are `codes` frequent symbols."""
    return next(bits for bits in (16, 21, 32) if codes + 2 <= 2**bits)


def _sum_by(mapping: NDArray[np.int32], counts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Sum the counts of the symbols that are mapped to the same symbol."""
    totals = np.zeros(size, np.int64)
    np.add.at(totals, mapping, counts)
    return totals
