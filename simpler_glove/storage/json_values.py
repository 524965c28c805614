"""JSON from files that may be damaged or hostile."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import Any, NoReturn, TypeVar

from ..errors import FormatError

Statistics = TypeVar("Statistics")
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


def stored_statistics(value: Any, kind: type[Statistics]) -> Statistics:
    """Create an object whose fields are counts that were stored as JSON.

    Parameters
    ----------
    value : object
        A JSON value.
    kind : type
        A dataclass, whose fields are ints.

    Returns
    -------
    object
        An instance of `kind`; all counts are from 0 to 2**63 - 1.

    Raises
    ------
    FormatError
        If the value has other fields or other values.

    Example
    -------
    >>> from dataclasses import make_dataclass
    >>> stored_statistics({"lines": 2}, make_dataclass("Statistics", ["lines"]))
    Statistics(lines=2)
    """
    names = [entry.name for entry in fields(kind)]  # type: ignore[arg-type]
    if not isinstance(value, dict) or value.keys() != {*names}:
        raise FormatError(f"statistics must have the fields {', '.join(names)}")
    for name, number in value.items():
        if type(number) is not int or not 0 <= number < 2**63:
            raise FormatError(f"{name} must be an int from 0 to 2**63 - 1")
    return kind(**value)


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")
