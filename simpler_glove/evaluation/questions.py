"""Reading questions: analogies, word pairs, and the words of both in a vocabulary."""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from ..errors import BackendUnavailableError, FormatError, ParameterError
from ..vocabulary import Vocabulary

_BUNDLED = {
    "questions-words": "questions-words.txt",
    "wordsim353": "wordsim353.tsv",
    "simlex999": "simlex999.txt",
}
_SEPARATORS = re.compile(r"[ \t]+")


class HasVectors(Protocol):
    """What can be evaluated."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The V words."""

    @property
    def matrix(self) -> NDArray[Any]:
        """Their vectors, (V, D)."""


@dataclass(frozen=True)
class Analogy:
    """A question a : b = c : d."""

    section: str
    words: tuple[str, str, str, str]


@dataclass(frozen=True)
class Pair:
    """Two words and how alike people find them."""

    words: tuple[str, str]
    score: float


class Finder:
    """Looks words up as they are written, then in lower case, among the first of a vocabulary."""

    def __init__(
        self, vocabulary: Vocabulary, restrict_vocab: int | None, case_insensitive: bool
    ) -> None:
        self._vocabulary = vocabulary
        self._case_insensitive = case_insensitive
        self.size = min(len(vocabulary), restrict_vocab or len(vocabulary))

    def ids(self, words: tuple[str, ...]) -> list[int] | None:
        """Ids of all `words`; None if one is unknown."""
        found = [self._find(word) for word in words]
        known = [number for number in found if number is not None]
        return known if len(known) == len(found) else None

    def _find(self, word: str) -> int | None:
        for form in (word, word.lower()) if self._case_insensitive else (word,):
            number = self._vocabulary.get(form)
            if number is not None and number < self.size:
                return number
        return None


def bundled(name: str) -> Path:
    """Path of a test set that comes with the installed gensim.

    Parameters
    ----------
    name : {"questions-words", "wordsim353", "simlex999"}
        Google's analogies, WordSim-353, SimLex-999.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ParameterError
        If there is no set of that name.
    BackendUnavailableError
        If gensim is not installed.

    Example
    -------
    >>> bundled("simlex999").name
    'simlex999.txt'
    """
    if name not in _BUNDLED:
        known = ", ".join(map(repr, _BUNDLED))
        raise ParameterError(
            f"The 'name' parameter of bundled must be one of {known}. Got {name!r} instead."
        )
    gensim = importlib.util.find_spec("gensim")  # found, not imported: that would take a second
    if gensim is None or gensim.origin is None:
        raise BackendUnavailableError(f"The test set {name!r} needs gensim: pip install gensim")
    return Path(gensim.origin).parent / "test" / "test_data" / _BUNDLED[name]


def read_analogies(path: str | os.PathLike[str]) -> list[Analogy]:
    """Read ``: section`` lines and four words a line, or TSV of ``section a b c d``."""
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
                f"{path}: line {number}: expected four words, or a section and four words, "
                f"got {len(fields)} fields: {line[:60]!r}."
            )
        a, b, c, d = map(str.strip, fields)
        questions.append(Analogy(section, (a, b, c, d)))
    if not questions:
        raise FormatError(f"{path}: holds no question.")
    return questions


def read_pairs(path: str | os.PathLike[str]) -> list[Pair]:
    """Read two words and a score a line, separated by tabs, commas or spaces.

    One line of headings may stand first.  The score is the first column behind the words that
    holds a number.
    """
    pairs: list[Pair] = []
    column = 0
    headings = 0
    for number, line in _lines(path):
        fields = _split(line)
        column = column or next((i for i in range(2, len(fields)) if _is_score(fields[i])), 0)
        if not column and not headings and len(fields) >= 3:
            headings = 1
            continue
        if not column or len(fields) <= column or not _is_score(fields[column]):
            raise FormatError(
                f"{path}: line {number}: expected two words and a score, got {line[:60]!r}."
            )
        pairs.append(Pair((fields[0], fields[1]), float(fields[column])))
    if not pairs:
        raise FormatError(f"{path}: holds no pair of words.")
    return pairs


def _split(line: str) -> list[str]:
    if "\t" in line:
        fields = line.split("\t")
    else:
        fields = line.split(",") if "," in line else _SEPARATORS.split(line)
    return [field.strip() for field in fields]


def _is_score(field: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", field, re.ASCII) is not None


def _lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, but for empty ones and comments."""
    content = Path(path).read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = content.count(b"\n", 0, error.start) + 1
        raise FormatError(f"{path}: line {wrong} is not UTF-8.") from None
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip(" \t\r")
        if line and not line.startswith("#"):
            yield number, line
