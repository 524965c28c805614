"""Turning blocks and token lists into numbered pieces."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import tokens as kernels
from ..errors import FormatError
from ..parallel import map_in_order
from ..textio.blocks import Block, Loaded
from ..textio.problems import Finding, TextCheck, examined
from .block_tokenizer import BlockTokenizer
from .token_store import Piece
from .words import WordIndex, WordTable

Tokenizer = Callable[[str], Iterable[str]]
_BATCH = 1 << 16


class Progressed(NamedTuple):
    """A piece, the size of its text in UTF-8, and by how much progress moves on."""

    piece: Piece
    bytes: int
    advance: int


class Split(NamedTuple):
    """A block after the work of a thread: numbers of its own, and its distinct words."""

    ids: NDArray[np.int32]
    line_ends: NDArray[np.int64]
    words: tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]
    found: Finding


def split_blocks(
    blocks: Iterable[Block], table: WordTable, split: Callable[[Loaded], Split], threads: int
) -> Iterator[Progressed]:
    """Split blocks into numbered words, in compiled code and in threads."""
    check = TextCheck()

    def work(block: Block) -> tuple[Split, int]:
        return split(block.load()), block.advance

    for done, advance in map_in_order(work, blocks, threads):
        check.take(done.found)
        kernels.renumber(done.ids, table.merge(*done.words))
        yield Progressed(Piece(done.ids, done.line_ends), done.found.bytes, advance)
    check.finish()


def split_plain(loaded: Loaded, *, chars: bool, lowercase: bool) -> Split:
    """Split a block at white space, or into characters."""
    data = as_array(loaded.data)
    if lowercase:
        data = data.copy()
        kernels.lower_ascii(data)
    ids, line_ends, rows, blob, offsets, nul = kernels.tokenize(data, chars)
    invalid = kernels.first_invalid(blob, offsets) >= 0
    zeros = -1 if invalid else loaded.data.count(0) if nul >= 0 else 0
    return Split(ids, line_ends, (rows, blob, offsets), examined(loaded, zeros))


def split_by(loaded: Loaded, *, tokenizer: BlockTokenizer, lowercase: bool) -> Split:
    """Split a block where a tokenizer says."""
    data = as_array(loaded.data)
    invalid = kernels.first_invalid(data, np.array([0, data.size])) >= 0
    zeros = -1 if invalid else loaded.data.count(0)
    found = examined(loaded, zeros)
    if zeros:
        data = as_array(b"" if invalid else loaded.data.replace(b"\0", b" "))
    starts, ends = tokenizer.spans(data)
    if lowercase:
        data = data.copy()
        kernels.lower_ascii(data)
    ids, line_ends, *words = kernels.tokenize_at(data, starts, ends)
    return Split(ids, line_ends, (words[0], words[1], words[2]), found)


def as_array(data: bytearray | bytes) -> NDArray[np.uint8]:
    """Take bytes as an array, without a copy; a writable one, as the kernels expect."""
    return np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)


def call_on_lines(
    blocks: Iterable[Block], index: WordIndex, tokenizer: Tokenizer
) -> Iterator[Progressed]:
    """Call a tokenizer of Python on each line."""
    check = TextCheck()
    for block in blocks:
        loaded = block.load()
        text, zeros = _decoded(loaded.data)
        check.take(examined(loaded, zeros))
        tokens = (tokenizer(line.removesuffix("\r")) for line in text.split("\n")[:-1])
        piece = _numbered(tokens, index, "what the tokenizer gave")
        yield Progressed(piece, len(loaded.data), block.advance)
    check.finish()


def _decoded(data: bytearray) -> tuple[str, int]:
    """Decode a block, each NUL becoming a space; gives also how many there were, -1 if invalid."""
    zeros = data.count(0)
    try:
        return data.decode().replace("\0", " "), zeros
    except UnicodeDecodeError:
        return "", -1


def token_lists(items: Iterable[Any], index: WordIndex) -> Iterator[Progressed]:
    """Turn lists of tokens into pieces of some ten thousand tokens."""
    iterator = iter(items)
    while batch := list(_some(iterator)):
        piece = _numbered(batch, index, "a list of tokens")
        yield Progressed(piece, 0, len(batch))


def _some(items: Iterator[Any]) -> Iterator[Any]:
    room = _BATCH
    while room > 0:
        try:
            item = next(items)
        except StopIteration:
            return
        room -= 1 + (len(item) if hasattr(item, "__len__") else 16)
        yield item


def _numbered(lines: Iterable[Any], index: WordIndex, where: str) -> Piece:
    ids = array("i")
    ends = array("q")
    for line in lines:
        if isinstance(line, str | bytes) or not isinstance(line, Iterable):
            raise FormatError(
                f"In {where}: each line must be a list of str, not {type(line).__name__}: "
                f"{line!r:.60}."
            )
        try:
            ids.extend(index.numbers(line))
        except FormatError as error:
            raise FormatError(f"In {where}: {error}") from error
        ends.append(len(ids))
    numbers = np.array(ids, np.int32)
    index.count(numbers)
    return Piece(numbers, np.array(ends, np.int64))


def jieba_tokenizer() -> Tokenizer:
    """``jieba.lcut`` without its messages, and with its cache in a folder of the user.

    Takes jieba's own default tokenizer, so a dictionary that the user has loaded counts.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba

    if not jieba.dt.initialized:
        logger = logging.getLogger("jieba")
        level = logger.level
        with ExitStack() as stack:
            stack.callback(logger.setLevel, level)
            logger.setLevel(logging.CRITICAL + 1)
            if jieba.dt.tmp_dir is None:
                jieba.dt.tmp_dir = _cache_folder(stack)
            jieba.initialize()
    tokenizer: Tokenizer = jieba.lcut
    return tokenizer


def _cache_folder(stack: ExitStack) -> str:
    """Find a folder for the cache that only the user writes to; a passing one if need be."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home) / "nlpzero"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return str(folder)
    except OSError:
        pass
    return stack.enter_context(tempfile.TemporaryDirectory(prefix="nlpzero-"))
