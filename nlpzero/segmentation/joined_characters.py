"""Characters that are hardly ever words, which are joined where no word contains them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simpler_glove.validation import check_float

from .._kernels.classes import CODES
from ..lexicon import JOIN_BELOW, Lexicon
from ..text import code_points
from ..text.fold import fold_codes

_IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x40000))


def joined_characters(
    lexicon: Lexicon, fold: str | None, exceptions: Iterable[str] = ()
) -> NDArray[np.uint8]:
    """Return which code points are joined if they are adjacent and each is a token of its own.

    Single characters with a low score are rarely words, so several of them in a row are probably
    one word that the lexicon lacks, such as a given name (泽民) or a foreign name.

    Parameters
    ----------
    lexicon : Lexicon
        Its parameter ``join_below`` is the score below which characters are joined.
    fold : str or None
        Folding of the code points.
    exceptions : iterable of str
        Words of which no character is joined.

    Returns
    -------
    ndarray of uint8, shape (CODES,)
        1 for ideographs, except numerals, that are not in the lexicon as words or have a lower
        score there. No entries if the lexicon has no such parameter or no words of one character.

    Raises
    ------
    ParameterError
        If ``join_below`` is not a number.

    Example
    -------
    >>> lexicon = Lexicon(["的", "泽"], scores=[2.0, -9.0], parameters={"join_below": -5.0})
    >>> joined_characters(lexicon, None)[[ord(letter) for letter in "的泽民a"]].tolist()
    [0, 1, 1, 0]
    """
    bound = lexicon.parameters.get(JOIN_BELOW)
    if bound is None:
        return np.zeros(0, np.uint8)
    check_float(bound, JOIN_BELOW, "Lexicon")
    single = [row for row, word in enumerate(lexicon.words) if len(word) == 1]
    if not single:  # they were removed from the lexicon, so nothing is known about them
        return np.zeros(0, np.uint8)
    kept = [lexicon.words[row] for row in single if lexicon.scores[row] >= bound]
    codes = code_points("".join([*kept, *exceptions]))
    found = _ideographs().copy()
    found[codes if fold is None else fold_codes(codes)] = 0
    return found


def unjoined_characters(lexicon: Lexicon) -> str | None:
    """Return the ideographs that are not joined; None if no characters are joined."""
    joined = joined_characters(lexicon, None)
    if not joined.size:
        return None
    codes = [np.flatnonzero(joined[begin:end] == 0) + begin for begin, end in _IDEOGRAPHS]
    return "".join(map(chr, np.concatenate(codes).tolist()))


@lru_cache(maxsize=1)
def _ideographs() -> NDArray[np.uint8]:
    """Return which code points are Chinese characters without a numeric value."""
    found = np.zeros(CODES, np.uint8)
    for begin, end in _IDEOGRAPHS:
        found[begin:end] = 1
    codes = np.flatnonzero(found).tolist()
    found[[code for code in codes if unicodedata.numeric(chr(code), None) is not None]] = 0
    return found
