"""What a source is: files, an open file, lines of text, or lists of tokens."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sized
from itertools import chain, groupby, islice
from typing import Any

from ..errors import FormatError, ParameterError
from .block_ends import Rule
from .blocks import Block, stream_blocks, text_blocks
from .file_blocks import file_blocks
from .opening import Read, guarded_read, opened, text_reader, transcoder
from .source import SourceFile, describe, names_of


class Input:
    """What a source is, and how much there is of it.

    Attributes
    ----------
    total : int or None
        How far progress will go, in `unit`; None where nobody can know.
    unit : str
        What progress counts.
    files : int
        Number of files and streams.
    """

    total: int | None = None
    unit = "bytes"
    files = 0


class TextInput(Input, ABC):
    """Text that comes in blocks."""

    @abstractmethod
    def blocks(self, size: int, rule: Rule) -> Iterator[Block]:
        """All blocks, of about `size` bytes and cut by `rule`."""


class FileInput(TextInput):
    """Files and streams that are given by name."""

    def __init__(self, files: list[SourceFile], encoding: str) -> None:
        sizes = [file.bytes for file in files if file.bytes is not None]
        self.files = len(files)
        self.total = sum(sizes) if len(sizes) == len(files) else None
        self._list = files
        self._encoding = encoding

    def blocks(self, size: int, rule: Rule) -> Iterator[Block]:
        """Plain files are read by the workers, all others here."""
        for plain, group in groupby(self._list, self._is_plain):
            if plain:
                yield from file_blocks(group, size, rule)
                continue
            for file in group:
                with opened(file) as (read, position):
                    decoded = self._encoding != "utf-8"
                    if decoded:
                        read = transcoder(read, self._encoding, file.path)
                    yield from stream_blocks(
                        read, file.path, size, rule, decoded=decoded, position=position
                    )

    def _is_plain(self, file: SourceFile) -> bool:
        return self._encoding == "utf-8" and bool(file.bytes) and not file.compressed


class StreamInput(TextInput):
    """A file that the caller has opened, as text or as bytes."""

    files = 1

    def __init__(self, stream: Any, encoding: str) -> None:
        self._name = str(getattr(stream, "name", "the open file"))
        self._decoded = isinstance(stream.read(0), str)
        if self._decoded:
            self._read: Read = text_reader(stream, self._name)
        else:
            self._read = guarded_read(stream.read, self._name)
            if encoding != "utf-8":
                self._decoded = True
                self._read = transcoder(self._read, encoding, self._name)

    def blocks(self, size: int, rule: Rule) -> Iterator[Block]:
        """All that is left to read."""
        return stream_blocks(self._read, self._name, size, rule, decoded=self._decoded)


class LineInput(TextInput):
    """Strings, each a line of text."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = items

    def blocks(self, size: int, rule: Rule) -> Iterator[Block]:
        """Blocks of whole lines; the rule is not needed."""
        return text_blocks(self._checked(), size)

    def _checked(self) -> Iterator[str]:
        for number, item in enumerate(self._items, start=1):
            if not isinstance(item, str):
                raise _odd(number, item, "strings")
            yield item


class TokenInput(Input):
    """Lists of tokens: text that is split already."""

    unit = "lines"

    def __init__(self, items: Iterable[Any], total: int | None) -> None:
        self.total = total
        self._items = items

    def lists(self) -> Iterator[Iterable[Any]]:
        """All lists, checked."""
        for number, item in enumerate(self._items, start=1):
            if isinstance(item, str | bytes) or not isinstance(item, Iterable):
                raise _odd(number, item, "lists of tokens")
            yield item


def open_input(source: Any, encoding: str, owner: str) -> TextInput | TokenInput:
    """Find out what `source` is; it is the first item of an iterable that tells.

    Parameters
    ----------
    source : object
        What the user gave.
    encoding : str
        Canonical name, for files and binary streams.
    owner : str
        Name of the public function, for messages.

    Returns
    -------
    TextInput or TokenInput
        Nothing but the first item has been read.
    """
    if names_of(source) is not None:
        return FileInput(describe(source), encoding)
    if hasattr(source, "read"):
        return StreamInput(source, encoding)
    if isinstance(source, bytes | bytearray | memoryview) or not isinstance(source, Iterable):
        raise ParameterError(
            f"The 'source' parameter of {owner} must be a path, an open file, or an iterable of "
            f"strings or of token lists. Got {type(source).__name__} instead."
        )
    total = len(source) if isinstance(source, Sized) else None
    items = iter(source)
    head = list(islice(items, 1))
    first = head[0] if head else ""
    items = chain(head, items)
    if isinstance(first, str):
        return LineInput(items)
    if isinstance(first, os.PathLike):
        return open_input(list(items), encoding, owner)
    return TokenInput(items, total)


def _odd(number: int, item: Any, others: str) -> FormatError:
    shown = f"{type(item).__name__} ({item!r:.60})"
    hint = " Decode it first." if isinstance(item, bytes) else ""
    return FormatError(f"Item {number} of the corpus is {shown}, but {others} were expected.{hint}")
