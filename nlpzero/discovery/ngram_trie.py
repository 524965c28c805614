"""A hash trie of counted n-grams, in which they are found symbol by symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import ngram_trie as kernels

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics


class NgramTrie(NamedTuple):
    """A trie of n-grams as a hash table; see `_kernels/ngram_trie.py`."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, statistics: NgramStatistics) -> NgramTrie:
        """Build a trie of all n-grams."""
        return cls.build(np.array(statistics.prefix, np.int64), last_symbols(statistics))

    @classmethod
    def select(
        cls, statistics: NgramStatistics, wanted: NDArray[np.bool_]
    ) -> tuple[NgramTrie, NDArray[np.int64]]:
        """Build a trie of some n-grams and their prefixes; returns also the rows of its entries."""
        marked = kernels.with_prefixes(wanted, statistics.prefix)
        rows = np.flatnonzero(marked)
        numbers = np.empty(marked.size + 1, np.int32)
        np.cumsum(marked, out=numbers[:-1])
        numbers[-1] = 0  # for prefix -1, which has to become -1
        last = statistics.symbols[rows, statistics.lengths[rows].astype(np.int64) - 1]
        return cls.build(numbers[statistics.prefix[rows]].astype(np.int64) - 1, last), rows

    @classmethod
    def build(cls, prefix: NDArray[np.int64], last: NDArray[np.int32]) -> NgramTrie:
        """Build a trie of n-grams given by the rows of their prefixes and their last symbols."""
        bits = max(4, (2 * prefix.size - 1).bit_length())  # at most half of the table is used
        return cls(*kernels.child_table(prefix, last, bits))


def last_symbols(statistics: NgramStatistics) -> NDArray[np.int32]:
    """Return the last symbol of each of the G n-grams, int32 (G,)."""
    last = np.empty(len(statistics), np.int32)
    for length in range(1, statistics.order + 1):
        rows = statistics.rows_of_length(length)
        last[rows] = statistics.symbols[rows, length - 1]
    return last
