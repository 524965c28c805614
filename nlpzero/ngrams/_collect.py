"""From n-grams task by task to arrays in order of length and symbols."""

from __future__ import annotations

from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._kernels import ngrams as kernels
from ._refine import Level

_NONE = Level(
    np.empty(0, np.int32),
    np.empty(0, np.int64),
    np.empty(0, np.int64),
    np.empty((2, 0)),
    np.empty((2, 0), np.int32),
    np.empty((2, 0), np.int64),
)


class Pieces:
    """The n-grams found so far, by length; tasks come in the order of their codes."""

    def __init__(self, order: int) -> None:
        self._sizes = [0] * order
        self._parts = {
            name: [[array] for _ in range(order)]
            for name, array in zip(Level._fields, _NONE, strict=True)
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
            for name, array in level._asdict().items():
                self._parts[name][length].append(array)
            above = self._sizes[length]
            self._sizes[length] += level.codes.size

    def arrays(self, names: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
        """Give all arrays of the statistics, and forget the pieces; `names` are the symbols."""
        order = len(self._sizes)
        bounds = list(accumulate(self._sizes, initial=0))
        lengths = np.repeat(np.arange(1, order + 1, dtype=np.int8), self._sizes)
        arrays = {"lengths": lengths, "counts": self._take("counts")}
        for many, one in (
            ("entropies", "entropy"),
            ("varieties", "variety"),
            ("boundaries", "boundaries"),
        ):
            arrays[f"left_{one}"], arrays[f"right_{one}"] = self._take(many)
        codes, prefix = self._take("codes"), self._take("parents")
        for start, (begin, end) in zip(bounds, pairwise(bounds[1:]), strict=False):
            prefix[begin:end] += start
        suffix, symbols = np.empty_like(prefix), np.empty((prefix.size, order), np.int32)
        children = kernels.find_children(prefix)
        for level, (begin, end) in enumerate(pairwise(bounds), start=1):
            kernels.link(codes, prefix, children, begin, end, level, names, suffix, symbols)
        return {"symbols": symbols, "prefix": prefix, "suffix": suffix, **arrays}

    def _take(self, name: str) -> NDArray[Any]:
        return np.concatenate(list(chain(*self._parts.pop(name))), axis=-1)
