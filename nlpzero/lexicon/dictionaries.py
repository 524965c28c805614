"""Lines of ``word [count] [tag]``: dictionaries of jieba, lists of nlp-zero and word-discovery.

Fields are separated by spaces or tabs and parsed from the right, so that words may contain spaces.
Dictionaries of HanLP have lines of ``word [tag count]...``, without spaces in words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from itertools import islice

import numpy as np

from simpler_glove.storage import atomic_file
from simpler_glove.textio.lines import TextLines

from ..text.alphabet import ANY_NUMBER
from .columns import LexiconColumns
from .entry import JiebaExport
from .number_words import written_forms

JIEBA, USER, COUNTED, HANLP = "jieba-dict", "jieba-userdict", "word-count", "hanlp-dict"
_WHITE = " \t\r\x0b\x0c"
_TAGGED_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)[ \t]+[A-Za-z]\w*", re.ASCII)
_COUNTED_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)")
_USER_LINE = re.compile(r"(.*[^ \t])[ \t]+([0-9]+)(?:[ \t]+[a-z]+)?")
_HANLP_LINE = re.compile(
    r"([^ \t]+)[ \t]+(([A-Za-z]\w*)[ \t]+[0-9]+(?:[ \t]+[A-Za-z]\w*[ \t]+[0-9]+)*)", re.ASCII
)
_LAST_TAG = re.compile(r"(.*[^ \t])[ \t]+([a-z]+)")
_INVALID_COUNT = re.compile(
    r".*[ \t](?![0-9]+(?:[ \t]|$))[-+]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?(?:[ \t]+([a-z]+))?"
)
_MAX_COUNT = 2**63 - 1
_WRONG_COUNT = "the count is not an int from 0 to 2**63 - 1"
_MISPLACED_TAG = (
    "the tag is before the count, as in dictionaries of HanLP: write word, count, tag, or set the "
    "format"
)
_LINES = {JIEBA: "word count tag", COUNTED: "word count", HANLP: "word [tag count]..."}
_GUESSED_LINES = 100
_SENTENCE_MARK = re.compile(r"[。！？，；]|[.!?,;:](?:\s|$)")
_MIN_SENTENCE = 10  # characters of a line that may be a sentence

_TAGS = frozenset(
    "a ad ag an b c d df dg e eng f g h i j k l m mg mq n ng nr nrfg nrt ns nt nz o p q r rg rr "
    "rz s t tg u ud ug uj ul uv uz v vd vg vi vn vq w x y z zg".split()
)
"""Parts of speech of jieba."""


def guess_format(texts: Iterable[str]) -> str:
    """Return the format of lines, from the first hundred.

    It is a user dictionary of jieba, in which count and tag are optional, unless all lines are
    ``word count tag``, or all are ``word count``, or they are those of HanLP.
    """
    first = list(islice(filter(None, (text.strip(_WHITE) for text in texts)), _GUESSED_LINES))
    if any(map(_tag_before_count, first)) and all(map(_may_be_hanlp, first)):
        return HANLP
    if all(map(_TAGGED_LINE.fullmatch, first)):
        return JIEBA
    return COUNTED if all(map(_COUNTED_LINE.fullmatch, first)) else USER


def may_be_text(texts: Iterable[str]) -> bool:
    """Return whether most of the first hundred lines have punctuation of sentences.

    Example
    -------
    >>> may_be_text(["It was dark, and it rained.", "他吃葡萄，她吃香蕉。", "葡萄 3"])
    True
    """
    first = list(islice(filter(None, (text.strip(_WHITE) for text in texts)), _GUESSED_LINES))
    sentences = sum(
        len(line) >= _MIN_SENTENCE and bool(_SENTENCE_MARK.search(line)) for line in first
    )
    return 2 * sentences > len(first)


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
        word, fields = (found[1], found[2]) if found else (otherwise(line), "0")
        value = _sum_of_counts(fields) if format == HANLP else _count(fields)
        if word is None or value > _MAX_COUNT:
            lines.problems[number] = _WRONG_COUNT if word else _invalid_reason(line, format)
        elif format in (USER, COUNTED) and _tag_before_count(line) in _TAGS:
            lines.problems[number] = _MISPLACED_TAG
        else:
            numbers.append(number)
            words.append(word)
            counts.append(value)
    return numbers, LexiconColumns(tuple(words), np.array(counts, np.int64))


def _count(field: str) -> int:
    """Return a count, or one that is too large if it has more than 19 digits."""
    return int(field) if len(field) < 20 else _MAX_COUNT + 1


def _sum_of_counts(fields: str) -> int:
    """Return the sum of all counts in ``[tag count]...``."""
    return sum(map(_count, fields.split()[::-2]))


def _tag_before_count(line: str) -> str | None:
    """Return the tag of a line ``word tag count`` whose word is not Latin; None for others.

    After a Latin word it may be another word: machine learning 5.
    """
    found = _HANLP_LINE.fullmatch(line)
    return found[3] if found and not found[1][-1].isascii() else None


def _may_be_hanlp(line: str) -> bool:
    """Return whether a dictionary of HanLP may contain a line: ``word [tag count]... [tag]``."""
    if _HANLP_LINE.fullmatch(line):
        return True
    fields = line.split()
    return len(fields) == 1 or (len(fields) == 2 and _LAST_TAG.fullmatch(line) is not None)


def _hanlp_word(line: str) -> str | None:
    """Return the word of a line of HanLP without counts; None if it is invalid."""
    return line.split()[0] if _may_be_hanlp(line) else None


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
    HANLP: (_HANLP_LINE, _hanlp_word),
}
"""Pattern of lines of each format, and the function for lines that do not match."""


def _invalid_reason(line: str, format: str) -> str:
    if _has_invalid_count(line):
        return f"{_WRONG_COUNT} (write a count after a word that ends in a number)"
    return f"not {_LINES[format]!r}"


def _has_invalid_count(line: str) -> bool:
    """Return whether there is an invalid number in place of the count."""
    found = _INVALID_COUNT.fullmatch(line)
    return found is not None and (found[1] is None or found[1] in _TAGS)


def export(
    columns: LexiconColumns,
    path: str | os.PathLike[str],
    *,
    split_identifiers: bool,
    counts: bool,
    force: bool,
) -> JiebaExport:
    """Write the words that jieba can use as lines of ``word count``."""
    written: dict[str, int] = {}
    patterns, spaced = [], []
    forms = written_forms(columns.words, columns.examples, split_identifiers=split_identifiers)
    for word, text, count in zip(columns.words, forms, columns.counts.tolist(), strict=True):
        if text is None:
            patterns.append(word)
        elif any(map(str.isspace, text)):
            spaced.append(word)
        elif word != ANY_NUMBER:
            written.setdefault(text, count)
    with atomic_file(path, force=force, compress=True) as file:
        for word, count in written.items():
            file.write((f"{word} {count}\n" if counts and count else f"{word}\n").encode())
    return JiebaExport(len(written), tuple(patterns), tuple(spaced))
