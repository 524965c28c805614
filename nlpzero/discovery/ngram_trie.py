"""The counted n-grams, ready to be found in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import joining
from .._kernels import words as kernels

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics


class Trie(NamedTuple):
    """The counted n-grams, ready to be found in a text; see `_kernels/joining.py`."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, statistics: NgramStatistics) -> Trie:
        """Make one of all n-grams, at most half full."""
        return cls.build(np.array(statistics.prefix, np.int64), last_symbols(statistics))

    @classmethod
    def among(
        cls, statistics: NgramStatistics, wanted: NDArray[np.bool_]
    ) -> tuple[Trie, NDArray[np.int64]]:
        """Make one of those that are wanted and what they begin with; gives also their rows."""
        marked = kernels.with_prefixes(wanted, statistics.prefix)
        rows = np.flatnonzero(marked)
        numbers = np.empty(marked.size + 1, np.int32)
        np.cumsum(marked, out=numbers[:-1])
        numbers[-1] = 0  # that of prefix -1, which is -1
        last = statistics.symbols[rows, statistics.lengths[rows].astype(np.int64) - 1]
        return cls.build(numbers[statistics.prefix[rows]].astype(np.int64) - 1, last), rows

    @classmethod
    def build(cls, prefix: NDArray[np.int64], last: NDArray[np.int32]) -> Trie:
        """Make one of n-grams given by the rows of their prefixes and their last symbols."""
        return cls(*joining.child_table(prefix, last, max(4, (2 * prefix.size - 1).bit_length())))


def last_symbols(statistics: NgramStatistics) -> NDArray[np.int32]:
    """Return the last symbol of each of the G n-grams, (G,)."""
    last = np.empty(len(statistics), np.int32)
    for length in range(1, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        last[rows] = statistics.symbols[rows, length - 1]
    return last
