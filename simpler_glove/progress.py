"""Progress of long functions, reported to a callback in the thread of the caller."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol

INTERVAL = 0.2
"""Minimum time between two reports of one stage, in seconds."""


class Progress(Protocol):
    """Type of ``progress`` parameters: a callable with four arguments.

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
        """Receive a report that `done` of `total` units of `stage` are finished.

        Parameters
        ----------
        stage : str
            Name of the stage, one or two words.
        done : int
            Units finished so far; never decreases within a stage.
        total : int or None
            Total number of units, None if unknown.
        unit : str
            Plural name of the unit: bytes, tokens, rows, sweeps.
        """


class Stage:
    """One stage of a long function: sums finished units and reports them a few times per second.

    Parameters
    ----------
    progress : Progress or None
        Callback; None reports nothing.
    name : str
        Name of the stage.
    total : int or None
        Total number of units, None if unknown.
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
        self._reported = -1
        self._next_report = 0.0

    def add(self, units: int) -> None:
        """Add finished units, and report them if `INTERVAL` has passed since the last report."""
        self.done += units
        if self._progress is not None and time.monotonic() >= self._next_report:
            self._report()

    def _report(self) -> None:
        if self._progress is not None and self.done != self._reported:
            self._reported = self.done
            self._next_report = time.monotonic() + INTERVAL
            self._progress(self.name, self.done, self.total, self.unit)

    def __enter__(self) -> Stage:
        """Report the start of the stage."""
        self._report()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Report the end of the stage, unless an exception was raised."""
        if kind is None:
            self._report()
