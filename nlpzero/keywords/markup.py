"""Markup and links in texts, which are no part of what a text is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .._kernels.keyword_tokens import may_have_markup

NO_SPANS = np.empty((0, 2), np.int64)
_ATTRIBUTE = r"""\s+[\w:@.-]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))?"""
_TAG = re.compile(
    rf"<(?P<close>/)?(?P<name>[A-Za-z][\w:-]*)(?:{_ATTRIBUTE})*\s*/?>"
    r"|<[!?][^<>]*>|<!--|-->|&(?:[A-Za-z]{2,8}|\#[0-9]{1,7}|\#x[0-9A-Fa-f]{1,6});"
)
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,9}"
_DOMAINS = "com|org|net|edu|gov|cn|jp|uk"
_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,9}://[!-;=?-~]+|\bwww\.[!-;=?-~]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,9}"
    rf"|\b{_HOST}(?:{_DOMAINS})\b(?:/[!-;=?-~]*)?",
    re.ASCII,
)
_COMMENT_END = "-->"
_HIDDEN = ("script", "style")  # elements whose content is no text


def markup_spans(
    texts: Sequence[str], codes: NDArray[np.uint32], offsets: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the sorted spans of tags, entities, links and addresses in the joined texts.

    codes : uint32 (L,), the texts; offsets : int64 (S + 1,), start of each text in `codes`. Returns
    int64 (K, 2), in code points.

    Example
    -------
    >>> from nlpzero.text import code_points
    >>> text = "<b>A&amp;B</b> see www.example.com/a"
    >>> markup_spans([text], code_points(text), np.array([0, len(text)])).tolist()
    [[0, 3], [4, 9], [10, 14], [19, 36]]
    """
    spans: list[tuple[int, int]] = []
    tags, links = may_have_markup(codes, offsets)  # quicker than regular expressions
    for number in np.flatnonzero(tags | links).tolist():
        text, place = texts[number], int(offsets[number])
        found = [*_tags(text)] if tags[number] else []
        if links[number]:
            found += [match.span() for match in _LINK.finditer(text)]
        spans += [(place + start, place + stop) for start, stop in sorted(found)]
    return np.array(spans, np.int64).reshape(-1, 2)


def _tags(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of tags, entities, comments, and elements whose content is no text."""
    element, start = "", 0  # the element or comment whose end is awaited
    for match in _TAG.finditer(text):
        yield match.span()
        name = (match["name"] or match[0]).lower()
        if element:
            if name == element and (match["close"] or element == _COMMENT_END):
                yield start, match.end()
                element = ""
        elif name == "<!--":
            element, start = _COMMENT_END, match.start()
        elif name in _HIDDEN and not match["close"]:
            element, start = name, match.start()
