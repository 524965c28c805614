"""The libraries of the extra `report`, which are looked up before any work is done."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from simpler_glove.errors import BackendUnavailableError

_INSTALL = "Install it: pip install 'nlpzero[report]'"


def require(module: str, purpose: str, library: str, **settings: Any) -> None:
    """Raise BackendUnavailableError if a library is not installed.

    Parameters
    ----------
    module : str
        Name that is imported.
    purpose : str
        What needs it, the subject of the message.
    library : str
        Name of the library.
    **settings
        Values of parameters with which it is not needed.

    Example
    -------
    >>> require("numpy", "This", "NumPy")
    """
    if find_spec(module) is None:
        others = "".join([f"\nSet {{{name}}}." for name in settings])
        raise BackendUnavailableError(
            f"{purpose} needs {library}", hint=_INSTALL + others, settings=settings
        )
