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
from ..errors import FormatError
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


def detect(start: FileStart) -> bool:
    """Return whether it is a directory of word vectors."""
    return start.folder is not None and kind_of(start.folder) == KIND


def read(path: PathLike, options: ReadOptions) -> VectorTable:
    """Open vectors; only the headers are read."""
    stored = reading(path, kind=KIND, format_version=VERSION)
    tensors = stored.tensors("vectors")
    _check(path, tensors)
    size = min(len(tensors["norms"]), options.limit or len(tensors["norms"]))
    offsets = tensors["word_offsets"][: size + 1]
    counts = tensors.get("counts")
    return VectorTable(
        Vocabulary.from_packed(
            tensors["words"][: offsets[-1]], offsets, None if counts is None else counts[:size]
        ),
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
            "word_offsets": (size + 1,),
            "counts": (size,),
            "context": (size, dimensions),
        }
    required = {"embeddings", "norms", "words", "word_offsets"}
    wrong = [
        name for name, shape in shapes.items() if name in tensors and tensors[name].shape != shape
    ]
    if not shapes or wrong or required - set(tensors):
        names = ", ".join(sorted(wrong or required - set(tensors) or {"embeddings"}))
        raise FormatError(f"damaged: {names} missing, or of a wrong shape", path=path)


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions."""
    size, dimensions = reading(path, kind=KIND).tensors("vectors")["embeddings"].shape
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
