"""What cuts texts into the words that vectors know."""

from __future__ import annotations

import os
from collections.abc import Mapping

import numpy as np

from simpler_glove.vectors import WordVectors

from .._kernels import atoms as kernels
from ..lexicon import Lexicon
from ..segmentation import Segmenter
from ..text import code_points
from ..text.classes import CLASSES


def segmenter_for(
    vectors: WordVectors,
    given: Segmenter | Lexicon | Mapping[str, int] | str | os.PathLike[str] | None,
) -> Segmenter:
    """Make a segmenter of what is given; of None, one for the words of the vectors."""
    if isinstance(given, Segmenter):
        return given
    if given is not None:
        return Segmenter(given)
    counts = np.asarray(vectors.counts).tolist()
    words = zip(vectors.index_to_key, counts, strict=True)
    return Segmenter({word: max(count, 1) for word, count in words if is_unspaced(word)})


def is_unspaced(word: str) -> bool:
    """Whether a word holds ideographs, and no boundary."""
    codes = code_points(word)
    kinds = CLASSES.covering(codes)[codes]
    ideographs = (kinds == kernels.IDEOGRAPH) | (kinds == kernels.NUMERAL)
    return bool(ideographs.any() and (kinds >= kernels.IDEOGRAPH).all())
