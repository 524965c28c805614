"""A cache of values that are computed from an object, for the lifetime of the object."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

Value = TypeVar("Value")
_CACHES: WeakKeyDictionary[Any, dict[Hashable, Any]] = WeakKeyDictionary()


def cached_for(owner: Any, key: Hashable, make: Callable[[], Value]) -> Value:
    """Return the cached value for an object and a key, or compute it.

    There is no lock, which a fork could leave locked: two threads may compute the same value.

    Parameters
    ----------
    owner : object
        Referenced weakly; the value must not reference it.
    key : hashable
        Identifies the value.
    make : callable
        Computes the value.

    Returns
    -------
    object
        The same object in every call.

    Example
    -------
    >>> class Model:
    ...     pass
    >>> model = Model()
    >>> cached_for(model, "words", list) is cached_for(model, "words", list)
    True
    """
    cache = _CACHES.setdefault(owner, {})
    if key not in cache:
        cache[key] = make()
    value: Value = cache[key]
    return value
