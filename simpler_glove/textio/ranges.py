"""Ranges of bytes of files, so that several processes can read one text."""

from __future__ import annotations

import os
from typing import NamedTuple

from ..validation import check_int
from .blocks import AT_LINE_END
from .opening import compression_of_file, open_stored
from .source import SourceFile, is_url, list_files

_WINDOW_BYTES = 1 << 16
# In these encodings, the bytes of LF and CR are no part of other characters.
_MULTIBYTE = {"utf-8", "ascii", "gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp950", "cp932",
              "shift_jis", "euc_jp", "euc_kr", "cp949"}  # fmt: skip
_SINGLE_BYTE = ("iso8859-", "cp125", "koi8-")


class FileRange(NamedTuple):
    """The lines of a file that begin in a range of its bytes.

    A file that cannot be divided, because it is compressed or in an encoding such as UTF-16,
    belongs to the range that contains its first byte.

    Attributes
    ----------
    path : str
        Path or URL of the file.
    start, stop : int
        First byte, and byte after the last.
    """

    path: str
    start: int
    stop: int


class FileRanges(tuple[FileRange, ...]):
    """Ranges of files, which are read one after the other as a source of text.

    Example
    -------
    >>> FileRanges([FileRange("corpus.txt", 0, 1000)])
    (FileRange(path='corpus.txt', start=0, stop=1000),)
    """


def is_divisible(path: str, encoding: str) -> bool:
    """Return whether a file can be read in several ranges, given the canonical encoding."""
    known = encoding in _MULTIBYTE or encoding.startswith(_SINGLE_BYTE)
    return known and compression_of_file(path) is None


def range_files(ranges: FileRanges, encoding: str, owner: str) -> list[SourceFile]:
    """Return the inputs of ranges that contain a line, from its beginning to its end.

    Parameters
    ----------
    ranges : FileRanges
        The ranges.
    encoding : str
        Canonical name of the encoding.
    owner : str
        Name of the public function, for messages.

    Returns
    -------
    list of SourceFile
        Inputs with the positions of the lines.

    Raises
    ------
    ParameterError
        If a range is not possible.
    """
    files = []
    for path, start, stop in ranges:
        check_int(start, "start", owner, minimum=0)
        check_int(stop, "stop", owner, minimum=start)
        if not is_divisible(path, encoding):
            files += list_files(path) if start == 0 < stop else []
            continue
        first, end = line_start(path, start), line_start(path, stop)
        if first < end:
            size = None if is_url(path) else end - first
            files.append(SourceFile(path, size, start=first, stop=end))
    return files


def line_start(path: str, position: int) -> int:
    r"""Return the position of the first line that begins at or after a position.

    Parameters
    ----------
    path : str
        Path or URL of a file in which LF, CR LF and CR end lines.
    position : int
        Position in bytes.

    Returns
    -------
    int
        The position; the size of the file if no line begins there.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "lines.txt"
    >>> _ = path.write_bytes(b"one\ntwo\r\nthree")
    >>> [line_start(str(path), position) for position in (0, 3, 4, 5, 10)]
    [0, 4, 4, 9, 14]
    """
    if position == 0:
        return 0
    with open_stored(path) as file:
        size: int = file.seek(0, os.SEEK_END)
        offset = min(position - 1, size)
        file.seek(offset)
        data = b""
        while piece := file.read(_WINDOW_BYTES):
            data += piece
            end = AT_LINE_END.first(data)
            if end >= 0:
                return offset + end
            kept = data[-1:]  # a CR, which may be followed by LF
            offset += len(data) - len(kept)
            data = kept
    return size
