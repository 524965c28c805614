"""Binary models of fastText: recognized only, so that the error states the alternatives."""

from __future__ import annotations

import struct

from ..errors import FormatError
from ..textio.opening import read_start
from ..textio.source import PathLike
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable

NAME = "fasttext-bin"

_MAGIC = struct.pack("<i", 793712314)
_HEAD = struct.Struct("<ii 12i d iii q")  # magic, version, arguments, t, sizes, tokens


def detect(start: FileStart) -> bool:
    """Return whether the file begins with fastText's magic number."""
    return start.data.startswith(_MAGIC)


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Raise FormatError."""
    raise FormatError(
        "a binary model of fastText",
        path=path,
        hint="Load the .vec file of the model, or use "
        "gensim.models.fasttext.load_facebook_vectors and WordVectors.from_gensim.",
    )


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions in the header of the model."""
    head = read_start(path, _HEAD.size)
    if len(head) < _HEAD.size:
        raise FormatError("a truncated binary model of fastText", path=path)
    fields = _HEAD.unpack(head)
    return fields[16], fields[2]


FORMAT = VectorFormat(NAME, detect, read, shape)
