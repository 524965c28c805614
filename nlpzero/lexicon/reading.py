"""Reading a lexicon from any file: which format it has, and what is done about bad lines."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from simpler_glove.errors import FormatError
from simpler_glove.textio.lines import TextLines, read_lines
from simpler_glove.textio.source import PathLike
from simpler_glove.validation import check_choice

from . import dictionaries, table
from .columns import Columns, what_is_wrong
from .entry import Rejected

MODEL_FILE = "lexicon.tsv"
"""Where a model keeps the lexicon that its text was cut with; the folder stands for the file."""
FORMATS = (table.NAME, dictionaries.JIEBA, dictionaries.USER, dictionaries.COUNTED)
"""Names of the formats that are recognised."""


class Content(NamedTuple):
    """What a file holds."""

    columns: Columns
    parameters: dict[str, Any]
    rejected: tuple[Rejected, ...]


def read(path: PathLike, *, format: str | None, encoding: str, on_error: str) -> Content:
    """Read a file; the columns stand as in the file, words are distinct and allowed."""
    owner = "Lexicon.load"
    check_choice(on_error, "on_error", owner, ("raise", "report"))
    if format is not None:
        check_choice(format, "format", owner, FORMATS)
    if os.path.isdir(path):
        path = os.path.join(path, MODEL_FILE)
    lines = read_lines(path, encoding=encoding, strict=on_error == "raise", owner=owner)
    kind = format or _detect(lines)
    parameters: dict[str, Any] = {}
    if kind == table.NAME:
        numbers, columns, parameters = table.parse(lines)
    else:
        numbers, columns = dictionaries.parse(lines, kind)
    _check_words(lines, numbers, columns.words)
    if not lines.problems:
        return Content(columns, parameters, ())
    if on_error == "raise":
        raise _first(lines, kind)
    kept = [row for row, number in enumerate(numbers) if number not in lines.problems]
    return Content(columns.take(np.array(kept, np.int64)), parameters, _rejected(lines))


def detect(path: PathLike) -> str:
    """Tell the format of a file; FormatError if it is empty."""
    return _detect(read_lines(path, encoding="utf-8", strict=False, owner="Lexicon.load"))


def _detect(lines: TextLines) -> str:
    if table.is_table(lines.texts):
        return table.NAME
    return dictionaries.guess(
        text for number, text in enumerate(lines.texts, start=1) if number not in lines.problems
    )


def _check_words(lines: TextLines, numbers: list[int], words: tuple[str, ...]) -> None:
    """Add words that stand twice or cannot be to the problems of their lines."""
    if not all(words) or what_is_wrong("".join(words) or "-"):
        reasons = zip(numbers, map(what_is_wrong, words), strict=True)
        lines.problems.update((number, reason) for number, reason in reasons if reason)
    if len(set(words)) == len(words):
        return
    seen: dict[str, int] = {}
    for number, word in zip(numbers, words, strict=True):
        if number not in lines.problems and seen.setdefault(word, number) != number:
            lines.problems[number] = f"the word {word!r} stands in line {seen[word]} already"


def _first(lines: TextLines, kind: str) -> FormatError:
    number = min(lines.problems)
    others = len(lines.problems) - 1
    more = {0: "", 1: "Another line is wrong, too. "}.get(
        others, f"{others} more lines are wrong. "
    )
    return FormatError(
        f"{lines.name}: line {number}: {lines.problems[number]}: {lines.texts[number - 1][:80]!r}. "
        f"{more}Read as {kind!r} (format=...); on_error='report' leaves such lines out."
    )


def _rejected(lines: TextLines) -> tuple[Rejected, ...]:
    return tuple(
        Rejected(number, lines.texts[number - 1], reason)
        for number, reason in sorted(lines.problems.items())
    )
