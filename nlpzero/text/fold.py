"""Folding of traditional to simplified ideographs, character by character."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError

from .._kernels import utf8
from .._kernels.classes import IDEOGRAPH
from .atom_split import code_points, text_of
from .classes import LazyTable, class_of

FOLDS = ("simplified",)
_CHARACTERS = Path(__file__).parent.parent / "data" / "simplified-characters.txt"


@lru_cache(maxsize=1)
def simplified_characters() -> dict[str, str]:
    """Return the simplified form of each traditional ideograph that has one.

    Numerals, and characters that would become numerals, are left out.
    """
    with open(_CHARACTERS, encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    return {
        letter: line[0]
        for line in lines
        if class_of(ord(line[0])) == IDEOGRAPH
        for letter in line[1:]
        if class_of(ord(letter)) == IDEOGRAPH
    }


def fold_to_simplified(text: str) -> str:
    """Replace each traditional ideograph by its simplified form.

    Offsets do not change, because characters are replaced one by one. A character with several
    simplified forms is replaced by the most frequent one. Numerals are not replaced.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The folded text, with as many code points as `text`.

    References
    ----------
    Open Chinese Convert, configuration t2s: the table of characters, without that of phrases.

    Example
    -------
    >>> fold_to_simplified("漢語，English")
    '汉语，English'
    """
    if not isinstance(text, str):
        raise ParameterError(
            parameter="text", owner="fold_to_simplified", allowed="a str", got=text
        )
    return text_of(fold_codes(code_points(text)))


def fold_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Fold code points, uint32 (L,); the result is read-only."""
    folded = utf8.fold(codes, _FOLDED.covering(codes))
    folded.flags.writeable = False
    return folded


def check_fold(fold: Any, owner: str) -> None:
    """Raise if `fold` is not None or the name of a folding."""
    if fold is not None and (not isinstance(fold, str) or fold not in FOLDS):
        raise ParameterError(
            parameter="fold", owner=owner, allowed="None or 'simplified'", got=fold
        )


def _look_up(codes: list[int]) -> list[int]:
    """Return the folded code points plus one; 0 means not looked up in the table."""
    known = simplified_characters()
    return [ord(known.get(chr(code), chr(code))) + 1 for code in codes]


_FOLDED = LazyTable(np.uint32, _look_up)
