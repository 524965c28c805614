"""Templates of short lines, to load the code before memory is measured."""

from __future__ import annotations

from itertools import product

from .finder import TemplateFinder

_LINES = [f"user {number} left after 5 s" for number in range(999)]
_NAMES = ["".join(letters) for letters in product("abcdefghijkl", repeat=3)]
_MANY = [f"what {name} said about {name}{name} is not here" for name in _NAMES]  # tables grow


def find_sample() -> None:
    """Find the templates of lines, and write the lines with them.

    Example
    -------
    >>> find_sample()
    """
    finder = TemplateFinder(threads=1).fit(_LINES + _MANY)
    for is_json in (False, True):
        list(finder.templates_.rows(finder.blocks(_LINES), threads=1, is_json=is_json))
