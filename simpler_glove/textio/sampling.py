"""A look at the beginning of files, for estimates."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any, NamedTuple

from ..errors import InputError, ParameterError
from .opening import check_encoding, opened
from .source import SourceFile, describe

_MOST_FILES = 16
_USUAL_COMPRESSION = 8  # no more than this is expected, where it decides what is small


class Sample(NamedTuple):
    """What a look at some files has shown.

    Attributes
    ----------
    texts : list of str
        Beginnings of files; empty if `whole`.
    files : int
        Number of all files.
    bytes : float
        Size of all the text in UTF-8, decompressed; an int where it is known.
    whole : bool
        Whether the files are so small that all of them may be read instead.
    """

    texts: list[str]
    files: int
    bytes: float
    whole: bool


def read_sample(source: Any, *, encoding: str, limit: int, owner: str) -> Sample:
    """Read about `limit` bytes: the beginnings of files that are spread evenly over all.

    Parameters
    ----------
    source : path, glob, directory or list of paths
        As in :func:`encode_corpus`; nothing that can be read only once.
    encoding : str
        Of the text.  What cannot be decoded, or is NUL, is replaced; reading all of it will tell.
    limit : int
        Bytes.
    owner : str
        Name of the public function, for messages.

    Returns
    -------
    Sample
        Beginnings, and what is known of the whole.

    Raises
    ------
    InputError
        If `source` is no file, or one of which nobody knows the size.

    Example
    -------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "text"
    >>> _ = path.write_text("to be or not to be")
    >>> read_sample(path, encoding="utf-8", limit=6, owner="example")
    Sample(texts=['to be '], files=1, bytes=18, whole=False)
    """
    encoding = check_encoding(encoding, owner)
    files = describe(source)
    if not files:
        raise ParameterError(
            f"The 'source' parameter of {owner} must be files, which can be read again. "
            f"Got {type(source).__name__} instead."
        )
    unknown = [file.path for file in files if file.bytes is None]
    if unknown:
        raise InputError(f"{unknown[0]}: only files on disk can be looked at beforehand.")
    if sum(_most_bytes(file) for file in files) <= limit:
        return Sample([], len(files), sum(file.bytes or 0 for file in files), whole=True)
    step = -(-len(files) // _MOST_FILES)
    chosen = [file for file in files[::step] if file.bytes]
    parts = [_beginning(file, encoding, -(-limit // len(chosen))) for file in chosen]
    ratios = _ratios(chosen, parts)
    if encoding == "utf-8":
        ratios[False] = 1
    size = sum((file.bytes or 0) * ratios[file.compressed] for file in files)
    return Sample([text for text, _ in parts], len(files), size, whole=False)


def _most_bytes(file: SourceFile) -> int:
    return (file.bytes or 0) * (_USUAL_COMPRESSION if file.compressed else 1)


def _beginning(file: SourceFile, encoding: str, limit: int) -> tuple[str, int]:
    """Decode the first `limit` bytes, and tell how much of the file they took."""
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)
    with opened(file) as (read, position):
        data = _read_up_to(read, limit)
        taken = len(data) if position is None or not file.compressed else position()
    text = decoder("replace").decode(data).replace("\0", " ")
    return text, min(taken, file.bytes or taken)


def _read_up_to(read: Callable[[int], bytes], limit: int) -> bytes:
    pieces = []
    while limit > 0 and (piece := read(limit)):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def _ratios(files: list[SourceFile], parts: list[tuple[str, int]]) -> dict[bool, float]:
    """Bytes of text for a byte of a plain and of a compressed file."""
    ratios = {}
    for compressed in (False, True):
        alike = [
            part for file, part in zip(files, parts, strict=True) if file.compressed is compressed
        ]
        text = sum(len(text.encode("utf-8", "replace")) for text, _ in alike or parts)
        ratios[compressed] = text / max(1, sum(taken for _, taken in alike or parts))
    return ratios
