"""Checks of the parameters of public functions, all with the same form of message.

>>> check_int(0, "window", "count_cooccurrences", minimum=1)
Traceback (most recent call last):
    ...
simpler_glove.errors.ParameterError: The 'window' parameter of count_cooccurrences must be \
an int >= 1. Got 0 instead.
"""

from __future__ import annotations

import math
import numbers
import os
from collections.abc import Iterable
from typing import Any

from .errors import ParameterError


def _reject(value: Any, name: str, owner: str, allowed: str) -> ParameterError:
    return ParameterError(parameter=name, owner=owner, allowed=allowed, got=value)


def _bounds(kind: str, minimum: float | None, maximum: float | None) -> str:
    if minimum is not None and maximum is not None:
        return f"{kind} from {minimum} to {maximum}"
    if minimum is not None:
        return f"{kind} >= {minimum}"
    return kind if maximum is None else f"{kind} <= {maximum}"


def check_int(
    value: Any, name: str, owner: str, *, minimum: int | None = None, maximum: int | None = None
) -> int:
    """Return `value` as an int, or raise ParameterError; a bool is not accepted."""
    allowed = _bounds("an int", minimum, maximum)
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise _reject(value, name, owner, allowed)
    number = int(value)
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise _reject(value, name, owner, allowed)
    return number


def check_float(
    value: Any,
    name: str,
    owner: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
) -> float:
    """Return `value` as a finite float, or raise ParameterError."""
    allowed = _bounds("a finite number", minimum, maximum)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise _reject(value, name, owner, allowed)
    number = float(value)
    if not math.isfinite(number):
        raise _reject(value, name, owner, allowed)
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise _reject(value, name, owner, allowed)
    return number


def check_bool(value: Any, name: str, owner: str) -> bool:
    """Return `value` as a bool, or raise ParameterError; 0, 1 and "no" are not accepted."""
    if not isinstance(value, bool) and type(value).__name__ != "bool":  # numpy has one, too
        raise _reject(value, name, owner, "True or False")
    return bool(value)


def check_choice(value: Any, name: str, owner: str, choices: Iterable[str]) -> str:
    """Return `value` if it is one of `choices`, or raise ParameterError naming them all."""
    known = tuple(choices)
    if not isinstance(value, str) or value not in known:
        raise _reject(value, name, owner, "one of " + ", ".join(map(repr, known)))
    return value


def check_folder(value: Any, name: str, owner: str) -> None:
    """Raise ParameterError unless `value` is None or an existing directory."""
    if value is not None and not os.path.isdir(value):
        raise _reject(value, name, owner, "an existing directory")
