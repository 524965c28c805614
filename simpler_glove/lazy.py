"""Load the public names of a package at their first use (PEP 562).

The stub ``__init__.pyi`` of the package is the only list of its public names. Type checkers and
editors read it, and so does :func:`attach_stub` at run time.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any


def attach_stub(
    package: str, file: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Create ``__getattr__``, ``__dir__`` and ``__all__`` of a package from its stub.

    Parameters
    ----------
    package : str
        The ``__name__`` of the package.
    file : str
        The ``__file__`` of the package; the stub has the same path with the suffix ``.pyi``.

    Returns
    -------
    tuple of function, function, list of str
        The values for ``__getattr__``, ``__dir__`` and ``__all__``.

    References
    ----------
    ``attach_stub`` of the package lazy_loader, which accepts relative imports only.

    Example
    -------
    >>> import simpler_glove
    >>> load, names, public = attach_stub("simpler_glove", simpler_glove.__file__)
    >>> load("Vocabulary").__name__, "Vocabulary" in public
    ('Vocabulary', True)
    """
    module_of = dict(_names(Path(file).with_suffix(".pyi").read_text(encoding="utf-8")))

    def load(name: str) -> Any:
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
        value = getattr(import_module(module_of[name], package), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        loaded = vars(sys.modules[package]).items()
        inner = f"{package}."
        own = (
            name
            for name, value in loaded
            if name.startswith("__") or getattr(value, "__name__", "").startswith(inner)
        )
        return sorted({*own, *module_of})  # without what the package imports for itself

    return load, names, list(module_of)


def _names(stub: str) -> Iterator[tuple[str, str]]:
    """Yield each name that a stub imports, and the module that defines it."""
    for statement in ast.parse(stub).body:
        if isinstance(statement, ast.ImportFrom):
            module = "." * statement.level + (statement.module or "")
            for alias in statement.names:
                yield alias.asname or alias.name, module
