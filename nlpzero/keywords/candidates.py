"""What may be a keyword."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import keywords as kernels
from ..segmentation import Segmenter
from .segmenters import is_unspaced
from .tokens import tokens_of


class Candidates(NamedTuple):
    """Which phrases count, and what cuts texts so that they are found.

    Attributes
    ----------
    segmenter : Segmenter
        With listed words that are written without spaces as user words.
    allowed : ndarray of uint64
        Sorted hashes of the listed phrases; none if all count.
    words : int
        Words of the longest, 0 if there is no list.
    """

    segmenter: Segmenter
    allowed: NDArray[np.uint64]
    words: int

    def longest(self, most: int) -> int:
        """How many words a phrase may have."""
        return self.words or most


def read_candidates(segmenter: Segmenter, given: str | tuple[str, ...]) -> Candidates:
    """Turn a list of phrases into hashes of theirs."""
    if isinstance(given, str):
        return Candidates(segmenter, np.empty(0, np.uint64), 1 if given == "words" else 0)
    unspaced = [word for word in given if word and is_unspaced(word)]
    if unspaced:
        own = segmenter.copy()
        for word in unspaced:
            own.add_word(word)
        segmenter = own
    tokens = tokens_of(segmenter, given)
    hashes, lengths = kernels.phrase_hashes(tokens.hashes, tokens.kinds, tokens.offsets)
    # A phrase without a word has the hash of nothing, which no stretch of a text has.
    return Candidates(segmenter, np.unique(hashes), max(int(lengths.max(initial=0)), 1))
