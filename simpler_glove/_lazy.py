"""Packages whose names are loaded at their first use (PEP 562), so that importing them is free."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def lazy_names(
    package: str, homes: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a package that loads its names when asked.

    Parameters
    ----------
    package : str
        The package's ``__name__``.
    homes : mapping of str to sequence of str
        Module (relative ones with their leading dot) to the public names that it defines.

    Returns
    -------
    tuple of two functions
        ``__getattr__`` and ``__dir__``, to be bound under these names in the package.

    Example
    -------
    >>> get, names = lazy_names("json", {".decoder": ["JSONDecoder"]})
    >>> get("JSONDecoder").__module__
    'json.decoder'
    """
    module_of = {name: module for module, names in homes.items() for name in names}

    def load(name: str) -> Any:
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
        value = getattr(import_module(module_of[name], package), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *module_of})

    return load, names
