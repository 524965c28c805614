"""Turning blocks of text into symbols, in threads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.corpus.words import PackedWords, WordHashTable, distinct_words
from simpler_glove.packed_strings import pack
from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Stage
from simpler_glove.textio.blocks import PendingBlock
from simpler_glove.textio.text_check import BlockSummary, TextCheck, summarize_block

from .._kernels import atoms as kernels
from .alphabet import Alphabet, in_order
from .atom_cuts import AT_ATOM
from .classes import CLASSES
from .fold import fold_codes
from .symbols import SymbolStore


class _Piece(NamedTuple):
    """A stretch of text as symbols, with its distinct atoms of several code points."""

    symbols: NDArray[np.int32]
    words: tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]
    kinds: NDArray[np.int64]
    characters: int


class _Worked(NamedTuple):
    """A block after the work of a thread."""

    pieces: list[_Piece]
    found: BlockSummary
    advance: int


class Reader:
    """Turns blocks into symbols and collects them.

    Parameters
    ----------
    store : SymbolStore
        Takes the symbols, which are preliminary ones; see the kernels.
    fold : str or None
        How ideographs are folded.
    size : int
        Bytes that are worked on at once, about.
    """

    def __init__(self, store: SymbolStore, fold: str | None, size: int) -> None:
        self.store = store
        self.table = WordHashTable()
        self.used = np.zeros(kernels.CODES, np.uint8)
        self.kinds = np.zeros(3, np.int64)
        self.lines = self.characters = self.bytes = 0
        self._fold = fold
        self._size = size

    def read(self, blocks: Iterable[PendingBlock], threads: int, stage: Stage) -> None:
        """Read all blocks."""
        check = TextCheck()
        for worked in map_in_order(self._work, blocks, threads):
            check.add(worked.found)
            for piece in worked.pieces:
                self._add(piece)
            stage.add(worked.advance)
        check.finish()
        self.lines, self.bytes = check.lines, check.bytes

    def alphabet(self) -> tuple[Alphabet, NDArray[np.int32]]:
        """Put all atoms in order; gives also the symbol of each preliminary one."""
        used = np.flatnonzero(self.used)
        blob, offsets = pack(tuple(map(chr, used.tolist())))
        words = self.table.packed()
        both = PackedWords(
            np.concatenate((blob, words.blob)),
            np.concatenate((offsets, words.offsets[1:] + offsets[-1])),
            np.zeros(used.size + words.counts.size, np.int64),
        )
        alphabet, ranks = in_order(both)
        mapping = np.zeros(kernels.CODES + words.counts.size, np.int32)
        mapping[used] = ranks[: used.size]
        mapping[kernels.CODES :] = ranks[used.size :]
        return alphabet, mapping

    def _add(self, piece: _Piece) -> None:
        if piece.words[0].size:
            kernels.renumber(piece.symbols, self.table.merge(*piece.words))
        self.store.add(piece.symbols)
        self.kinds += piece.kinds
        self.characters += piece.characters

    def _work(self, pending: PendingBlock) -> _Worked:
        block = pending.load()
        pieces: list[_Piece] = []
        zeros = 0
        for data in _slices(block.data, self._size):
            codes, here = kernels.decode(np.frombuffer(data, np.uint8))
            if here < 0:
                zeros = here
                break
            zeros += here
            pieces.append(self._piece(codes))
        return _Worked(pieces, summarize_block(block, zeros), pending.advance)

    def _piece(self, codes: NDArray[np.uint32]) -> _Piece:
        codes.flags.writeable = False  # the kernels are compiled for one type of array
        if self._fold:
            codes = fold_codes(codes)
        symbols, spans, kinds = kernels.number(codes, CLASSES.covering(codes), self.used)
        words = _distinct(symbols, *kernels.pack(codes, spans))
        return _Piece(symbols, words, kinds, codes.size)


def _slices(data: bytearray, size: int) -> Iterator[memoryview]:
    """Cut what is far larger than a block, which a long line of a list may be."""
    view = memoryview(data)
    start = 0
    while len(data) - start > 2 * size:
        place = start + size
        while (cut := AT_ATOM.first(bytes(view[place : place + size]))) < 0 and place < len(data):
            place += size
        end = min(len(data), place + max(cut, 0))
        yield view[start:end]
        start = end
    if start < len(data):
        yield view[start:]


def _distinct(
    symbols: NDArray[np.int32], blob: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]:
    """Give equal words one number, in `symbols` too; returns rows, blob, offsets of a table."""
    if offsets.size < 2:
        return np.empty((0, 3), np.uint64), blob, offsets
    rows, blob, offsets, mapping = distinct_words(blob, offsets)
    kernels.renumber(symbols, mapping)
    return rows, blob, offsets
