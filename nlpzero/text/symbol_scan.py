"""Sequential access to the symbols of a text, in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from simpler_glove.arrays import memory_map_of, release_pages
from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Progress, Stage

from .alphabet import Alphabet

Result = TypeVar("Result")
CHUNK_SYMBOLS = 1 << 16
BLOCK_SYMBOLS = 1 << 20


class SymbolScan:
    """Symbols of a text, read in chunks whose memory-mapped pages are released after use.

    The pages of a memory map count as memory of the process from the time when they are read
    until they are released; the memory budgets of discovery rely on their release.

    Parameters
    ----------
    symbols : ndarray of int32, shape (L,)
        Symbols of the text. The first and the last are boundaries (0).
    alphabet : Alphabet
        The V atoms of the symbols that are read, after `mapping`.
    mapping : ndarray of int32, shape (U + 1,), optional
        Symbol of `alphabet` for each of the U stored symbols; None if they are equal.
    chunk : int, default CHUNK_SYMBOLS
        Minimum number of symbols in a chunk of :meth:`map_chunks`.
    block : int, default BLOCK_SYMBOLS
        Number of symbols in a block of :meth:`blocks` and :meth:`map_windows`.

    Attributes
    ----------
    symbols, alphabet, mapping
        As above; `symbols` is a read-only view.

    Example
    -------
    >>> from nlpzero.text import encode_text
    >>> scan = encode_text(["12年，13年"]).scan().with_single_number()
    >>> scan.alphabet.strings, scan.read(0, 7).tolist()
    (('0', '年'), [0, 1, 2, 0, 1, 2, 0])
    """

    def __init__(
        self,
        symbols: NDArray[np.int32],
        alphabet: Alphabet,
        mapping: NDArray[np.int32] | None = None,
        *,
        chunk: int = CHUNK_SYMBOLS,
        block: int = BLOCK_SYMBOLS,
    ) -> None:
        self.symbols = np.asarray(symbols).view()  # the one type that kernels are compiled for
        self.symbols.flags.writeable = False
        self.alphabet = alphabet
        self.mapping = mapping
        self._chunk = chunk
        self._block = block

    def __len__(self) -> int:
        """Return the number of symbols, boundaries included."""
        return int(self.symbols.size)

    @property
    def resident_bytes(self) -> int:
        """Bytes of memory that the symbols take permanently; 0 for a memory map."""
        return 0 if memory_map_of(self.symbols) is not None else self.symbols.nbytes

    def with_single_number(self) -> SymbolScan:
        """Return a scan of the same text in which all numbers are the atom ``0``."""
        return self.mapped(*self.alphabet.with_single_number())

    def with_single_spelling(self) -> SymbolScan:
        """Return a scan of the same text in which traditional ideographs are simplified ones.

        Only those are replaced that have the same simplified form as another atom of the text.
        """
        alphabet, mapping = self.alphabet.with_single_spelling()
        return self if alphabet is self.alphabet else self.mapped(alphabet, mapping)

    def mapped(self, alphabet: Alphabet, mapping: NDArray[np.int32]) -> SymbolScan:
        """Return a scan of the same text with the new symbols of an alphabet.

        Parameters
        ----------
        alphabet : Alphabet
            The atoms of the new symbols.
        mapping : ndarray of int32, shape (V + 1,)
            New symbol of each symbol of this scan.
        """
        if self.mapping is not None:
            mapping = mapping[self.mapping]
        return SymbolScan(self.symbols, alphabet, mapping, chunk=self._chunk, block=self._block)

    def read(self, begin: int, end: int) -> NDArray[np.int32]:
        """Return a copy of the symbols from `begin` to `end` - 1, after the mapping."""
        part = self.symbols[begin:end]
        return np.array(part) if self.mapping is None else self.mapping[part]

    def release(self) -> None:
        """Release the pages of a memory map; they are read again when they are used."""
        release_pages(self.symbols)

    def blocks(self, begin: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Yield ranges of fixed size from `begin` to `end` and release pages after each."""
        end = len(self) if end is None else end
        for start in range(begin, end, self._block):
            yield start, min(start + self._block, end)
            self.release()

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Yield ranges that end at a boundary, or after two chunk sizes if there is none."""
        symbols, begin = self.symbols, 0
        while begin < symbols.size:
            end = min(begin + self._chunk, symbols.size)
            boundaries = symbols[end : end + self._chunk] == 0
            end += int(boundaries.argmax()) if boundaries.any() else boundaries.size
            yield begin, end
            begin = end

    def map_chunks(
        self,
        function: Callable[[int, NDArray[np.int32]], Result],
        *,
        threads: int,
        stage: str,
        progress: Progress | None = None,
    ) -> Iterator[tuple[int, Result]]:
        """Apply a function to the symbols of each chunk; yield first positions and results.

        Parameters
        ----------
        function : callable
            Called in worker threads with the position of the first symbol of a chunk, and an int32
            array of its symbols.
        threads : int
            Number of threads.
        stage : str
            Name of the stage in `progress`.
        progress : Progress, optional
            Called with the number of symbols done.

        Yields
        ------
        begin : int
            Position of the first symbol of the chunk.
        result : Any
            Return value of `function`; results come in the order of the text.
        """

        def work(chunk: tuple[int, int]) -> tuple[int, int, Result]:
            return *chunk, function(chunk[0], self.read(*chunk))

        with Stage(progress, stage, len(self), "symbols") as report:
            for begin, end, result in map_in_order(work, self.chunks(), threads):
                yield begin, result
                self.release()
                report.add(end - begin)

    def map_windows(
        self,
        function: Callable[[NDArray[np.int32]], NDArray[Any]],
        margin: int,
        *,
        threads: int,
        stage: str,
        progress: Progress | None = None,
    ) -> Iterator[tuple[NDArray[np.int32], NDArray[Any]]]:
        """Apply a function to blocks with `margin` more symbols on both sides.

        Parameters
        ----------
        function : callable
            Called with an int32 array in worker threads; returns one value per symbol.
        margin : int
            Number of symbols before and after the block.
        threads, stage, progress
            See :meth:`map_chunks`.

        Yields
        ------
        symbols, values : ndarray
            Symbols of the block and the values of `function` for them, without the margins.
        """

        def work(begin: int) -> tuple[NDArray[np.int32], NDArray[Any]]:
            first, end = max(0, begin - margin), min(len(self), begin + self._block)
            window = self.read(first, min(len(self), end + margin))
            self.release()
            inner = slice(begin - first, end - first)
            return window[inner], function(window)[inner]

        with Stage(progress, stage, len(self), "symbols") as report:
            starts = range(0, len(self), self._block)
            for symbols, values in map_in_order(work, starts, threads):
                yield symbols, values
                report.add(symbols.size)

    def counts(self) -> NDArray[np.int64]:
        """Count each symbol, int64 (V + 1,), boundaries as 0."""
        size = len(self.alphabet) + 1
        stored = np.zeros(size if self.mapping is None else self.mapping.size, np.int64)
        for begin, end in self.blocks():
            stored += np.bincount(self.symbols[begin:end], minlength=stored.size)
        stored[0] = 0
        if self.mapping is None:
            return stored
        counts = np.zeros(size, np.int64)
        np.add.at(counts, self.mapping, stored)
        return counts
