"""Candidates: the phrases that may be keywords."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.tokenizer import Tokenizer

from .._kernels import keyword_tokens as kernels
from .._kernels.atoms import IDEOGRAPH, NUMERAL
from ..segmentation import LexiconTokenizer
from ..text import code_points
from ..text.classes import CLASSES
from .tokens import token_arrays


class CandidateSet(NamedTuple):
    """Phrases that may be keywords, and the tokenizer that finds them.

    Attributes
    ----------
    tokenizer : Tokenizer
        A tokenizer with a lexicon has the listed words that are written without spaces as user
        words.
    allowed : ndarray of uint64
        Sorted hashes of the listed phrases; empty if there is no list.
    max_words : int
        Number of words of the longest listed phrase, 0 if there is no list.
    """

    tokenizer: Tokenizer
    allowed: NDArray[np.uint64]
    max_words: int


def candidate_set(tokenizer: Tokenizer, candidates: str | tuple[str, ...]) -> CandidateSet:
    """Return the candidates for "phrases", "words" or a list of phrases."""
    if isinstance(candidates, str):
        return CandidateSet(tokenizer, np.empty(0, np.uint64), 1 if candidates == "words" else 0)
    unspaced = [word for word in candidates if word and is_unspaced(word)]
    if unspaced and isinstance(tokenizer, LexiconTokenizer):
        tokenizer = tokenizer.with_user_words(unspaced)
    tokens = token_arrays(tokenizer, candidates)
    hashes, lengths = kernels.phrase_hashes(tokens.hashes, tokens.kinds, tokens.offsets)
    # A phrase without a word has the hash of no token, which no span of a text has.
    return CandidateSet(tokenizer, np.unique(hashes), max(int(lengths.max(initial=0)), 1))


def is_unspaced(word: str) -> bool:
    """Return whether a word contains ideographs, and nothing that is a boundary."""
    codes = code_points(word)
    kinds = CLASSES.covering(codes)[codes]
    ideographs = (kinds == IDEOGRAPH) | (kinds == NUMERAL)
    return bool(ideographs.any() and (kinds >= IDEOGRAPH).all())
