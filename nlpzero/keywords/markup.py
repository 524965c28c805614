"""Markup and links in texts, which are no part of what a text is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

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
    r"|[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,9}"
    rf"|\b{_HOST}(?:{_DOMAINS})\b(?:/[!-;=?-~]*)?",
    re.ASCII,
)
_LINK_PARTS = ("://", "www.", "@", *(f".{domain}" for domain in _DOMAINS.split("|")))
_COMMENT_END = "-->"
_HIDDEN = ("script", "style")  # elements whose content is no text


def markup_spans(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return the sorted spans of tags, entities, links and addresses in the joined texts.

    int64, shape (K, 2), in code points.

    Example
    -------
    >>> markup_spans(["<b>A&amp;B</b>", "see www.example.com/a"]).tolist()
    [[0, 3], [4, 9], [10, 14], [18, 35]]
    """
    joined = "".join(texts)
    if not _has_tags(joined) and not _has_links(joined):  # quicker than to look at each text
        return NO_SPANS
    spans: list[tuple[int, int]] = []
    place = 0
    for text in texts:
        found = [*_tags(text)] if _has_tags(text) else []
        if _has_links(text):
            found += [match.span() for match in _LINK.finditer(text)]
        spans += [(place + start, place + stop) for start, stop in sorted(found)]
        place += len(text)
    return np.array(spans, np.int64).reshape(-1, 2)


def _has_tags(text: str) -> bool:
    return "<" in text or "&" in text


def _has_links(text: str) -> bool:
    return any(part in text for part in _LINK_PARTS)


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
