"""JSON from files that may be damaged or hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any, NoReturn

from ..errors import FormatError

_MAX_DEPTH = 100
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')  # and strings, which may contain some


def parse_json(data: bytes | str) -> Any:
    """Parse JSON; ValueError for everything that is not valid JSON or cannot be represented.

    Unlike `json.loads`, it raises no other exception for deep nesting, and does not accept NaN
    and infinity.

    Parameters
    ----------
    data : bytes or str
        The text; bytes are UTF-8.

    Returns
    -------
    object
        The value.

    Example
    -------
    >>> parse_json(b'{"window": 10}')
    {'window': 10}
    >>> parse_json("[" * 100_000)
    Traceback (most recent call last):
    ValueError: nested too deeply
    """
    try:
        text = data.decode() if isinstance(data, bytes) else data
        value = json.loads(text, parse_constant=_reject_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if text.count("[") + text.count("{") > _MAX_DEPTH:
        _check_depth(text)
    return value


def _check_depth(text: str) -> None:
    """Raise ValueError for JSON that functions which call themselves cannot handle."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += (match[0] in "[{") - (match[0] in "]}")
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deeply")


def count_fields(value: Any, names: Collection[str]) -> dict[str, int]:
    """Check counts that were stored as JSON.

    Parameters
    ----------
    value : object
        A JSON value.
    names : collection of str
        The fields that it must have, and no others.

    Returns
    -------
    dict of str to int
        The counts, at least 0.

    Raises
    ------
    FormatError
        If it is anything else.

    Example
    -------
    >>> count_fields({"lines": 2}, ["lines"])
    {'lines': 2}
    """
    if not isinstance(value, dict) or value.keys() != {*names}:
        raise FormatError(f"statistics must have the fields {', '.join(names)}")
    for name, number in value.items():
        if type(number) is not int or not 0 <= number < 2**63:
            raise FormatError(f"{name} must be an int from 0 to 2**63 - 1")
    return value


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")
