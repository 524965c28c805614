"""Progress on standard error: bars on a terminal, otherwise one plain line per stage."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from .formatting import for_stream

if TYPE_CHECKING:
    from tqdm import tqdm

INTERVAL_SECONDS = 30.0
"""Minimum time between two plain lines within a stage."""


def say(text: str, *, end: bool = True) -> None:
    """Write to standard error, a whole line or the start of one; ignore a closed pipe."""
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(for_stream(text, sys.stderr) + ("\n" if end else ""))
        sys.stderr.flush()


def is_terminal() -> bool:
    """Return True if standard error is a terminal that can redraw a line."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class StageReport:
    """A progress callback that shows each stage and records its duration.

    Parameters
    ----------
    visible : bool
        False shows nothing and only records the durations.
    min_seconds : float, default 0.0
        Minimum duration of a stage that leaves a line.

    Attributes
    ----------
    seconds : dict of str to float
        Stage to its duration, in the order of the stages.
    """

    def __init__(self, *, visible: bool, min_seconds: float = 0.0) -> None:
        self.seconds: dict[str, float] = {}
        self._visible = visible
        self._min_seconds = min_seconds
        self._bars = visible and is_terminal()
        self._bar: tqdm[Any] | None = None
        self._stage: tuple[str, int, int | None, str] | None = None
        self._start = self._last_line = 0.0

    def __call__(self, stage: str, done: int, total: int | None, unit: str) -> None:
        """Record the progress; see `simpler_glove.Progress`."""
        if self._stage is None or self._stage[0] != stage or done < self._stage[1]:
            self.close()
            self._begin(stage, total, unit)
        self._stage = (stage, done, total, unit)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
        elif self._visible and time.monotonic() - self._last_line >= INTERVAL_SECONDS:
            self._write_line()

    @property
    def stage(self) -> str | None:
        """Name of the current stage, if there is one."""
        return None if self._stage is None else self._stage[0]

    def note(self, text: str) -> None:
        """Write a line to standard error without ending the current stage."""
        if self._bar is not None:
            self._bar.clear()
        say(text)
        if self._bar is not None:
            self._bar.refresh()

    def _begin(self, stage: str, total: int | None, unit: str) -> None:
        self._start = self._last_line = time.monotonic()
        if self._bars:
            from tqdm import tqdm

            self._bar = tqdm(desc=stage, total=total, unit=f" {unit}", unit_scale=True, leave=False)

    def _write_line(self) -> None:
        assert self._stage is not None  # a stage has begun: for the type checker
        stage, done, total, unit = self._stage
        self._last_line = time.monotonic()
        amount = f"{done:,}" if total is None or done == total else f"{done:,} of {total:,}"
        unit = unit.removesuffix("s") if amount == "1" else unit
        say(f"{stage}: {amount} {unit}, {self._last_line - self._start:.1f} s")

    def close(self) -> None:
        """End the current stage: clear its bar and write its line."""
        if self._stage is None:
            return
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        spent = time.monotonic() - self._start
        self.seconds[self._stage[0]] = self.seconds.get(self._stage[0], 0.0) + spent
        if self._visible and spent >= self._min_seconds:
            self._write_line()
        self._stage = None
