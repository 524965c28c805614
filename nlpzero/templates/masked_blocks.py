"""Blocks of lines with masked values, whose distinct masks are numbered."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice, repeat
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simpler_glove.corpus.words import PackedWords, WordHashTable
from simpler_glove.parallel import map_in_order
from simpler_glove.textio.blocks import BlockOrigin, PendingBlock, TextBlock
from simpler_glove.textio.text_check import BlockSummary, TextCheck, summarize_block

from .._kernels import value_masks as kernels

NumberedLines: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.int32]]
"""Lines, and the position of the template of each one; -1 if there is none."""

BLOCK_BYTES = 1 << 18
_BATCH = 4096  # lines
_LF = 10


class NumberedMasks(NamedTuple):
    """Masks of the lines of a block.

    Attributes
    ----------
    ids : ndarray of int32
        Number of the mask of each line, by first occurrence.
    masks : PackedWords
        The distinct masks and their counts.
    begins, ends : ndarray of int64
        Where the first line with each mask is in the block.
    """

    ids: NDArray[np.int32]
    masks: PackedWords
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]


class MaskedBlock(NamedTuple):
    """A block of lines.

    Attributes
    ----------
    data : ndarray of uint8
        The lines; each ends with LF.
    masks : NumberedMasks
        Number of the mask of each line, and the distinct masks.
    summary : BlockSummary or None
        For :class:`TextCheck`; None if the text need not be checked.
    """

    data: NDArray[np.uint8]
    masks: NumberedMasks
    summary: BlockSummary | None

    @property
    def checksum(self) -> int:
        """Checksum of `data`."""
        return zlib.crc32(self.data)

    @property
    def lines(self) -> int:
        """Number of lines."""
        return self.masks.ids.size

    def first_lines(self, masks: NDArray[np.int64]) -> list[bytes]:
        """Return the first lines of some of the distinct masks."""
        begins, ends = self.masks.begins[masks].tolist(), self.masks.ends[masks].tolist()
        bounds = zip(begins, ends, strict=True)
        return [self.data[begin:end].tobytes() for begin, end in bounds]


def masked_blocks(
    blocks: Iterable[PendingBlock], threads: int, *, values: bool = True, check: bool = True
) -> Iterator[MaskedBlock]:
    """Load and mask blocks in worker threads.

    Parameters
    ----------
    blocks : iterable of PendingBlock
        Blocks that end at line ends.
    threads : int
        Number of threads.
    values : bool, default True
        False replaces no values: lines have the same mask if they have the same tokens.
    check : bool, default True
        Raise FormatError if the text is not valid.

    Yields
    ------
    MaskedBlock
        In the order of the text.
    """
    text = TextCheck()
    for block in map_in_order(partial(_mask, values=values, check=check), blocks, threads):
        if block.summary is not None:
            text.add(block.summary)
            text.finish()
        yield block


def _mask(pending: PendingBlock, *, values: bool, check: bool) -> MaskedBlock:
    block = pending.load()
    data = np.frombuffer(block.data, np.uint8)
    data.flags.writeable = False  # the kernels are compiled for one type of array
    return MaskedBlock(data, number_masks(data, values), _summary(block) if check else None)


class ReadBlock(NamedTuple):
    """Checksum of a block that was read, and the masks of its lines."""

    checksum: int
    masks: NDArray[np.integer[Any]]


def blocks_again(
    blocks: Iterable[PendingBlock],
    read: Iterable[ReadBlock],
    positions: NDArray[np.int32],
    threads: int,
    changed: Callable[[PendingBlock], Iterable[NumberedLines]],
) -> Iterator[NumberedLines]:
    """Yield blocks that were read before, and the template of each line.

    Parameters
    ----------
    blocks : iterable of PendingBlock
        The text.
    read : iterable of ReadBlock
        What was kept of the blocks.
    positions : ndarray of int32
        Template of each mask.
    threads : int
        Number of threads.
    changed : callable
        Numbers the lines of a block that has changed since it was read.

    Yields
    ------
    NumberedLines
        In the order of the text.
    """

    def load(part: tuple[PendingBlock, ReadBlock | None]) -> Iterable[NumberedLines]:
        block = part[0].load()
        data = np.frombuffer(block.data, np.uint8)
        data.flags.writeable = False
        if part[1] is None or zlib.crc32(data) != part[1].checksum:
            return changed(PendingBlock(partial(_same, block), part[0].advance))
        return [(data, positions[part[1].masks])]

    parts = zip(blocks, chain(read, repeat(None)), strict=False)
    return chain.from_iterable(map_in_order(load, parts, threads))


def number_masks(data: NDArray[np.uint8], values: bool = True) -> NumberedMasks:
    """Return the masks of lines, numbered by first occurrence; see :func:`masked_blocks`."""
    size = int(np.count_nonzero(data == _LF))
    words = np.empty(3 * data.size // 8 + size + 1, np.uint64)
    out, ids = words.view(np.uint8), np.empty(size, np.int32)
    starts, ends, stops, first = np.empty((4, size), np.int64)
    kernels.mask_lines(data, values, out, starts, ends, stops)
    first = first[: kernels.number_lines(words, starts, ends, ids, first)]
    blob = np.empty(int((ends[first] - starts[first]).sum()), np.uint8)
    offsets = np.empty(first.size + 1, np.int64)
    kernels.pack_lines(out, starts, ends, first, blob, offsets)
    masks = PackedWords(blob, offsets, np.bincount(ids, minlength=first.size))
    return NumberedMasks(ids, masks, np.where(first, stops[first - 1] + 1, 0), stops[first])


def _summary(block: TextBlock) -> BlockSummary:
    try:
        block.data.decode()
    except UnicodeDecodeError:
        return summarize_block(block, -1)
    return summarize_block(block, block.data.count(0))


def line_blocks(lines: Iterable[str], *, batch: int = _BATCH) -> Iterator[PendingBlock]:
    """Yield blocks of lines, in which LF and surrogates may occur."""
    lines = iter(lines)
    origin = BlockOrigin("the text", 0, None, False)
    while chosen := list(islice(lines, batch)):
        text = "\n".join(line.replace("\n", " ") for line in chosen) + "\n"
        block = TextBlock(bytearray(text.encode("utf-8", "surrogatepass")), (origin,))
        yield PendingBlock(partial(_same, block), len(chosen))


def _same(block: TextBlock) -> TextBlock:
    return block


class MaskTable:
    """Distinct masks of many blocks, numbered by first occurrence.

    Attributes
    ----------
    bytes : int
        Size of the masks.
    """

    def __init__(self) -> None:
        self._table = WordHashTable()
        self._size = self.bytes = 0

    def __len__(self) -> int:
        return self._size

    def add(self, block: MaskedBlock) -> tuple[NDArray[np.int32], list[bytes]]:
        """Add the masks of a block; returns the number of each mask of it, and the new masks."""
        masks = block.masks.masks
        mapping = self._table.add(masks)
        new = np.flatnonzero(mapping >= self._size)
        self._size += new.size
        begins, ends = masks.offsets[new], masks.offsets[new + 1]
        self.bytes += int((ends - begins).sum())
        bounds = zip(begins.tolist(), ends.tolist(), strict=True)
        return mapping, [masks.blob[begin:end].tobytes() for begin, end in bounds]

    def counts(self) -> list[int]:
        """Return the number of lines of each mask."""
        return self._table.packed().counts.tolist()
