"""`encode_text`: from text of any kind to symbols, in one pass."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove._kernels import tokens as word_kernels
from simpler_glove._packed import pack
from simpler_glove._validation import check_int
from simpler_glove.corpus._blocks import Block
from simpler_glove.corpus._inputs import TextInput, open_input
from simpler_glove.corpus._problems import Problem, find_problem
from simpler_glove.corpus._select import ordered
from simpler_glove.corpus._streams import check_encoding
from simpler_glove.corpus._tokenizers import LineCounter
from simpler_glove.corpus._words import Packed, WordTable
from simpler_glove.errors import ParameterError
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Progress, Stage

from .._kernels import atoms as kernels
from ._alphabet import Alphabet
from ._classes import CLASSES
from ._cut import AT_ATOM
from ._encoded import EncodedText, TextStatistics
from ._fold import check_fold, fold_codes
from ._symbols import SymbolStore

BLOCK_BYTES = 2 << 20
_LEAST_BYTES = 1 << 16
_SHARE = 64  # a byte of text takes at most this many while it is worked on
_FEW_ZEROS = 16  # NUL is a boundary as others; more than one in as many bytes is no text
_OWNER = "encode_text"


class _Piece(NamedTuple):
    """A stretch of text as symbols, with its distinct atoms of several code points."""

    symbols: NDArray[np.int32]
    words: tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]
    kinds: NDArray[np.int64]
    characters: int


class _Worked(NamedTuple):
    """A block after the work of a thread."""

    pieces: list[_Piece]
    problem: Problem | None
    lines: int
    bytes: int
    block: Block
    several: bool
    goes_on: bool


class _Reader:
    """Turns blocks into symbols, in threads, and collects them."""

    def __init__(self, store: SymbolStore, fold: str | None, size: int) -> None:
        self.store = store
        self.table = WordTable()
        self.used = np.zeros(kernels.CODES, np.uint8)
        self.kinds = np.zeros(3, np.int64)
        self.lines = self.characters = self.bytes = 0
        self._fold = fold
        self._size = size

    def read(self, blocks: Iterable[Block], threads: int, stage: Stage) -> None:
        """Read all blocks."""
        counter = LineCounter()
        for worked in map_in_order(self._work, blocks, threads):
            counter.check(worked.problem)
            counter.add(worked.lines, worked.several, worked.goes_on)
            self.lines += worked.lines
            self.bytes += worked.bytes
            for piece in worked.pieces:
                self._add(piece)
            stage.add(worked.block.advance)

    def alphabet(self) -> tuple[Alphabet, NDArray[np.int32]]:
        """Put all atoms in order; gives also the symbol of each preliminary one."""
        used = np.flatnonzero(self.used)
        blob, offsets = pack(tuple(map(chr, used.tolist())))
        words = self.table.packed()
        both = Packed(
            np.concatenate((blob, words.blob)),
            np.concatenate((offsets, words.offsets[1:] + offsets[-1])),
            np.zeros(used.size + words.counts.size, np.int64),
        )
        order = ordered(both, np.arange(both.counts.size))
        ranks = np.empty(order.size, np.int32)
        ranks[order] = np.arange(1, order.size + 1, dtype=np.int32)
        mapping = np.zeros(kernels.CODES + words.counts.size, np.int32)
        mapping[used] = ranks[: used.size]
        mapping[kernels.CODES :] = ranks[used.size :]
        atoms = word_kernels.gather(both.blob, both.offsets, order)
        return Alphabet.from_packed(*atoms), mapping

    def _add(self, piece: _Piece) -> None:
        if piece.words[0].size:
            kernels.renumber(piece.symbols, self.table.merge(*piece.words))
        self.store.add(piece.symbols)
        self.kinds += piece.kinds
        self.characters += piece.characters

    def _work(self, block: Block) -> _Worked:
        loaded = block.load()
        pieces: list[_Piece] = []
        problem = None
        for data in _slices(loaded.data, self._size):
            codes, zeros = kernels.decode(np.frombuffer(data, np.uint8))
            if zeros < 0 or zeros > max(_FEW_ZEROS, len(data) // _FEW_ZEROS):
                problem = find_problem(loaded)
                break
            pieces.append(self._piece(codes))
        return _Worked(
            pieces,
            problem,
            loaded.data.count(b"\n"),
            len(loaded.data),
            block,
            len(loaded.parts) > 1,
            loaded.parts[-1].goes_on,
        )

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
    rows = word_kernels.rows_of(blob, offsets, np.zeros(offsets.size - 1, np.int64))
    if not rows.size:
        return rows, blob, offsets
    table = word_kernels.merge(*word_kernels.new_table(), rows, blob, offsets)
    _, rows, blob, offsets, size, mapping = table
    kernels.renumber(symbols, mapping)
    return rows[:size], blob, offsets[: size + 1]


def encode_text(
    source: Any,
    *,
    encoding: str = "utf-8",
    fold: str | None = None,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> EncodedText:
    """Read raw text, cut it into atoms and number them, in one pass.

    The result depends neither on the number of threads nor on how the text is cut into blocks.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable of str
        A str or path is a file, a glob, a directory (all files below, hidden ones left out), a
        URL or ``"-"`` for standard input; compressed files are known by their first bytes.  A
        list of strings is text, a line each.  Iterables are gone through once.
    encoding : str, default "utf-8"
        Encoding of files and binary streams.
    fold : {"simplified"}, optional
        Fold traditional ideographs to simplified ones; see :func:`fold_to_simplified`.
    threads : int, optional
        Worker threads; None takes all processors that this process may use.
    memory : int, optional
        Budget in bytes: symbols beyond a quarter of it go to a temporary file, and come back as
        a memory map.  The table of distinct atoms always stays in memory.
    tmp : path-like, optional
        Folder of the temporary file; None takes the system's.
    progress : Progress, optional
        Told about the stages "reading" (bytes) and "numbering" (symbols).

    Returns
    -------
    EncodedText
        Symbols, alphabet, statistics.  A text without any atom is one boundary.

    Raises
    ------
    FormatError
        If the text is not in that encoding, or not text, or a compressed file is damaged; the
        message gives file, line and byte.
    InputError
        If a path leads nowhere.
    BackendUnavailableError
        If folding is asked for and `opencc` is not installed.
    ResourceError
        If the disk of the temporary file is full.

    Example
    -------
    >>> text = encode_text(["K线图", "看K线。"])
    >>> text.symbols.tolist(), text.alphabet.strings
    ([0, 1, 4, 2, 0, 3, 1, 4, 0], ('K', '图', '看', '线'))
    """
    if memory is not None:
        check_int(memory, "memory", _OWNER, minimum=1)
    if tmp is not None and not os.path.isdir(tmp):
        raise ParameterError(
            f"The 'tmp' parameter of {_OWNER} must be an existing directory. Got {tmp!r} instead."
        )
    check_fold(fold, _OWNER)
    threads = resolve_threads(threads, _OWNER)
    text = open_input(source, check_encoding(encoding, _OWNER), _OWNER)
    if not isinstance(text, TextInput):
        raise ParameterError(
            f"The 'source' parameter of {_OWNER} must be text. Got lists of tokens instead, which "
            "are split already."
        )
    size = _block_size(memory, threads)
    reader = _Reader(SymbolStore(None if memory is None else memory // 4, tmp), fold, size)
    with Stage(progress, "reading", text.total, text.unit) as stage:
        reader.read(text.blocks(size, AT_ATOM), threads, stage)
    return _finished(reader, text.files, fold, progress)


def _block_size(memory: int | None, threads: int) -> int:
    if memory is None:
        return BLOCK_BYTES
    return min(BLOCK_BYTES, max(_LEAST_BYTES, memory // (_SHARE * (threads + 2))))


def _finished(
    reader: _Reader, files: int, fold: str | None, progress: Progress | None
) -> EncodedText:
    alphabet, mapping = reader.alphabet()
    store = reader.store
    with Stage(progress, "numbering", store.size, "symbols") as stage:
        symbols = store.finish(mapping, stage)
    ideographs, words, numbers = reader.kinds.tolist()
    statistics = TextStatistics(
        lines=reader.lines,
        characters=reader.characters,
        bytes=reader.bytes,
        files=files,
        runs=store.boundaries - 1,
        ideographs=ideographs,
        words=words,
        numbers=numbers,
    )
    return EncodedText(symbols, alphabet, statistics, fold)
