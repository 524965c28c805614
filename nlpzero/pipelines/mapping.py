"""What answers each of many texts, wherever texts are mapped."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

BATCH = 4096
"""Texts that are answered at a time, where an answer is not lazy by itself."""


class TextMap(ABC):
    """What answers one text, a Series of texts, or any iterable of them, and can be pickled.

    A pickle holds the settings alone: a path stays a path, and what lies there is read once in
    each process, when the first text comes.
    """

    _made: Any = None

    def __call__(self, texts: Any) -> Any:
        """Answer one text, a Series of pandas (by a Series with its index), or an iterator."""
        if isinstance(texts, str):
            return self.one(texts)
        return _series(texts, self.each(texts)) if is_series(texts) else self.each(texts)

    @abstractmethod
    def each(self, texts: Iterable[str]) -> Iterator[Any]:
        """Yield the answer to each text, lazily."""

    def one(self, text: str) -> Any:
        """Answer one text."""
        return next(self.each([text]))

    @abstractmethod
    def _make(self) -> Any:
        """Make what answers."""

    def _ready(self) -> Any:
        """Return what answers, made at the first call."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_made": None}


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Draw texts lazily, so many at a time."""
    drawn = iter(texts)
    while batch := list(islice(drawn, BATCH)):
        yield batch


def is_series(texts: Any) -> bool:
    """Say whether this is a Series of pandas, without loading pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(texts, pandas.Series)


def _series(texts: Any, answers: Iterable[Any]) -> Any:
    return type(texts)(list(answers), index=texts.index, name=texts.name, dtype=object)
