"""What may be a keyword."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.tokenizer import Tokenizer

from .._kernels import keywords as kernels
from .._kernels.atoms import IDEOGRAPH, NUMERAL
from ..segmentation import LexiconTokenizer
from ..text import code_points
from ..text.classes import CLASSES
from .tokens import tokens_of


class Candidates(NamedTuple):
    """Which phrases count, and what cuts texts so that they are found.

    Attributes
    ----------
    tokenizer : Tokenizer
        With listed words that are written without spaces as user words.
    allowed : ndarray of uint64
        Sorted hashes of the listed phrases; none if all count.
    words : int
        Words of the longest, 0 if there is no list.
    """

    tokenizer: Tokenizer
    allowed: NDArray[np.uint64]
    words: int

    def longest(self, most: int) -> int:
        """How many words a phrase may have."""
        return self.words or most


def read_candidates(tokenizer: Tokenizer, given: str | tuple[str, ...]) -> Candidates:
    """Turn a list of phrases into hashes of theirs."""
    if isinstance(given, str):
        return Candidates(tokenizer, np.empty(0, np.uint64), 1 if given == "words" else 0)
    unspaced = [word for word in given if word and is_unspaced(word)]
    if unspaced and isinstance(tokenizer, LexiconTokenizer):
        tokenizer = tokenizer.with_user_words(unspaced)
    tokens = tokens_of(tokenizer, given)
    hashes, lengths = kernels.phrase_hashes(tokens.hashes, tokens.kinds, tokens.offsets)
    # A phrase without a word has the hash of nothing, which no stretch of a text has.
    return Candidates(tokenizer, np.unique(hashes), max(int(lengths.max(initial=0)), 1))


def is_unspaced(word: str) -> bool:
    """Return whether a word contains ideographs and no boundary."""
    codes = code_points(word)
    kinds = CLASSES.covering(codes)[codes]
    ideographs = (kinds == IDEOGRAPH) | (kinds == NUMERAL)
    return bool(ideographs.any() and (kinds >= IDEOGRAPH).all())
