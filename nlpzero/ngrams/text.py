"""A text as codes: which symbols are frequent, and where the rows of each belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order, run_all

from .._kernels import ngrams as kernels
from ..text.symbols import let_go

_PIECE = 1 << 20  # symbols that are read before the memory they take is given back


@dataclass(frozen=True, eq=False)
class CodedText:
    """Symbols with a code for each frequent one: 1 to F, ascending; 0 and F + 1 are none.

    `cursors` int64 (stretches, F + 2) tell where the first row of each code from each stretch of
    the text stands when all rows are in order of their code, and those of one code in order of
    the text; `starts` int64 (F + 3,) where the rows of each code begin.
    """

    symbols: NDArray[np.int32]
    bounds: list[int]
    codes: NDArray[np.uint32]
    names: NDArray[np.int32]
    cursors: NDArray[np.int64]
    starts: NDArray[np.int64]
    atoms: int

    @property
    def size(self) -> int:
        """Number of frequent symbols, F."""
        return self.names.size - 2

    @cached_property
    def bits(self) -> int:
        """Bits of a code in a row."""
        return next(bits for bits in (16, 21, 32) if self.size + 2 <= 2**bits)

    def rows(self, first: int, last: int, lanes: int, threads: int) -> NDArray[np.uint64]:
        """Gather the rows of the codes `first` to `last` - 1."""
        rows = np.empty((int(self.starts[last] - self.starts[first]), lanes), np.uint64)

        def pack(stretch: int) -> None:
            begin, end = self.bounds[stretch : stretch + 2]
            cursors = self.cursors[stretch, first:last] - self.starts[first]
            for piece in _pieces(self.symbols, begin, end):
                kernels.pack_rows(
                    self.symbols, *piece, self.codes, self.bits, first, last, cursors, rows
                )

        run_all(pack, range(len(self.bounds) - 1), threads)
        return rows


def code_text(
    symbols: NDArray[np.int32],
    mapping: NDArray[np.int32] | None,
    alphabet: int,
    min_count: int,
    stretches: int,
    threads: int,
) -> CodedText:
    """Count the symbols 1 to `alphabet` and give codes to those seen at least `min_count` times.

    Where there is a `mapping`, the symbols of the text stand for its entries.
    """
    last = max(1, symbols.size - 1)  # what stands first and last is a boundary
    bounds = [1 + (last - 1) * part // stretches for part in range(stretches + 1)]

    def count(stretch: tuple[int, int]) -> NDArray[np.int64]:
        counts = np.zeros(alphabet + 1 if mapping is None else mapping.size, np.int64)
        for piece in _pieces(symbols, *stretch):
            kernels.count_symbols(symbols, *piece, counts)
        return counts if mapping is None else _added_up(counts, mapping, alphabet + 1)

    counts = np.stack(list(map_in_order(count, pairwise(bounds), threads)))
    totals = counts.sum(axis=0)
    frequent = np.flatnonzero(totals[1:] >= min_count).astype(np.int32) + 1
    codes = np.full(alphabet + 1, frequent.size + 1, np.uint32)
    codes[0] = 0
    codes[frequent] = np.arange(1, frequent.size + 1)
    codes = codes if mapping is None else codes[mapping]
    names = np.concatenate([[0], frequent, [0]]).astype(np.int32)
    cursors = np.zeros((stretches, names.size), np.int64)
    cursors[:, 1:-1] = counts[:, frequent]
    starts = np.zeros(names.size + 1, np.int64)
    np.cumsum(cursors.sum(axis=0), out=starts[1:])
    cursors = np.cumsum(cursors, axis=0) - cursors + starts[:-1]
    return CodedText(symbols, bounds, codes, names, cursors, starts, int(totals[1:].sum()))


def _pieces(symbols: NDArray[np.int32], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch of the text, and let go of what has been read."""
    for start in range(begin, end, _PIECE):
        yield start, min(start + _PIECE, end)
        let_go(symbols)


def _added_up(
    counts: NDArray[np.int64], mapping: NDArray[np.int32], size: int
) -> NDArray[np.int64]:
    """Add the counts of symbols that become one."""
    totals = np.zeros(size, np.int64)
    np.add.at(totals, mapping, counts)
    return totals
