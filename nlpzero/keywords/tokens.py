"""Texts as tokens that kernels can count: where they stand, their hashes, and what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.tokenizer import Tokenizer

from .._kernels import atoms as atom_kernels
from .._kernels import keywords as kernels
from ..segmentation import token_ends
from ..text import code_points
from ..text.classes import CLASSES, LazyTable

BATCH = 1 << 16
"""Code points that are worked on at a time, if no text is longer."""
_MOST = 1 << 10


def _lower(code: int) -> int:
    lower = chr(code).lower()
    return ord(lower) if len(lower) == 1 else code


# One more than the letter, as 0 says that nobody has looked it up.
_LOWER = LazyTable(np.uint32, lambda codes: [_lower(code) + 1 for code in codes])


class Tokens(NamedTuple):
    """The T tokens of S texts, without white space that parts nothing.

    Attributes
    ----------
    codes : ndarray of uint32
        All texts, in lower case.
    starts, stops : ndarray of int64, shape (T,)
        Where tokens stand in it.
    hashes : ndarray of uint64, shape (T,)
    kinds : ndarray of uint8, shape (T,)
        Boundary, plain, numeric, joint.
    units : ndarray of float64, shape (T,)
        Size: words, or half of the ideographs.
    offsets : ndarray of int64, shape (S + 1,)
        Where the tokens of each text begin.
    places : ndarray of int64, shape (S + 1,)
        Where each text begins.
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
    """Turn code points into lower case, where that is one code point, too; read-only."""
    found = atom_kernels.fold(codes, _LOWER.covering(codes))
    found.flags.writeable = False
    return found


def hashes_of(words: Sequence[str]) -> NDArray[np.uint64]:
    """Hash words as `tokens_of` hashes tokens."""
    stops = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)))
    starts = np.concatenate((np.zeros(1, np.int64), stops))[:-1]
    return kernels.hash_spans(lower(code_points("".join(words))), starts, stops)


def tokens_of(tokenizer: Tokenizer, texts: Sequence[str]) -> Tokens:
    """Tokenize texts and describe the tokens."""
    found = token_ends(tokenizer, texts)
    codes, counts, ends = found.codes, found.counts, found.ends
    size = ends.size
    starts, stops = np.empty(size, np.int64), np.empty(size, np.int64)
    kinds, units = np.empty(size, np.uint8), np.empty(size)
    offsets = np.empty(len(texts) + 1, np.int64)
    classes = CLASSES.covering(codes)
    size = kernels.describe(codes, classes, 0, ends, counts, starts, stops, kinds, units, offsets)
    small = lower(codes)
    starts, stops = starts[:size].copy(), stops[:size].copy()
    hashes = kernels.hash_spans(small, starts, stops)
    return Tokens(
        small, starts, stops, hashes, kinds[:size].copy(), units[:size].copy(), offsets,
        found.offsets,
    )  # fmt: skip


def batches(texts: Iterable[Any], owner: str) -> Iterator[list[str]]:
    """Gather texts to some ten thousand code points; a long one stays alone."""
    if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
        raise ParameterError(
            f"The 'texts' parameter of {owner} must be an iterable of str. "
            f"Got {type(texts).__name__} instead."
        )
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(check_text(text, owner))
        size += len(text)
        if size >= BATCH or len(batch) == _MOST:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def check_text(text: Any, owner: str) -> str:
    """Return a text if it is one."""
    if not isinstance(text, str):
        raise ParameterError(
            f"The 'text' parameter of {owner} must be a str. Got {type(text).__name__} instead."
        )
    return text
