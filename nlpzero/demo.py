"""The text of the demonstration, which comes with the package."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

DEMO_TEXT = Path(__file__).with_name("data") / "state-of-the-union.txt.gz"
"""The State of the Union addresses from 1900 to 2021, one per line; their source is beside them."""

_WORD = re.compile(r"[^\W\d_]{2,}")


def demo_corpus() -> Iterator[list[str]]:
    """Yield the words of 123 State of the Union addresses of the presidents of the United States.

    The addresses, from 1900 to 2021, are in the public domain and part of the package.

    Yields
    ------
    list of str
        An address: its lower-case words of at least 2 letters, 869,000 in all.

    Example
    -------
    >>> next(demo_corpus())[:4]
    ['to', 'the', 'senate', 'and']
    """
    with gzip.open(DEMO_TEXT, "rt", encoding="utf-8") as addresses:
        for address in addresses:
            yield _WORD.findall(address.lower())
