"""Rows of pairs as tiles of one length, in blocks of a few shapes.

Libraries that compile want shapes that they have seen.  So a row is cut into tiles of L pairs,
and consecutive rows make a block of T tiles and R rows, where T and R are of a few sizes: the
most frequent words have many tiles each, the rarest one.  What is left over is filled with pairs
that weigh nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import tiles as kernels
from .problem import Side

LENGTHS = (8, 16, 32, 64, 128, 256)
_COST_OF_TILE = 4  # in pairs: what is gathered, added and kept for a tile as a whole
_ROW_CLASSES = (64, 8, 1)  # rows of a block: at most its tiles over one of these
_STEP = 4  # from one number of tiles to the next, for rows that need more

Arrays = tuple[NDArray[np.generic], ...]


class Block(NamedTuple):
    """The rows first to last - 1 in so many tiles; results for so many rows."""

    first: int
    last: int
    tiles: int
    rows: int


class Tiling:
    """The first rows of a side, their pairs up to `stops`, cut into tiles.

    Parameters
    ----------
    side : Side
        The pairs.
    stops : ndarray of int64, shape (V,)
        Where each row ends.
    limit : int
        Rows.
    length : int
        Pairs of a tile, L.
    """

    def __init__(self, side: Side, stops: NDArray[np.int64], limit: int, length: int) -> None:
        self._side = side
        self._stops = stops
        self.limit = limit
        self.length = length
        self._bounds = _tile_bounds(stops[:limit] - side.indptr[:limit], length)

    @property
    def longest(self) -> int:
        """Tiles of the longest row."""
        return int(np.diff(self._bounds).max())

    @property
    def total(self) -> int:
        """Tiles of all rows."""
        return int(self._bounds[-1])

    def pairs(self, block: Block) -> int:
        """Pairs of a block; those behind `stops` count as well."""
        indptr = self._side.indptr
        return int(indptr[block.last] - indptr[block.first])

    def next_block(self, first: int, tiles: int) -> Block:
        """Give the block that begins with row `first`: of `tiles` tiles if that row is no longer.

        Parameters
        ----------
        first : int
            Below `limit`.
        tiles : int
            At least 1.
        """
        bounds = self._bounds
        needed = int(bounds[first + 1] - bounds[first])
        while tiles < needed:
            tiles *= _STEP
        last = int(np.searchsorted(bounds, bounds[first] + tiles, side="right")) - 1
        sizes = (max(1, tiles // share) for share in _ROW_CLASSES)
        return Block(first, last, tiles, next(size for size in sizes if size >= last - first))

    def arrays(self, block: Block) -> Arrays:
        """Make the arrays of a block; may be called in any thread.

        Returns
        -------
        tuple of ndarray
            indices int32, quadratic and linear float32, all (T, L); the row of each tile int32
            (T,), from 0 and ascending; places of the rows int32 (R,), V where there is none.
        """
        shape = (block.tiles, self.length)
        indices = np.empty(shape, np.int32)
        quadratic, linear = np.empty((2, *shape), np.float32)
        tile_rows = np.empty(block.tiles, np.int32)
        kernels.cut_tiles(
            tuple(self._side), self._stops, block.first, block.last,
            indices, quadratic, linear, tile_rows,
        )  # fmt: skip
        places = np.full(block.rows, self._stops.size, np.int32)
        places[: block.last - block.first] = np.arange(block.first, block.last)
        return indices, quadratic, linear, tile_rows, places


def array_bytes(block: Block, length: int) -> int:
    """Bytes that the arrays of a block take."""
    return 4 * (block.tiles * (3 * length + 1) + block.rows)


def best_length(lengths: NDArray[np.int64]) -> int:
    """Pairs of a tile with which rows of such lengths cost least, filling included."""

    def cost(length: int) -> int:
        return int(_tile_bounds(lengths, length)[-1]) * (length + _COST_OF_TILE)

    return min(LENGTHS, key=cost)


def _tile_bounds(lengths: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """Where the tiles of each row begin, and the last ends; a row has one at least."""
    tiles = np.maximum(1, -(-lengths // length))
    return np.concatenate([[0], np.cumsum(tiles)])
