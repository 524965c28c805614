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


def make_table(
    path: PathLike,
    words: Sequence[str],
    matrix: NDArray[np.float32],
    options: ReadOptions,
    *,
    counts: NDArray[np.int64] | None = None,
    first_line: int | None = None,
) -> VectorTable:
    """Create a table from the content of a file, with its norms.

    If invalid bytes were replaced or ignored, the first of several equal words is kept; otherwise
    a repeated word is an error, with line numbers if `first_line` is given.
    """
    if not words:
        raise FormatError("the file contains no vectors", path=path)
    first = dict(zip(reversed(words), range(len(words) - 1, -1, -1), strict=True))
    if len(first) < len(words):
        if options.unicode_errors == "strict":
            raise _repeated(path, words, first_line)
        kept = np.sort(np.fromiter(first.values(), np.int64, len(first)))
        words, matrix = [words[i] for i in kept], matrix[kept]
        counts = None if counts is None else counts[kept]
    norms = np.empty(len(words), np.float32)
    matrix = readonly(matrix)
    row_norms(matrix, norms)
    wrong = np.flatnonzero(~np.isfinite(norms))
    if wrong.size:
        raise FormatError(
            f"the vector of word {wrong[0] + 1} ({words[wrong[0]]!r}) contains a value that is "
            "not finite, or too large",
            path=path,
        )
    return VectorTable(Vocabulary(words, counts), matrix, norms)


def _repeated(path: PathLike, words: Sequence[str], first_line: int | None) -> FormatError:
    seen: dict[str, int] = {}
    for place, word in enumerate(words):
        if seen.setdefault(word, place) != place:
            break
    kind, shift = ("entries", 1) if first_line is None else ("lines", first_line)
    return FormatError(
        f"the word {word!r} occurs twice, in {kind} {seen[word] + shift} and {place + shift}",
        path=path,
    )


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
    forbidden = {"\n": "line feed"} if tabs else {"\n": "line feed", "\t": "tab"}
    check_writable(words, format, forbidden)
    for word in words:
        if word.endswith("\r"):
            raise _unwritable(f"the word {word!r} ends with a carriage return", format)
    check_first(words, format)


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
