"""Decimal numbers in text, where speed does not matter: what is one, and its exact rounding."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from ..errors import FormatError

SPACE, TAB = b" ", b"\t"

_DECIMAL = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(rb"[+-]?(nan|inf|infinity)", re.ASCII | re.IGNORECASE)


def split_fields(line: bytes, separator: bytes) -> list[bytes]:
    """Split a line without its end, and without the trailing space that word2vec leaves."""
    line = line.rstrip(b"\r")
    return (line.rstrip(SPACE) if separator == SPACE else line).split(separator)


def exact(field: bytes, place: str) -> np.float32:
    """Round a decimal to the nearest float32, ties to even, by exact fractions."""
    if _NOT_FINITE.fullmatch(field):
        raise FormatError(f"{place}: {field.decode()} is not a finite number.")
    if not _DECIMAL.fullmatch(field):
        raise FormatError(f"{place}: {field[:40]!r} is not a number.")
    wide = float(field)
    with np.errstate(over="ignore"):
        near = np.float32(wide)
    if not np.isfinite(near):
        raise FormatError(f"{place}: {field.decode()} is too large for float32.")
    if abs(wide) < 1e-60:
        return near
    wanted = Fraction(field.decode())
    with np.errstate(over="ignore", under="ignore"):
        below, above = np.nextafter(near, np.array([-np.inf, np.inf], np.float32))
    finite = [value for value in (near, below, above) if np.isfinite(value)]
    return min(finite, key=lambda value: (abs(Fraction(float(value)) - wanted), _odd(value)))


def _odd(value: np.float32) -> int:
    return int(value.view(np.uint32) & 1)


def infer_dimensions(block: bytes) -> int:
    """Find D in text without a header: the most common number of trailing numbers a line.

    One field of a line is always left for the word; of equally common numbers the one that is
    met first is taken.  0 means that these are no vectors.
    """
    votes: dict[int, int] = {}
    for line in _first_lines(block, 100):
        fields = split_fields(line, SPACE)
        count = 0
        while count < len(fields) - 1 and _DECIMAL.fullmatch(fields[-1 - count]):
            count += 1
        votes[count] = votes.get(count, 0) + 1
    return max(votes, key=lambda count: votes[count], default=0)


def _first_lines(block: bytes, count: int) -> Iterator[bytes]:
    start = 0
    for _ in range(count):
        end = block.find(b"\n", start)
        if end < 0:
            return
        yield block[start:end]
        start = end + 1


def numeric_tail(word: str) -> int:
    """How many numbers `word` would add to its line for :func:`infer_dimensions`."""
    fields = word.encode().split(SPACE)
    count = 0
    while count < len(fields) - 1 and _DECIMAL.fullmatch(fields[-1 - count]):
        count += 1
    return count


def is_number(field: bytes) -> bool:
    """Say whether `field` is a decimal number."""
    return _DECIMAL.fullmatch(field) is not None
