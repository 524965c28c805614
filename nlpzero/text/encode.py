"""`encode_text`: from text of any kind to symbols, in one pass."""

from __future__ import annotations

import os
from typing import Any

from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress, Stage
from simpler_glove.textio.inputs import open_text

from .atom_cuts import AT_ATOM
from .block_reader import Reader
from .encoded import EncodedText, TextStatistics
from .fold import check_fold
from .symbols import SymbolStore, check_budget

BLOCK_BYTES = 2 << 20
_LEAST_BYTES = 1 << 16
_SHARE = 64  # a byte of text takes at most this many while it is worked on
_OWNER = "encode_text"


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
    check_budget(memory, tmp, _OWNER)
    check_fold(fold, _OWNER)
    threads = resolve_threads(threads, _OWNER)
    text = open_text(source, encoding, _OWNER)
    size = _block_size(memory, threads)
    reader = Reader(SymbolStore(None if memory is None else memory // 4, tmp), fold, size)
    with Stage(progress, "reading", text.total, text.unit) as stage:
        reader.read(text.blocks(size, AT_ATOM), threads, stage)
    return _finished(reader, text.files, fold, progress)


def _block_size(memory: int | None, threads: int) -> int:
    if memory is None:
        return BLOCK_BYTES
    return min(BLOCK_BYTES, max(_LEAST_BYTES, memory // (_SHARE * (threads + 2))))


def _finished(
    reader: Reader, files: int, fold: str | None, progress: Progress | None
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
