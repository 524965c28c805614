"""The table of the distinct pieces of a text, which grows as the text is read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ResourceError

from .._kernels import pieces

LONGEST = pieces.LONGEST
_SLOTS = 1 << 16  # to begin with


class Pieces:
    """A table of the n distinct pieces of a text, in the order in which they first occur.

    Attributes
    ----------
    slots, hashes, blob, offsets, counts : ndarray
        See `_kernels/pieces.py`; with room to spare.
    size : int
        How many pieces there are.
    """

    def __init__(self, memory: int | None = None) -> None:
        self.slots = np.zeros(_SLOTS, np.int32)
        self.hashes = np.zeros(_SLOTS // 2, np.uint64)
        self.blob = np.zeros(2 * _SLOTS, np.int32)
        self.offsets = np.zeros(_SLOTS // 2 + 1, np.int64)
        self.counts = np.zeros(_SLOTS // 2, np.int64)
        self.size = 0
        self._memory = memory
        self._left = np.zeros(0, np.int32), np.zeros(0, np.uint8)

    @property
    def table(self) -> tuple[NDArray[np.generic], ...]:
        """What the kernels look pieces up in."""
        return self.slots, self.hashes, self.blob, self.offsets

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Number of symbols of each piece, (n,)."""
        return np.diff(self.offsets[: self.size + 1])

    def add(self, symbols: NDArray[np.int32], cuts: NDArray[np.uint8], *, last: bool) -> None:
        """Count the pieces of the next stretch of the text; `last` is the one that ends it."""
        if self._left[0].size:
            symbols = np.concatenate([self._left[0], symbols])
            cuts = np.concatenate([self._left[1], cuts])
        place = 0
        while True:
            place, self.size = pieces.count_pieces(
                symbols, cuts, place, last, *self.table, self.counts, self.size
            )
            if place == symbols.size or not self._is_full():
                break
            self._grow()
        self._left = symbols[place:], cuts[place:]

    def select(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return symbols and offsets of some pieces, one behind the other."""
        lengths = self.lengths[numbers]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        inner = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
        return self.blob[np.repeat(self.offsets[numbers], lengths) + inner], offsets

    def _is_full(self) -> bool:
        room = self.blob.size - self.offsets[self.size]
        return bool(self.size == self.counts.size or room < LONGEST)

    def _grow(self) -> None:
        """Double whatever is full; the slots are always twice as many as the pieces."""
        if self.size == self.counts.size:
            self._check_memory(2 * (self.slots.nbytes + 3 * self.hashes.nbytes) + self.blob.nbytes)
            self.hashes, self.counts, self.offsets = (
                np.concatenate([array, np.zeros(self.size, array.dtype)])
                for array in (self.hashes, self.counts, self.offsets)
            )
            slots = np.zeros(2 * self.slots.size, np.int32)
            self.slots = pieces.filled(slots, self.hashes, self.size)
        if self.blob.size - self.offsets[self.size] < LONGEST:
            self._check_memory(self.slots.nbytes + 3 * self.hashes.nbytes + 2 * self.blob.nbytes)
            self.blob = np.concatenate([self.blob, np.zeros_like(self.blob)])

    def _check_memory(self, needed: int) -> None:
        if self._memory is not None and needed > self._memory:
            raise ResourceError(
                f"{self._memory:,} bytes of memory are too few for the distinct pieces of the "
                f"text: after {int(self.counts.sum()):,} pieces it takes {needed:,}."
            )
