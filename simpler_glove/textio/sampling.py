"""Samples of files, for estimates."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate
from typing import Any, NamedTuple

from ..errors import InputError, ParameterError
from .encodings import BOM, check_encoding
from .opening import ByteStream, open_source_file
from .source import SourceFile, list_files

_MAX_BITS = 4  # of the numbers of 16 parts
_MIN_PART_BYTES = 1 << 12
_CONTINUATION = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that continue a character
_MAX_COMPRESSION_RATIO = 8  # expected; decides whether a compressed file is small


class TextSample(NamedTuple):
    """Parts of some files, and the size of all.

    Attributes
    ----------
    texts : list of str
        Parts of files, in an order in which every second, fourth and eighth of them is spread over
        the files; empty if `whole`.
    files : int
        Number of all files.
    bytes : float
        Size of the whole text in UTF-8, decompressed; an int if it is known exactly.
    whole : bool
        True if the files are so small that all of them can be read instead.
    """

    texts: list[str]
    files: int
    bytes: float
    whole: bool


def read_sample(source: Any, *, encoding: str, limit: int, owner: str) -> TextSample:
    """Read about `limit` bytes: 16 parts at regular intervals of all files.

    Of compressed files, and of files in another encoding than UTF-8, only beginnings are read.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`encode_corpus`; files on disk only.
    encoding : str
        Encoding of the text.  Invalid bytes and NUL bytes are replaced.
    limit : int
        Number of bytes.
    owner : str
        Name of the public function, for messages.

    Returns
    -------
    TextSample
        The parts, and the estimated size of the whole text.

    Raises
    ------
    InputError
        If a file is not a regular file on disk.
    ParameterError
        If `source` does not refer to files.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("to be or not to be")
    >>> read_sample(path, encoding="utf-8", limit=6, owner="example")
    TextSample(texts=['to be '], files=1, bytes=18, whole=False)
    """
    encoding = check_encoding(encoding, owner)
    files = list_files(source)
    if not files:
        raise ParameterError(
            parameter="source", owner=owner, allowed="files, which can be read again", got=source
        )
    unknown = [file.path for file in files if file.bytes is None]
    if unknown:
        raise InputError("only regular files on disk can be sampled", path=unknown[0])
    if sum(_max_bytes(file) for file in files) <= limit:
        return TextSample([], len(files), sum(file.bytes or 0 for file in files), whole=True)
    chosen = _spread(files, limit, encoding)
    parts = [_part(file, encoding, -(-limit // len(chosen))) for file in chosen]
    ratios = _ratios(chosen, parts)
    if encoding == "utf-8":
        ratios[False] = 1
    size = sum((file.bytes or 0) * ratios[file.compressed] for file in files)
    return TextSample([text for text, _ in parts], len(files), size, whole=False)


def _spread(files: list[SourceFile], limit: int, encoding: str) -> list[SourceFile]:
    """Return whole files, or parts of plain ones, in bit-reversed order."""
    ends = list(accumulate(file.bytes or 0 for file in files))
    bits = min(_MAX_BITS, max(1, limit // _MIN_PART_BYTES).bit_length() - 1)
    size = -(-limit >> bits)
    found: dict[SourceFile, None] = {}
    for number in range(1 << bits):
        place = ends[-1] * int(f"{number:0{_MAX_BITS}b}"[::-1], 2) >> _MAX_BITS
        index = bisect_right(ends, place)
        file, offset = files[index], place - ends[index] + (files[index].bytes or 0)
        if not file.compressed and encoding == "utf-8":
            start = file.start + offset
            stop = min(start + size, file.start + (file.bytes or 0))
            file = replace(file, start=start, stop=stop, bytes=stop - start)
        found[file] = None
    return list(found)


def _max_bytes(file: SourceFile) -> int:
    return (file.bytes or 0) * (_MAX_COMPRESSION_RATIO if file.compressed else 1)


def _part(file: SourceFile, encoding: str, limit: int) -> tuple[str, int]:
    """Decode the first `limit` bytes, and return how many bytes of the file they need."""
    decoder = codecs.getincrementaldecoder(encoding)
    with open_source_file(file) as stream:
        data = _read_up_to(stream, limit)
        stored = stream.position() if file.compressed else None
        taken = len(data) if stored is None else stored
    if encoding == "utf-8":
        data = data.lstrip(_CONTINUATION) if file.start else data.removeprefix(BOM)
    text = decoder("replace").decode(data).replace("\0", " ")
    return text, min(taken, file.bytes or taken)


def _read_up_to(stream: ByteStream, limit: int) -> bytes:
    pieces = []
    while limit > 0 and (piece := stream.read(limit)):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def _ratios(files: list[SourceFile], parts: list[tuple[str, int]]) -> dict[bool, float]:
    """Return the bytes of text per byte of plain (False) and of compressed (True) files."""
    ratios = {}
    for compressed in (False, True):
        alike = [
            part for file, part in zip(files, parts, strict=True) if file.compressed is compressed
        ]
        text = sum(len(text.encode("utf-8", "replace")) for text, _ in alike or parts)
        ratios[compressed] = text / max(1, sum(taken for _, taken in alike or parts))
    return ratios
