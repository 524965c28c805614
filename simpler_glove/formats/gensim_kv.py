"""gensim's own format, a pickle: read through gensim, and only where it is trusted."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..errors import FormatError
from .vector_table import PathLike, ReadOptions, Table, make_table

NAME = "gensim"

REFUSAL = (
    "{path}: a Python pickle, as gensim saves its vectors. Opening a pickle can run any code that "
    "its author put there; if you trust the file, say trust_pickle=True."
)


def read(path: PathLike, options: ReadOptions) -> Table:
    """Load a pickle through gensim; FormatError unless ``options.trust_pickle``."""
    if not options.trust_pickle:
        raise FormatError(REFUSAL.format(path=path))
    vectors = _load(path)
    words = list(vectors.index_to_key)
    if not all(isinstance(word, str) for word in words):
        raise FormatError(f"{path}: its keys are not all words.")
    matrix = np.ascontiguousarray(vectors.vectors[: options.limit], np.float32)
    counts = vectors.expandos.get("count")
    if counts is not None:
        counts = np.asarray(counts[: options.limit], np.int64)
    return make_table(path, words[: options.limit], matrix, options, counts=counts)


def _load(path: PathLike) -> Any:
    import pickle

    from gensim.utils import SaveLoad

    try:
        loaded = SaveLoad.load(os.fspath(path))
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError) as error:
        raise FormatError(f"{path}: gensim cannot load it ({error}).") from error
    vectors = getattr(loaded, "wv", loaded)
    if not hasattr(vectors, "index_to_key") or not hasattr(vectors, "vectors"):
        raise FormatError(f"{path}: holds a {type(loaded).__name__}, which has no word vectors.")
    return vectors


def shape(path: PathLike) -> tuple[int, int]:
    """Refuse: counting would mean opening the pickle."""
    raise FormatError(REFUSAL.format(path=path))
