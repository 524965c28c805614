"""Packed strings: one blob of UTF-8 with offsets."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .errors import FormatError, ParameterError


def index_words(words: tuple[str, ...]) -> dict[str, int]:
    """Map each word to its position; FormatError if a word occurs twice."""
    index = {word: number for number, word in enumerate(words)}
    if len(index) == len(words):
        return index
    seen: dict[str, int] = {}
    for number, word in enumerate(words):
        if seen.setdefault(word, number) != number:
            raise FormatError(
                f"the word {word!r} occurs twice in the vocabulary, "
                f"as entries {seen[word] + 1} and {number + 1}"
            )
    return index


def pack(words: tuple[str, ...]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Join words into one UTF-8 blob with int64 (V + 1,) offsets."""
    try:
        encoded = [word.encode() for word in words]
    except UnicodeEncodeError as error:
        raise FormatError(f"the word {error.object!r} cannot be encoded as UTF-8") from None
    except AttributeError:
        other = next(word for word in words if not isinstance(word, str))
        raise ParameterError(
            f"must be a list of str. Got {other!r:.60} in it", parameter="words", owner="Vocabulary"
        ) from None
    offsets = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(words)), out=offsets[1:])
    return np.frombuffer(b"".join(encoded), np.uint8), offsets


def unpack(blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> tuple[str, ...]:
    """Split a blob into strings; FormatError if one is not valid UTF-8."""
    content = blob.tobytes()
    ends = offsets.tolist()
    if content.isascii():
        text = content.decode("ascii")
        return tuple([text[start:end] for start, end in pairwise(ends)])
    try:
        return tuple([content[start:end].decode() for start, end in pairwise(ends)])
    except UnicodeDecodeError as error:
        problem = f"a word of a packed vocabulary is not valid UTF-8: {error.object!r}"
        raise FormatError(problem) from None


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
    from ._kernels.packed_strings import gather

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
