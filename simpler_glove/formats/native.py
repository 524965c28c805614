"""The native format: a directory with a manifest and a safetensors file, memory-mapped.

Tensors: ``embeddings`` float32 (V, D), ``norms`` float32 (V,), ``words`` uint8 (one blob of
UTF-8), ``word_offsets`` int64 (V + 1,), and if they are known ``counts`` int64 (V,) and
``context`` float32 (V, D).  Both matrices may also be float16, or int8 with ``scales`` and
``context_scales`` float32 (V,), the factors of their rows; the version of the format is then 2.
The tokenizer of the text is described by ``tokenizer.json``.  Vectors of B character n-grams, if
the model has them, are in a second safetensors file, ``subwords``: ``hashes`` uint32 (B,),
ascending, ``codes`` uint8 (B, ceil(D / 4)), ``scales`` float32 (B,), and ``codebook`` float32
(256, 4).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError, ParameterError
from ..narrow_matrix import DTYPES, Matrix, NarrowMatrix
from ..progress import Progress
from ..storage import ArrayBlocks, StoredDirectory, kind_of, reading, writing
from ..subwords import CODES, GROUP, SubwordVectors
from ..textio.source import PathLike
from ..tokenizer_storage import loaded_tokenizer, save_tokenizer, stored_tokenizer
from ..vocabulary import Vocabulary
from .vector_format import FileStart, VectorFormat
from .vector_table import ReadOptions, VectorTable, lengths_of

NAME = "native"
KIND = "word-vectors"
VERSION = 2
_FLOAT32_VERSION = 1  # of the layout that has float32 only
_SUBWORDS = "subwords"
_TYPES: dict[str, np.dtype[Any]] = {
    "norms": np.dtype(np.float32),
    "words": np.dtype(np.uint8),
    "word_offsets": np.dtype(np.int64),
    "counts": np.dtype(np.int64),
}
_MATRICES = {"embeddings": "scales", "context": "context_scales"}  # with their scales


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
        _matrix(tensors, "embeddings", size),
        tensors["norms"][:size],
        _matrix(tensors, "context", size) if "context" in tensors else None,
        stored.manifest.parameters,
        stored_tokenizer(stored),
        subwords=_subwords(stored, tensors["embeddings"].shape[1]),
    )


def _subwords(stored: StoredDirectory, dimensions: int) -> SubwordVectors | None:
    """Return the vectors of n-grams, if the model has them."""
    if f"{_SUBWORDS}.safetensors" not in stored.manifest.files:
        return None
    tensors = stored.tensors(_SUBWORDS)
    found = {name: (tensor.shape, tensor.dtype.name) for name, tensor in tensors.items()}
    size = len(tensors.get("hashes", ()))
    expected = {
        "hashes": ((size,), "uint32"),
        "codes": ((size, -(-dimensions // GROUP)), "uint8"),
        "scales": ((size,), "float32"),
        "codebook": ((CODES, GROUP), "float32"),
    }
    path = stored.path(f"{_SUBWORDS}.safetensors")
    if found != expected:
        raise FormatError(f"damaged: its tensors must be {expected}", path=path)
    finite = all(np.isfinite(tensors[name]).all() for name in ("scales", "codebook"))
    if not finite or not (tensors["hashes"][1:] > tensors["hashes"][:-1]).all():
        raise FormatError("damaged: hashes are not ascending, or scales not finite", path=path)
    return SubwordVectors(**tensors, vector_size=dimensions)


def _matrix(tensors: dict[str, NDArray[Any]], name: str, size: int) -> Matrix:
    """Return the first rows of a matrix in the type in which it is stored."""
    rows, scales = tensors[name][:size], tensors.get(_MATRICES[name])
    if rows.dtype == np.float32:
        return rows
    return NarrowMatrix(rows, None if scales is None else scales[:size])


def _check(path: PathLike, tensors: dict[str, NDArray[Any]]) -> None:
    shapes: dict[str, tuple[int, ...]] = {}
    if "embeddings" in tensors and tensors["embeddings"].ndim == 2:
        size, dimensions = tensors["embeddings"].shape
        shapes = {
            "norms": (size,),
            "words": tensors["words"].shape[:1] if "words" in tensors else (),
            "word_offsets": (size + 1,),
            "counts": (size,),
        }
    required = {"embeddings", "norms", "words", "word_offsets"}
    wrong = [
        name
        for name, shape in shapes.items()
        if name in tensors and (tensors[name].shape, tensors[name].dtype) != (shape, _TYPES[name])
    ]
    wrong += [name for name in _MATRICES if name in tensors and not _is_matrix(tensors, name)]
    if not shapes or wrong or required - set(tensors):
        names = ", ".join(sorted(wrong or required - set(tensors) or {"embeddings"}))
        raise FormatError(f"damaged: {names} missing, or of a wrong shape or type", path=path)
    norms = tensors["norms"]
    if not (np.isfinite(norms) & (norms >= 0)).all():
        raise FormatError("damaged: a norm is negative or not finite", path=path)


def _is_matrix(tensors: dict[str, NDArray[Any]], name: str) -> bool:
    """Return whether a matrix has the shape of the embeddings, a known type, and its scales."""
    matrix, scales = tensors[name], tensors.get(_MATRICES[name])
    rows = None if scales is None else (scales.shape, scales.dtype)
    scaled = ((len(matrix),), np.dtype(np.float32)) if matrix.dtype == np.int8 else None
    same = matrix.shape == tensors["embeddings"].shape
    known = matrix.dtype in (np.float32, np.float16, np.int8)
    return same and known and rows == scaled and (scales is None or np.isfinite(scales).all())


def shape(path: PathLike) -> tuple[int, int]:
    """Return the numbers of words and dimensions."""
    tensors = reading(path, kind=KIND, format_version=VERSION).tensors("vectors")
    _check(path, tensors)
    size, dimensions = tensors["embeddings"].shape
    return size, dimensions


def details(path: PathLike) -> dict[str, Any]:
    """Return further facts from the manifest."""
    stored = reading(path, kind=KIND, format_version=VERSION)
    tensors = stored.tensors("vectors")
    tokenizer = stored_tokenizer(stored)
    subwords = _subwords(stored, tensors["embeddings"].shape[1])
    return {
        "tokenizer": None if tokenizer is None else tokenizer.name,
        "counts": "counts" in tensors,
        "context": "context" in tensors,
        "subwords": 0 if subwords is None else len(subwords),
        "dtype": tensors["embeddings"].dtype.name,
        "format_version": stored.manifest.format_version,
        "parameters": stored.manifest.parameters,
        "libraries": stored.manifest.libraries,
    }


def write(
    table: VectorTable, path: PathLike, *, force: bool, progress: Progress | None = None
) -> None:
    """Write all parts of a table."""
    blob, offsets = table.vocabulary.packed()
    tensors: dict[str, NDArray[Any] | ArrayBlocks] = {"words": blob, "word_offsets": offsets}
    norms = table.norms
    for name, matrix in (("embeddings", table.matrix), ("context", table.context)):
        if matrix is not None:
            tensors[name], scales, changed = table.tensor(matrix, DTYPES)
            if scales is not None:
                tensors[_MATRICES[name]] = scales
            norms = changed if name == "embeddings" and changed is not None else norms
    tensors["norms"] = lengths_of(table.matrix) if norms is None else norms
    if table.vocabulary.counts is not None:
        tensors["counts"] = table.vocabulary.counts
    plain = tensors["embeddings"].dtype == np.float32
    tokenizer = loaded_tokenizer(table.tokenizer)
    with writing(
        path, kind=KIND, format_version=_FLOAT32_VERSION if plain else VERSION,
        parameters=table.parameters, force=force,
    ) as output:  # fmt: skip
        output.tensors("vectors", tensors)
        if table.subwords is not None:
            names = ("hashes", "codes", "scales", "codebook")
            output.tensors(_SUBWORDS, {name: getattr(table.subwords, name) for name in names})
        save_tokenizer(tokenizer, output.folder)


FORMAT = VectorFormat(NAME, detect, read, shape, write, ("",), details=details, dtypes=DTYPES)
