"""Notifications of the compilation of kernels, without an import of the compiler."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

COMPILING = "compiling"
"""Name of the stage in which kernels are compiled, in reports of progress."""
_callbacks: list[Callable[[], None]] = []


@contextmanager
def on_compilation(callback: Callable[[], None]) -> Iterator[None]:
    """Call a function whenever a kernel is compiled within a ``with`` block.

    Code that is loaded from the cache is not compiled.

    Parameters
    ----------
    callback : callable
        Called without arguments when the compilation of a kernel starts.

    Example
    -------
    >>> with on_compilation(print):
    ...     pass
    """
    _callbacks.append(callback)
    try:
        yield
    finally:
        _callbacks.remove(callback)


def compilation_starts() -> None:
    """Call the functions of all :func:`on_compilation` blocks; the compiler calls this."""
    for callback in tuple(_callbacks):
        callback()
