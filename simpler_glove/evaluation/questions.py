"""Readers of files of analogies and word pairs, and look-up of their words."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError
from ..narrow_matrix import NarrowMatrix
from ..textio.lines import read_utf8_lines
from ..vocabulary import Vocabulary

_SEPARATORS = re.compile(r"[ \t]+")
_SCORE = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class HasVectors(Protocol):
    """An object that can be evaluated."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The V words."""

    @property
    def matrix(self) -> NDArray[Any] | NarrowMatrix:
        """Their vectors, (V, D)."""


@dataclass(frozen=True)
class AnalogyQuestion:
    """A question a : b = c : d."""

    section: str
    words: tuple[str, str, str, str]


@dataclass(frozen=True)
class JudgedPair:
    """Two words and the human judgement of their similarity."""

    words: tuple[str, str]
    score: float


class WordFinder:
    """Looks up words among the first words of a vocabulary, optionally ignoring their case.

    Of words that differ only in case (words with the same upper-case form), the first is found,
    which is the most frequent.

    Parameters
    ----------
    vocabulary : Vocabulary
        The words.
    restrict_vocab : int or None
        Number of first words that are searched; None searches all.
    case_insensitive : bool
        Ignore the case of words.
    questions : iterable of tuple of str
        All words that will be looked up.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        restrict_vocab: int | None,
        case_insensitive: bool,
        questions: Iterable[tuple[str, ...]],
    ) -> None:
        self.size = min(len(vocabulary), restrict_vocab or len(vocabulary))
        self._lower = str.lower if case_insensitive else str
        self._form = str.upper if case_insensitive else str
        self._ids: dict[str, list[int]] = {
            self._form(word): [] for words in questions for word in words
        }
        for number, word in enumerate(islice(vocabulary.words, self.size)):
            variants = self._ids.get(self._form(word))
            if variants is not None:
                variants.append(number)

    def ids(self, words: tuple[str, ...]) -> list[int] | None:
        """Return the ids of all `words`, or None if one is unknown."""
        found = [self._ids[self._form(word)] for word in words]
        return [variants[0] for variants in found] if all(found) else None

    def id_or_word(self, word: str) -> int | str:
        """Return the id of a word, or an unknown word in the case in which it is compared."""
        variants = self._ids[self._form(word)]
        return variants[0] if variants else self._lower(word)

    def first_variants(self) -> NDArray[np.int32]:
        """Return the id of the first variant of each word, or of the word itself, int32 (size,)."""
        first = np.arange(self.size, dtype=np.int32)
        for variants in self._ids.values():
            first[variants] = variants[:1] * len(variants)
        return first


def read_analogies(path: str | os.PathLike[str]) -> list[AnalogyQuestion]:
    """Read ``: section`` lines and lines of four words, or TSV of ``section a b c d``."""
    section = "all"
    questions = []
    for number, line in _lines(path):
        if line.startswith(":"):
            section = line[1:].strip()
            continue
        fields = line.split("\t") if line.count("\t") >= 3 else _SEPARATORS.split(line)
        if len(fields) == 5:
            section, *fields = fields
        if len(fields) != 4:
            raise FormatError(
                f"expected four words, or a section and four words, got {len(fields)} fields: "
                f"{line[:60]!r}",
                path=path,
                line=number,
            )
        a, b, c, d = map(str.strip, fields)
        questions.append(AnalogyQuestion(section, (a, b, c, d)))
    if not questions:
        raise FormatError("the file contains no question", path=path)
    return questions


def read_pairs(path: str | os.PathLike[str]) -> list[JudgedPair]:
    """Read lines of two words and a score, separated by tabs, commas or spaces.

    The first line may be a header.  The score is the first column after the words that contains a
    number.
    """
    pairs: list[JudgedPair] = []
    column = 0
    headers = 0
    for number, line in _lines(path):
        fields = _split(line)
        column = column or next((i for i in range(2, len(fields)) if _is_score(fields[i])), 0)
        if not column and not headers and len(fields) >= 3:
            headers = 1
            continue
        if not column or len(fields) <= column or not _is_score(fields[column]):
            raise FormatError(
                f"expected two words and a score, got {line[:60]!r}", path=path, line=number
            )
        pairs.append(JudgedPair((fields[0], fields[1]), float(fields[column])))
    if not pairs:
        raise FormatError("the file contains no pair of words", path=path)
    return pairs


def _split(line: str) -> list[str]:
    if "\t" in line:
        fields = line.split("\t")
    else:
        fields = line.split(",") if "," in line else _SEPARATORS.split(line)
    return [field.strip() for field in fields]


def _is_score(field: str) -> bool:
    return _SCORE.fullmatch(field) is not None and math.isfinite(float(field))


def _lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, str]]:
    """Yield lines with their numbers, without empty lines and comments."""
    for number, line in enumerate(read_utf8_lines(path), start=1):
        line = line.strip(" \t")
        if line and not line.startswith("#"):
            yield number, line
