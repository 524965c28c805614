"""Folding of traditional to simplified ideographs, character by character."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.optional import import_optional

from .._kernels import utf8
from .._kernels.classes import IDEOGRAPH
from .atom_split import code_points, text_of
from .classes import LazyTable, class_of

FOLDS = ("simplified",)


def fold_to_simplified(text: str) -> str:
    """Replace each traditional ideograph by its simplified form.

    Only the character table of OpenCC is used, not its phrase tables, which could change the
    length of the text. So offsets do not change, and a character with several simplified forms
    is replaced by the most frequent one.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The folded text, with as many code points as `text`.

    Raises
    ------
    BackendUnavailableError
        If the package `opencc` is not installed.

    References
    ----------
    Open Chinese Convert, configuration t2s.

    Example
    -------
    >>> fold_to_simplified("漢語，English")  # doctest: +SKIP
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
    """Raise if `fold` is not None or the name of a folding, or if OpenCC is not installed."""
    if fold is None:
        return
    if not isinstance(fold, str) or fold not in FOLDS:
        raise ParameterError(
            parameter="fold", owner=owner, allowed="None or 'simplified'", got=fold
        )
    _converter()


@lru_cache(maxsize=1)
def _converter() -> Any:
    purpose = "Folding to simplified ideographs"
    return import_optional("opencc", purpose, install="'nlpzero[zh]'").OpenCC("t2s")


def _look_up(codes: list[int]) -> list[int]:
    """Return the folded code points plus one; 0 means not looked up in the table."""
    return [_simplified(code) + 1 for code in codes]


def _simplified(code: int) -> int:
    if class_of(code) != IDEOGRAPH:
        return code
    letter = _converter().convert(chr(code))
    return ord(letter) if len(letter) == 1 else code


_FOLDED = LazyTable(np.uint32, _look_up)
