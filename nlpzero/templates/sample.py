"""Templates of a few lines, to load the code before memory is measured."""

from __future__ import annotations

from .finder import TemplateFinder

_LINES = [f"user {name} left after 5 s" for name in ("ann", "bob", "cat", "dan", "eve")]


def find_sample() -> None:
    """Find the templates of five lines, and write the lines with them.

    Example
    -------
    >>> find_sample()
    """
    finder = TemplateFinder(threads=1).fit(_LINES)
    for is_json in (False, True):
        list(finder.templates_.rows(finder.blocks(_LINES), threads=1, is_json=is_json))
