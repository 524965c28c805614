"""Import of libraries that may be missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .errors import BackendUnavailableError


def import_optional(module: str, purpose: str, *, install: str | None = None) -> Any:
    """Import a module of a library that may be missing.

    Parameters
    ----------
    module : str
        Name that is imported, such as "gensim.models".
    purpose : str
        What needs it, the subject of the message.
    install : str, optional
        Argument of ``pip install``; None uses the first part of `module`.

    Returns
    -------
    module
        The module.

    Raises
    ------
    BackendUnavailableError
        If it cannot be imported; the hint contains the command that installs it.

    Example
    -------
    >>> import_optional("colorsys", "This").rgb_to_hsv(0, 0, 0)
    (0.0, 0.0, 0)
    >>> import_optional("no_such_module", "This")
    Traceback (most recent call last):
    simpler_glove.errors.BackendUnavailableError: This needs no_such_module. Install it: ...
    """
    library = module.partition(".")[0]
    try:
        return import_module(module)
    except ImportError as error:
        is_missing = error.name == library
        reason = "" if is_missing else f", and loading it failed ({error})"
        raise BackendUnavailableError(
            f"{purpose} needs {library}{reason}",
            hint=f"Install it: pip install {install or library}",
        ) from error
