"""Lines of ``word [count] [tag]``: dictionaries of jieba, lists of nlp-zero and word-discovery.

Fields are separated by spaces or tabs and parsed from the right, so that words may contain spaces.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Callable, Iterable
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from simpler_glove.errors import BackendUnavailableError
from simpler_glove.storage import atomic_file
from simpler_glove.textio.lines import TextLines

from ..text import NUMBER, atoms
from .columns import LexiconColumns
from .entry import JiebaExport

JIEBA, USER, COUNTED = "jieba-dict", "jieba-userdict", "word-count"
_WHITE = " \t\r\x0b\x0c"
_TAGGED_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)[ \t]+[A-Za-z]\w*", re.ASCII)
_COUNTED_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)")
_USER_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)(?:[ \t]+[a-z]+)?")
_LAST_TAG = re.compile(r"(.*[^ \t])[ \t]+([a-z]+)")
_INVALID_COUNT = re.compile(
    r".*[ \t](?![0-9]+(?:[ \t]|$))[-+]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?(?:[ \t]+([a-z]+))?"
)
_MAX_COUNT = 2**63 - 1
_WRONG_COUNT = "the count is not an int from 0 to 2**63 - 1"
_GUESSED_LINES = 100

_TAGS = frozenset(
    "a ad ag an b c d df dg e eng f g h i j k l m mg mq n ng nr nrfg nrt ns nt nz o p q r rg rr "
    "rz s t tg u ud ug uj ul uv uz v vd vg vi vn vq w x y z zg".split()
)
"""Parts of speech of jieba."""


def guess_format(texts: Iterable[str]) -> str:
    """Return the format of lines, from the first hundred.

    It is a user dictionary of jieba, in which count and tag are optional, unless all lines are
    ``word count tag`` or all are ``word count``.
    """
    first = list(islice(filter(None, (text.strip(_WHITE) for text in texts)), _GUESSED_LINES))
    if all(map(_TAGGED_LINE.fullmatch, first)):
        return JIEBA
    return COUNTED if all(map(_COUNTED_LINE.fullmatch, first)) else USER


def parse(lines: TextLines, format: str) -> tuple[list[int], LexiconColumns]:
    """Parse words and counts; returns also their line numbers, and adds to `lines.problems`."""
    pattern, otherwise = _PATTERNS[format]
    numbers: list[int] = []
    words: list[str] = []
    counts: list[int] = []
    for number, text in enumerate(lines.texts, start=1):
        line = text.strip(_WHITE)
        if not line or number in lines.problems:
            continue
        found = pattern.fullmatch(line)
        word, count = (found[1], found[2]) if found else (otherwise(line), "0")
        if word is None or len(count) > 19 or (value := int(count)) > _MAX_COUNT:
            lines.problems[number] = _WRONG_COUNT if word else _invalid_reason(line, format)
            continue
        numbers.append(number)
        words.append(word)
        counts.append(value)
    return numbers, LexiconColumns(tuple(words), np.array(counts, np.int64))


def _without_count(line: str) -> str | None:
    """Return the word of a line of a user dictionary without a count; None if it is invalid."""
    if _has_invalid_count(line):
        return None
    found = _LAST_TAG.fullmatch(line)
    if found and (found[2] in _TAGS or not found[1][-1].isascii()):
        return found[1]
    return line


_PATTERNS: dict[str, tuple[re.Pattern[str], Callable[[str], str | None]]] = {
    JIEBA: (_TAGGED_LINE, lambda line: None),
    COUNTED: (_COUNTED_LINE, lambda line: None),
    USER: (_USER_LINE, _without_count),
}
"""Pattern of lines of each format, and the function for lines that do not match."""


def _invalid_reason(line: str, format: str) -> str:
    if _has_invalid_count(line):
        return f"{_WRONG_COUNT} (write a count after a word that ends in a number)"
    return f"not {'word count tag' if format == JIEBA else 'word count'!r}"


def _has_invalid_count(line: str) -> bool:
    """Return whether there is an invalid number in place of the count."""
    found = _INVALID_COUNT.fullmatch(line)
    return found is not None and (found[1] is None or found[1] in _TAGS)


def export(
    columns: LexiconColumns, path: str | os.PathLike[str], *, counts: bool, force: bool
) -> JiebaExport:
    """Write the words that jieba can use as lines of ``word count``."""
    patterns = tuple([word for word in columns.words if is_pattern(word)])
    spaced = tuple([word for word in columns.words if any(map(str.isspace, word))])
    skipped = {*patterns, *spaced}
    written = 0
    with atomic_file(path, force=force, compress=True) as file:
        for word, count in zip(columns.words, columns.counts.tolist(), strict=True):
            if word not in skipped:
                file.write((f"{word} {count}\n" if counts and count else f"{word}\n").encode())
                written += 1
    return JiebaExport(written, patterns, tuple([word for word in spaced if not is_pattern(word)]))


def is_pattern(word: str) -> bool:
    """Return whether `word` contains the atom ``0``, which stands for any number."""
    if "0" not in word:
        return False
    starts, kinds = atoms(word)
    pieces = zip(pairwise(starts.tolist()), kinds.tolist(), strict=True)
    return any(kind == NUMBER and word[start:end] == "0" for (start, end), kind in pieces)


def jieba_dictionary() -> Path:
    """Return the path of the dictionary of jieba, without importing jieba."""
    found = importlib.util.find_spec("jieba")
    if found is None or found.origin is None:
        raise BackendUnavailableError(
            "the dictionary of jieba requires jieba", hint="Install it: pip install jieba"
        )
    return Path(found.origin).with_name("dict.txt")
