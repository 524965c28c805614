"""Words as one blob of UTF-8 with offsets, and as lines of a text file."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import FormatError, ParameterError


def index_words(words: tuple[str, ...]) -> dict[str, int]:
    """Map each word to its place; FormatError names one that stands twice."""
    index = {word: number for number, word in enumerate(words)}
    if len(index) == len(words):
        return index
    seen: dict[str, int] = {}
    for number, word in enumerate(words):
        if seen.setdefault(word, number) != number:
            raise FormatError(
                f"The word {word!r} stands twice in the vocabulary, "
                f"as entries {seen[word] + 1} and {number + 1}."
            )
    return index


def pack(words: tuple[str, ...]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Join words into one UTF-8 blob with int64 (V + 1,) offsets."""
    try:
        encoded = [word.encode() for word in words]
    except UnicodeEncodeError as error:
        raise FormatError(f"The word {error.object!r} cannot be written as UTF-8.") from None
    except AttributeError:
        raise ParameterError("The 'words' parameter of Vocabulary must hold only str.") from None
    offsets = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(words)), out=offsets[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), offsets


def unpack(blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[str, ...]:
    """Take a blob apart again; FormatError if a word is not UTF-8."""
    content = blob.tobytes()
    ends = offsets.tolist()
    if content.isascii():
        text = content.decode("ascii")
        return tuple([text[start:end] for start, end in pairwise(ends)])
    try:
        return tuple([content[start:end].decode() for start, end in pairwise(ends)])
    except UnicodeDecodeError as error:
        raise FormatError(
            f"A word of a packed vocabulary is not UTF-8: {error.object!r}."
        ) from None


def gather_strings(
    blob: NDArray[np.uint8], offsets: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Select some packed strings.

    Parameters
    ----------
    blob : ndarray of uint8
        The strings in UTF-8.
    offsets : ndarray of int64, shape (V + 1,)
        String i is ``blob[offsets[i]:offsets[i + 1]]``.
    rows : ndarray of int64, shape (R,)
        Numbers of strings.

    Returns
    -------
    blob : ndarray of uint8
        The selected strings.
    offsets : ndarray of int64, shape (R + 1,)
        Their offsets.

    Example
    -------
    >>> gather_strings(*pack(("to", "be", "or")), np.array([2, 0]))[0].tobytes()
    b'orto'
    """
    from ._kernels.tokens import gather

    # The kernel is compiled for writable arrays.
    blob = blob if blob.flags.writeable else blob.copy()
    offsets = offsets if offsets.flags.writeable else offsets.copy()
    packed: tuple[NDArray[np.uint8], NDArray[np.int64]] = gather(blob, offsets, rows)
    return packed


def renumber(ids: NDArray[np.int32], mapping: NDArray[np.int32]) -> None:
    """Replace every id by ``mapping[id]``, in place.

    Parameters
    ----------
    ids : ndarray of int32, shape (N,)
        Ids, changed in place.
    mapping : ndarray of int32, shape (V,)
        The new id of each id.

    Example
    -------
    >>> ids = np.array([0, 2, 2], np.int32)
    >>> renumber(ids, np.array([5, 6, 7], np.int32))
    >>> ids.tolist()
    [5, 7, 7]
    """
    from ._kernels import tokens

    tokens.renumber(ids, mapping)


def read_counted(path: str | os.PathLike[str]) -> tuple[list[str], list[int]]:
    """Read lines of ``word SP count``, from the right; FormatError gives file and line."""
    lines = Path(path).read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if not lines[-1]:
        lines.pop()
    entries = [_entry(line, number, path) for number, line in enumerate(lines, start=1)]
    return [word for word, _ in entries], [count for _, count in entries]


def _entry(line: bytes, number: int, path: str | os.PathLike[str]) -> tuple[str, int]:
    word, space, count = line.removesuffix(b"\r").rpartition(b" ")
    if not space or not count.isdigit():
        raise FormatError(f"{path}: line {number} is not 'word count': {line[:80]!r}.")
    try:
        return word.decode(), int(count)
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{path}: line {number} is not UTF-8 at byte {error.start + 1} of the line: "
            f"{line[:80]!r}."
        ) from None
