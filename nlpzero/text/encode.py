"""`encode_text`: from raw text to symbols in one pass, in threads."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.corpus.words import PackedWords, WordHashTable, distinct_words
from simpler_glove.packed_strings import pack
from simpler_glove.parallel import map_in_order, resolve_threads
from simpler_glove.progress import Progress, Stage
from simpler_glove.textio.blocks import PatternRule, PendingBlock
from simpler_glove.textio.buffer_limit import held_input
from simpler_glove.textio.inputs import open_text
from simpler_glove.textio.text_check import BlockSummary, TextCheck, summarize_block
from simpler_glove.validation import check_bool

from .._kernels import atoms as kernels
from .._kernels import utf8
from .._kernels.classes import CODES
from .._kernels.identifiers import MAX_TAG
from .alphabet import Alphabet, sorted_alphabet
from .classes import class_table
from .encoded import EncodedText, TextStatistics
from .fold import check_fold, fold_codes
from .symbol_store import SymbolStore, check_memory

BLOCK_BYTES = 2 << 20
_MIN_BLOCK_BYTES = 1 << 16
_BYTES_PER_BYTE = 64  # most bytes of memory that encoding takes per byte of a block
_OWNER = "encode_text"

# U+4E00 to U+9FFF in UTF-8 are ideographs. An ideograph begins an atom, unless it is a numeral that
# continues a number, or part of a hashtag or user name. One character in six of a Chinese text
# begins with the byte `_LEAD`.
_LEAD = b"\xe6"
_TAIL_BYTES = 1 << 16
_NUMERALS = tuple(
    [
        letter.encode()
        for letter in map(chr, range(0x4E00, 0xA000))
        if unicodedata.numeric(letter, None) is not None
    ]
)
_SIGN = re.compile(b"[#@]|\xef\xbc[\x83\xa0]")  # also full-width
_TAG_BYTES = 4 * (MAX_TAG + 1)
_SPACES = (b"\n", b" ")
_ATOM_END = re.compile(
    b"[%b]|(?=[\xe5-\xe9]..|\xe4[\xb8-\xbf].)(?!%b)" % (b"".join(_SPACES), b"|".join(_NUMERALS)),
    re.DOTALL,
)


def encode_text(
    source: Any,
    *,
    encoding: str = "utf-8",
    fold: str | None = None,
    split_identifiers: bool = False,
    threads: int | None = None,
    memory: int | None = None,
    tmp: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> EncodedText:
    """Split raw text into atoms and convert them to symbols, in one pass.

    The result depends neither on the number of threads nor on the blocks in which the text is
    read.

    Parameters
    ----------
    source : path, list of paths, Files, open file or iterable of str
        A str or path is a file, a glob, a directory (all files in it and its subdirectories,
        except hidden ones), a URL or ``"-"`` for standard input. Compressed files are recognised
        by their first bytes. A list of strings is text, one line per string. Iterables are
        consumed once.
    encoding : str, default "utf-8"
        Encoding of files and binary streams.
    fold : {"simplified"}, optional
        Convert traditional ideographs to simplified ones; see :func:`fold_to_simplified`.
    split_identifiers : bool, default False
        Split URLs, ``my_name`` and other identifiers into several atoms; see :func:`atoms`.
    threads : int, optional
        Number of threads. None uses all processors that the process may use.
    memory : int, optional
        Memory budget in bytes, in addition to the program itself: symbols beyond a quarter of it
        go to a temporary file, which is memory-mapped. The table of distinct atoms always stays in
        memory.
    tmp : path-like, optional
        Directory of the temporary file. None uses the temporary folder of the system.
    progress : Progress, optional
        Called during the stages "reading" (bytes) and "numbering" (symbols).

    Returns
    -------
    EncodedText
        Symbols, alphabet and statistics. A text without atoms is one boundary.

    Raises
    ------
    FormatError
        If the text has another encoding or is not text, or a compressed file is damaged; with
        path, line and byte offset.
    InputError
        If a file does not exist.
    ResourceError
        If the disk of the temporary file is full.

    Example
    -------
    >>> text = encode_text(["K线图", "看K线。"])
    >>> text.symbols.tolist(), text.alphabet.strings
    ([0, 1, 4, 2, 0, 0, 3, 1, 4, 0], ('K', '图', '看', '线'))
    """
    check_memory(memory, tmp, _OWNER)
    check_fold(fold, _OWNER)
    check_bool(split_identifiers, "split_identifiers", _OWNER)
    threads = resolve_threads(threads, _OWNER)
    text = open_text(source, encoding, _OWNER)
    size = _block_bytes(memory, threads)
    encoder = BlockEncoder(fold, split_identifiers, memory, tmp)
    with Stage(progress, "reading", text.total, text.unit) as stage:
        limit = held_input(memory, _BYTES_PER_BYTE)
        encoder.read(text.blocks(size, AT_ATOM, limit), threads, stage)
    return encoder.finish(text.files, progress)


def _block_bytes(memory: int | None, threads: int) -> int:
    if memory is None:
        return BLOCK_BYTES
    return min(BLOCK_BYTES, max(_MIN_BLOCK_BYTES, memory // (_BYTES_PER_BYTE * (threads + 2))))


class AtomRule(PatternRule):
    """Rule that ends blocks after a space or line end, or before an ideograph.

    The text before and the text after such a position have the same atoms separately as together,
    except for runs of white space. So a long line can be split into blocks.
    """

    __slots__ = ()

    def first(self, data: bytes) -> int:
        """Return the first position in `data` at which a block may end, or -1."""
        ends = (match.end() for match in self.pattern.finditer(data))
        return next((end for end in ends if _is_end(data, end)), -1)

    def last(self, data: bytes) -> int:
        """Return the last position in `data` at which a block may end, or 0."""
        after = max(data.rfind(space) for space in _SPACES) + 1
        place = data.rfind(_LEAD, after, max(after, len(data) - 2))
        while place >= 0 and (data.startswith(_NUMERALS, place) or not _is_end(data, place)):
            place = data.rfind(_LEAD, after, place)
        if place >= 0 or after:
            return max(after, place)
        matches = self.pattern.finditer(data, max(0, len(data) - _TAIL_BYTES))
        ends = (match.end() for match in matches)
        return max((end for end in ends if _is_end(data, end)), default=0)


def _is_end(data: bytes, place: int) -> bool:
    """Return whether a match is certainly not inside a hashtag or user name."""
    if data.startswith(_SPACES, max(place - 1, 0)):
        return True
    return place >= _TAG_BYTES and not _SIGN.search(data, place - _TAG_BYTES, place)


AT_ATOM = AtomRule(_ATOM_END, (), "a word")


class _EncodedPart(NamedTuple):
    """Symbols of a part of a block, and its distinct atoms of several code points."""

    symbols: NDArray[np.int32]
    words: tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]
    kinds: NDArray[np.int64]
    characters: int


class _EncodedBlock(NamedTuple):
    """Result of a worker thread for one block."""

    part: _EncodedPart | None
    """None if it is not valid UTF-8."""
    summary: BlockSummary
    advance: int


class BlockEncoder:
    """Converts blocks of text to symbols in worker threads and collects them.

    Parameters
    ----------
    fold, split_identifiers : str or None, bool
        See :func:`encode_text`.
    memory, tmp : int, path-like or None
        See :func:`encode_text`.
    """

    def __init__(
        self,
        fold: str | None,
        split_identifiers: bool,
        memory: int | None,
        tmp: str | os.PathLike[str] | None,
    ) -> None:
        self._store = SymbolStore(memory, tmp)  # of preliminary symbols, see `_kernels/atoms.py`
        self._fold = fold
        self._split_identifiers = split_identifiers
        self._classes = class_table(split_identifiers)
        self._check = TextCheck()
        self._table = WordHashTable()
        self._used = np.zeros(CODES, np.uint8)
        self._kinds = np.zeros(3, np.int64)
        self._characters = 0

    def read(self, blocks: Iterable[PendingBlock], threads: int, stage: Stage) -> None:
        """Encode all blocks."""
        for block in map_in_order(self._encode, blocks, threads):
            self._check.add(block.summary)
            if block.part is not None:
                self._add(block.part)
            stage.add(block.advance)
        self._check.finish()

    def finish(self, files: int, progress: Progress | None) -> EncodedText:
        """Sort the atoms, replace the preliminary symbols and return the text."""
        alphabet, mapping = self._alphabet()
        with Stage(progress, "numbering", self._store.size, "symbols") as stage:
            symbols = self._store.finish(mapping, stage)
        ideographs, words, numbers = self._kinds.tolist()
        statistics = TextStatistics(
            lines=self._check.lines,
            characters=self._characters,
            bytes=self._check.bytes,
            files=files,
            runs=self._store.runs,
            ideographs=ideographs,
            words=words,
            numbers=numbers,
        )
        return EncodedText(symbols, alphabet, statistics, self._fold)

    def _alphabet(self) -> tuple[Alphabet, NDArray[np.int32]]:
        """Return the alphabet, and the symbol of each preliminary symbol."""
        used = np.flatnonzero(self._used)
        blob, offsets = pack(tuple(map(chr, used.tolist())))
        words = self._table.packed()
        both = PackedWords(
            np.concatenate((blob, words.blob)),
            np.concatenate((offsets, words.offsets[1:] + offsets[-1])),
            np.zeros(used.size + words.counts.size, np.int64),
        )
        alphabet, ranks = sorted_alphabet(both, self._split_identifiers)
        mapping = np.zeros(CODES + words.counts.size, np.int32)
        mapping[used] = ranks[: used.size]
        mapping[CODES:] = ranks[used.size :]
        return alphabet, mapping

    def _add(self, part: _EncodedPart) -> None:
        if part.words[0].size:
            kernels.renumber(part.symbols, self._table.merge(*part.words))
        self._store.add(part.symbols)
        self._kinds += part.kinds
        self._characters += part.characters

    def _encode(self, pending: PendingBlock) -> _EncodedBlock:
        block = pending.load()
        codes, zeros = utf8.decode(np.frombuffer(block.data, np.uint8))
        part = self._encode_part(codes) if zeros >= 0 else None
        return _EncodedBlock(part, summarize_block(block, zeros), pending.advance)

    def _encode_part(self, codes: NDArray[np.uint32]) -> _EncodedPart:
        codes.flags.writeable = False  # the kernels are compiled for read-only arrays
        if self._fold:
            codes = fold_codes(codes)
        symbols, spans, kinds = kernels.number(codes, self._classes.covering(codes), self._used)
        words = _distinct(symbols, *utf8.pack(codes, spans))
        return _EncodedPart(symbols, words, kinds, codes.size)


def _distinct(
    symbols: NDArray[np.int32], blob: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]:
    """Return the distinct words as columns of a word table, and renumber `symbols`."""
    if offsets.size < 2:
        return np.empty((0, 3), np.uint64), blob, offsets
    rows, blob, offsets, mapping = distinct_words(blob, offsets)
    kernels.renumber(symbols, mapping)
    return rows, blob, offsets
