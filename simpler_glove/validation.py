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
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from .errors import ParameterError

_Kind = TypeVar("_Kind")
MAX_INT = 2**63 - 1
"""Default maximum of ints: the largest int64."""


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
    """Return `value` as an int64, or raise ParameterError; a bool is not accepted."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise _reject(value, name, owner, _bounds("an int", minimum, maximum))
    number = int(value)
    if not -MAX_INT <= number <= MAX_INT:
        maximum = MAX_INT if maximum is None else maximum
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise _reject(value, name, owner, _bounds("an int", minimum, maximum))
    if number < -MAX_INT:
        raise _reject(value, name, owner, _bounds("an int", -MAX_INT, maximum))
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
    try:
        number = float(value)
    except OverflowError:  # of an int or a fraction
        number = math.inf
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


def check_str(value: Any, name: str, owner: str) -> str:
    """Return `value` if it is a str, or raise ParameterError."""
    return check_instance(value, name, owner, str, "a str")


def check_instance(
    value: Any, name: str, owner: str, kind: type[_Kind] | Any, allowed: str | None = None
) -> _Kind:
    """Return `value` if it is an instance of `kind`, or raise ParameterError.

    `allowed` describes the values in the message; None is the name of the class.
    """
    if not isinstance(value, kind):
        raise _reject(value, name, owner, allowed or _with_article(kind.__name__))
    return value


def check_iterable(value: Any, name: str, owner: str, allowed: str = "an iterable of str") -> Any:
    """Return `value` if it is iterable and neither str nor bytes, or raise ParameterError."""
    if isinstance(value, str | bytes) or not hasattr(value, "__iter__"):
        raise _reject(value, name, owner, allowed)
    return value


def check_each_str(values: Iterable[Any], name: str, owner: str) -> Iterator[str]:
    """Yield `values`; ParameterError unless they are an iterable of str and not one str.

    The values are checked when they are read, the iterable itself at once.
    """
    check_iterable(values, name, owner)
    return (check_instance(value, name, owner, str, "an iterable of str") for value in values)


def _with_article(name: str) -> str:
    if name.endswith("s") and not name.endswith("ss"):  # such as WordVectors
        return name
    return ("an " if name[0] in "AEIOUaeiou" else "a ") + name


def check_path(value: Any, name: str, owner: str, allowed: str = "a path") -> None:
    """Raise ParameterError unless `value` can be the path of a file."""
    try:
        valid = isinstance(value, str | os.PathLike) and b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        valid = False
    if not valid:
        raise _reject(value, name, owner, allowed)


def check_folder(value: Any, name: str, owner: str) -> None:
    """Raise ParameterError unless `value` is None or an existing directory."""
    if value is None:
        return
    if not isinstance(value, str | os.PathLike) or not os.path.isdir(value):
        raise _reject(value, name, owner, "an existing directory")
