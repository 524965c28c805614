"""Templates of a few sentences, to load the code before memory is measured."""

from __future__ import annotations

from .parser import TemplateParser

_LINES = [f"from a{number} to the b{number} of it" for number in range(20)]


def fit_sample() -> None:
    """Find the templates of twenty sentences.

    Example
    -------
    >>> fit_sample()
    """
    TemplateParser(min_count=2, threads=1).fit(_LINES)
