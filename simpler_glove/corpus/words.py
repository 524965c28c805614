"""Tables of distinct words: one in the kernels' arrays, one as a dictionary of strings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import tokens as kernels
from ..errors import FormatError, ResourceError
from ..packed_strings import pack, unpack
from ..vocabulary import Vocabulary

_MOST = 2**31 - 2


class Packed(NamedTuple):
    """Distinct words: word i is ``blob[offsets[i]:offsets[i + 1]]`` and occurs ``counts[i]``."""

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    counts: NDArray[np.int64]


class WordTable:
    """All words so far, numbered by first appearance; those of a given vocabulary come first."""

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._table = kernels.new_table()
        if vocabulary is not None:
            blob, offsets = vocabulary.packed()
            self.add(Packed(blob.copy(), offsets.copy(), np.zeros(len(vocabulary), np.int64)))

    def merge(
        self, rows: NDArray[np.uint64], blob: NDArray[np.uint8], offsets: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Add the table of a block; returns the numbers of its words here."""
        *self._table, mapping = kernels.merge(*self._table, rows, blob, offsets)
        if self._table[-1] > _MOST:
            raise ResourceError(f"The corpus has more than {_MOST:,} distinct words.")
        return mapping

    def add(self, words: Packed) -> NDArray[np.int32]:
        """Add packed words with their counts; returns their numbers here."""
        return self.merge(kernels.rows_of(*words), words.blob, words.offsets)

    def packed(self) -> Packed:
        """All words and their counts."""
        _, rows, blob, offsets, size = self._table
        counts = rows[:size, 2].astype(np.int64)
        return Packed(blob[: offsets[size]], offsets[: size + 1], counts)

    def lower(self) -> NDArray[np.int32]:
        """Join each word with its lower-cased form; returns where the tokens of each go.

        ASCII has been lowered before the words were counted, so only others are looked at.
        """
        blob, offsets, counts = self.packed()
        wide = np.concatenate(([0], np.cumsum(blob >= 0x80)))
        places = np.flatnonzero((wide[offsets[1:]] > wide[offsets[:-1]]) & (counts > 0))
        words = unpack(*kernels.gather(blob, offsets, places))
        lowered = [word.lower() for word in words]
        changed = [row for row, word in enumerate(words) if lowered[row] != word]
        places = places[changed]
        self._table[1][places, 2] = 0
        numbers = self.add(
            Packed(*_own(pack(tuple(lowered[row] for row in changed))), counts[places])
        )
        mapping = np.arange(self._table[-1], dtype=np.int32)
        mapping[places] = numbers
        return mapping


class WordIndex(dict[Any, int]):
    """Strings numbered by first appearance; those that are no token get -1."""

    def __init__(self, vocabulary: Vocabulary | None = None, *, lowercase: bool = False) -> None:
        super().__init__()
        self._lowercase = lowercase
        self._words: list[str] = []
        self._counts = np.zeros(1024, np.int64)
        for word in vocabulary or ():
            if not lowercase or word.lower() == word:
                self[word] = len(self._words)
            self._words.append(word)

    def __missing__(self, token: Any) -> int:
        """Give a new token its number; white space is none."""
        if not isinstance(token, str):
            raise FormatError(f"a token must be a str, not {type(token).__name__}: {token!r}.")
        word = token.lower() if self._lowercase else token
        if not word or word.isspace():
            number = -1
        elif word != token:
            number = self[word]
        else:
            number = len(self._words)
            self._words.append(word)
        self[token] = number
        return number

    def numbers(self, tokens: Iterable[Any]) -> list[int]:
        """Numbers of tokens, without those that are white space."""
        tokens = list(tokens)
        try:
            numbers = list(map(self.__getitem__, tokens))
        except TypeError as error:
            raise FormatError(f"a token must be a str ({error}): {tokens[:3]!r}.") from error
        return [number for number in numbers if number >= 0] if -1 in numbers else numbers

    def count(self, ids: NDArray[np.int32]) -> None:
        """Count tokens."""
        missing = len(self._words) - self._counts.size
        if missing > 0:
            more = np.zeros(missing + self._counts.size, np.int64)
            self._counts = np.concatenate((self._counts, more))
        self._counts += np.bincount(ids, minlength=self._counts.size)

    def packed(self) -> Packed:
        """All words and their counts."""
        return Packed(*_own(pack(tuple(self._words))), self._counts[: len(self._words)])


def _own(
    packed: tuple[NDArray[np.uint8], NDArray[np.int64]],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Writable copies: the kernels are compiled for one type of array."""
    blob, offsets = packed
    return blob.copy(), offsets
