"""Blocks of plain UTF-8 files on this machine: whoever needs a block reads it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from ..errors import InputError
from .block_ends import Rule
from .blocks import Block, Loaded, Part, ended, without_mark
from .source import SourceFile

_WINDOW = 1 << 16


def file_blocks(files: Iterable[SourceFile], size: int, rule: Rule) -> Iterator[Block]:
    """Blocks of plain UTF-8 files: large ones in stretches, small ones several to a block."""
    batch: list[SourceFile] = []
    room = size
    for file in files:
        length = file.bytes or 0
        if batch and (length > room or length > size // 2):
            yield _whole(batch)
            batch, room = [], size
        if length > size // 2:
            yield from _stretches(file.path, length, size, rule)
        else:
            batch.append(file)
            room -= length
    if batch:
        yield _whole(batch)


def _whole(files: list[SourceFile]) -> Block:
    """Several small files as one block."""

    def load() -> Loaded:
        joined = bytearray()
        parts = []
        for file in files:
            data = ended(_read(file.path, 0, file.bytes or 0))
            offset = without_mark(data, file.path, 0)
            parts.append(Part(file.path, len(joined), offset, False))
            joined += data
        return Loaded(joined, tuple(parts))

    return Block(load, sum(file.bytes or 0 for file in files))


def _stretches(path: str, length: int, size: int, rule: Rule) -> Iterator[Block]:
    begin = 0
    while begin < length:
        end = _boundary(path, min(begin + size, length), length, rule)
        yield _stretch(path, begin, end, end == length)
        begin = end


def _stretch(path: str, begin: int, end: int, last: bool) -> Block:
    def load() -> Loaded:
        data = _read(path, begin, end)
        if last:
            ended(data)
        offset = begin if begin else without_mark(data, path, 0)
        return Loaded(data, (Part(path, 0, offset, begin > 0),))

    return Block(load, end - begin)


def _boundary(path: str, place: int, length: int, rule: Rule) -> int:
    """First place from `place` on where a block may end."""
    window = _WINDOW
    with open(path, "rb", buffering=0) as file:
        file.seek(place)
        while place < length:
            data = file.read(min(window, length - place))
            cut = rule.first(data)
            if cut >= 0:
                return place + cut
            if not data:
                break
            place += len(data)
            window = min(2 * window, 1 << 24)
    return length


def _read(path: str, begin: int, end: int) -> bytearray:
    data = bytearray(end - begin)
    view = memoryview(data)
    filled = 0
    with open(path, "rb", buffering=0) as file:
        file.seek(begin, os.SEEK_SET)
        while filled < len(data):
            count = file.readinto(view[filled:])
            if not count:
                raise InputError(f"{path}: became shorter while it was read.")
            filled += count
    view.release()
    return data
