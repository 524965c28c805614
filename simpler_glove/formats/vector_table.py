"""What readers of vector files give, what writers take, and the checks that all of them share."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import row_norms
from ..errors import FormatError
from ..progress import Progress
from ..tokenizer import StoredTokenizer, Tokenizer
from ..vocabulary import Vocabulary

PathLike: TypeAlias = str | os.PathLike[str]


@dataclass(frozen=True)
class Table:
    """Words and their vectors, as they stand in a file.

    Attributes
    ----------
    vocabulary : Vocabulary
        The V words, with counts where the file has them.
    matrix : ndarray of float32, shape (V, D)
        Their vectors; a read-only memory map where the file allows.
    norms : ndarray of float32, shape (V,), optional
        Lengths of the vectors; None has them computed.
    context : ndarray of float32, shape (V, D), optional
        Context vectors, where the model has them.
    parameters : dict
        How the vectors were made, as JSON values.
    tokenizer : Tokenizer or StoredTokenizer, optional
        Tokenizer of the text that the vectors were made from.
    """

    vocabulary: Vocabulary
    matrix: NDArray[np.float32]
    norms: NDArray[np.float32] | None = None
    context: NDArray[np.float32] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    tokenizer: Tokenizer | StoredTokenizer | None = None


@dataclass(frozen=True)
class ReadOptions:
    """How to read; see :func:`simpler_glove.load_vectors` for the meaning of each."""

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
) -> Table:
    """Check what was read, and compute the norms.

    Words that became equal because bytes were replaced or ignored keep the first of them; in a
    file that was read strictly a repeated word is an error, which names the lines where the
    number of the first is known.
    """
    if not words:
        raise FormatError(f"{path}: holds no vectors.")
    first = dict(zip(reversed(words), range(len(words) - 1, -1, -1), strict=True))
    if len(first) < len(words):
        if options.unicode_errors == "strict":
            raise _repeated(path, words, first_line)
        kept = np.sort(np.fromiter(first.values(), np.int64, len(first)))
        words, matrix = [words[i] for i in kept], matrix[kept]
        counts = None if counts is None else counts[kept]
    norms = np.empty(len(words), np.float32)
    frozen = matrix.view()
    frozen.flags.writeable = False
    row_norms(frozen, norms)
    wrong = np.flatnonzero(~np.isfinite(norms))
    if wrong.size:
        raise FormatError(
            f"{path}: the vector of word {wrong[0] + 1} ({words[wrong[0]]!r}) holds a value that "
            "is not finite, or too large."
        )
    return Table(Vocabulary(words, counts), frozen, norms)


def _repeated(path: PathLike, words: Sequence[str], first_line: int | None) -> FormatError:
    seen: dict[str, int] = {}
    for place, word in enumerate(words):
        if seen.setdefault(word, place) != place:
            break
    kind, shift = ("entries", 1) if first_line is None else ("lines", first_line)
    return FormatError(
        f"{path}: the word {word!r} stands twice, on {kind} {seen[word] + shift} "
        f"and {place + shift}."
    )


def check_writable(words: Iterable[str], format: str, forbidden: dict[str, str]) -> None:
    """Raise FormatError for the first word that holds a forbidden character.

    `forbidden` maps each character to its name; nothing is to be written that can't be read.
    """
    for word in words:
        for character, name in forbidden.items():
            if character in word:
                raise FormatError(
                    f"The word {word!r} holds a {name}, which the format {format!r} cannot hold. "
                    "Use the format 'native'."
                )


def check_lines(words: Sequence[str], format: str, *, tabs: bool = True) -> None:
    """Raise FormatError if words, one a line, would not be read back as they are."""
    forbidden = {"\n": "line feed"} if tabs else {"\n": "line feed", "\t": "tab"}
    check_writable(words, format, forbidden)
    for word in words:
        if word.endswith("\r"):
            raise FormatError(
                f"The word {word!r} ends in a carriage return, which the format {format!r} "
                "cannot hold. Use the format 'native'."
            )
    check_first(words, format)


def check_first(words: Sequence[str], format: str) -> None:
    """Raise FormatError if the first word would be taken for a byte order mark."""
    if words and words[0].startswith("\ufeff"):
        raise FormatError(
            f"The first word, {words[0]!r}, begins with a byte order mark, which the format "
            f"{format!r} cannot hold. Use the format 'native'."
        )
