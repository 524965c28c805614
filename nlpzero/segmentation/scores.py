"""How well a text is cut, against gold: the scores of the SIGHAN bakeoffs."""
# More than 200 lines: a third of them say what goes in and what comes out.

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import TypeAlias

from simpler_glove.errors import FormatError, ParameterError

Line: TypeAlias = "str | Sequence[str]"
"""Words separated by white space, or the words themselves."""
Text: TypeAlias = "str | os.PathLike[str] | Iterable[Line]"
"""A path, or the lines."""
Words: TypeAlias = "str | os.PathLike[str] | Collection[str]"
_MARK = "\ufeff"


@dataclass(frozen=True)
class SegmentationScores:
    """Scores of a segmentation; a word counts as found where both its edges are right.

    Attributes
    ----------
    precision, recall : float
        Words found / words predicted, words found / words of the gold.
    f1 : float
        Their harmonic mean; 0 where nothing is found.
    oov_rate, oov_recall : float or None
        Share of unknown words among those of the gold, and of these the share that is found; None
        where no known words were given (the second also where all are known).
    iv_recall : float or None
        Share of the known words of the gold that is found.
    words, predicted_words, lines : int
        Words of the gold, words predicted, lines with words.
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
    gold: Text,
    predicted: Callable[[str], Iterable[str]] | Text,
    *,
    known_words: Words | None = None,
    encoding: str = "utf-8",
) -> SegmentationScores:
    """Compare a segmentation with gold, line by line.

    Parameters
    ----------
    gold : path or iterable
        A file, or lines: words separated by white space of any kind, full-width included; a line
        may also be a list of words. Lines without words are passed over.
    predicted : callable, path or iterable
        What cuts a line (``Segmenter(...).lcut``) and is given the words of the gold joined; or the
        segmented text in the forms of `gold`. White space in it is dropped.
    known_words : collection of str or path, optional
        Words that were known before (a `Lexicon`, a set, a file of words); the others are the
        unknown ones.
    encoding : str, default "utf-8"
        Encoding of the files.

    Returns
    -------
    SegmentationScores
        Precision, recall, F1, and recall of unknown and known words.

    Raises
    ------
    FormatError
        If a line holds other characters than that of the gold, if there are more or fewer lines,
        if the gold holds no word, or a file is not in the encoding; the message names the line.
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
    known = _known(known_words, encoding)
    tally = _Tally()
    for place, ours, theirs in _pairs(gold, predicted, encoding):
        edges = _edges(theirs)
        _check_characters("".join(ours), "".join(theirs), place)
        tally.add(ours, edges, known)
    if not tally.words:
        raise FormatError(f"{_name(gold, 'gold')}: holds no word.")
    return tally.scores(known is not None)


class _Tally:
    """Counts over the lines."""

    def __init__(self) -> None:
        self.lines = self.words = self.predicted = self.found = self.unknown = 0
        self.unknown_found = 0

    def add(
        self, words: Sequence[str], predicted: set[tuple[int, int]], known: Collection[str] | None
    ) -> None:
        """Count one line: the words of the gold, and the edges of the words predicted."""
        ends = list(accumulate(map(len, words)))
        found = [(end - len(word), end) in predicted for word, end in zip(words, ends, strict=True)]
        self.lines += 1
        self.words += len(words)
        self.predicted += len(predicted)
        self.found += sum(found)
        if known is not None:
            unknown = [hit for word, hit in zip(words, found, strict=True) if word not in known]
            self.unknown += len(unknown)
            self.unknown_found += sum(unknown)

    def scores(self, known: bool) -> SegmentationScores:
        """Turn counts into scores."""
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


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _edges(words: Iterable[str]) -> set[tuple[int, int]]:
    ends = list(accumulate(map(len, words)))
    return set(zip([0, *ends], ends, strict=False))


def _pairs(
    gold: Text, predicted: Callable[[str], Iterable[str]] | Text, encoding: str
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Name of the line, words of the gold, words predicted."""
    name = _name(gold, "gold")
    if callable(predicted):
        for number, words in _lines(gold, encoding):
            yield f"{name}: line {number}", words, _words(list(predicted("".join(words))))
        return
    other = _name(predicted, "predicted")
    for ours, theirs in zip_longest(_lines(gold, encoding), _lines(predicted, encoding)):
        if theirs is None:
            raise FormatError(f"{other}: ends before line {ours[0]} of the gold.")
        if ours is None:
            raise FormatError(f"{other}: line {theirs[0]}: stands behind the end of the gold.")
        yield f"{other}: line {theirs[0]}", ours[1], theirs[1]


def _lines(source: Text, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Numbers and words of the lines that hold words."""
    if isinstance(source, str | os.PathLike):
        source = _read(source, encoding)
    for number, line in enumerate(source, start=1):
        words = _words(line)
        if words:
            yield number, words


def _words(line: Line) -> list[str]:
    if isinstance(line, str):
        return line.split()
    return [word for piece in line if (word := "".join(piece.split()))]


def _read(path: str | os.PathLike[str], encoding: str) -> list[str]:
    content = Path(path).read_bytes()
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FormatError(
            f"the line is not valid {encoding}",
            path=path,
            line=line,
            hint="Set {encoding} if the file has another encoding.",
        ) from None
    return text.removeprefix(_MARK).split("\n")


def _name(source: object, otherwise: str) -> str:
    return os.fspath(source) if isinstance(source, str | os.PathLike) else otherwise


def _known(words: Words | None, encoding: str) -> Collection[str] | None:
    if isinstance(words, str | os.PathLike):
        return {word for line in _read(words, encoding) for word in line.split()[:1]}
    if words is not None and not hasattr(words, "__contains__"):
        raise ParameterError(
            "The 'known_words' parameter of evaluate_segmentation must be a collection of words "
            f"or a path. Got {words!r} instead."
        )
    return frozenset(words) if isinstance(words, list | tuple) else words


def _check_characters(ours: str, theirs: str, place: str) -> None:
    """Raise FormatError, unless the characters of a line are those of the gold."""
    if ours == theirs:
        return
    at = next(
        (i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
        min(len(ours), len(theirs)),
    )
    raise FormatError(
        f"{place}: the characters differ from the gold's at character {at + 1}: expected "
        f"{ours[at : at + 12]!r}, got {theirs[at : at + 12]!r}."
    )
