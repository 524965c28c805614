"""Where a command says things: data on standard output, everything else on standard error."""

from __future__ import annotations

import errno
import json
import logging
import math
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import click

from .progress import StageReport, say

_LOGGERS = ("nlpzero", "simpler_glove")


def plain(value: Any) -> Any:
    """Return `value` as JSON knows it: numpy's numbers as numbers, NaN and infinity as null.

    Example
    -------
    >>> plain({"score": float("nan"), "words": ("a", "b")})
    {'score': None, 'words': ['a', 'b']}
    """
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def thousands(value: Any) -> str:
    """Return `value` for people: integers with thousands separators, floats with 4 digits."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "-"}[value]
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def size(count: float) -> str:
    """Return a number of bytes for people.

    Example
    -------
    >>> size(1_600_000_000), size(999)
    ('1.6 GB', '999 bytes')
    """
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 999.5 or unit == "GB":
            return f"{count:.0f} bytes" if unit == "bytes" else f"{count:.3g} {unit}"
        count /= 1000
    raise AssertionError("unreachable")


def check_file(path: str, *, force: bool) -> None:
    """Raise, before hours of work, if a file at `path` could not be made or replaced."""
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, "Is a directory", path)
    if os.path.lexists(path) and not force:
        raise FileExistsError(errno.EEXIST, "File exists", path)
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise FileNotFoundError(errno.ENOENT, "No such directory", folder)


@contextmanager
def sink(path: str | None, *, force: bool) -> Iterator[BinaryIO]:
    """Open a file that appears when it is whole, compressed as its suffix says, or the output."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from simpler_glove.formats.opening import created

    with created(path, force=force) as file:
        yield file


class _Notes(logging.Handler):
    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        self._console.message(record.getMessage())


@dataclass
class Console:
    """The streams of one run, as the options -q, -v, --no-progress and --debug set them.

    Attributes
    ----------
    command : click.Command or None
        The command that runs; its options are named in messages.
    quiet, verbose, bars, debug : bool or int
        What the options say.
    kept : str
        What an interruption leaves behind, for the message of Ctrl-C.
    report : StageReport or None
        The progress of the job under way.
    logged : list
        Loggers that are shown, by what, and their level before.
    """

    command: click.Command | None = None
    quiet: bool = False
    verbose: int = 0
    bars: bool = True
    debug: bool = False
    kept: str = "Nothing half-written is left behind."
    report: StageReport | None = field(default=None, repr=False)
    logged: list[tuple[logging.Logger, logging.Handler, int]] = field(
        default_factory=list, repr=False
    )

    def progress(self, *, least: float = 0.0) -> StageReport:
        """Return a fresh progress callback; stages of less than `least` seconds leave no line."""
        self.close()
        self.report = StageReport(visible=self.bars and not self.quiet, least=least)
        return self.report

    def close(self) -> None:
        """End what is shown of the progress."""
        if self.report is not None:
            self.report.close()

    def message(self, text: str) -> None:
        """Say something about the job on standard error, unless quiet."""
        self.close()
        if not self.quiet:
            say(text)

    def data(self, text: str) -> None:
        """Write one line of data to standard output."""
        self.close()
        sys.stdout.write(text + "\n")
        sys.stdout.flush()  # the next program in the pipe shall not wait

    def document(self, value: Any) -> None:
        """Write one JSON document to standard output."""
        self.data(json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False))

    def record(self, value: Any) -> None:
        """Write one line of a JSON stream to standard output."""
        self.data(json.dumps(plain(value), ensure_ascii=False, allow_nan=False))

    def table(self, rows: Iterable[tuple[str, Any]]) -> None:
        """Write names and values to standard output, the values in one column."""
        lines = [(name, thousands(value)) for name, value in rows]
        width = max((len(name) for name, _ in lines), default=0)
        for name, value in lines:
            self.data(f"{name:<{width}}  {value}")

    @contextmanager
    def notes(self) -> Iterator[None]:
        """Say what the library warns of meanwhile, unless all that it logs is shown."""
        loggers, handler = [logging.getLogger(name) for name in _LOGGERS], _Notes(self)
        for logger in () if self.verbose else loggers:
            logger.addHandler(handler)
        try:
            yield
        finally:
            for logger in loggers:
                logger.removeHandler(handler)

    def log(self) -> None:
        """Show what the library logs, from `verbose` 1 the steps, from 2 the details."""
        self.end_log()
        handler = logging.StreamHandler(sys.stderr)
        for name in _LOGGERS:
            logger = logging.getLogger(name)
            self.logged.append((logger, handler, logger.level))
            logger.setLevel(logging.INFO if self.verbose == 1 else logging.DEBUG)
            logger.addHandler(handler)

    def end_log(self) -> None:
        """Show no more of what the library logs: standard error may be another one next time."""
        while self.logged:
            logger, handler, level = self.logged.pop()
            logger.removeHandler(handler)
            logger.setLevel(level)
