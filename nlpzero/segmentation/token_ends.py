"""Positions of the tokens of any tokenizer in texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import InputError
from simpler_glove.tokenizer import Tokenizer, WhitespaceTokenizer

from ..lexicon import Lexicon
from ..text import code_points
from .path_model import PathModel
from .segment import segment_codes, text_offsets
from .segmenter import Segmenter
from .tokenizer import LexiconTokenizer

_ATOMS = Segmenter(Lexicon([]))


class TokenEnds(NamedTuple):
    """Positions of the T tokens of S texts, which together cover the texts.

    Attributes
    ----------
    codes : ndarray of uint32
        Code points of all texts, folded if the tokenizer folds.
    offsets : ndarray of int64, shape (S + 1,)
        Start of each text in `codes`, and the end of the last.
    ends : ndarray of int64, shape (T,)
        End of each token in `codes`.
    counts : ndarray of int64, shape (S,)
        Number of tokens up to the end of each text.
    """

    codes: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    ends: NDArray[np.int64]
    counts: NDArray[np.int64]


def token_ends(tokenizer: Tokenizer, texts: Sequence[str]) -> TokenEnds:
    """Tokenize texts and return where the tokens end.

    Text between the tokens, such as white space, is divided into tokens, too. For a tokenizer
    that splits at white space, words are also separated from punctuation.

    Parameters
    ----------
    tokenizer : Tokenizer
        Its tokens occur in the texts in this order.
    texts : sequence of str
        The texts.

    Raises
    ------
    InputError
        If a token does not occur in the text.

    Example
    -------
    >>> token_ends(WhitespaceTokenizer(), ["to be!"]).ends.tolist()
    [2, 3, 5, 6]
    """
    joined = "".join(texts)
    offsets = text_offsets(texts)
    if isinstance(tokenizer, LexiconTokenizer):
        return _segmented(tokenizer.model, joined, offsets)
    if tokenizer.name == WhitespaceTokenizer.name:
        return _segmented(_ATOMS.compiled(), joined, offsets)
    ends: list[int] = []
    counts: list[int] = []
    for start, text, tokens in zip(
        offsets.tolist(), texts, tokenizer.split(texts, 1), strict=False
    ):
        ends += _located(tokenizer, text, tokens, start)
        counts.append(len(ends))
    codes = code_points(joined)
    return TokenEnds(codes, offsets, np.array(ends, np.int64), np.array(counts, np.int64))


def _segmented(model: PathModel, joined: str, offsets: NDArray[np.int64]) -> TokenEnds:
    codes, _ = model.match(joined)
    segments, counts = segment_codes(model, codes, offsets)
    return TokenEnds(codes, offsets, np.ascontiguousarray(segments.ends), counts)


def _located(tokenizer: Tokenizer, text: str, tokens: list[str], start: int) -> list[int]:
    """Return the ends of tokens and of the text between them, plus `start`."""
    ends, position = [], 0
    for token in tokens:
        start_of_token = text.find(token, position)
        if start_of_token < 0:
            raise InputError(
                f"the tokenizer {tokenizer!r} returned {token!r}, which does not occur in the "
                f"rest of the text ({text[position : position + 40]!r}); keywords need the "
                "positions of tokens"
            )
        if start_of_token > position:
            ends += _gap_ends(text[position:start_of_token], start + position)
        position = start_of_token + len(token)
        if token:
            ends.append(start + position)
    if position < len(text):
        ends += _gap_ends(text[position:], start + position)
    return ends


def _gap_ends(text: str, start: int) -> list[int]:
    ends = token_ends(WhitespaceTokenizer(), [text]).ends
    return [start + end for end in ends.tolist()]
