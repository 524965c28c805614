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
from ._blocks import Block, Loaded
from ._pieces import Piece
from ._problems import Problem, find_problem
from ._words import WordIndex, WordTable

Tokenizer = Callable[[str], Iterable[str]]
_BATCH = 1 << 16


class Progressed(NamedTuple):
    """A piece, the size of its text in UTF-8, and by how much progress moves on."""

    piece: Piece
    bytes: int
    advance: int


class _Split(NamedTuple):
    ids: NDArray[np.int32]
    line_ends: NDArray[np.int64]
    words: tuple[NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]
    problem: Problem | None
    bytes: int
    several: bool


class LineCounter:
    """Counts the lines of the input that blocks come from, for messages."""

    def __init__(self) -> None:
        self.before = 0

    def check(self, problem: Problem | None) -> None:
        """Raise what was found, with its line."""
        if problem is not None:
            raise problem.error(self.before)

    def add(self, lines: int, loaded_several: bool, goes_on: bool) -> None:
        """Take note of the lines of a block that was in order."""
        self.before = lines + (self.before if goes_on and not loaded_several else 0)


def split_blocks(
    blocks: Iterable[Block], table: WordTable, *, chars: bool, lowercase: bool, threads: int
) -> Iterator[Progressed]:
    """Split at white space, or into characters, in compiled code and in threads."""
    counter = LineCounter()

    def work(block: Block) -> tuple[_Split, bool, int]:
        loaded = block.load()
        return _split(loaded, chars, lowercase), loaded.parts[-1].goes_on, block.advance

    for split, goes_on, advance in map_in_order(work, blocks, threads):
        counter.check(split.problem)
        counter.add(split.line_ends.size, split.several, goes_on)
        kernels.renumber(split.ids, table.merge(*split.words))
        yield Progressed(Piece(split.ids, split.line_ends), split.bytes, advance)


def _split(loaded: Loaded, chars: bool, lowercase: bool) -> _Split:
    data = np.frombuffer(loaded.data, np.uint8) if loaded.data else np.empty(0, np.uint8)
    if lowercase:
        data = data.copy()
        kernels.lower_ascii(data)
    ids, line_ends, rows, blob, offsets, nul = kernels.tokenize(data, chars)
    wrong = nul >= 0 or kernels.first_invalid(blob, offsets) >= 0
    problem = find_problem(loaded) if wrong else None
    words = rows, blob, offsets
    return _Split(ids, line_ends, words, problem, data.size, len(loaded.parts) > 1)


def call_on_lines(
    blocks: Iterable[Block], index: WordIndex, tokenizer: Tokenizer
) -> Iterator[Progressed]:
    """Call a tokenizer of Python on each line."""
    counter = LineCounter()
    for block in blocks:
        loaded = block.load()
        counter.check(find_problem(loaded))
        lines = loaded.data.decode().split("\n")[:-1]
        counter.add(len(lines), len(loaded.parts) > 1, loaded.parts[-1].goes_on)
        tokens = (tokenizer(line.removesuffix("\r")) for line in lines)
        piece = _numbered(tokens, index, "what the tokenizer gave")
        yield Progressed(piece, len(loaded.data), block.advance)


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
