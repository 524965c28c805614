"""Candidates: the phrases that may be keywords."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.tokenizer import Tokenizer

from .._kernels import keyword_phrases as kernels
from .._kernels.classes import IDEOGRAPH, NUMERAL, SPACE
from ..segmentation import LexiconTokenizer
from ..text import code_points
from ..text.classes import LazyTable
from .tokens import TokenArrays, classes_of, token_arrays


class PhraseSet(NamedTuple):
    """Phrases that are found in texts by their tokens.

    Attributes
    ----------
    hashes : ndarray of uint64
        Sorted hashes of the phrases.
    longest : int
        Number of tokens of the longest phrase.
    """

    hashes: NDArray[np.uint64]
    longest: int


class CandidateSet(NamedTuple):
    """Phrases that may be keywords, and the tokenizer that finds them.

    Attributes
    ----------
    tokenizer : Tokenizer
        A tokenizer with a lexicon has the listed words with ideographs as user words.
    listed : PhraseSet or None
        The only candidates; None if there is no list.
    max_words : int or None
        Maximum number of words of a phrase; None if it is the parameter of that name.
    """

    tokenizer: Tokenizer
    listed: PhraseSet | None
    max_words: int | None

    def tokenize(self, texts: Sequence[str]) -> TokenArrays:
        """Tokenize texts; markup and links are hidden, unless there is a list."""
        return token_arrays(self.tokenizer, texts, markup=self.listed is not None)


def candidate_set(tokenizer: Tokenizer, candidates: str | tuple[str, ...]) -> CandidateSet:
    """Return the candidates for "phrases", "words" or a list of phrases."""
    if isinstance(candidates, str):
        return CandidateSet(tokenizer, None, 1 if candidates == "words" else None)
    classes = classes_of(tokenizer)
    unspaced = [word for word in candidates if is_unspaced(word, classes)]
    if unspaced and isinstance(tokenizer, LexiconTokenizer):
        tokenizer = tokenizer.with_user_words(unspaced)
    listed = phrase_set(tokenizer, candidates)
    return CandidateSet(tokenizer, listed, max(listed.longest, 1))


def phrase_set(tokenizer: Tokenizer, phrases: Iterable[str]) -> PhraseSet:
    """Tokenize phrases as they are found in texts, symbols included."""
    tokens = token_arrays(tokenizer, [phrase.strip() for phrase in phrases], markup=True)
    lengths = np.diff(tokens.offsets)
    hashes = kernels.phrase_hashes(tokens.hashes, tokens.offsets)[lengths > 0]
    return PhraseSet(np.unique(hashes), int(lengths.max(initial=0)))


def is_unspaced(word: str, classes: LazyTable) -> bool:
    """Return whether a word contains ideographs, and no white space."""
    codes = code_points(word)
    kinds = classes.covering(codes)[codes]
    ideographs = (kinds == IDEOGRAPH) | (kinds == NUMERAL)
    return bool(ideographs.any() and not (kinds == SPACE).any())
