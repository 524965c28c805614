"""What has been worked out about an object, kept for as long as the object lives."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

Value = TypeVar("Value")
_KEPT: WeakKeyDictionary[Any, dict[Hashable, Any]] = WeakKeyDictionary()


def remembered(owner: Any, key: Hashable, make: Callable[[], Value]) -> Value:
    """Return what `make` gave for this owner and key, or call it.

    Without a lock, which a fork could leave locked: at worst two threads work out the same.

    Parameters
    ----------
    owner : object
        Is not kept alive; so what is made must not hold it.
    key : hashable
        What is worked out.
    make : callable
        Works it out.

    Returns
    -------
    object
        The same object each time.

    Example
    -------
    >>> class Model:
    ...     pass
    >>> model = Model()
    >>> remembered(model, "words", list) is remembered(model, "words", list)
    True
    """
    kept = _KEPT.setdefault(owner, {})
    if key not in kept:
        kept[key] = make()
    found: Value = kept[key]
    return found
