"""Evaluation of a segmentation against a gold standard: the scores of the SIGHAN bakeoffs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from typing import Any, TypeAlias

from simpler_glove.errors import FormatError, ParameterError
from simpler_glove.textio.lines import read_lines
from simpler_glove.validation import check_iterable

LineWords: TypeAlias = "str | Sequence[str]"
"""Words separated by white space, or the words themselves."""
SegmentedText: TypeAlias = "str | os.PathLike[str] | Iterable[LineWords]"
"""A path, or the lines."""
KnownWords: TypeAlias = "str | os.PathLike[str] | Collection[str]"
_TAGGED = re.compile(r"[^/_]+[/_]\[?[A-Za-z]{1,6}[0-9]?(?:-[A-Z]+)?\]?[a-z]{0,2}")
"""A word with its part of speech, as in 迈向/v, 迈向_VV, or 中国/ns]nt."""
_UNTAG = "Remove the tags, for example with: sed -E 's,[/_][^ ]*,,g'"
_MIN_TAGGED_SHARE = 0.5  # of the words; above it, the words have parts of speech


@dataclass(frozen=True)
class SegmentationScores:
    """Scores of a segmentation; a word is found if its start and end are correct.

    Attributes
    ----------
    precision, recall : float
        Words found / words predicted, words found / words of the gold standard.
    f1 : float
        Their harmonic mean; 0 if no word is found.
    oov_rate, oov_recall : float or None
        Share of unknown words in the gold standard, and the share of them that is found; None
        without known words (the second also if all words are known).
    iv_recall : float or None
        Share of the known words of the gold standard that is found.
    words, predicted_words, lines : int
        Number of words in the gold standard, of words predicted, and of lines with words.
    """

    precision: float
    recall: float
    f1: float
    oov_rate: float | None
    oov_recall: float | None
    iv_recall: float | None
    words: int
    predicted_words: int
    lines: int


def evaluate_segmentation(
    gold: SegmentedText,
    predicted: Callable[[str], Iterable[str]] | SegmentedText,
    *,
    known_words: KnownWords | None = None,
    encoding: str = "utf-8",
) -> SegmentationScores:
    """Compare a segmentation with a gold standard, line by line.

    Parameters
    ----------
    gold : path or iterable
        A file, or lines: words separated by white space, including full-width; a line may also
        be a list of words. Lines without words are skipped.
    predicted : callable, path or iterable
        A function that segments a line (``Segmenter(...).lcut``), called with the joined words
        of the gold standard; or the segmented text in the same forms as `gold`. White space in
        it is dropped.
    known_words : collection of str or path, optional
        Known words (a `Lexicon`, a set, a file of words); all others are unknown words.
    encoding : str, default "utf-8"
        Encoding of the files.

    Returns
    -------
    SegmentationScores
        Precision, recall, F1, and recall of unknown and known words.

    Raises
    ------
    FormatError
        If the characters of a line differ from those of the gold standard, if there are more or
        fewer lines, if the gold standard contains no word, if its words have parts of speech and
        the predicted words do not, or if a file is not valid in the encoding; with the line.
    ParameterError
        If `known_words` is neither a collection nor a path.

    References
    ----------
    Emerson 2005, The Second International Chinese Word Segmentation Bakeoff: precision, recall,
    F, and recall of words in and out of the vocabulary. Words are compared by their places in
    the line.

    Example
    -------
    >>> scores = evaluate_segmentation(["共同 创造 美好 的 新 世纪"], ["共同 创造 美好 的 新世纪"])
    >>> scores.precision, round(scores.recall, 3), round(scores.f1, 3)
    (0.8, 0.667, 0.727)
    """
    for name, value in (("gold", gold), ("predicted", predicted)):
        if name == "gold" or not callable(value):
            _check_segmented(value, name)
    known = _known(known_words, encoding)
    tally = _Tally()
    for words, predicted_words, path, line in _pairs(gold, predicted, encoding):
        tally.tagged += _tagged(words) - _tagged(predicted_words)
        _check_characters(words, predicted_words, path, line)
        tally.add(words, _edges(predicted_words), known)
    if not tally.words:
        raise FormatError("the gold standard contains no word", path=_name(gold, "gold"))
    if tally.tagged > _MIN_TAGGED_SHARE * tally.words:
        raise FormatError(
            "most words of the gold standard end with a tag, such as a part of speech, which is "
            "not text",
            path=_name(gold, "gold"),
            hint=_UNTAG,
        )
    return tally.scores(known is not None)


class _Tally:
    """Counts of words over all lines."""

    def __init__(self) -> None:
        self.lines = self.words = self.predicted = self.found = self.unknown = 0
        self.unknown_found = self.tagged = 0

    def add(
        self, words: Sequence[str], predicted: set[tuple[int, int]], known: Collection[str] | None
    ) -> None:
        """Count a line: the words of the gold standard, and the edges of the predicted words."""
        ends = list(accumulate(map(len, words)))
        hits = [(end - len(word), end) in predicted for word, end in zip(words, ends, strict=True)]
        self.lines += 1
        self.words += len(words)
        self.predicted += len(predicted)
        self.found += sum(hits)
        if known is not None:
            unknown = [hit for word, hit in zip(words, hits, strict=True) if word not in known]
            self.unknown += len(unknown)
            self.unknown_found += sum(unknown)

    def scores(self, known: bool) -> SegmentationScores:
        """Return the scores for the counts."""
        precision, recall = self.found / self.predicted, self.found / self.words
        return SegmentationScores(
            precision,
            recall,
            2 * precision * recall / (precision + recall) if self.found else 0.0,
            self.unknown / self.words if known else None,
            _share(self.unknown_found, self.unknown) if known else None,
            _share(self.found - self.unknown_found, self.words - self.unknown) if known else None,
            self.words,
            self.predicted,
            self.lines,
        )


def _tagged(words: Iterable[str]) -> int:
    """Return the number of words that end with a tag."""
    return sum(_TAGGED.fullmatch(word) is not None for word in words)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _edges(words: Iterable[str]) -> set[tuple[int, int]]:
    ends = list(accumulate(map(len, words)))
    return set(zip([0, *ends], ends, strict=False))


def _pairs(
    gold: SegmentedText, predicted: Callable[[str], Iterable[str]] | SegmentedText, encoding: str
) -> Iterator[tuple[list[str], list[str], str, int]]:
    """Yield the gold and the predicted words of each line, with the name and line of the latter."""
    if callable(predicted):
        name = _name(gold, "gold")
        for number, words in _lines(gold, encoding):
            yield words, _words(list(predicted("".join(words)))), name, number
        return
    name = _name(predicted, "predicted")
    for expected, actual in zip_longest(_lines(gold, encoding), _lines(predicted, encoding)):
        if actual is None:
            raise FormatError(f"ends before line {expected[0]} of the gold standard", path=name)
        if expected is None:
            raise FormatError("the gold standard has fewer lines", path=name, line=actual[0])
        yield expected[1], actual[1], name, actual[0]


def _lines(source: SegmentedText, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the numbers and words of the lines that contain words."""
    if isinstance(source, str | os.PathLike):
        source = _read(source, encoding)
    for number, line in enumerate(source, start=1):
        words = _words(line)
        if words:
            yield number, words


def _words(line: LineWords) -> list[str]:
    if isinstance(line, str):
        return line.split()
    try:
        return [word for piece in line if (word := "".join(piece.split()))]
    except (AttributeError, TypeError):
        problem = "The lines of a segmented text must be str or iterables of str"
        raise ParameterError(f"{problem}. Got {line!r:.200} instead.") from None


def _read(path: str | os.PathLike[str], encoding: str) -> list[str]:
    return read_lines(path, encoding=encoding, strict=True, owner="evaluate_segmentation").texts


def _name(source: object, otherwise: str) -> str:
    return os.fspath(source) if isinstance(source, str | os.PathLike) else otherwise


def _check_segmented(value: Any, name: str) -> None:
    if not isinstance(value, str | os.PathLike):
        allowed = "a path or an iterable of lines"
        check_iterable(value, name, "evaluate_segmentation", allowed)


def _known(words: KnownWords | None, encoding: str) -> Collection[str] | None:
    if isinstance(words, str | os.PathLike):
        return {word for line in _read(words, encoding) for word in line.split()[:1]}
    if isinstance(words, bytes) or (words is not None and not hasattr(words, "__contains__")):
        raise ParameterError(
            parameter="known_words",
            owner="evaluate_segmentation",
            allowed="a collection of words or a path",
            got=words,
        )
    return frozenset(words) if isinstance(words, list | tuple) else words


def _check_characters(words: Sequence[str], predicted: Sequence[str], path: str, line: int) -> None:
    """Raise FormatError if the characters of a line differ from those of the gold standard."""
    expected, actual = "".join(words), "".join(predicted)
    if expected == actual:
        return
    tagged = abs(_tagged(words) - _tagged(predicted)) > _MIN_TAGGED_SHARE * len(words)
    at = next(
        (i for i, (a, b) in enumerate(zip(expected, actual, strict=False)) if a != b),
        min(len(expected), len(actual)),
    )
    raise FormatError(
        f"character {at + 1} differs from the gold standard: expected "
        f"{expected[at : at + 12]!r}, got {actual[at : at + 12]!r}",
        path=path,
        line=line,
        hint=_UNTAG if tagged else None,
    )
