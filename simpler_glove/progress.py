"""How long functions tell what they are doing: a callback, called from the caller's thread."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol

INTERVAL = 0.2
"""Least time between two reports of one stage, in seconds."""


class Progress(Protocol):
    """What a ``progress`` parameter takes: any callable with these four arguments.

    Example
    -------
    >>> def show(stage: str, done: int, total: int | None, unit: str) -> None:
    ...     print(stage, done, total, unit)
    >>> with Stage(show, "counting", 10, "words") as stage:
    ...     stage.add(10)
    counting 0 10 words
    counting 10 10 words
    """

    def __call__(self, stage: str, done: int, total: int | None, unit: str) -> None:
        """Take note that `done` of `total` units (None: unknown) of `stage` are finished.

        Parameters
        ----------
        stage : str
            What is being done, in a word or two.
        done : int
            Units finished so far; never falls within a stage.
        total : int or None
            Units in all, None where nobody can know.
        unit : str
            Plural name of the unit: bytes, tokens, rows, sweeps.
        """


class Stage:
    """One stage of a long job: adds up what is done and reports it a few times a second.

    Parameters
    ----------
    progress : Progress or None
        The user's callback; None makes every call free.
    name : str
        Name of the stage.
    total : int or None
        Units in all, None where unknown.
    unit : str
        Plural name of the unit.

    Example
    -------
    >>> with Stage(None, "reading", None, "bytes") as stage:
    ...     stage.add(1024)
    >>> stage.done
    1024
    """

    def __init__(self, progress: Progress | None, name: str, total: int | None, unit: str) -> None:
        self.name = name
        self.total = total
        self.unit = unit
        self.done = 0
        self._progress = progress
        self._told = -1
        self._next = 0.0

    def add(self, units: int) -> None:
        """Count `units` more as done, and report if the last report is old enough."""
        self.done += units
        if self._progress is not None and time.monotonic() >= self._next:
            self._tell()

    def _tell(self) -> None:
        if self._progress is not None and self.done != self._told:
            self._told = self.done
            self._next = time.monotonic() + INTERVAL
            self._progress(self.name, self.done, self.total, self.unit)

    def __enter__(self) -> Stage:
        """Report that the stage begins."""
        self._tell()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Report that the stage has ended, unless it failed."""
        if kind is None:
            self._tell()
