"""Tokens of texts as arrays for the kernels: positions, hashes and kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.tokenizer import Tokenizer

from .._kernels import atoms as atom_kernels
from .._kernels import keyword_tokens as kernels
from ..segmentation import token_ends
from ..text import code_points
from ..text.classes import CLASSES, LazyTable

BATCH_CODE_POINTS = 1 << 16
"""Size of a batch of texts, unless one text is longer."""
_BATCH_TEXTS = 1 << 10


def _lower(code: int) -> int:
    lower = chr(code).lower()
    return ord(lower) if len(lower) == 1 else code


# Code points plus 1: 0 marks an entry that has not been computed.
_LOWER = LazyTable(np.uint32, lambda codes: [_lower(code) + 1 for code in codes])


class TokenArrays(NamedTuple):
    """The T tokens of S texts, without white space that does not separate phrases.

    Attributes
    ----------
    codes : ndarray of uint32
        Code points of all texts in lower case.
    starts, stops : ndarray of int64, shape (T,)
        Positions of the tokens in `codes`.
    hashes : ndarray of uint64, shape (T,)
        Hashes of the tokens in lower case.
    kinds : ndarray of uint8, shape (T,)
        Boundary, plain, numeric, or joint.
    units : ndarray of float64, shape (T,)
        Length: 1 for a word of letters, 0.5 for an ideograph.
    offsets : ndarray of int64, shape (S + 1,)
        First token of each text.
    places : ndarray of int64, shape (S + 1,)
        First code point of each text.
    """

    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    units: NDArray[np.float64]
    offsets: NDArray[np.int64]
    places: NDArray[np.int64]


def lower(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Convert code points to lower case, except where it is longer; the result is read-only."""
    lowered = atom_kernels.fold(codes, _LOWER.covering(codes))
    lowered.flags.writeable = False
    return lowered


def lower_text(text: str) -> str:
    """Convert a text to lower case, except where it is longer, so that positions are kept."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def hashes_of(words: Sequence[str]) -> NDArray[np.uint64]:
    """Hash words as `token_arrays` hashes tokens."""
    stops = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)))
    starts = np.concatenate((np.zeros(1, np.int64), stops))[:-1]
    return kernels.hash_spans(lower(code_points("".join(words))), starts, stops)


def hash_table(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the sorted hashes of words, and the first row of each."""
    keys, rows = np.unique(hashes_of(words), return_index=True)
    return keys, rows.astype(np.int32)


def token_arrays(tokenizer: Tokenizer, texts: Sequence[str]) -> TokenArrays:
    """Tokenize texts and describe the tokens."""
    codes, places, ends, counts = token_ends(tokenizer, texts)
    size = ends.size
    starts, stops = np.empty(size, np.int64), np.empty(size, np.int64)
    kinds, units = np.empty(size, np.uint8), np.empty(size)
    offsets = np.empty(len(texts) + 1, np.int64)
    classes = CLASSES.covering(codes)
    size = kernels.describe(codes, classes, 0, ends, counts, starts, stops, kinds, units, offsets)
    lowered = lower(codes)
    starts, stops = starts[:size].copy(), stops[:size].copy()
    hashes = kernels.hash_spans(lowered, starts, stops)
    return TokenArrays(
        lowered, starts, stops, hashes, kinds[:size].copy(), units[:size].copy(), offsets, places
    )


def batches(
    texts: Iterable[Any], owner: str, *, size: int = BATCH_CODE_POINTS
) -> Iterator[list[str]]:
    """Collect texts to batches of at least `size` code points, or 1,024 texts."""
    if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
        raise ParameterError(
            parameter="texts", owner=owner, allowed="an iterable of str", got=texts
        )
    batch: list[str] = []
    length = 0
    for text in texts:
        batch.append(check_text(text, owner, name="texts"))
        length += len(text)
        if length >= size or len(batch) == _BATCH_TEXTS:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def check_text(text: Any, owner: str, *, name: str = "text") -> str:
    """Return the text, or raise ParameterError if it is not a str."""
    if not isinstance(text, str):
        allowed = "a str" if name == "text" else "an iterable of str"
        raise ParameterError(parameter=name, owner=owner, allowed=allowed, got=text)
    return text
