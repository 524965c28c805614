"""The native format: a directory with a manifest and a safetensors file, memory-mapped.

Tensors: ``embeddings`` float32 (V, D), ``norms`` float32 (V,), ``words`` uint8 (one blob of
UTF-8), ``word_offsets`` int64 (V + 1,), and if they are known ``counts`` int64 (V,) and
``context`` float32 (V, D).  The tokenizer of the text is described by
``tokenizer.json``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import row_norms
from ..errors import FormatError, ParameterError
from ..progress import Progress
from ..storage import kind_of, reading, writing
from ..textio.source import PathLike
from ..tokenizer import loaded_tokenizer, save_tokenizer, stored_tokenizer
from ..vocabulary import Vocabulary
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable

NAME = "native"
KIND = "word-vectors"
VERSION = 1
_TYPES: dict[str, np.dtype[Any]] = {
    "embeddings": np.dtype(np.float32),
    "norms": np.dtype(np.float32),
    "words": np.dtype(np.uint8),
    "word_offsets": np.dtype(np.int64),
    "counts": np.dtype(np.int64),
    "context": np.dtype(np.float32),
}


def detect(start: FileStart) -> bool:
    """Return whether it is a directory of word vectors."""
    return start.folder is not None and kind_of(start.folder) == KIND


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Open vectors; only headers, words, norms and counts are read."""
    stored = reading(path, kind=KIND, format_version=VERSION)
    tensors = stored.tensors("vectors")
    _check(path, tensors)
    size = min(len(tensors["norms"]), options.limit or len(tensors["norms"]))
    offsets = tensors["word_offsets"][: size + 1]
    counts = tensors.get("counts")
    try:
        vocabulary = Vocabulary.from_packed(
            tensors["words"][: offsets[-1]], offsets, None if counts is None else counts[:size]
        )
    except (FormatError, ParameterError) as error:
        raise FormatError(f"damaged: {error.statement()}", path=path) from None
    return VectorTable(
        vocabulary,
        tensors["embeddings"][:size],
        tensors["norms"][:size],
        tensors["context"][:size] if "context" in tensors else None,
        stored.manifest.parameters,
        stored_tokenizer(stored),
    )


def _check(path: PathLike, tensors: dict[str, NDArray[Any]]) -> None:
    shapes: dict[str, tuple[int, ...]] = {}
    if "embeddings" in tensors and tensors["embeddings"].ndim == 2:
        size, dimensions = tensors["embeddings"].shape
        shapes = {
            "embeddings": (size, dimensions),
            "norms": (size,),
            "words": tensors["words"].shape[:1] if "words" in tensors else (),
            "word_offsets": (size + 1,),
            "counts": (size,),
            "context": (size, dimensions),
        }
    required = {"embeddings", "norms", "words", "word_offsets"}
    wrong = [
        name
        for name, shape in shapes.items()
        if name in tensors and (tensors[name].shape, tensors[name].dtype) != (shape, _TYPES[name])
    ]
    if not shapes or wrong or required - set(tensors):
        names = ", ".join(sorted(wrong or required - set(tensors) or {"embeddings"}))
        raise FormatError(f"damaged: {names} missing, or of a wrong shape or type", path=path)
    norms = tensors["norms"]
    if not (np.isfinite(norms) & (norms >= 0)).all():
        raise FormatError("damaged: a norm is negative or not finite", path=path)


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions."""
    tensors = reading(path, kind=KIND, format_version=VERSION).tensors("vectors")
    _check(path, tensors)
    size, dimensions = tensors["embeddings"].shape
    return size, dimensions


def details(path: PathLike) -> dict[str, Any]:
    """Return further facts from the manifest."""
    stored = reading(path, kind=KIND)
    tensors = stored.tensors("vectors")
    tokenizer = stored_tokenizer(stored)
    return {
        "tokenizer": None if tokenizer is None else tokenizer.name,
        "counts": "counts" in tensors,
        "context": "context" in tensors,
        "format_version": stored.manifest.format_version,
        "parameters": stored.manifest.parameters,
        "libraries": stored.manifest.libraries,
    }


def write(
    table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
) -> None:
    """Write all parts of a table."""
    blob, offsets = table.vocabulary.packed()
    norms = table.norms
    if norms is None:
        norms = np.empty(len(table.matrix), np.float32)
        row_norms(table.matrix, norms)
    tensors: dict[str, NDArray[Any]] = {
        "embeddings": table.matrix,
        "norms": norms,
        "words": blob,
        "word_offsets": offsets,
    }
    if table.vocabulary.counts is not None:
        tensors["counts"] = table.vocabulary.counts
    if table.context is not None:
        tensors["context"] = table.context
    tokenizer = loaded_tokenizer(table.tokenizer)
    with writing(
        path, kind=KIND, format_version=VERSION, parameters=table.parameters, force=force
    ) as output:
        output.tensors("vectors", tensors)
        save_tokenizer(tokenizer, output.folder)


FORMAT = VectorFormat(NAME, detect, read, shape, write, ("",), details=details)
