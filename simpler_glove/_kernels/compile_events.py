"""Notifications of numba's compiler, which runs once per kernel and machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from numba.core import event


class _CompileListener(event.Listener):
    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback

    def on_start(self, event: event.Event) -> None:
        self._callback()

    def on_end(self, event: event.Event) -> None:
        pass


@contextmanager
def on_compilation(callback: Callable[[], None]) -> Iterator[None]:
    """Call `callback` whenever numba starts to compile a function; cache hits do not count."""
    with event.install_listener("numba:compile", _CompileListener(callback)):
        yield
