"""`VectorTable`: words and vectors of a file, and the checks that all formats share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import row_norms
from ..arrays import readonly
from ..errors import FormatError
from ..progress import Progress
from ..textio.source import PathLike
from ..tokenizer import StoredTokenizer, Tokenizer
from ..vocabulary import Vocabulary
from .damage import INVALID_ROW, REPEATED_WORD, Damage


@dataclass(frozen=True)
class VectorTable:
    """The words and vectors of a file.

    Attributes
    ----------
    vocabulary : Vocabulary
        The V words, with counts if the file contains them.
    matrix : ndarray of float32, shape (V, D)
        Their vectors; a read-only memory map if the format allows it.
    norms : ndarray of float32, shape (V,), optional
        Euclidean norms of the vectors; computed if None.
    context : ndarray of float32, shape (V, D), optional
        Context vectors, if the model has them.
    parameters : dict
        Parameters of the training, as JSON values.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text from which the vectors were trained.
    """

    vocabulary: Vocabulary
    matrix: NDArray[np.float32]
    norms: NDArray[np.float32] | None = None
    context: NDArray[np.float32] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    tokenizer: Tokenizer | StoredTokenizer | None = None


@dataclass(frozen=True)
class ReadOptions:
    """The parameters of :func:`simpler_glove.load_vectors`."""

    encoding: str = "utf-8"
    unicode_errors: str = "strict"
    trust_pickle: bool = False
    limit: int | None = None
    progress: Progress | None = None
    damage: Damage = field(default_factory=Damage)


def make_table(
    path: PathLike,
    words: Sequence[str],
    matrix: NDArray[np.float32],
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
    norms = np.empty(len(words), np.float32)
    row_norms(readonly(matrix), norms)
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
        words, matrix, norms = [words[row] for row in rows.tolist()], matrix[rows], norms[rows]
        counts = None if counts is None else counts[rows]
    return VectorTable(Vocabulary(words, counts), readonly(matrix), norms)


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
