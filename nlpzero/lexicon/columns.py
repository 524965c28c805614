"""The columns of a lexicon: checks, sorting, selection and merging."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simpler_glove.errors import FormatError, ParameterError
from simpler_glove.validation import check_instance, check_iterable

from .entry import EVIDENCE

Floats = NDArray[np.float64]
_SEPARATORS = re.compile(r"[\t\n\r\0]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_OWNER = "Lexicon"


@dataclass(frozen=True)
class LexiconColumns:
    """The columns of a lexicon of V words.

    Attributes
    ----------
    words : tuple of str
        The V words.
    counts : ndarray of int64, shape (V,)
        Number of occurrences.
    scores : ndarray of float64, shape (V,), optional
        Scores; None if they are computed from the counts.
    evidence : mapping of str to ndarray of float64, shape (V,)
        Some of `EVIDENCE`; NaN for missing values.
    examples : tuple of str, optional
        Part of a text for each word; empty if there is none.
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

    def take(self, rows: NDArray[np.int64]) -> LexiconColumns:
        """Select rows, in the order given."""
        places = rows.tolist()
        return LexiconColumns(
            tuple([self.words[row] for row in places]),
            self.counts[rows],
            None if self.scores is None else self.scores[rows],
            {name: values[rows] for name, values in self.evidence.items()},
            None if self.examples is None else tuple([self.examples[row] for row in places]),
        )

    def parts(self) -> tuple[Any, ...]:
        """Return the fields in their order."""
        return self.words, self.counts, self.scores, dict(self.evidence), self.examples

    def equals(self, other: LexiconColumns) -> bool:
        """Return whether all columns are equal; missing values are equal to each other."""
        if (self.words, self.examples) != (other.words, other.examples):
            return False
        mine = {"count": self.counts, "score": self.scores, **self.evidence}
        its = {"count": other.counts, "score": other.scores, **other.evidence}
        return mine.keys() == its.keys() and all(map(_equal, mine.values(), map(its.get, mine)))

    def sorted(self) -> LexiconColumns:
        """Sort by descending count, then by code points."""
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
) -> LexiconColumns:
    """Check the parameters of `Lexicon`; FormatError for words, ParameterError for the others."""
    listed = _words(words)
    size = len(listed)
    if evidence is not None:
        check_instance(evidence, "evidence", _OWNER, Mapping, "a mapping of str to numbers")
    unknown = set(evidence or ()) - set(EVIDENCE)
    if unknown:
        raise ParameterError(
            f"must have keys among {', '.join(EVIDENCE)}. "
            f"Got {', '.join(sorted(map(repr, unknown)))} instead",
            parameter="evidence",
            owner=_OWNER,
        )
    return LexiconColumns(
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
    """Return the row of each word; FormatError for a word that occurs twice."""
    index = {word: row for row, word in enumerate(words)}
    if len(index) != len(words):
        row = next(row for row, word in enumerate(words) if index[word] != row)
        raise FormatError(
            f"the word {words[row]!r} occurs twice in the lexicon, as entries {row + 1} and "
            f"{index[words[row]] + 1}"
        )
    return index


def invalid_reason(word: str) -> str | None:
    """Return the reason why a lexicon cannot contain `word`; None if it can."""
    if not word:
        return "the word is empty"
    if _SEPARATORS.search(word):
        return "the word contains a tab, a line end or NUL"
    if _SURROGATES.search(word):
        return "the word contains a lone surrogate (half a character)"
    return None


def _equal(first: NDArray[Any] | None, second: NDArray[Any] | None) -> bool:
    if first is None or second is None:
        return first is second
    return np.array_equal(first, second, equal_nan=first.dtype == np.float64)


def _words(words: Iterable[str]) -> tuple[str, ...]:
    check_iterable(words, "words", _OWNER, "a list of words")
    listed = tuple(words)
    try:
        together = "".join(listed)
    except TypeError:
        raise ParameterError("must contain only str", parameter="words", owner=_OWNER) from None
    if not all(listed) or invalid_reason(together or "-"):
        for row, word in enumerate(listed, start=1):
            if reason := invalid_reason(word):
                raise FormatError(f"entry {row} of the lexicon, {word!r}: {reason}")
    return listed


def _counts(counts: ArrayLike, size: int) -> NDArray[np.int64]:
    array = np.asarray(counts)
    if array.shape != (size,) or not (np.issubdtype(array.dtype, np.integer) or not size):
        raise _wrong_shape("counts", f"{size} ints", array)
    if size and (array.min() < 0 or array.max() > np.iinfo(np.int64).max):
        wrong = array.min() if array.min() < 0 else array.max()
        raise ParameterError(
            parameter="counts", owner=_OWNER, allowed="from 0 to 2**63 - 1", got=int(wrong)
        )
    return array.astype(np.int64)


def _floats(values: ArrayLike, size: int, name: str, *, missing: bool) -> Floats:
    try:
        array = np.array(values, np.float64)
    except (TypeError, ValueError):
        array = np.array(values, object)
    if array.shape != (size,) or array.dtype != np.float64:
        raise _wrong_shape(name, f"{size} numbers", array)
    valid = np.isfinite(array) | (missing & np.isnan(array))
    if not valid.all():
        allowed = "finite numbers or NaN for missing values" if missing else "finite numbers"
        row = int(np.flatnonzero(~valid)[0])
        raise ParameterError(
            f"must contain {allowed}. Got {array[row]} at position {row} instead",
            parameter=name,
            owner=_OWNER,
        )
    return array


def _wrong_shape(name: str, allowed: str, array: NDArray[Any]) -> ParameterError:
    return ParameterError(
        f"must be {allowed}. Got shape {array.shape} of {array.dtype} instead",
        parameter=name,
        owner=_OWNER,
    )


def _examples(examples: Iterable[str | None], size: int) -> tuple[str, ...]:
    """Convert each example to one line of text."""
    allowed = f"a list of {size} str or None"
    given = list(check_iterable(examples, "examples", _OWNER, allowed))
    if len(given) != size:
        raise ParameterError(parameter="examples", owner=_OWNER, allowed=allowed, got=given)
    for example in given:
        check_instance(example, "examples", _OWNER, str | None, allowed)
    return tuple([one_line(example or "") for example in given])


def one_line(text: str) -> str:
    """Replace tabs, line ends and NUL by spaces, and lone surrogates by U+FFFD."""
    if text.isprintable():  # most are, and it is faster
        return text
    return _SURROGATES.sub("\ufffd", _SEPARATORS.sub(" ", text))


class _Union:
    """Rows of two lexicons: those of `first`, then the rows of `second` with other words."""

    def __init__(self, first: LexiconColumns, second: LexiconColumns) -> None:
        self.first, self.second = first, second
        index = {word: row for row, word in enumerate(first.words)}
        self.rows = np.array([index.get(word, -1) for word in second.words], np.int64)
        fresh = self.rows < 0
        self.size = len(first.words) + int(fresh.sum())
        self.rows[fresh] = np.arange(len(first.words), self.size)
        self.counts = np.zeros((2, self.size), np.int64)
        self.counts[0, : len(first.words)] = first.counts
        self.counts[1, self.rows] = second.counts

    def spread(self, first: Floats | None, second: Floats | None) -> NDArray[np.float64]:
        """Return both columns over all rows, NaN for words that are not in a lexicon."""
        both = np.full((2, self.size), np.nan)
        if first is not None:
            both[0, : first.size] = first
        if second is not None:
            both[1, self.rows] = second
        return both

    def choose(self, both: NDArray[np.float64]) -> Floats:
        """Return the value of the larger count, the first for equal counts; NaN is replaced."""
        swap = (self.counts[1] > self.counts[0]) | np.isnan(both[0])
        chosen: Floats = np.where(swap & ~np.isnan(both[1]), both[1], both[0])
        return chosen


def merge_columns(first: LexiconColumns, second: LexiconColumns) -> LexiconColumns:
    """Merge two lexicons: counts are added, other values are those of the larger count."""
    both = _Union(first, second)
    counts = both.counts.sum(axis=0)
    if np.any(counts < both.counts[0]):  # overflow
        raise ParameterError("the counts of the two lexicons sum to more than 2**63 - 1")
    words = [*first.words, *second.words]
    scores = None
    if first.scores is not None and second.scores is not None:
        scores = both.choose(both.spread(first.scores, second.scores))
    evidence = {
        name: both.choose(both.spread(first.evidence.get(name), second.evidence.get(name)))
        for name in EVIDENCE
        if name in first.evidence or name in second.evidence
    }
    return LexiconColumns(
        tuple(dict.fromkeys(words)), counts, scores, evidence, _merge_examples(both)
    )


def _merge_examples(both: _Union) -> tuple[str, ...] | None:
    first, second = both.first.examples, both.second.examples
    if first is None and second is None:
        return None
    chosen = list(first or [""] * len(both.first.words)) + [""] * both.size
    del chosen[both.size :]
    larger = (both.counts[1] > both.counts[0]).tolist()
    for row, example in zip(both.rows.tolist(), second or (), strict=False):
        if example and (larger[row] or not chosen[row]):
            chosen[row] = example
    return tuple(chosen)
