"""Lines of ``word [count] [tag]``: jieba's dictionaries, nlp-zero's and word-discovery's lists.

Fields are parted by spaces or tabs and read from the right, so that words may hold spaces.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from itertools import islice, pairwise

import numpy as np

from simpler_glove.storage import atomic_file
from simpler_glove.textio.lines import TextLines

from ..text import NUMBER, atoms
from .columns import Columns
from .entry import JiebaExport

JIEBA, USER, COUNTED = "jieba-dict", "jieba-userdict", "word-count"
_WHITE = " \t\r\x0b\x0c"
_TAGGED_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)[ \t]+[A-Za-z]\w*", re.ASCII)
_COUNTED_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)")
_USER_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)(?:[ \t]+[a-z]+)?")
_LAST_TAG = re.compile(r"(.*[^ \t])[ \t]+([a-z]+)")
_ODD_NUMBER = re.compile(
    r".*[ \t](?![0-9]+(?:[ \t]|$))[-+]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?(?:[ \t]+([a-z]+))?"
)
_LARGEST = 2**63 - 1
_NO_COUNT = "the count is not an int from 0 to 2**63 - 1"
_TRIED = 100

_TAGS = frozenset(
    "a ad ag an b c d df dg e eng f g h i j k l m mg mq n ng nr nrfg nrt ns nt nz o p q r rg rr "
    "rz s t tg u ud ug uj ul uv uz v vd vg vi vn vq w x y z zg".split()
)
"""Parts of speech that jieba uses."""


def guess(texts: Iterable[str]) -> str:
    """Tell which kind of lines these are by the first hundred.

    All are of one kind; or it is a user dictionary of jieba, where anything may be left out.
    """
    first = list(islice(filter(None, (text.strip(_WHITE) for text in texts)), _TRIED))
    if all(map(_TAGGED_LINE.fullmatch, first)):
        return JIEBA
    return COUNTED if all(map(_COUNTED_LINE.fullmatch, first)) else USER


def parse(lines: TextLines, kind: str) -> tuple[list[int], Columns]:
    """Read words and counts, and the numbers of their lines; what fails goes to `problems`."""
    pattern, otherwise = _KINDS[kind]
    numbers: list[int] = []
    words: list[str] = []
    counts: list[int] = []
    for number, text in enumerate(lines.texts, start=1):
        line = text.strip(_WHITE)
        if not line or number in lines.problems:
            continue
        found = pattern.fullmatch(line)
        word, count = (found[1], found[2]) if found else (otherwise(line), "0")
        if word is None or len(count) > 19 or (value := int(count)) > _LARGEST:
            lines.problems[number] = _NO_COUNT if word else _what_is_wrong(line, kind)
            continue
        numbers.append(number)
        words.append(word)
        counts.append(value)
    return numbers, Columns(tuple(words), np.array(counts, np.int64))


def _without_count(line: str) -> str | None:
    """Read a line of a user dictionary that has no count."""
    if _is_odd(line):
        return None
    found = _LAST_TAG.fullmatch(line)
    if found and (found[2] in _TAGS or not found[1][-1].isascii()):
        return found[1]
    return line


_KINDS: dict[str, tuple[re.Pattern[str], Callable[[str], str | None]]] = {
    JIEBA: (_TAGGED_LINE, lambda line: None),
    COUNTED: (_COUNTED_LINE, lambda line: None),
    USER: (_USER_LINE, _without_count),
}
"""The lines of each kind, and what is made of those that have no count."""


def _what_is_wrong(line: str, kind: str) -> str:
    if _is_odd(line):
        return f"{_NO_COUNT} (a word may end so where a count stands behind it)"
    return f"not {'word count tag' if kind == JIEBA else 'word count'!r}"


def _is_odd(line: str) -> bool:
    """Say whether a number that is no count stands where the count should be."""
    found = _ODD_NUMBER.fullmatch(line)
    return found is not None and (found[1] is None or found[1] in _TAGS)


def export(
    columns: Columns, path: str | os.PathLike[str], *, counts: bool, force: bool
) -> JiebaExport:
    """Write what jieba can use of a lexicon as lines of ``word count``."""
    patterns = tuple([word for word in columns.words if is_pattern(word)])
    spaced = tuple([word for word in columns.words if any(map(str.isspace, word))])
    left_out = {*patterns, *spaced}
    written = 0
    with atomic_file(path, force=force, compress=True) as file:
        for word, count in zip(columns.words, columns.counts.tolist(), strict=True):
            if word not in left_out:
                file.write((f"{word} {count}\n" if counts and count else f"{word}\n").encode())
                written += 1
    return JiebaExport(written, patterns, tuple([word for word in spaced if not is_pattern(word)]))


def is_pattern(word: str) -> bool:
    """Say whether a 0 in `word` stands for any number."""
    if "0" not in word:
        return False
    starts, kinds = atoms(word)
    pieces = zip(pairwise(starts.tolist()), kinds.tolist(), strict=True)
    return any(kind == NUMBER and word[start:end] == "0" for (start, end), kind in pieces)
