"""Reading a lexicon from a file: format detection and invalid lines."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from simpler_glove.errors import FormatError
from simpler_glove.storage import reading as open_directory
from simpler_glove.textio.lines import LineSource, TextLines, read_lines
from simpler_glove.textio.source import PathLike
from simpler_glove.validation import check_choice

from . import dictionaries, table
from .columns import LexiconColumns, invalid_reason
from .entry import Rejected

MODEL_FILE = "lexicon.tsv"
"""File of the lexicon in the directory of a model; `Lexicon.load` accepts the directory."""
FORMATS = (
    table.NAME,
    dictionaries.JIEBA,
    dictionaries.USER,
    dictionaries.COUNTED,
    dictionaries.HANLP,
)
"""Names of the formats."""
TEXT_HINT = "If it is a text, discover its words first."
"""The hint of the error that is raised if a file seems to be a text."""
_MAX_SHOWN = 80  # characters of a line in a message


class LexiconFile(NamedTuple):
    """Content of a file."""

    columns: LexiconColumns
    parameters: dict[str, Any]
    rejected: tuple[Rejected, ...]


def read(path: LineSource, *, format: str | None, encoding: str, on_error: str) -> LexiconFile:
    """Read a file; rows are in the order of the file, words are distinct and valid."""
    owner = "Lexicon.load"
    check_choice(on_error, "on_error", owner, ("error", "skip"))
    if format is not None:
        check_choice(format, "format", owner, FORMATS)
    if isinstance(path, str | os.PathLike) and os.path.isdir(path):
        if not os.path.lexists(os.path.join(path, MODEL_FILE)):
            raise FormatError(f"a directory without a lexicon: it has no {MODEL_FILE}", path=path)
        path = open_directory(path).path(MODEL_FILE)
    lines = read_lines(path, encoding=encoding, strict=on_error == "error", owner=owner)
    if format is None:
        format = _detect(lines)
        _check_dictionary(lines, format)
    parameters: dict[str, Any] = {}
    if format == table.NAME:
        numbers, columns, parameters = table.parse(lines)
    else:
        numbers, columns = dictionaries.parse(lines, format)
    _check_words(lines, numbers, columns.words)
    if not lines.problems:
        return LexiconFile(columns, parameters, ())
    if on_error == "error":
        raise _first_problem(lines, format)
    kept = [row for row, number in enumerate(numbers) if number not in lines.problems]
    return LexiconFile(columns.take(np.array(kept, np.int64)), parameters, _rejected(lines))


def detect(path: PathLike) -> str:
    """Return the format of a file; FormatError if it is empty."""
    return _detect(read_lines(path, encoding="utf-8", strict=False, owner="Lexicon.load"))


def _detect(lines: TextLines) -> str:
    if table.is_table(lines.texts):
        return table.NAME
    return dictionaries.guess_format(
        text for number, text in enumerate(lines.texts, start=1) if number not in lines.problems
    )


def _check_dictionary(lines: TextLines, format: str) -> None:
    """Raise FormatError for lines that are sentences rather than words."""
    if format == dictionaries.USER and dictionaries.may_be_text(lines.texts):
        problem = "not a lexicon: most lines are sentences; the format 'jieba-userdict' reads them"
        raise FormatError(problem, path=lines.name, hint=TEXT_HINT)


def _check_words(lines: TextLines, numbers: list[int], words: tuple[str, ...]) -> None:
    """Add repeated and invalid words to the problems of their lines."""
    if not all(words) or invalid_reason("".join(words) or "-"):
        reasons = zip(numbers, map(invalid_reason, words), strict=True)
        lines.problems.update((number, reason) for number, reason in reasons if reason)
    if len(set(words)) == len(words):
        return
    seen: dict[str, int] = {}
    for number, word in zip(numbers, words, strict=True):
        if number not in lines.problems and seen.setdefault(word, number) != number:
            lines.problems[number] = f"the word {word!r} is already in line {seen[word]}"


def _first_problem(lines: TextLines, format: str) -> FormatError:
    number = min(lines.problems)
    others = len(lines.problems) - 1
    more = f"; {others} more lines cannot be read" if others else ""
    text = lines.texts[number - 1][:_MAX_SHOWN]
    return FormatError(
        f"{lines.problems[number]}: {text!r} (read as {format}){more}",
        path=lines.name,
        line=number,
        hint="Set {on_error} to skip such lines.",
        settings={"on_error": "skip"},
    )


def _rejected(lines: TextLines) -> tuple[Rejected, ...]:
    return tuple(
        Rejected(number, lines.texts[number - 1], reason)
        for number, reason in sorted(lines.problems.items())
    )
