"""Words of texts that are not in the vocabulary of a model."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simpler_glove.subwords import SubwordVectors
from simpler_glove.vectors import WordVectors

SKIP, SUBWORDS = UNKNOWN_WORDS = ("skip", "subwords")
"""What to do with words of a text that are not in the vocabulary."""

_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_PART = re.compile(r"\w+")


class UnseenWords:
    """Ids from V on for words that are not in the vocabulary of V words, if they have a vector.

    Parameters
    ----------
    vectors : WordVectors
        The vectors.
    subwords : SubwordVectors or None
        Subword vectors; None leaves all words without a vector.
    """

    def __init__(self, vectors: WordVectors, subwords: SubwordVectors | None) -> None:
        self._next = len(vectors)
        self._subwords = subwords
        self._ids: dict[str, int] = {}
        self._rows = [np.zeros((0, vectors.vector_size), np.float32)]

    def id_of(self, word: str) -> int:
        """Return the id of a word, or -1."""
        if self._subwords is None:
            return -1
        if word not in self._ids:
            vector = self._subwords.vector(word)
            self._ids[word] = -1 if vector is None else self._next
            if vector is not None:
                self._rows.append(vector[np.newaxis])
                self._next += 1
        return self._ids[word]

    def matrix(self) -> NDArray[np.float32]:
        """Return the vectors, (U, D)."""
        return np.concatenate(self._rows)


def look_up_parts(
    tokens: list[str],
    token_ids: list[int],
    known: Callable[[str, int], int],
    unseen: Callable[[str], int],
) -> tuple[list[int], int]:
    """Look up unknown tokens by their parts between punctuation.

    Parameters
    ----------
    tokens : list of str
        The tokens of a text.
    token_ids : list of int
        Their ids, -1 if they are unknown.
    known : callable
        Returns the id of a word, or its second argument.
    unseen : callable
        Returns the id of a word that is not in the vocabulary, or -1.

    Returns
    -------
    tuple of list of int, and int
        The ids, and the number of parts without an id.

    Example
    -------
    >>> known = {"cat": 0, "dog": 1}.get
    >>> look_up_parts(["cat", "(dog)", "cat-like"], [0, -1, -1], known, lambda word: -1)
    ([0, 1, 0], 1)
    """
    ids, unknown = [], 0
    for token, number in zip(tokens, token_ids, strict=True):
        core = _CORE.search(token) if number < 0 else None
        if core is not None and (number := known(core[0], -1)) < 0:
            found = ((part, known(part, -1)) for part in _PART.findall(core[0]))
            parts = [unseen(part) if part_id < 0 else part_id for part, part_id in found]
            unknown += parts.count(-1)
            ids += [part for part in parts if part >= 0]
        if number >= 0:
            ids.append(number)
    return ids, unknown
