"""Tokens of texts as arrays for the kernels: positions, hashes and kinds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.tokenizer import Tokenizer

from .._kernels import keyword_tokens as kernels
from .._kernels import utf8
from .._kernels.keyword_concentration import concentration
from ..segmentation import LexiconTokenizer, token_ends
from ..text import code_points, fold_codes, text_of
from ..text.classes import CLASSES, LazyTable, class_table
from .markup import NO_SPANS, markup_spans

BATCH_CODE_POINTS = 1 << 16
"""Size of a batch of texts, unless one text is longer."""
_BATCH_TEXTS = 1 << 10


_APOSTROPHES = dict.fromkeys((0x2019, 0x02BC), 0x27)
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2013), 0x2D)
_MIDDLE_DOTS = dict.fromkeys((0x2022, 0x2027, 0x30FB, 0xFF65), 0xB7)
_EQUAL_SIGNS = {**_APOSTROPHES, **_HYPHENS, **_MIDDLE_DOTS}


def _folded(code: int) -> int:
    form, _, usual = unicodedata.decomposition(chr(code)).partition(" ")
    if form in ("<wide>", "<narrow>"):
        code = int(usual, 16)
    code = _EQUAL_SIGNS.get(code, code)
    lower = chr(code).lower()
    return ord(lower) if len(lower) == 1 else code


# Code points plus 1: 0 marks an entry that has not been computed.
_FOLDED = LazyTable(np.uint32, lambda codes: [_folded(code) + 1 for code in codes])


class TokenArrays(NamedTuple):
    """The T tokens of S texts, without white space that does not separate phrases.

    Attributes
    ----------
    codes : ndarray of uint32
        Code points of all texts, folded.
    starts, stops : ndarray of int64, shape (T,)
        Positions of the tokens in `codes`.
    hashes : ndarray of uint64, shape (T,)
        Hashes of the folded tokens.
    kinds : ndarray of uint8, shape (T,)
        Boundary, plain, numeric, or joint.
    units : ndarray of float64, shape (T,)
        Length: 1 for a word of letters, and 1 for each ideograph.
    joined : ndarray of bool, shape (T,)
        True for all tokens of a compound (Wi-Fi, PM2.5, C++) except the last.
    concentration : ndarray of float64, shape (3, T)
        Concentration in parts of a long text, in nats, its ratio to the usual one, and the factor
        of the weight of the word.
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
    joined: NDArray[np.bool_]
    concentration: NDArray[np.float64]
    offsets: NDArray[np.int64]
    places: NDArray[np.int64]


def fold(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Replace code points by the one that stands for all equal ones; the result is read-only.

    Equal are capitals and small letters, full-width, half-width and usual forms, and the variants
    of apostrophes, hyphens and middle dots.
    """
    folded = utf8.fold(codes, _FOLDED.covering(codes))
    folded.flags.writeable = False
    return folded


def fold_text(text: str) -> str:
    """Fold a text; positions are kept.

    Example
    -------
    >>> fold_text("ＧＤＰ of Wi‐Fi"), fold_text("Newton’s")
    ('gdp of wi-fi', "newton's")
    """
    return text_of(fold(code_points(text)))


def fold_of(tokenizer: Tokenizer) -> str | None:
    """Return the folding of ideographs by a tokenizer, which its tokens are compared after."""
    return tokenizer.segmenter.fold if isinstance(tokenizer, LexiconTokenizer) else None


def classes_of(tokenizer: Tokenizer) -> LazyTable:
    """Return the classes of code points by which a tokenizer splits texts into atoms."""
    if isinstance(tokenizer, LexiconTokenizer):
        return class_table(tokenizer.segmenter.split_identifiers)
    return CLASSES


def hashes_of(words: Sequence[str], ideographs: str | None = None) -> NDArray[np.uint64]:
    """Hash words as `token_arrays` hashes tokens; `ideographs` is their folding."""
    stops = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)))
    starts = np.concatenate((np.zeros(1, np.int64), stops))[:-1]
    codes = code_points("".join(words))
    return kernels.hash_spans(fold(fold_codes(codes) if ideographs else codes), starts, stops)


def hash_table(
    words: Sequence[str], ideographs: str | None = None
) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the sorted hashes of words, and the first row of each."""
    keys, rows = np.unique(hashes_of(words, ideographs), return_index=True)
    return keys, rows.astype(np.int32)


def token_arrays(
    tokenizer: Tokenizer, texts: Sequence[str], *, markup: bool = False
) -> TokenArrays:
    """Tokenize texts and describe the tokens; markup and links are boundaries, if not wanted."""
    codes, places, ends, counts = token_ends(tokenizer, texts)
    size = ends.size
    starts, stops = np.empty(size, np.int64), np.empty(size, np.int64)
    kinds, units, joined = np.empty(size, np.uint8), np.empty(size), np.empty(size, np.bool_)
    offsets = np.empty(len(texts) + 1, np.int64)
    folded, classes = fold(codes), classes_of(tokenizer).covering(codes)
    masks = NO_SPANS if markup else markup_spans(texts, codes, places)
    size = kernels.describe(
        codes, folded, classes, masks, ends, counts, starts, stops, kinds, units, joined, offsets
    )
    starts, stops = starts[:size].copy(), stops[:size].copy()
    hashes = kernels.hash_spans(folded, starts, stops)
    return TokenArrays(
        folded, starts, stops, hashes, kinds[:size].copy(), units[:size].copy(),
        joined[:size].copy(), concentration(hashes, offsets), offsets, places,
    )  # fmt: skip


def words_of(tokenizer: Tokenizer, phrases: Sequence[str]) -> tuple[str, ...]:
    """Return the words of phrases, without numbers and symbols."""
    tokens, joined = token_arrays(tokenizer, phrases, markup=True), "".join(phrases)
    plain = tokens.kinds == kernels.PLAIN
    spans = zip(tokens.starts[plain].tolist(), tokens.stops[plain].tolist(), strict=True)
    return tuple(joined[start:stop] for start, stop in spans)


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
        allowed = "an iterable of str" if name == "texts" else "a str"
        raise ParameterError(parameter=name, owner=owner, allowed=allowed, got=text)
    return text
