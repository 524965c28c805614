"""Checks of the texts that are passed to pipelines; no Python loop runs unless a check fails."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simpler_glove.errors import ParameterError

_SINGLE_TEXTS = (str, bytes, bytearray)


def check_iterable(texts: Any, name: str, owner: str) -> None:
    """Raise ParameterError for a single text, and for objects that are not iterables of texts."""
    if isinstance(texts, (*_SINGLE_TEXTS, Mapping)) or not isinstance(texts, Iterable):
        raise ParameterError(
            f"must be an iterable of texts. Got one {type(texts).__name__} instead",
            parameter=name,
            owner=owner,
            hint="Pass a single text in a list." if isinstance(texts, _SINGLE_TEXTS) else None,
        )


def texts_of(X: Any, owner: str) -> list[str]:
    """Convert input of scikit-learn and pandas to a list of str.

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
        If `X` is a single text, has several columns, or contains anything but texts; the message
        gives the position.
    """
    check_iterable(X, "X", owner)
    texts = _column(X, owner)
    if set(map(type, texts)) <= {str}:  # one pass in C
        return texts
    check_texts(texts, "X", owner)
    return list(map(str, texts))  # numpy has its own str


def check_texts(texts: list[Any], name: str, owner: str, *, start: int = 0) -> None:
    """Raise ParameterError for the first element that is not a str."""
    for place, text in enumerate(texts, start):
        if not isinstance(text, str):
            raise ParameterError(
                f"must contain texts (str). Got {text!r:.200} of type {type(text).__name__} at "
                f"position {place:,} instead",
                parameter=name,
                owner=owner,
                hint=_hint(text),
            )


def checked(texts: Iterable[str], name: str, owner: str) -> Iterator[str]:
    """Yield the texts of an iterable lazily; raise ParameterError for the first other element."""
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            check_texts([text], name, owner, start=place)
        yield text


def _column(X: Any, owner: str) -> list[Any]:
    """Return the values of a list, of a Series, or of the only column of a table."""
    if getattr(X, "ndim", 1) != 1:
        columns = X.shape[1:]
        if columns != (1,):
            raise ParameterError(
                "must be an iterable of texts, or a table with one column of texts. Got the shape "
                f"{tuple(X.shape)} instead",
                parameter="X",
                owner=owner,
                hint="Select a column, for example X['text'], or use a ColumnTransformer.",
            )
        values = X.to_numpy() if hasattr(X, "to_numpy") else X
        return list(itertools.chain.from_iterable(values.tolist()))
    if hasattr(X, "columns"):  # a table without ndim
        raise ParameterError(
            parameter="X", owner=owner, allowed="an iterable of texts", got=type(X)
        )
    return list(X.tolist()) if hasattr(X, "tolist") else list(X)


def _hint(text: Any) -> str | None:
    if text is None or type(text).__name__ == "NAType" or isinstance(text, float):
        return "Replace missing texts first, for example with series.fillna('')."
    return "Decode it first." if isinstance(text, bytes) else None
