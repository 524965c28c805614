"""The native format: a tab-separated table with evidence after ``# key value`` lines."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from logging import getLogger
from typing import Any, BinaryIO

import numpy as np

from simpler_glove.errors import FormatError
from simpler_glove.storage import parse_json
from simpler_glove.textio.lines import TextLines

from .columns import Floats, LexiconColumns, one_line
from .entry import EVIDENCE

NAME = "tsv"
VERSION = 1
MAGIC = "nlpzero-lexicon"
UNKNOWN = "unknown_score"
SPLIT = "split_identifiers"
JOIN_BELOW = "join_below"
"""Score below which adjacent single characters are joined by a segmenter."""
COLUMNS = ("word", "count", "score", *EVIDENCE, "example")
_MAX_COUNT = 2**63 - 1
_BLOCK = 1 << 14  # rows that are written at a time
_log = getLogger(__name__)


def is_table(texts: Sequence[str]) -> bool:
    """Return whether lines are such a table, by the version line or by the header."""
    header = _header_row(texts)
    versioned = any(text.startswith(f"# {MAGIC} ") for text in texts[:header])
    return versioned or (header < len(texts) and texts[header].lower().startswith("word\t"))


def _header_row(texts: Sequence[str]) -> int:
    rows = (row for row, text in enumerate(texts) if text and not text.startswith("#"))
    return next(rows, len(texts))


def parse(lines: TextLines) -> tuple[list[int], LexiconColumns, dict[str, Any]]:
    """Parse a table; returns the line numbers of the rows, the columns and the parameters.

    Adds to `lines.problems`; rows with problems are included with arbitrary values.
    """
    header = _header_row(lines.texts)
    parameters = _parameters(lines, header)
    names = _names(lines, header)
    numbers: list[int] = []
    for number, text in enumerate(lines.texts[header + 1 :], start=header + 2):
        if not text or number in lines.problems:
            continue
        if text.count("\t") == len(names) - 1:
            numbers.append(number)
        else:
            width = text.count("\t") + 1
            lines.problems[number] = f"expected {len(names)} fields, got {width}"
    fields = "\t".join([lines.texts[number - 1] for number in numbers]).split("\t")
    columns = {name: fields[i :: len(names)] if numbers else [] for i, name in enumerate(names)}
    return numbers, _ColumnParser(lines, numbers).columns(columns), parameters


def _names(lines: TextLines, header: int) -> list[str]:
    if header == len(lines.texts):
        raise FormatError("there is no header, a line that begins with 'word'", path=lines.name)
    names = [name.strip().lower() for name in lines.texts[header].split("\t")]
    if names[0] != "word":
        problem = "the header of a lexicon must begin with 'word'"
        raise FormatError(problem, path=lines.name, line=header + 1)
    if len(set(names)) < len(names):
        problem = "a column occurs twice in the header"
        raise FormatError(problem, path=lines.name, line=header + 1)
    if unknown := [name for name in names if name not in COLUMNS]:
        _log.info("%s: ignored the unknown columns %s.", lines.name, ", ".join(unknown))
    return names


def _parameters(lines: TextLines, header: int) -> dict[str, Any]:
    """Parse ``# key value`` lines; values that are not JSON are strings."""
    found: dict[str, Any] = {}
    for number, text in enumerate(lines.texts[:header], start=1):
        key, _, value = text.removeprefix("#").strip().partition(" ")
        if not key or number in lines.problems:
            continue
        try:
            found[key] = as_json(parse_json(value))
        except ValueError:
            found[key] = value.strip()
        if key == UNKNOWN and not _is_finite(found[key]):
            problem = f"{UNKNOWN} is not a finite number"
            raise FormatError(problem, path=lines.name, line=number)
        if key == SPLIT and not isinstance(found[key], bool):
            problem = f"{SPLIT} is not true or false"
            raise FormatError(problem, path=lines.name, line=number)
    if MAGIC in found and found.setdefault(SPLIT, True) is False:  # not in older files
        del found[SPLIT]
    version = found.pop(MAGIC, VERSION)
    if version != VERSION:
        raise FormatError(
            f"lexicon of format version {version}; this version of nlpzero reads version {VERSION}",
            path=lines.name,
        )
    return found


def as_json(value: Any) -> Any:
    """Return `value` after writing and reading as JSON; ValueError if that is not possible."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    text.encode()
    return json.loads(text)


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value) and value is not True


class _ColumnParser:
    """Converts columns of text to columns of numbers."""

    def __init__(self, lines: TextLines, numbers: list[int]) -> None:
        self._lines, self._numbers = lines, numbers

    def columns(self, fields: Mapping[str, Sequence[str]]) -> LexiconColumns:
        counts = np.zeros(len(self._numbers), np.int64)
        if "count" in fields:
            allowed = "an int from 0 to 2**63 - 1"
            counts = np.array(self._read(fields["count"], _count, "count", allowed), np.int64)
        return LexiconColumns(
            tuple(fields["word"]),
            counts,
            self._floats(fields["score"], "score") if "score" in fields else None,
            {name: self._floats(fields[name], name) for name in EVIDENCE if name in fields},
            tuple(map(one_line, fields["example"])) if "example" in fields else None,
        )

    def _floats(self, fields: Sequence[str], name: str) -> Floats:
        """Parse a column of finite numbers; missing values, allowed in evidence, are NaN."""
        missing = name in EVIDENCE
        with suppress(ValueError):  # fast path for valid columns
            values = np.array([float(field or "nan") for field in fields], np.float64)
            if np.isfinite(values).sum() + missing * fields.count("") == len(fields):
                return values
        read, allowed = (_optional, ", or empty") if missing else (_finite, "")
        return np.array(self._read(fields, read, name, "a finite number" + allowed), np.float64)

    def _read(
        self, fields: Sequence[str], read: Callable[[str], Any], name: str, allowed: str
    ) -> list[Any]:
        def careful(field: str, number: int) -> Any:
            try:
                return read(field)
            except ValueError:
                self._lines.problems.setdefault(number, f"the {name} {field!r} is not {allowed}")
                return 0

        try:
            return list(map(read, fields))
        except ValueError:
            return list(map(careful, fields, self._numbers))


def _count(field: str) -> int:
    short = len(field) < 20 and field.isascii() and field.isdigit()
    if not short or int(field) > _MAX_COUNT:
        raise ValueError(field)
    return int(field)


def _finite(field: str) -> float:
    value = float(field)
    if not math.isfinite(value):
        raise ValueError(field)
    return value


def _optional(field: str) -> float:
    return _finite(field) if field else math.nan


def write(columns: LexiconColumns, parameters: Mapping[str, Any], file: BinaryIO) -> None:
    """Write a table from which the same values are read; floats in their shortest exact form."""
    file.write(f"# {MAGIC} {VERSION}\n".encode())
    for key, value in parameters.items():
        file.write(f"# {key} {json.dumps(value, ensure_ascii=False)}\n".encode())
    names = ["word", "count"] + ["score"] * (columns.scores is not None) + list(columns.evidence)
    names += ["example"] * (columns.examples is not None)
    file.write(("\t".join(names) + "\n").encode())
    for start in range(0, len(columns.words), _BLOCK):
        rows = zip(*_printed(columns, slice(start, start + _BLOCK)), strict=True)
        file.write(("\n".join(map("\t".join, rows)) + "\n").encode())


def _printed(columns: LexiconColumns, part: slice) -> Iterator[Sequence[str]]:
    yield columns.words[part]
    yield list(map(str, columns.counts[part].tolist()))
    scores = [] if columns.scores is None else [columns.scores]
    for values in chain(scores, columns.evidence.values()):
        printed = list(map(repr, values[part].tolist()))
        for row in np.flatnonzero(np.isnan(values[part])).tolist():
            printed[row] = ""
        yield printed
    if columns.examples is not None:
        yield columns.examples[part]
