"""The ids of words as a mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..vocabulary import Vocabulary


class WordIdMapping(Mapping[str, int]):
    """Read-only mapping from the words of a vocabulary to their ids."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __getitem__(self, word: str) -> int:
        return self._vocabulary.id_of(word)

    def __contains__(self, word: object) -> bool:
        return word in self._vocabulary

    def __iter__(self) -> Iterator[str]:
        return iter(self._vocabulary)

    def __len__(self) -> int:
        return len(self._vocabulary)

    def get(self, word: str, default: Any = None) -> Any:
        """Return the id of `word`, or `default`; faster than a failed look-up."""
        return self._vocabulary.get(word, default)
