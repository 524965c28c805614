"""From n-grams task by task to arrays in order of length and symbols."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._kernels import ngrams as kernels
from .refinement import Level

_GROWTH = 8  # an array that is full grows by an eighth: it is moved without being copied


class _Column:
    """Values that come piece by piece, as one array that grows."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self._values: NDArray[Any] = np.empty(0, dtype)
        self._size = 0

    def extend(self, values: NDArray[Any]) -> None:
        """Put values behind those that are there."""
        end = self._size + values.size
        if end > self._values.size:
            self._values.resize(end + end // _GROWTH, refcheck=False)
        self._values[self._size : end] = values
        self._size = end

    @property
    def values(self) -> NDArray[Any]:
        """All values."""
        return self._values[: self._size]


_TYPES: dict[str, type[np.generic]] = {
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


class Pieces:
    """The n-grams found so far, by length; tasks come in the order of their codes."""

    def __init__(self, order: int) -> None:
        self._sizes = [0] * order
        self._columns = {
            name: [_Column(dtype) for _ in range(order)] for name, dtype in _TYPES.items()
        }

    @property
    def ngrams(self) -> int:
        """How many there are."""
        return sum(self._sizes)

    def add(self, levels: list[Level]) -> None:
        """Take the n-grams of one more task."""
        above = 0
        for length, level in enumerate(levels):
            if length:
                np.add(level.parents, above, out=level.parents)
            own = (level.codes, level.parents, level.counts)
            sides = (*level.entropies, *level.varieties, *level.boundaries)
            for name, array in zip(_TYPES, (*own, *sides), strict=True):
                self._columns[name][length].extend(array)
            above = self._sizes[length]
            self._sizes[length] += level.codes.size

    def arrays(self, names: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
        """Give all arrays of the statistics, and forget the pieces; `names` are the symbols."""
        order = len(self._sizes)
        bounds = list(accumulate(self._sizes, initial=0))
        lengths = np.repeat(np.arange(1, order + 1, dtype=np.int8), self._sizes)
        arrays = {name: self._take(name) for name in _TYPES}
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

    def _take(self, name: str) -> NDArray[Any]:
        return np.concatenate([column.values for column in self._columns.pop(name)])
