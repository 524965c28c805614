"""What a code point is, by its Unicode properties; looked up once, where it first occurs."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError

from .._kernels import atoms as kernels

# Scripts that are written without spaces, by how the names of their letters begin.
_UNSPACED = (
    *("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "IDEOGRAPHIC", "HANGZHOU NUMERAL"),
    *("VERTICAL IDEOGRAPHIC", "OLD CHINESE", "TANGUT", "NUSHU", "KHITAN", "YI SYLLABLE"),
    *(
        "HIRAGANA",
        "HENTAIGANA",
        "KATAKANA",
        "HALFWIDTH KATAKANA",
        "VERTICAL KANA",
        "MASU",
        "BOPOMOFO",
    ),
    *("THAI", "LAO", "KHMER", "MYANMAR", "TAI LE", "NEW TAI LUE", "TAI THAM", "TAI VIET", "AHOM"),
    *("JAVANESE", "BALINESE", "CUNEIFORM", "EGYPTIAN HIEROGLYPH", "ANATOLIAN HIEROGLYPH"),
)
_RADICALS = ("CJK RADICAL", "KANGXI RADICAL")
_NAMED = {
    "APOSTROPHE": kernels.APOSTROPHE,
    "FULLWIDTH APOSTROPHE": kernels.APOSTROPHE,
    "RIGHT SINGLE QUOTATION MARK": kernels.APOSTROPHE,
    "FULL STOP": kernels.POINT,
    "COMMA": kernels.POINT,
    "FULLWIDTH FULL STOP": kernels.POINT,
    "COMBINING ENCLOSING KEYCAP": kernels.KEYCAP,
    "ZERO WIDTH JOINER": kernels.JOINER,
    "ZERO WIDTH NON-JOINER": kernels.MARK,
    "CANCEL TAG": kernels.MARK,
    "WHITE CIRCLE": kernels.CIRCLE,
}
_BEGINNINGS = {
    "TAG ": kernels.MARK,
    "EMOJI MODIFIER": kernels.SKIN,
    "REGIONAL INDICATOR": kernels.REGIONAL,
}
_CATEGORIES = {
    "M": kernels.MARK,
    "P": kernels.PUNCTUATION,
    "Z": kernels.SPACE,
    "Nd": kernels.DIGIT,
    "Sm": kernels.PUNCTUATION,
    "Sc": kernels.PUNCTUATION,
    "Sk": kernels.PUNCTUATION,
}
_IDEOGRAPHIC_PLANES = (2, 3)  # code points that a later version of Unicode may assign there


class LazyTable:
    """An array over all code points, filled where they occur; 0 stands for not looked up.

    Threads may share it: whoever looks a code point up writes the same.
    """

    def __init__(self, dtype: type[np.integer], look_up: Callable[[list[int]], list[int]]) -> None:
        self._values: NDArray[np.integer] = np.zeros(kernels.CODES, dtype)
        self._look_up = look_up

    @property
    def known(self) -> NDArray[np.integer]:
        """The table as it is."""
        return self._values

    def covering(self, codes: NDArray[np.uint32]) -> NDArray[np.integer]:
        """Return the table, in which every one of `codes` is filled in."""
        place = kernels.first_unseen(codes, self._values)
        if place >= 0:
            self._fill(codes[place:])
        return self._values

    def _fill(self, codes: NDArray[np.uint32]) -> None:
        if codes.max() >= kernels.CODES:
            raise ParameterError(
                f"The 'codes' parameter must hold code points below {kernels.CODES:#x}. "
                f"Got {int(codes.max()):#x} instead."
            )
        occurs = np.zeros(kernels.CODES, np.bool_)
        occurs[codes] = True
        missing = np.flatnonzero(occurs & (self._values == 0))
        self._values[missing] = self._look_up(missing.tolist())


def class_of(code: int) -> int:
    """Class of a code point, one of the constants of the kernels."""
    letter = chr(code)
    name = unicodedata.name(letter, "")
    named = _NAMED.get(name) or _by_beginning(name)
    if named is not None:
        return named
    if "PERCENT SIGN" in name or "PER MILLE SIGN" in name:
        return kernels.PERCENT
    category = unicodedata.category(letter)
    if category[0] == "L" or category == "Nl":
        # Names that are made by rule, as those of Tangut ideographs, may be missing.
        if name and not name.startswith(_UNSPACED):
            return kernels.LETTER
        numeral = unicodedata.numeric(letter, None) is not None
        return kernels.NUMERAL if numeral else kernels.IDEOGRAPH
    if letter.isspace():
        return kernels.SPACE
    if category in ("So", "Cn"):
        return kernels.IDEOGRAPH if _is_ideograph(code, name) else kernels.SYMBOL
    if category == "No" and unicodedata.decomposition(letter).startswith(("<super>", "<sub>")):
        return kernels.DIGIT
    return _CATEGORIES.get(category) or _CATEGORIES.get(category[0]) or kernels.SYMBOL


def _by_beginning(name: str) -> int | None:
    return next((kind for start, kind in _BEGINNINGS.items() if name.startswith(start)), None)


def _is_ideograph(code: int, name: str) -> bool:
    """Whether what is no letter yet is the form of one: a radical, or not assigned so far."""
    if name:
        return name.startswith(_RADICALS)
    return code >> 16 in _IDEOGRAPHIC_PLANES and code & 0xFFFE != 0xFFFE


CLASSES = LazyTable(np.uint8, lambda codes: [class_of(code) for code in codes])
