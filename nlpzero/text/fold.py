"""Traditional ideographs as simplified ones, each for itself, so that places stay."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import BackendUnavailableError, ParameterError

from .._kernels import atoms as kernels
from .classes import LazyTable, class_of
from .graphemes import code_points, text_of

FOLDS = ("simplified",)


def fold_to_simplified(text: str) -> str:
    """Replace traditional ideographs by simplified ones, one for one.

    Each ideograph is folded for itself, by the table of characters of OpenCC; its tables of
    phrases, which could change the length, are not used. So offsets stay what they were, and a
    character with several simplified forms gets the most usual one.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        As many code points as `text` has.

    Raises
    ------
    BackendUnavailableError
        If the pip package `opencc` is not installed.

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
            "The 'text' parameter of fold_to_simplified must be a str. "
            f"Got {type(text).__name__} instead."
        )
    return text_of(fold_codes(code_points(text)))


def fold_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Fold a text that is given as code points; the result is read-only."""
    folded = kernels.fold(codes, _FOLDED.covering(codes))
    folded.flags.writeable = False
    return folded


def check_fold(fold: Any, owner: str) -> None:
    """Raise if `fold` is neither None nor a folding, or what it needs is missing."""
    if fold is None:
        return
    if not isinstance(fold, str) or fold not in FOLDS:
        raise ParameterError(
            f"The 'fold' parameter of {owner} must be None or 'simplified'. Got {fold!r} instead."
        )
    _converter()


@lru_cache(maxsize=1)
def _converter() -> Any:
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise BackendUnavailableError(
            "Folding to simplified ideographs needs opencc: pip install 'nlpzero[zh]'"
        ) from error
    return OpenCC("t2s")


def _look_up(codes: list[int]) -> list[int]:
    """One more than the code point that each is folded to, as 0 stands for not looked up."""
    return [_simplified(code) + 1 for code in codes]


def _simplified(code: int) -> int:
    if class_of(code) != kernels.IDEOGRAPH:
        return code
    letter = _converter().convert(chr(code))
    return ord(letter) if len(letter) == 1 else code


_FOLDED = LazyTable(np.uint32, _look_up)
