"""The columns of a lexicon: checked, put in order, chosen from, joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simpler_glove.errors import FormatError, ParameterError

from .entry import EVIDENCE

Floats = NDArray[np.float64]
FORBIDDEN = re.compile(r"[\t\n\r\0]")
"""What no line of a table can hold."""
_NOT_IN_EXAMPLES = re.compile(r"[\t\n\r\0]+")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Columns:
    """Words and what is known of them, a column each; V words.

    Attributes
    ----------
    words : tuple of str
        The V words.
    counts : ndarray of int64, shape (V,)
        How often each occurs.
    scores : ndarray of float64, shape (V,), optional
        What a segmentation adds up; None where it follows from the counts.
    evidence : mapping of str to ndarray of float64, shape (V,)
        Some of `EVIDENCE`; NaN where a word has none.
    examples : tuple of str, optional
        A stretch of text for each word; empty where there is none.
    """

    words: tuple[str, ...]
    counts: NDArray[np.int64]
    scores: Floats | None = None
    evidence: Mapping[str, Floats] = field(default_factory=dict)
    examples: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        for array in (self.counts, self.scores, *self.evidence.values()):
            if array is not None:
                array.flags.writeable = False

    def take(self, rows: NDArray[np.int64]) -> Columns:
        """Choose rows, in the order given."""
        places = rows.tolist()
        return Columns(
            tuple([self.words[row] for row in places]),
            self.counts[rows],
            None if self.scores is None else self.scores[rows],
            {name: values[rows] for name, values in self.evidence.items()},
            None if self.examples is None else tuple([self.examples[row] for row in places]),
        )

    def parts(self) -> tuple[Any, ...]:
        """Return the fields in their order."""
        return self.words, self.counts, self.scores, dict(self.evidence), self.examples

    def same_as(self, other: Columns) -> bool:
        """Say whether all is the same; what is missing is the same as what is missing."""
        if (self.words, self.examples) != (other.words, other.examples):
            return False
        mine = {"count": self.counts, "score": self.scores, **self.evidence}
        its = {"count": other.counts, "score": other.scores, **other.evidence}
        return mine.keys() == its.keys() and all(map(_same, mine.values(), map(its.get, mine)))

    def in_order(self) -> Columns:
        """Put counts in descending order, words of equal count in the order of code points."""
        words, counts = self.words, self.counts
        tied = np.flatnonzero(counts[1:] == counts[:-1]).tolist()
        if np.all(counts[1:] <= counts[:-1]) and all(words[i] < words[i + 1] for i in tied):
            return self
        by_word = np.array(sorted(range(len(words)), key=words.__getitem__), np.int64)
        return self.take(by_word[np.argsort(-counts[by_word], kind="stable")])


def checked_columns(
    words: Iterable[str],
    counts: ArrayLike | None,
    scores: ArrayLike | None,
    evidence: Mapping[str, ArrayLike] | None,
    examples: Iterable[str | None] | None,
) -> Columns:
    """Check what a lexicon is made of; FormatError for words, ParameterError for the rest."""
    listed = _words(words)
    size = len(listed)
    unknown = set(evidence or ()) - set(EVIDENCE)
    if unknown:
        raise ParameterError(
            f"The 'evidence' parameter of Lexicon must have names among {', '.join(EVIDENCE)}. "
            f"Got {', '.join(sorted(map(repr, unknown)))} instead."
        )
    return Columns(
        listed,
        np.zeros(size, np.int64) if counts is None else _counts(counts, size),
        None if scores is None else _floats(scores, size, "scores", missing=False),
        {
            name: _floats(evidence[name], size, f"evidence[{name!r}]", missing=True)
            for name in EVIDENCE
            if evidence and name in evidence
        },
        None if examples is None else _examples(examples, size),
    )


def check_distinct(words: tuple[str, ...]) -> dict[str, int]:
    """Map each word to its row; FormatError for a word that stands twice."""
    index = {word: row for row, word in enumerate(words)}
    if len(index) != len(words):
        row = next(row for row, word in enumerate(words) if index[word] != row)
        raise FormatError(
            f"The word {words[row]!r} stands twice in the lexicon, as entries {row + 1} and "
            f"{index[words[row]] + 1}."
        )
    return index


def what_is_wrong(word: str) -> str | None:
    """Say why a lexicon cannot hold `word`; None if it can."""
    if not word:
        return "the word is empty"
    if FORBIDDEN.search(word):
        return "the word holds a tab, a line end or NUL"
    if _SURROGATES.search(word):
        return "the word holds half a character (a lone surrogate)"
    return None


def _same(first: NDArray[Any] | None, second: NDArray[Any] | None) -> bool:
    if first is None or second is None:
        return first is second
    return np.array_equal(first, second, equal_nan=first.dtype == np.float64)


def _words(words: Iterable[str]) -> tuple[str, ...]:
    if isinstance(words, str):
        raise ParameterError("The 'words' parameter of Lexicon must be a list of words.")
    listed = tuple(words)
    try:
        together = "".join(listed)
    except TypeError:
        raise ParameterError("The 'words' parameter of Lexicon must hold only str.") from None
    if not all(listed) or what_is_wrong(together or "-"):
        for row, word in enumerate(listed, start=1):
            if reason := what_is_wrong(word):
                raise FormatError(f"Entry {row} of the lexicon, {word!r}: {reason}.")
    return listed


def _counts(counts: ArrayLike, size: int) -> NDArray[np.int64]:
    array = np.asarray(counts)
    if array.shape != (size,) or not (np.issubdtype(array.dtype, np.integer) or not size):
        raise _misfit("counts", f"{size} ints", array)
    if size and (array.min() < 0 or array.max() > np.iinfo(np.int64).max):
        raise ParameterError("The 'counts' parameter of Lexicon must be from 0 to 2**63 - 1.")
    return array.astype(np.int64)


def _floats(values: ArrayLike, size: int, name: str, *, missing: bool) -> Floats:
    try:
        array = np.array(values, np.float64)
    except (TypeError, ValueError):
        array = np.array(values, object)
    if array.shape != (size,) or array.dtype != np.float64:
        raise _misfit(name, f"{size} numbers", array)
    if not np.all(np.isfinite(array) | (missing & np.isnan(array))):
        raise ParameterError(
            f"The '{name}' parameter of Lexicon must hold finite numbers"
            f"{' or NaN, for what is missing' if missing else ''}."
        )
    return array


def _misfit(name: str, allowed: str, array: NDArray[Any]) -> ParameterError:
    return ParameterError(
        f"The '{name}' parameter of Lexicon must be {allowed}. "
        f"Got shape {array.shape} of {array.dtype} instead."
    )


def _examples(examples: Iterable[str | None], size: int) -> tuple[str, ...]:
    """Make each example one line of text that a file can hold."""
    listed = tuple([one_line(example or "") for example in examples])
    if isinstance(examples, str) or len(listed) != size:
        raise ParameterError(f"The 'examples' parameter of Lexicon must be {size} str.")
    return listed


def one_line(text: str) -> str:
    """Replace tabs, line ends and NUL by spaces, and half characters by U+FFFD."""
    return _SURROGATES.sub("\ufffd", _NOT_IN_EXAMPLES.sub(" ", text))
