"""fastText's binary model: recognised, so that the message can say what to do instead."""

from __future__ import annotations

import struct

from ..errors import FormatError
from .opening import opened
from .vector_table import PathLike, ReadOptions, Table

NAME = "fasttext-bin"
MAGIC = struct.pack("<i", 793712314)

_HEAD = struct.Struct("<ii 12i d iii q")  # magic, version, arguments, t, sizes, tokens


def read(path: PathLike, options: ReadOptions) -> Table:
    """Refuse, and say which ways there are."""
    raise FormatError(
        f"{path}: a binary model of fastText. Use the .vec file beside it, or load it by "
        "gensim.models.fasttext.load_facebook_vectors and WordVectors.from_gensim."
    )


def shape(path: PathLike) -> tuple[int, int]:
    """Words and dimensions, from the head of the model."""
    with opened(path) as file:
        head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise FormatError(f"{path}: a truncated binary model of fastText.")
    fields = _HEAD.unpack(head)
    return fields[16], fields[2]
