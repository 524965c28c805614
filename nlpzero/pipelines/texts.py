"""The texts that pipelines hand over, checked without a loop over them where all is well."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simpler_glove.errors import ParameterError

_ONE = (str, bytes, bytearray)


def check_iterable(texts: Any, name: str, owner: str) -> None:
    """Raise ParameterError for one text in place of many, and for what holds no texts."""
    if isinstance(texts, (*_ONE, Mapping)) or not isinstance(texts, Iterable):
        hint = " Put it into a list." if isinstance(texts, _ONE) else ""
        raise ParameterError(
            f"The '{name}' parameter of {owner} must be an iterable of texts. "
            f"Got one {type(texts).__name__} instead.{hint}"
        )


def texts_of(X: Any, owner: str) -> list[str]:
    """Turn what scikit-learn and pandas hand over into a list of str.

    Parameters
    ----------
    X : iterable of str, or array or DataFrame with one column
        The texts.
    owner : str
        Name of the public method, for messages.

    Returns
    -------
    list of str
        In the same order.

    Raises
    ------
    ParameterError
        If `X` is one text, has several columns, or holds what is no text; the message says where.
    """
    check_iterable(X, "X", owner)
    texts = _column(X, owner)
    if set(map(type, texts)) <= {str}:  # one pass in C
        return texts
    check_texts(texts, "X", owner)
    return list(map(str, texts))  # numpy has a str of its own


def check_texts(texts: list[Any], name: str, owner: str, *, start: int = 0) -> None:
    """Raise ParameterError at the first of `texts` that is none."""
    for place, text in enumerate(texts, start):
        if not isinstance(text, str):
            raise ParameterError(
                f"The '{name}' parameter of {owner} must hold texts (str). Got {text!r} of type "
                f"{type(text).__name__} at place {place:,} instead{_hint(text)}."
            )


def checked(texts: Iterable[str], name: str, owner: str) -> Iterator[str]:
    """Yield the texts of an iterable, lazily; ParameterError at one that is none."""
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            check_texts([text], name, owner, start=place)
        yield text


def _column(X: Any, owner: str) -> list[Any]:
    """Give the values of a list, of a Series, or of the one column of a table."""
    if getattr(X, "ndim", 1) != 1:
        columns = X.shape[1:]
        if columns != (1,):
            raise ParameterError(
                f"The 'X' parameter of {owner} must be an iterable of texts, or a table with one "
                f"column of them. Got the shape {tuple(X.shape)} instead: choose a column, for "
                "instance X['text'], or name one in a ColumnTransformer."
            )
        values = X.to_numpy() if hasattr(X, "to_numpy") else X
        return list(itertools.chain.from_iterable(values.tolist()))
    if hasattr(X, "columns"):  # a table of pandas that says nothing of dimensions
        raise ParameterError(f"The 'X' parameter of {owner} must be an iterable of texts.")
    return list(X.tolist()) if hasattr(X, "tolist") else list(X)


def _hint(text: Any) -> str:
    if text is None or type(text).__name__ == "NAType" or isinstance(text, float):
        return ": fill in missing texts first, for instance by series.fillna('')"
    if isinstance(text, bytes):
        return ": decode it first"
    return ""
