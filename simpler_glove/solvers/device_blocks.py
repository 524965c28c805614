"""Pairs of consecutive rows as blocks of a few array shapes, scheduled onto a device.

Libraries that compile do so once per shape. Each row is therefore split into tiles of L pairs, and
consecutive rows form a block of T tiles and R rows, with few different values of T and R: frequent
words have many tiles each, rare words have one. Unused places contain pairs of weight 0.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .. import devices, tensor_ops
from .._kernels import tiles as kernels
from ..errors import ResourceError
from ..parallel import map_in_order
from .problem import SparseRows

_log = logging.getLogger(__name__)

TILE_LENGTHS = (8, 16, 32, 64, 128, 256)
_TILE_OVERHEAD = 4  # cost of a tile besides its pairs, in pairs
_TILES_PER_ROW = (64, 8, 1)  # classes of blocks: tiles divided by rows
_TILE_COUNT_FACTOR = 4  # between numbers of tiles, for rows that need more

_SWEEP_MATRICES = 8  # matrices (V, D) during a sweep: two sets, transformed ones, copies
_GPU_BLOCK_BYTES = 1 << 30  # of gathered columns; larger blocks are not faster
_CPU_BLOCK_BYTES = 4 << 20
_BLOCK_FRACTION = 8  # a block takes at most 1/8 of the free bytes: products and copies come on top
_MIN_TILES = 4
_UPLOAD_THREADS = 4  # for a GPU
_QUEUED_BLOCKS = 1  # blocks that are started before the previous one has finished

DeviceArrays: TypeAlias = tuple[NDArray[np.generic], ...]


class TileBlock(NamedTuple):
    """The rows first to last - 1, padded to `rows` rows in `tiles` tiles."""

    first: int
    last: int
    tiles: int
    rows: int


class TiledRows:
    """The first rows of a sparse matrix, split into tiles.

    Parameters
    ----------
    pairs : SparseRows
        Coefficients of the pairs.
    stops : ndarray of int64, shape (V,)
        End of each row.
    limit : int
        Number of rows.
    length : int
        Pairs per tile, L.
    """

    def __init__(
        self, pairs: SparseRows, stops: NDArray[np.int64], limit: int, length: int
    ) -> None:
        self._pairs = pairs
        self._stops = stops
        self.limit = limit
        self.length = length
        self._bounds = _tile_bounds(stops[:limit] - pairs.indptr[:limit], length)

    @property
    def longest(self) -> int:
        """Number of tiles of the longest row."""
        return int(np.diff(self._bounds).max())

    @property
    def total(self) -> int:
        """Number of tiles of all rows."""
        return int(self._bounds[-1])

    def pairs(self, block: TileBlock) -> int:
        """Return the number of pairs of a block, including those after `stops`."""
        indptr = self._pairs.indptr
        return int(indptr[block.last] - indptr[block.first])

    def next_block(self, first: int, tiles: int) -> TileBlock:
        """Return the block that starts with row `first`.

        Parameters
        ----------
        first : int
            Row below `limit`.
        tiles : int
            Number of tiles, at least 1; more if the row `first` needs more.
        """
        bounds = self._bounds
        needed = int(bounds[first + 1] - bounds[first])
        while tiles < needed:
            tiles *= _TILE_COUNT_FACTOR
        last = int(np.searchsorted(bounds, bounds[first] + tiles, side="right")) - 1
        sizes = (max(1, tiles // ratio) for ratio in _TILES_PER_ROW)
        return TileBlock(first, last, tiles, next(size for size in sizes if size >= last - first))

    def arrays(self, block: TileBlock) -> DeviceArrays:
        """Create the arrays of a block; may be called in any thread.

        Returns
        -------
        tuple of ndarray
            indices int32, quadratic and linear float32, (T, L) each; row of each tile int32 (T,),
            from 0, ascending; ids of the rows int32 (R,), V for unused ones.
        """
        shape = (block.tiles, self.length)
        indices = np.empty(shape, np.int32)
        quadratic, linear = np.empty((2, *shape), np.float32)
        tile_rows = np.empty(block.tiles, np.int32)
        kernels.fill_tiles(
            tuple(self._pairs), self._stops, block.first, block.last,
            indices, quadratic, linear, tile_rows,
        )  # fmt: skip
        ids = np.full(block.rows, self._stops.size, np.int32)
        ids[: block.last - block.first] = np.arange(block.first, block.last)
        return indices, quadratic, linear, tile_rows, ids


def array_bytes(block: TileBlock, length: int) -> int:
    """Return the number of bytes of the arrays of a block."""
    return 4 * (block.tiles * (3 * length + 1) + block.rows)


def best_tile_length(lengths: NDArray[np.int64]) -> int:
    """Return the number of pairs per tile that minimizes the cost, padding included."""

    def cost(length: int) -> int:
        return int(_tile_bounds(lengths, length)[-1]) * (length + _TILE_OVERHEAD)

    return min(TILE_LENGTHS, key=cost)


def _tile_bounds(lengths: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """Return the first tile of each row, and the total; each row has at least one."""
    tiles = np.maximum(1, -(-lengths // length))
    return np.concatenate([[0], np.cumsum(tiles)])


class DeviceBudget:
    """Division of the device memory into vectors, a block, and cached arrays.

    Parameters
    ----------
    size : int
        Number of words, V.
    vector_size : int
        Number of dimensions, D.
    threads : int
        Blocks that are computed at the same time if the device is the CPU; with 0, or on a GPU,
        blocks are computed one after the other.
    memory : int, optional
        Memory budget in bytes on the CPU.
    block_bytes : int, optional
        Maximum size of the gathered columns of a block; None selects it for the device.
    cache_bytes : int, optional
        Size of the arrays that stay on the device; None selects what is left.

    Raises
    ------
    ResourceError
        If the vectors do not fit.
    """

    def __init__(
        self,
        size: int,
        vector_size: int,
        threads: int,
        memory: int | None,
        *,
        block_bytes: int | None = None,
        cache_bytes: int | None = None,
    ) -> None:
        free = devices.free_bytes()
        on_gpu = bool(devices.gpus())
        self.threads = 0 if on_gpu else threads
        if memory is not None and not on_gpu:
            free = min(free, memory)
        vectors = _SWEEP_MATRICES * size * vector_size * 4
        if vectors > free:
            raise ResourceError(
                f"{size:,} vectors of {vector_size} dimensions need {vectors / 2**20:,.0f} MiB "
                f"with their copies, and {devices.describe()} has {free / 2**20:,.0f} MiB free.",
                hint="Set {backend}, or reduce {vector_size} or the vocabulary.",
                settings={"backend": "cpu"},
            )
        left = free - vectors
        if block_bytes is None:
            block_bytes = _GPU_BLOCK_BYTES if on_gpu else _CPU_BLOCK_BYTES
        self._column_bytes = 4 * vector_size
        self._block_bytes = min(block_bytes, left // _BLOCK_FRACTION)
        unused = left - _BLOCK_FRACTION // 2 * self._block_bytes
        self.cache_bytes = unused // (1 if on_gpu else 4) if cache_bytes is None else cache_bytes

    def tiles(self, length: int) -> int:
        """Return the number of tiles of a block, a power of two."""
        tiles = max(_MIN_TILES, self._block_bytes // (length * self._column_bytes))
        return 1 << (int(tiles).bit_length() - 1)


class BlockScheduler:
    """Runs a computation over all blocks; blocks are created and copied while others compute.

    Parameters
    ----------
    rows : TiledRows
        Rows to process.
    budget : DeviceBudget
        Size of a block, and of the arrays that stay on the device.
    """

    def __init__(self, rows: TiledRows, budget: DeviceBudget) -> None:
        self.rows = rows
        self._budget = budget
        self._tiles = min(budget.tiles(rows.length), 1 << (rows.total - 1).bit_length())
        needed = sum(array_bytes(block, rows.length) for block in self._blocks(0))
        fits = needed <= budget.cache_bytes
        self._cache: dict[TileBlock, tuple[Any, ...]] | None = {} if fits else None

    def _blocks(self, first: int) -> Iterator[TileBlock]:
        while first < self.rows.limit:
            block = self.rows.next_block(first, self._tiles)
            yield block
            first = block.last

    def run(self, start: Callable[..., Any], finish: Callable[[TileBlock, Any], None]) -> None:
        """Process all rows.

        Parameters
        ----------
        start : callable
            Receives the tensors of a block, starts the computation and returns its result.
        finish : callable
            Receives a block and its result, in order, and waits for it. Only this function may
            modify anything: a block that runs out of memory is repeated in parts.

        Raises
        ------
        ResourceError
            If the memory does not suffice for the smallest blocks.
        """
        first = 0
        while first < self.rows.limit:
            try:
                for block, result in self._results(first, start):
                    finish(block, result)
                    first = block.last
            except devices.memory_errors() as error:
                if not devices.is_out_of_memory(error):
                    raise
                self._halve_blocks(first, error)

    def _results(self, first: int, start: Callable[..., Any]) -> Iterator[tuple[TileBlock, Any]]:
        """Yield blocks and their results, in order."""
        blocks = self._blocks(first)
        if self._budget.threads:  # one thread computes a block without waiting for others

            def compute(block: TileBlock) -> tuple[TileBlock, Any]:
                return block, start(*tensor_ops.arrived(self._uploaded(block)[1]))

            yield from map_in_order(compute, blocks, self._budget.threads)
            return
        queue: deque[tuple[TileBlock, Any]] = deque()
        for block, tensors in map_in_order(self._uploaded, blocks, _UPLOAD_THREADS):
            queue.append((block, start(*tensor_ops.arrived(tensors))))
            if len(queue) > _QUEUED_BLOCKS:
                yield queue.popleft()
        yield from queue

    def _uploaded(self, block: TileBlock) -> tuple[TileBlock, tuple[Any, ...]]:
        """Return a block with its tensors, cached if they fit; runs beside the computation."""
        if self._cache is not None and block in self._cache:
            return block, self._cache[block]
        tensors = tensor_ops.upload(self.rows.arrays(block))
        if self._cache is not None:
            self._cache[block] = tensors
        return block, tensors

    def _halve_blocks(self, first: int, error: BaseException) -> None:
        block = self.rows.next_block(first, self._tiles)
        sizes = f"{block.tiles * self.rows.length:,} pairs of {block.last - block.first:,} words"
        if self._tiles <= _MIN_TILES:
            raise ResourceError(
                f"The memory of {devices.describe()} does not suffice for a block of {sizes}.",
                hint="Set {backend}, or reduce {vector_size}.",
                settings={"backend": "cpu"},
            ) from error
        self._tiles //= 2
        if self._cache is not None:
            self._cache = {}
        _log.warning(
            "Out of memory on %s with a block of %s; continuing with blocks of half the size.",
            devices.describe(), sizes,
        )  # fmt: skip
