"""The streams of a command: data on standard output, everything else on standard error."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import click

from simpler_glove.compile_events import COMPILING, on_compilation
from simpler_glove.errors import NlpzeroError

from .formatting import for_stream, format_value, json_text
from .progress import StageReport, say
from .spelling import spelling

COMPILATION_SECONDS = 1.0
"""Time after which a message says that functions are compiled."""
_COMPILATION = "Compiling functions, once; later runs load them from a cache."
_LOGGERS = ("nlpzero", "simpler_glove")


class _WarningHandler(logging.Handler):
    """Shows warnings of the library as messages of the command, unless the log is shown."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        if not self._console.verbose:
            self._console.warning(record.msg, record.getMessage())


class _LogHandler(logging.Handler):
    """Writes the log of the library to standard error."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        self._console.close()
        say(self._console.spelled(record.msg, self.format(record)))


@dataclass
class Console:
    """The streams of one run, as set by -q, -v, --no-progress and --debug.

    Attributes
    ----------
    command : click.Command or None
        The command that runs; error messages name its options.
    quiet, verbose, bars, debug : bool or int
        Values of the options.
    kept : str
        Part of the message after Ctrl-C: the results that are kept.
    report : StageReport or None
        Progress of the current job.
    log_handlers : list
        Loggers that are shown, their handler, and their previous level.
    code : int
        Exit code of a command that ends without an exception.
    warned : set of str
        Warnings that were shown.
    """

    command: click.Command | None = None
    quiet: bool = False
    verbose: int = 0
    bars: bool = True
    debug: bool = False
    kept: str = "No incomplete output is left behind."
    report: StageReport | None = field(default=None, repr=False)
    log_handlers: list[tuple[logging.Logger, logging.Handler, int]] = field(
        default_factory=list, repr=False
    )
    code: int = 0
    warned: set[str] = field(default_factory=set, repr=False)

    def progress(self, *, min_seconds: float = 0.0) -> StageReport:
        """Return a new progress callback; shorter stages than `min_seconds` leave no line."""
        self.close()
        self.report = StageReport(visible=self.bars and not self.quiet, min_seconds=min_seconds)
        return self.report

    def close(self) -> None:
        """End the display of progress."""
        if self.report is not None:
            self.report.close()

    def message(self, text: str) -> None:
        """Write a message to standard error, unless quiet."""
        self.close()
        if not self.quiet:
            say(text)

    def warning(self, warning: object, text: str) -> None:
        """Write a warning of the library to standard error, once, unless quiet."""
        shown = self.spelled(warning, text)
        if shown not in self.warned:
            self.warned.add(shown)
            self.message(shown)

    def spelled(self, warning: object, text: str) -> str:
        """Return the text of a warning; an error that was logged names options of the command."""
        if not isinstance(warning, NlpzeroError):
            return text
        spell = spelling(self.command)
        return " ".join(filter(None, (warning.statement(spell), warning.advice(spell))))

    def data(self, text: str) -> None:
        """Write one line of data to standard output."""
        self.close()
        sys.stdout.write(for_stream(text, sys.stdout) + "\n")
        sys.stdout.flush()  # the next program in the pipe reads it at once

    def document(self, value: Any) -> None:
        """Write one JSON document to standard output."""
        self.data(json_text(value, indent=2))

    def record(self, value: Any) -> None:
        """Write one line of a JSON stream to standard output."""
        self.data(json_text(value))

    def table(self, rows: Iterable[tuple[str, Any]]) -> None:
        """Write names and values to standard output, in two aligned columns."""
        lines = [(name, format_value(value)) for name, value in rows]
        width = max((len(name) for name, _ in lines), default=0)
        for name, value in lines:
            self.data(f"{name:<{width}}  {value}")

    @contextmanager
    def library_warnings(self) -> Iterator[None]:
        """Show warnings of the library, and of those that it uses, as messages."""
        loggers, handler = [logging.getLogger(name) for name in _LOGGERS], _WarningHandler(self)
        for logger in loggers:
            logger.addHandler(handler)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("default", UserWarning)
                warnings.showwarning = lambda warning, *_: self.warning(warning, str(warning))
                yield
        finally:
            for logger in loggers:
                logger.removeHandler(handler)

    @contextmanager
    def compilation_shown(self) -> Iterator[None]:
        """Show a message if functions are compiled and no stage of the progress says so."""
        timer = threading.Timer(COMPILATION_SECONDS, self._show_compilation)
        timer.daemon = True

        def start() -> None:
            if timer.ident is None:
                timer.start()

        try:
            with on_compilation(start):
                yield
        finally:
            timer.cancel()

    def _show_compilation(self) -> None:
        """Show the message; called in another thread than the command."""
        stage = None if self.report is None else self.report.stage
        if self.quiet or not self.bars or stage == COMPILING:
            return
        (say if self.report is None else self.report.note)(_COMPILATION)

    def start_logging(self) -> None:
        """Show the log of the library: the steps if `verbose` is 1, the details from 2."""
        self.stop_logging()
        handler = _LogHandler(self)
        for name in _LOGGERS:
            logger = logging.getLogger(name)
            self.log_handlers.append((logger, handler, logger.level))
            logger.setLevel(logging.INFO if self.verbose == 1 else logging.DEBUG)
            logger.addHandler(handler)

    def stop_logging(self) -> None:
        """Remove the handlers: the next run in this process may have another standard error."""
        while self.log_handlers:
            logger, handler, level = self.log_handlers.pop()
            logger.removeHandler(handler)
            logger.setLevel(level)
