"""The counted n-grams, ready to be found in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import joining

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics


class Trie(NamedTuple):
    """The counted n-grams, ready to be found in a text; see `_kernels/joining.py`."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, statistics: NgramStatistics) -> Trie:
        """Make one of all n-grams, at most half full."""
        prefix = np.array(statistics.prefix, np.int64)
        last = statistics.symbols[np.arange(prefix.size), statistics.lengths.astype(np.int64) - 1]
        return cls.build(prefix, last)

    @classmethod
    def build(cls, prefix: NDArray[np.int64], last: NDArray[np.int32]) -> Trie:
        """Make one of n-grams given by the rows of their prefixes and their last symbols."""
        return cls(*joining.child_table(prefix, last, max(4, (2 * prefix.size - 1).bit_length())))
