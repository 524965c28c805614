"""`VectorTable`: words and vectors of a file, and the checks that all formats share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import row_norms
from ..arrays import readonly
from ..errors import FormatError, ParameterError
from ..narrow_matrix import (
    FLOAT32,
    LARGE_BYTES,
    Matrix,
    NarrowMatrix,
    converted_rows,
    release_rows,
    stored_dtype,
)
from ..progress import Progress
from ..storage import ArrayBlocks
from ..subwords import SubwordVectors
from ..textio.source import PathLike
from ..tokenizer import Tokenizer
from ..tokenizer_storage import StoredTokenizer
from ..vocabulary import Vocabulary
from .damage import INVALID_ROW, REPEATED_WORD, Damage

_BLOCK_ROWS = 4096


class StoredTensor(NamedTuple):
    """Vectors as a file stores them; scales of rows of int8; norms if they are not the old ones."""

    numbers: NDArray[Any] | ArrayBlocks
    scales: NDArray[np.float32] | None
    norms: NDArray[np.float32] | None


@dataclass(frozen=True)
class VectorTable:
    """The words and vectors of a file.

    Attributes
    ----------
    vocabulary : Vocabulary
        The V words, with counts if the file contains them.
    matrix : ndarray of float32 or NarrowMatrix, shape (V, D)
        Their vectors; a read-only memory map if the format allows it.
    norms : ndarray of float32, shape (V,), optional
        Euclidean norms of the vectors; computed if None.
    context : ndarray of float32 or NarrowMatrix, shape (V, D), optional
        Context vectors, if the model has them.
    parameters : dict
        Parameters of the training, as JSON values.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text from which the vectors were trained.
    dtype : str, optional
        Type in which a format stores the vectors, one of its types; by default the present one,
        or float32 if the format does not have it.
    subwords : SubwordVectors, optional
        Vectors of character n-grams, if the model has them.
    """

    vocabulary: Vocabulary
    matrix: Matrix
    norms: NDArray[np.float32] | None = None
    context: Matrix | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    tokenizer: Tokenizer | StoredTokenizer | None = None
    dtype: str | None = None
    subwords: SubwordVectors | None = None

    def tensor(self, matrix: Matrix, dtypes: Sequence[str] = (FLOAT32,)) -> StoredTensor:
        """Return a matrix in the type in which a format that has `dtypes` stores it.

        Raises ParameterError if float16 cannot represent a number.
        """
        kept = stored_dtype(matrix)
        dtype = self.dtype or (kept if kept in dtypes else FLOAT32)
        if dtype != kept:
            rows = converted_rows(matrix, dtype)
            self._check_range(rows.norms)
            blocks = ArrayBlocks(np.dtype(dtype), matrix.shape, rows.blocks)
            return StoredTensor(blocks, rows.scales, rows.norms)
        if isinstance(matrix, NarrowMatrix):
            return StoredTensor(matrix.numbers, matrix.scales, None)
        return StoredTensor(matrix, None, None)

    def _check_range(self, norms: NDArray[np.float32]) -> None:
        wrong = np.flatnonzero(~np.isfinite(norms))
        if wrong.size:
            raise ParameterError(
                "must be 'float32' or 'int8' for these vectors: float16 represents numbers up to "
                f"65,504, and the vector of {self.vocabulary[int(wrong[0])]!r} has a larger one",
                parameter="dtype",
                owner="save_vectors",
            )


@dataclass(frozen=True)
class ReadOptions:
    """The parameters of :func:`simpler_glove.load_vectors`.

    Matrices of more than `max_bytes` are in a temporary file; see `GrowingMatrix`.
    """

    encoding: str = "utf-8"
    unicode_errors: str = "strict"
    trust_pickle: bool = False
    limit: int | None = None
    progress: Progress | None = None
    damage: Damage = field(default_factory=Damage)
    max_bytes: int | None = None


def make_table(
    path: PathLike,
    words: Sequence[str],
    matrix: Matrix,
    options: ReadOptions,
    *,
    counts: NDArray[np.int64] | None = None,
    kept: NDArray[np.bool_] | None = None,
    first_line: int | None = None,
) -> VectorTable:
    """Create a table from the content of a file, with its norms.

    A repeated word is an error, with line numbers if `first_line` is given, unless the first is to
    be kept or invalid bytes were replaced or ignored, which makes words equal.  Only rows that are
    `kept` (by default all) are used.
    """
    kept = np.ones(len(words), np.bool_) if kept is None else kept
    _drop_repeated(path, words, kept, options, first_line)
    norms = lengths_of(matrix)
    for row in np.flatnonzero(kept & ~np.isfinite(norms)).tolist():
        problem = (
            f"the vector of word {row + 1} ({words[row]!r}) contains a value that is not finite, "
            "or too large"
        )
        options.damage.add(INVALID_ROW, FormatError(problem, path=path))
        kept[row] = False
    if not kept.any():
        raise FormatError("the file contains no vectors", path=path)
    if not kept.all():
        rows = np.flatnonzero(kept)
        words, norms = [words[row] for row in rows.tolist()], norms[rows]
        matrix = matrix.select(rows) if isinstance(matrix, NarrowMatrix) else matrix[rows]
        counts = None if counts is None else counts[rows]
    matrix = matrix if isinstance(matrix, NarrowMatrix) else readonly(matrix)
    return VectorTable(Vocabulary(words, counts), matrix, norms)


def lengths_of(matrix: Matrix) -> NDArray[np.float32]:
    """Return the Euclidean length of each row, float32 (V,)."""
    norms = np.empty(len(matrix), np.float32)
    for start in range(0, len(matrix), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        row_norms(readonly(matrix[block]), norms[block])
        release_rows(matrix, larger_than=LARGE_BYTES)
    return norms


def _drop_repeated(
    path: PathLike,
    words: Sequence[str],
    kept: NDArray[np.bool_],
    options: ReadOptions,
    first_line: int | None,
) -> None:
    """Drop repeated words, as damage, from the rows that are `kept`."""
    if len(set(words)) == len(words):
        return
    kind, shift = ("entries", 1) if first_line is None else ("lines", first_line)
    seen: dict[str, int] = {}
    for place, word in enumerate(words):
        if kept[place] and (first := seen.setdefault(word, place)) != place:
            places = f"in {kind} {first + shift} and {place + shift}"
            error = FormatError(f"the word {word!r} occurs twice, {places}", path=path)
            accepted = options.unicode_errors != "strict"
            options.damage.add(REPEATED_WORD, error, accepted=accepted)
            kept[place] = False


def check_writable(words: Iterable[str], format: str, forbidden: dict[str, str]) -> None:
    """Raise FormatError for the first word with a forbidden character.

    `forbidden` maps characters to their names.
    """
    for word in words:
        for character, name in forbidden.items():
            if character in word:
                raise _unwritable(f"the word {word!r} contains a {name}", format)


def check_lines(words: Sequence[str], format: str, *, tabs: bool = True) -> None:
    """Raise FormatError if words, one per line, would not be read back unchanged."""
    forbidden = {"\n": "line feed", "\r": "carriage return"}
    check_writable(words, format, forbidden if tabs else forbidden | {"\t": "tab"})
    check_first(words, format)


def check_blanks(words: Iterable[str], format: str) -> None:
    """Raise FormatError if a word begins or ends with what separates the fields of a line."""
    for word in words:
        if word != word.strip(" \t"):
            raise _unwritable(f"the word {word!r} begins or ends with a space or tab", format)


def check_first(words: Sequence[str], format: str) -> None:
    """Raise FormatError if the first word begins with a byte order mark."""
    if words and words[0].startswith("\ufeff"):
        raise _unwritable(f"the first word, {words[0]!r}, begins with a byte order mark", format)


def _unwritable(problem: str, format: str) -> FormatError:
    return FormatError(
        f"{problem}, which cannot be stored in the format {format!r}",
        hint="Set {format}.",
        settings={"format": "native"},
    )
