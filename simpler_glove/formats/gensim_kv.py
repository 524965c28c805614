"""Pickles of gensim's ``KeyedVectors``, read by gensim if the user trusts the file."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..errors import FormatError
from ..optional import import_optional
from ..textio.source import PathLike
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, make_table

NAME = "gensim"

_DAMAGE = (  # what a damaged pickle raises
    ArithmeticError, AttributeError, EOFError, ImportError, LookupError, MemoryError, TypeError,
    ValueError,
)  # fmt: skip
_MAGIC = tuple(bytes([0x80, protocol]) for protocol in range(2, 6))


def detect(start: FileStart) -> bool:
    """Return whether the file begins like a pickle."""
    return start.data.startswith(_MAGIC)


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Load a pickle by gensim; FormatError unless ``options.trust_pickle``."""
    if not options.trust_pickle:
        raise FormatError(
            "a Python pickle, the format of gensim. Loading a pickle can run any code that its "
            "author put into it",
            path=path,
            hint="If you trust the file, set {trust_pickle}.",
            settings={"trust_pickle": True},
        )
    vectors = _load(path)
    words = list(vectors.index_to_key)
    if not all(isinstance(word, str) for word in words):
        raise FormatError("a key is not a str", path=path)
    matrix = np.asarray(vectors.vectors)
    if (
        matrix.ndim != 2
        or len(matrix) != len(words)
        or not np.issubdtype(matrix.dtype, np.floating)
    ):
        raise FormatError("the vectors are not a matrix of floats, one row per word", path=path)
    matrix = np.ascontiguousarray(matrix[: options.limit], np.float32)
    counts = vectors.expandos.get("count")
    if counts is not None:
        counts = np.asarray(counts[: options.limit], np.int64)
    return make_table(path, words[: options.limit], matrix, options, counts=counts)


def _load(path: PathLike) -> Any:
    import pickle

    gensim = import_optional("gensim.utils", "A file of gensim")
    try:
        loaded = gensim.SaveLoad.load(os.fspath(path), mmap="r")
    except (pickle.UnpicklingError, *_DAMAGE) as error:
        raise FormatError(f"gensim cannot load it ({error})", path=path) from error
    vectors = getattr(loaded, "wv", loaded)
    if not hasattr(vectors, "index_to_key") or not hasattr(vectors, "vectors"):
        problem = f"contains a {type(loaded).__name__}, which has no word vectors"
        raise FormatError(problem, path=path)
    return vectors


def shape(path: PathLike) -> None:
    """Return None: the pickle would have to be loaded."""


FORMAT = VectorFormat(NAME, detect, read, shape)
