"""The fields of a line of text: separators, decimal numbers, and the number of dimensions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

SPACE, TAB, COMMA, SEMICOLON = b" ", b"\t", b",", b";"
BLANKS = SPACE + TAB
LAYOUT_LINES = 100
"""Number of lines from which the layout of a text is inferred."""
MAX_SHOWN_BYTES = 60
"""Bytes of a field or a line that a message contains."""

# Both alternatives begin differently, so that matching takes linear time.
_DECIMAL = re.compile(rb"[+-]?(\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = re.compile(rb"[+-]?(nan|inf|infinity)", re.ASCII | re.IGNORECASE)
_BLANKS = re.compile(rb"[ \t]+")
_MIN_EXACT = 1e-60  # smaller numbers round to zero
_MAX_DIGITS = 200  # more than a number between two neighbouring float32 has


def is_number(field: bytes) -> bool:
    """Return whether `field` is a decimal number."""
    return _DECIMAL.fullmatch(field) is not None


def split_fields(line: bytes, separator: bytes) -> list[bytes]:
    """Split a line without its end; spaces and tabs around the fields are removed.

    A line that begins with a space has an empty first field.
    """
    line = line.rstrip(b"\r" + BLANKS)
    if separator == SPACE:
        return _BLANKS.split(line)
    return [field.strip(BLANKS) for field in line.split(separator)]


def round_exactly(field: bytes) -> np.float32:
    """Round a decimal number to the nearest float32, ties to even; ValueError if it is not one."""
    shown = field[:MAX_SHOWN_BYTES]
    if _NOT_FINITE.fullmatch(field):
        raise ValueError(f"{shown.decode()} is not a finite number")
    if not is_number(field):
        raise ValueError(f"{shown!r} is not a number")
    wide = float(field)
    with np.errstate(over="ignore"):
        near = np.float32(wide)
    if not np.isfinite(near):
        raise ValueError(f"{shown.decode()} is too large for float32")
    if abs(wide) < _MIN_EXACT:
        return near
    exact = _fraction(field.decode())
    with np.errstate(over="ignore", under="ignore"):
        below, above = np.nextafter(near, np.array([-np.inf, np.inf], np.float32))
    finite = [value for value in (near, below, above) if np.isfinite(value)]
    return min(finite, key=lambda value: (abs(Fraction(float(value)) - exact), _is_odd(value)))


def _fraction(text: str) -> Fraction:
    """Return a decimal number without the digits that cannot change its rounding."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.lstrip("+-").partition(".")
    digits = (whole + decimals).lstrip("0")
    power = int(exponent[:1].strip("0123456789") + (exponent.lstrip("+-0") or "0"))
    power -= len(decimals)
    if len(digits) > _MAX_DIGITS:
        power += len(digits) - _MAX_DIGITS - 1
        rest = digits[_MAX_DIGITS:].strip("0")
        digits = digits[:_MAX_DIGITS] + ("1" if rest else "0")
    value = int(digits) * Fraction(10) ** power
    return -value if mantissa.startswith("-") else value


def _is_odd(value: np.float32) -> int:
    return int(value.view(np.uint32) & 1)


def infer_layout(block: bytes) -> tuple[bytes, int]:
    """Find the separator and D: the most frequent number of trailing numbers per line.

    Commas or semicolons are separators if they give more numbers than spaces and tabs.  One field
    of a line is always the word; of equally frequent numbers the first is returned.  D = 0 means
    that the lines are not vectors.
    """
    lines = list(filter(bytes.strip, block.split(b"\n", LAYOUT_LINES)[:-1]))
    best, dimensions = SPACE, 0
    for separator in (SPACE, COMMA, SEMICOLON):
        fields = (split_fields(line, separator) for line in lines)
        found = most_frequent(len(trailing_numbers(some)) for some in fields)
        if found > dimensions and (separator == SPACE or found > 1):
            best, dimensions = separator, found
    return best, dimensions


def trailing_numbers(fields: list[bytes]) -> list[bytes]:
    """Return the numbers at the end of a line, finite or not, without the first field."""
    count = 0
    while count < len(fields) - 1 and _is_numeric(fields[-1 - count]):
        count += 1
    return fields[len(fields) - count :]


def _is_numeric(field: bytes) -> bool:
    return is_number(field) or _NOT_FINITE.fullmatch(field) is not None


def most_frequent(numbers: Iterable[int]) -> int:
    """Return the most frequent number, the first of several; 0 if there is none."""
    votes: dict[int, int] = {}
    for number in numbers:
        votes[number] = votes.get(number, 0) + 1
    return max(votes, key=lambda number: votes[number], default=0)
