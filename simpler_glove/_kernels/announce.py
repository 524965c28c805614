"""Telling when numba compiles, which it does once for each kernel and machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from numba.core import event


class _Listener(event.Listener):
    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call

    def on_start(self, event: event.Event) -> None:
        self._call()

    def on_end(self, event: event.Event) -> None:
        pass


@contextmanager
def compilations(call: Callable[[], None]) -> Iterator[None]:
    """Call back whenever numba begins to compile a function; loading from its cache is silent."""
    with event.install_listener("numba:compile", _Listener(call)):
        yield
