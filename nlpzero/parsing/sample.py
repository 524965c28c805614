"""Templates of short sentences, to load the code before memory is measured."""

from __future__ import annotations

from .parser import TemplateParser

_LINES = [f"from {first} to the {second}" for first in "abcdefghij" for second in "klmnopq"]
_MANY = [" ".join(f"w{number}" for number in range(2000))]  # tables grow


def fit_sample() -> None:
    """Find the templates of sentences, and parse one.

    Example
    -------
    >>> fit_sample()
    """
    TemplateParser(min_count=2, threads=1).fit(_LINES + _MANY).parse(_LINES[0])
