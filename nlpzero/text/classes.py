"""Classes of code points by their Unicode properties, computed when a code point first occurs."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError

from .._kernels import classes as kernels
from .._kernels.atoms import first_unseen

# Scripts that are written without spaces, by the beginnings of the names of their letters.
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
_KATAKANA = ("KATAKANA", "HALFWIDTH KATAKANA")
_RADICALS = ("CJK RADICAL", "KANGXI RADICAL")
_CLASS_BY_NAME = {
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
_CLASS_BY_PREFIX = {
    "TAG ": kernels.MARK,
    "EMOJI MODIFIER": kernels.SKIN,
    "REGIONAL INDICATOR": kernels.REGIONAL,
}
_CLASS_BY_CATEGORY = {
    "M": kernels.MARK,
    "P": kernels.PUNCTUATION,
    "Z": kernels.SPACE,
    "Nd": kernels.DIGIT,
    "Sm": kernels.PUNCTUATION,
    "Sc": kernels.PUNCTUATION,
    "Sk": kernels.PUNCTUATION,
}
_CLASS_IN_IDENTIFIERS = {
    **dict.fromkeys(".\uff0e", kernels.DOT),
    **dict.fromkeys("-+:/", kernels.CONNECTOR),
    **dict.fromkeys("#@_\uff03\uff20\uff3f", kernels.SIGN),
}
_IDEOGRAPHIC_PLANES = (2, 3)  # code points that a later version of Unicode may assign there


class LazyTable:
    """An array over all code points whose entries are computed on demand; 0 if not yet computed.

    Threads may share it: all of them write the same values.
    """

    def __init__(self, dtype: type[np.integer], look_up: Callable[[list[int]], list[int]]) -> None:
        self._values: NDArray[np.integer] = np.zeros(kernels.CODES, dtype)
        self._look_up = look_up

    @property
    def known(self) -> NDArray[np.integer]:
        """The table, without computing entries."""
        return self._values

    def covering(self, codes: NDArray[np.uint32]) -> NDArray[np.integer]:
        """Return the table after computing the entries of all `codes`."""
        place = first_unseen(codes, self._values)
        if place >= 0:
            self._fill(codes[place:])
        return self._values

    def _fill(self, codes: NDArray[np.uint32]) -> None:
        if codes.max() >= kernels.CODES:
            raise ParameterError(
                f"must contain code points below {kernels.CODES:#x}. "
                f"Got {int(codes.max()):#x} instead",
                parameter="codes",
            )
        occurs = np.zeros(kernels.CODES, np.bool_)
        occurs[codes] = True
        self.compute(np.flatnonzero(occurs & (self._values == 0)).tolist())

    def compute(self, codes: Sequence[int]) -> None:
        """Compute the entries of some code points."""
        self._values[list(codes)] = self._look_up(list(codes))


def class_of(code: int) -> int:
    """Return the class of a code point, one of the constants of the kernels."""
    letter = chr(code)
    name = unicodedata.name(letter, "")
    by_name = _CLASS_BY_NAME.get(name) or _class_by_prefix(name)
    if by_name is not None:
        return by_name
    if "PERCENT SIGN" in name or "PER MILLE SIGN" in name:
        return kernels.PERCENT
    category = unicodedata.category(letter)
    if category[0] == "L" or category == "Nl":
        # Names that are derived by rule, such as those of Tangut ideographs, may be missing.
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
    return _CLASS_BY_CATEGORY.get(category) or _CLASS_BY_CATEGORY.get(category[0]) or kernels.SYMBOL


def class_in_identifiers(code: int) -> int:
    """Return the class of a code point in the table for whole identifiers."""
    letter = chr(code)
    if letter in _CLASS_IN_IDENTIFIERS:
        return _CLASS_IN_IDENTIFIERS[letter]
    kind = class_of(code)
    is_letter = kind == kernels.IDEOGRAPH and unicodedata.category(letter)[0] == "L"
    if is_letter and unicodedata.name(letter, "").startswith(_KATAKANA):
        return kernels.KATAKANA
    return kind


def _class_by_prefix(name: str) -> int | None:
    return next((kind for start, kind in _CLASS_BY_PREFIX.items() if name.startswith(start)), None)


def _is_ideograph(code: int, name: str) -> bool:
    """Return whether a code point that is not a letter is a radical or an unassigned ideograph."""
    if name:
        return name.startswith(_RADICALS)
    return code >> 16 in _IDEOGRAPHIC_PLANES and code & 0xFFFE != 0xFFFE


SPLIT_CLASSES = LazyTable(np.uint8, lambda codes: [class_of(code) for code in codes])
"""Classes of code points if identifiers are split."""
CLASSES = LazyTable(np.uint8, lambda codes: [class_in_identifiers(code) for code in codes])
"""Classes of code points if identifiers are whole, which is the default."""
for _table in (SPLIT_CLASSES, CLASSES):  # the kernels look at the class of the full stop
    _table.compute(range(0x80))


def class_table(split_identifiers: bool) -> LazyTable:
    """Return the table of classes with which identifiers are split, or are whole."""
    return SPLIT_CLASSES if split_identifiers else CLASSES
