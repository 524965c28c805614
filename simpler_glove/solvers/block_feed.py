"""Blocks on their way to the device: as large as fits, made and copied while it computes."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from .. import devices as devices
from ..errors import ResourceError
from ..parallel import map_in_order
from .device_blocks import Block, Tiling, array_bytes

_log = logging.getLogger(__name__)

_SETS = 8  # matrices (V, D) that a sweep needs at most: two sets, what is transformed, copies
_GPU_BLOCK = 1 << 30  # bytes of gathered columns, beyond which larger blocks gain nothing
_CPU_BLOCK = 4 << 20
_BLOCK_SHARE = 8  # of the free bytes: products and copies come on top of a block
_LEAST_TILES = 4
_MAKERS = 4  # threads that make blocks for a GPU
_WAITING = 1  # blocks that the device is told of before the last is done


class Room:
    """How the memory of the device is shared out.

    Parameters
    ----------
    size : int
        Words, V.
    vector_size : int
        D.
    threads : int
        Blocks at a time where the device is the CPU.
    memory : int, optional
        Bytes that may be used there.

    Raises
    ------
    ResourceError
        If the vectors don't fit.
    """

    def __init__(self, size: int, vector_size: int, threads: int, memory: int | None) -> None:
        free = devices.free_bytes()
        on_gpu = bool(devices.gpus())
        self.threads = 0 if on_gpu else threads  # that compute
        if memory is not None and not on_gpu:
            free = min(free, memory)
        vectors = _SETS * size * vector_size * 4
        if vectors > free:
            raise ResourceError(
                f"{size:,} vectors of {vector_size} dimensions need {vectors / 2**20:,.0f} MB with "
                f"their copies, and {devices.describe()} has {free / 2**20:,.0f} MB free: use "
                "backend='cpu', fewer words (min_count, max_vocab) or dimensions."
            )
        left = free - vectors
        self._columns = 4 * vector_size
        self._block = min(_GPU_BLOCK if on_gpu else _CPU_BLOCK, left // _BLOCK_SHARE)
        self.kept = (left - _BLOCK_SHARE // 2 * self._block) // (1 if on_gpu else 4)

    def tiles(self, length: int) -> int:
        """Tiles of a block: a power of two."""
        tiles = max(_LEAST_TILES, self._block // (length * self._columns))
        return 1 << (int(tiles).bit_length() - 1)


class Feed:
    """The blocks of a tiling, one after the other.

    Parameters
    ----------
    tiling : Tiling
        Makes their arrays.
    room : Room
        Says how large a block may be, and how many bytes of arrays may stay on the device.
    """

    def __init__(self, tiling: Tiling, room: Room) -> None:
        self.tiling = tiling
        self._room = room
        self._tiles = min(room.tiles(tiling.length), 1 << (tiling.total - 1).bit_length())
        taken = sum(array_bytes(block, tiling.length) for block in self._blocks(0))
        self._kept: dict[Block, tuple[Any, ...]] | None = {} if taken <= room.kept else None

    def _blocks(self, first: int) -> Iterator[Block]:
        while first < self.tiling.limit:
            block = self.tiling.next_block(first, self._tiles)
            yield block
            first = block.last

    def run(self, start: Callable[..., Any], finish: Callable[[Block, Any], None]) -> None:
        """Work through all rows.

        Parameters
        ----------
        start : callable
            Gets the tensors of a block, sets the device to work, gives what will come out.
        finish : callable
            Gets a block and what comes out of it, in order; waits for it.  Only here anything
            may be changed: a block for which memory does not suffice is tried again in parts.

        Raises
        ------
        ResourceError
            If memory does not suffice for the smallest blocks either.
        """
        first = 0
        while first < self.tiling.limit:
            try:
                for block, outcome in self._started(first, start):
                    finish(block, outcome)
                    first = block.last
            except devices.memory_errors() as error:
                if not devices.is_out_of_memory(error):
                    raise
                self._halve(first, error)

    def _started(self, first: int, start: Callable[..., Any]) -> Iterator[tuple[Block, Any]]:
        """Give blocks and what will come out of them, in order."""
        blocks = self._blocks(first)
        if self._room.threads:  # one processor works on each block: nobody waits for anybody

            def work(block: Block) -> tuple[Block, Any]:
                return block, start(*devices.arrived(self._made(block)[1]))

            yield from map_in_order(work, blocks, self._room.threads)
            return
        waiting: deque[tuple[Block, Any]] = deque()
        for block, tensors in map_in_order(self._made, blocks, _MAKERS):
            waiting.append((block, start(*devices.arrived(tensors))))
            if len(waiting) > _WAITING:
                yield waiting.popleft()
        yield from waiting

    def _made(self, block: Block) -> tuple[Block, tuple[Any, ...]]:
        """Make and copy a block, or find it where it was kept; runs beside the computation."""
        if self._kept is not None and block in self._kept:
            return block, self._kept[block]
        tensors = devices.upload(self.tiling.arrays(block))
        if self._kept is not None:
            self._kept[block] = tensors
        return block, tensors

    def _halve(self, first: int, error: BaseException) -> None:
        block = self.tiling.next_block(first, self._tiles)
        sizes = f"{block.tiles * self.tiling.length:,} pairs of {block.last - block.first:,} words"
        if self._tiles <= _LEAST_TILES:
            raise ResourceError(
                f"The memory of {devices.describe()} does not suffice for a block of {sizes}: use "
                "backend='cpu', or fewer dimensions."
            ) from error
        self._tiles //= 2
        if self._kept is not None:
            self._kept = {}
        _log.warning(
            "Out of memory on %s with a block of %s; going on with blocks of half the size.",
            devices.describe(), sizes,
        )  # fmt: skip
