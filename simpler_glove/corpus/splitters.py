"""Splitters: from an input to chunks of numbered tokens, and the table of their words."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from .._kernels import tokens as kernels
from .._kernels.packed_strings import first_invalid
from ..errors import FormatError, ParameterError
from ..parallel import map_in_order
from ..split_rule import SplitRule
from ..textio.blocks import AT_CHARACTER, AT_LINE_END, AT_SPACE, PendingBlock
from ..textio.buffer_limit import held_input
from ..textio.inputs import TextInput, TokenInput
from ..textio.text_check import BlockSummary, TextCheck, summarize_block
from ..tokenizer import BlockTokenizer, CharacterTokenizer, Tokenizer
from ..vocabulary import Vocabulary
from .token_store import TokenChunk
from .words import PackedWords, WordHashTable, WordIndex

BLOCK_BYTES = 8 << 20
_MIN_BLOCK_BYTES = 1 << 16
_LIST_TOKENS = 1 << 16  # of a chunk of lists
_BLOCKS_SHARE = 4  # the memory is divided by it to get the memory for blocks
_STRING_BYTES = 64  # of memory per byte of text that is split into strings

NewNumbers = NDArray[np.int32] | None
"""For each number in the chunks the number of the word in the table; None if they are equal."""


class Splitter(Protocol):
    """Divides an input into chunks of tokens."""

    def chunks(self) -> Iterator[TokenChunk]:
        """Yield the chunks; their ids number words by first occurrence."""

    def words(self) -> tuple[PackedWords, NewNumbers]:
        """Return all distinct words of the chunks."""

    @property
    def word_bytes(self) -> int:
        """Memory that the distinct words of the chunks need so far."""


def create_splitter(
    source: TextInput | TokenInput,
    tokenizer: Tokenizer,
    *,
    lowercase: bool,
    vocabulary: Vocabulary | None,
    threads: int,
    memory: int | None,
) -> Splitter:
    """Create the splitter for an input and a tokenizer; the words of `vocabulary` come first."""
    if isinstance(source, TokenInput):
        if tokenizer.name != "whitespace":
            raise ParameterError(
                "does not apply: the corpus is lists of tokens, which are tokenized already",
                parameter="tokenizer",
                owner="encode_corpus",
            )
        return ListSplitter(source, WordIndex(vocabulary, lowercase=lowercase))
    if tokenizer.compiled:
        table = WordHashTable(vocabulary)
        return BlockSplitter(source, tokenizer, table, lowercase, threads, memory)
    return LineSplitter(source, tokenizer, WordIndex(vocabulary, lowercase=lowercase), memory)


class _NumberedBlock(NamedTuple):
    """A block with words numbered by first occurrence in it."""

    ids: NDArray[np.int32]
    line_ends: NDArray[np.int64]
    words: tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]
    summary: BlockSummary
    advance: int


class BlockSplitter:
    """Splits whole blocks in compiled code, in threads."""

    def __init__(
        self,
        text: TextInput,
        tokenizer: Tokenizer,
        table: WordHashTable,
        lowercase: bool,
        threads: int,
        memory: int | None,
    ) -> None:
        self._text = text
        self._tokenizer = tokenizer
        self._characters = isinstance(tokenizer, CharacterTokenizer)
        self._table = table
        self._lowercase = lowercase
        self._threads = threads
        self._memory = memory

    def chunks(self) -> Iterator[TokenChunk]:
        """Yield a chunk per block."""
        check = TextCheck()
        spans = isinstance(self._tokenizer, BlockTokenizer)
        split = self._split_spans if spans else self._split_plain
        for block in map_in_order(split, self._blocks(), self._threads):
            check.add(block.summary)
            kernels.renumber(block.ids, self._table.merge(*block.words))
            yield TokenChunk(block.ids, block.line_ends, block.summary.bytes, block.advance)
        check.finish()

    def words(self) -> tuple[PackedWords, NewNumbers]:
        """Return all distinct words."""
        numbers = self._table.lower() if self._lowercase else None
        return self._table.packed(), numbers

    @property
    def word_bytes(self) -> int:
        """Memory that the distinct words need so far."""
        return self._table.growing_bytes

    def _blocks(self) -> Iterator[PendingBlock]:
        """Choose the size by the memory: a byte needs up to 16 bytes of it, or 64 with spans."""
        size, need = BLOCK_BYTES, 16
        rule: SplitRule = AT_CHARACTER if self._characters else AT_SPACE
        if isinstance(self._tokenizer, BlockTokenizer):
            size, need = max(1, BLOCK_BYTES // 4), 64
            rule = self._tokenizer.split_rule() or AT_LINE_END
        if self._memory is not None:
            blocks = _BLOCKS_SHARE * need * (self._threads + 2)
            size = min(size, max(_MIN_BLOCK_BYTES, self._memory // blocks))
        return self._text.blocks(size, rule, held_input(self._memory, need))

    def _split_plain(self, pending: PendingBlock) -> _NumberedBlock:
        """Split at white space, or into characters."""
        block = pending.load()
        data = self._lowered(_as_array(block.data))
        ids, line_ends, *words, nul = kernels.tokenize(data, self._characters)
        invalid = first_invalid(words[1], words[2]) >= 0
        nuls = -1 if invalid else block.data.count(0) if nul >= 0 else 0
        summary = summarize_block(block, nuls)
        return _NumberedBlock(ids, line_ends, tuple(words), summary, pending.advance)

    def _split_spans(self, pending: PendingBlock) -> _NumberedBlock:
        """Split at the spans of a tokenizer."""
        block = pending.load()
        data = _as_array(block.data)
        invalid = first_invalid(data, np.array([0, data.size])) >= 0
        nuls = -1 if invalid else block.data.count(0)
        summary = summarize_block(block, nuls)
        if nuls:
            data = _as_array(b"" if invalid else block.data.replace(b"\0", b" "))
        assert isinstance(self._tokenizer, BlockTokenizer)
        starts, ends = self._tokenizer.spans(data)
        ids, line_ends, *words = kernels.tokenize_at(self._lowered(data), starts, ends)
        return _NumberedBlock(ids, line_ends, tuple(words), summary, pending.advance)

    def _lowered(self, data: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Lower-case ASCII; other letters follow when all words are known."""
        if self._lowercase:
            data = data.copy()
            kernels.lower_ascii(data)
        return data


class LineSplitter:
    """Splits lines with a tokenizer that needs Python strings."""

    def __init__(
        self, text: TextInput, tokenizer: Tokenizer, index: WordIndex, memory: int | None
    ) -> None:
        self._text = text
        self._tokenizer = tokenizer
        self._index = index
        self._memory = memory

    def chunks(self) -> Iterator[TokenChunk]:
        """Yield a chunk per block."""
        check = TextCheck()
        size = max(1, BLOCK_BYTES // 8)
        if self._memory is not None:
            blocks = _BLOCKS_SHARE * _STRING_BYTES
            size = min(size, max(_MIN_BLOCK_BYTES, self._memory // blocks))
        limit = held_input(self._memory, _STRING_BYTES)
        for pending in self._text.blocks(size, AT_LINE_END, limit):
            block = pending.load()
            text, nuls = _decode(block.data)
            check.add(summarize_block(block, nuls))
            lines = (line.removesuffix("\r") for line in text.split("\n")[:-1])
            chunk = _number(
                self._tokenizer.split(lines, 1), self._index, "the result of the tokenizer"
            )
            yield chunk._replace(bytes=len(block.data), advance=pending.advance)
        check.finish()

    def words(self) -> tuple[PackedWords, NewNumbers]:
        """Return all distinct words."""
        return self._index.packed(), None

    @property
    def word_bytes(self) -> int:
        """Memory that the distinct words need so far."""
        return self._index.growing_bytes


class ListSplitter:
    """Numbers the tokens of lists of tokens."""

    def __init__(self, lists: TokenInput, index: WordIndex) -> None:
        self._lists = lists
        self._index = index

    def chunks(self) -> Iterator[TokenChunk]:
        """Yield chunks of some ten thousand tokens."""
        iterator = self._lists.lists()
        while batch := list(_take(iterator, _LIST_TOKENS)):
            chunk = _number(batch, self._index, "a list of tokens")
            yield chunk._replace(advance=len(batch))

    def words(self) -> tuple[PackedWords, NewNumbers]:
        """Return all distinct words."""
        return self._index.packed(), None

    @property
    def word_bytes(self) -> int:
        """Memory that the distinct words need so far."""
        return self._index.growing_bytes


def _as_array(data: bytearray | bytes) -> NDArray[np.uint8]:
    """Return bytes as an array, without a copy; writable, as the kernels are compiled for."""
    return np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)


def _decode(data: bytearray) -> tuple[str, int]:
    """Decode a block with NUL as spaces; also returns their number, or -1 for invalid UTF-8."""
    nuls = data.count(0)
    try:
        return data.decode().replace("\0", " "), nuls
    except UnicodeDecodeError:
        return "", -1


def _take(items: Iterator[Any], tokens: int) -> Iterator[Any]:
    """Yield lists with so many tokens in total; 16 are assumed if the number is not known."""
    while tokens > 0:
        try:
            item = next(items)
        except StopIteration:
            return
        tokens -= 1 + (len(item) if hasattr(item, "__len__") else 16)
        yield item


def _number(lines: Iterable[Any], index: WordIndex, origin: str) -> TokenChunk:
    ids = array("i")
    ends = array("q")
    for line in lines:
        if isinstance(line, str | bytes) or not isinstance(line, Iterable):
            raise FormatError(
                f"in {origin}: each line must be a list of str, not of type "
                f"{type(line).__name__} ({line!r:.60})"
            )
        try:
            ids.extend(index.numbers(line))
        except FormatError as error:
            raise FormatError(f"in {origin}: {error.problem}") from error
        ends.append(len(ids))
    numbers = np.array(ids, np.int32)
    index.count(numbers)
    return TokenChunk(numbers, np.array(ends, np.int64))
