"""The kinds of input: files, an open file, lines of text, or lists of tokens."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sized
from itertools import chain, groupby, islice
from typing import Any

from ..errors import FormatError, ParameterError
from ..split_rule import SplitRule
from .blocks import PendingBlock, file_blocks, line_blocks, stream_blocks
from .buffer_limit import HeldInput, held_input
from .encodings import Read, check_encoding, text_reader, transcoder
from .opening import ByteStream, open_source_file
from .ranges import FileRanges, range_files
from .source import SourceFile, list_files, names_of


class TextInput(ABC):
    """Text that is read in blocks.

    Attributes
    ----------
    total : int or None
        Amount of progress of the whole input, in `unit`; None if it is not known.
    unit : str
        Unit of progress.
    files : int
        Number of files and streams.
    """

    total: int | None = None
    unit = "bytes"
    files = 0

    @abstractmethod
    def blocks(
        self, size: int, rule: SplitRule, limit: HeldInput | None = None
    ) -> Iterator[PendingBlock]:
        """Yield all blocks, of about `size` bytes, that end where `rule` allows.

        A part of the text without such a place must not be larger than `limit`, by default that
        of `buffer_limit`.
        """


class TokenInput:
    """Lists of tokens: text that was tokenized by the caller; attributes as of `TextInput`."""

    unit = "lines"
    files = 0

    def __init__(self, items: Iterable[Any], total: int | None) -> None:
        self.total = total
        self._items = items

    def lists(self) -> Iterator[Iterable[Any]]:
        """Yield all lists."""
        for number, item in enumerate(self._items, start=1):
            if isinstance(item, str | bytes) or not isinstance(item, Iterable):
                raise _wrong_item(number, item, "lists of tokens")
            yield item


class FileInput(TextInput):
    """Files and streams that are given by name."""

    def __init__(self, files: list[SourceFile], encoding: str) -> None:
        sizes = [file.bytes for file in files if file.bytes is not None]
        self.files = sum(file.start == 0 for file in files)
        self.total = sum(sizes) if len(sizes) == len(files) else None
        self._list = files
        self._encoding = encoding

    def blocks(
        self, size: int, rule: SplitRule, limit: HeldInput | None = None
    ) -> Iterator[PendingBlock]:
        """Yield all blocks; those of plain files are loaded by the threads that use them."""
        limit = limit or held_input()
        decoded = self._encoding != "utf-8"
        for plain, group in groupby(self._list, self._is_plain):
            if plain:
                yield from file_blocks(group, size, rule, limit)
                continue
            for file in group:
                with open_source_file(file) as stream:
                    read = (
                        transcoder(stream.read, self._encoding, file.path, file.start)
                        if decoded
                        else None
                    )
                    yield from stream_blocks(
                        read or stream.read,
                        file.path,
                        size,
                        rule,
                        limit,
                        decoded=decoded,
                        offset=file.start,
                        position=stream.position,
                    )

    def _is_plain(self, file: SourceFile) -> bool:
        return self._encoding == "utf-8" and bool(file.bytes) and not file.compressed


class StreamInput(TextInput):
    """A file that the caller has opened, as text or as bytes."""

    files = 1

    def __init__(self, stream: Any, encoding: str) -> None:
        self._name = str(getattr(stream, "name", "the open file"))
        self._decoded = True
        self._read: Read
        if isinstance(stream.read(0), str):
            self._read = text_reader(ByteStream(stream, self._name), self._name)
        elif encoding != "utf-8":
            self._read = transcoder(ByteStream(stream, self._name).read, encoding, self._name)
        else:
            self._read = ByteStream(stream, self._name).read
            self._decoded = False

    def blocks(
        self, size: int, rule: SplitRule, limit: HeldInput | None = None
    ) -> Iterator[PendingBlock]:
        """Yield blocks of the rest of the stream."""
        limit = limit or held_input()
        return stream_blocks(self._read, self._name, size, rule, limit, decoded=self._decoded)


class LineInput(TextInput):
    """Strings, each a line of text."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = items

    def blocks(
        self, size: int, rule: SplitRule, limit: HeldInput | None = None
    ) -> Iterator[PendingBlock]:
        """Yield blocks of whole lines, or of parts of lines that are longer than a block."""
        return line_blocks(self._strings(), size, rule, limit or held_input())

    def _strings(self) -> Iterator[str]:
        for number, item in enumerate(self._items, start=1):
            if not isinstance(item, str):
                raise _wrong_item(number, item, "strings")
            yield item


def open_input(source: Any, encoding: str, owner: str) -> TextInput | TokenInput:
    """Determine the kind of `source`; the first item of an iterable decides.

    Parameters
    ----------
    source : object
        The `source` parameter of a public function.
    encoding : str
        Encoding of files and binary streams.
    owner : str
        Name of the public function, for messages.

    Returns
    -------
    TextInput or TokenInput
        Nothing but the first item of an iterable has been read.
    """
    encoding = check_encoding(encoding, owner)
    if isinstance(source, FileRanges):
        return FileInput(range_files(source, encoding, owner), encoding)
    if names_of(source) is not None:
        return FileInput(list_files(source), encoding)
    if hasattr(source, "read"):
        return StreamInput(source, encoding)
    if isinstance(source, bytes | bytearray | memoryview) or not isinstance(source, Iterable):
        raise ParameterError(
            parameter="source",
            owner=owner,
            allowed="a path, an open file, or an iterable of strings or of token lists",
            got=source,
        )
    total = len(source) if isinstance(source, Sized) else None
    items = iter(source)
    head = list(islice(items, 1))
    first = head[0] if head else ""
    items = chain(head, items)
    if isinstance(first, str):
        return LineInput(items)
    if isinstance(first, os.PathLike):
        return FileInput(list_files(list(items)), encoding)
    return TokenInput(items, total)


def open_text(source: Any, encoding: str, owner: str) -> TextInput:
    """Open `source` as `open_input` does; ParameterError for lists of tokens."""
    text = open_input(source, encoding, owner)
    if isinstance(text, TokenInput):
        raise ParameterError(
            parameter="source", owner=owner, allowed="text, not lists of tokens", got=source
        )
    return text


def _wrong_item(number: int, item: Any, expected: str) -> FormatError:
    return FormatError(
        f"item {number} of the corpus is of type {type(item).__name__} ({item!r:.60}), but "
        f"{expected} were expected",
        hint="Decode it first." if isinstance(item, bytes) else None,
    )
