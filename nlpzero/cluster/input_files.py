"""The input of a cluster: files, their division into parts, and whether they were modified."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from simpler_glove.corpus import FileRange, FileRanges, list_files
from simpler_glove.errors import FormatError, InputError
from simpler_glove.textio.encodings import check_encoding
from simpler_glove.textio.file_state import FileState, file_state
from simpler_glove.textio.ranges import is_divisible
from simpler_glove.textio.source import is_url

TASK_BYTES = 256 << 20
"""Maximum number of bytes of the input that one task reads, unless another number is given."""
_MIN_TASK_BYTES = 32 << 20
_MIN_TASKS = 8


class InputPart(NamedTuple):
    """The input of one task: ranges of files, and the states of these files."""

    ranges: FileRanges
    states: tuple[FileState, ...]

    @property
    def bytes(self) -> int:
        """Number of bytes that are read."""
        return sum(each.stop - each.start for each in self.ranges)


def input_part(ranges: Sequence[tuple[str, int, int]]) -> InputPart:
    """Return the input of a task, with the present states of the files."""
    listed = FileRanges(FileRange(_absolute(path), start, stop) for path, start, stop in ranges)
    return InputPart(listed, tuple(map(file_state, dict.fromkeys(each.path for each in listed))))


@contextmanager
def unchanged(part: InputPart) -> Iterator[FileRanges]:
    """Yield the ranges; InputError if a file is modified before the end of the ``with`` block.

    Lines are not counted from the beginning of a file, so they are removed from errors.
    """
    for state in part.states:
        state.check()
    try:
        yield part.ranges
    except FormatError as error:
        if any(each.start for each in part.ranges if each.path == error.path):
            error.line = None
        raise
    for state in part.states:
        state.check()


def input_states(source: Any) -> list[FileState]:
    """Return the states of the files of a text; InputError if it is not files."""
    files = list_files(source)
    if not files or any(file.bytes is None and not is_url(file.path) for file in files):
        raise InputError(
            "the input of a cluster must be files, directories, globs or URLs that all workers can "
            f"read, not {_shown(source)}"
        )
    return [file_state(_absolute(file.path)) for file in files]


def divide_input(
    source: Any, *, encoding: str, task_bytes: int | None, owner: str
) -> list[InputPart]:
    """Divide the files of a text into parts of about the same size.

    Parameters
    ----------
    source : path, glob, URL, Files or list of paths
        The files.
    encoding : str
        Encoding of the text. Compressed files, and those in encodings such as UTF-16, are not
        divided.
    task_bytes : int or None
        Size of a part; a part consists of a range of one large file, or of several small files.
        None selects 256 MiB, or less for a text of less than 2 GiB, which depends on the text only.
    owner : str
        Name of the public function, for messages.

    Returns
    -------
    list of InputPart
        In the order of the files.

    Raises
    ------
    InputError
        If the source is not files.
    """
    encoding = check_encoding(encoding, owner)
    parts: list[InputPart] = []
    ranges: list[FileRange] = []
    states: dict[FileState, None] = {}
    used = 0
    listed = input_states(source)
    task_bytes = task_bytes or _default_bytes(sum(state.size for state in listed))
    for state in listed:
        for each in _ranges_of(state, encoding, task_bytes):
            size = each.stop - each.start
            if ranges and used + size > task_bytes:
                parts.append(InputPart(FileRanges(ranges), tuple(states)))
                ranges, states, used = [], {}, 0
            ranges.append(each)
            states[state] = None
            used += size
    return [*parts, InputPart(FileRanges(ranges), tuple(states))] if ranges else parts


def _default_bytes(total: int) -> int:
    """Return the size of a part of a text: few parts, but some for each of several workers."""
    return min(TASK_BYTES, max(_MIN_TASK_BYTES, -(-total // _MIN_TASKS)))


def _ranges_of(state: FileState, encoding: str, task_bytes: int) -> Iterator[FileRange]:
    """Divide a file into ranges of equal size."""
    count = -(-state.size // task_bytes)
    if count > 1 and not is_divisible(state.path, encoding):
        count = 1
    for number in range(count):
        start, stop = (state.size * each // count for each in (number, number + 1))
        yield FileRange(state.path, start, stop)


def _shown(source: Any) -> str:
    """Return a short description of a source that is not files."""
    standard = list_files(source)[:1]
    return "standard input or a pipe" if standard else f"{type(source).__name__} {source!r:.60}"


def _absolute(path: str | os.PathLike[str]) -> str:
    """Return a path that other processes understand; URLs are not changed."""
    name = os.fspath(path)
    return name if is_url(name) else os.path.abspath(name)
