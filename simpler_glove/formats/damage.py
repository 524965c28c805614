"""Damage of files of vectors: raised as an error, or counted and reported once."""

from __future__ import annotations

import logging
from collections import Counter

from ..errors import FormatError
from ..textio.source import PathLike

_log = logging.getLogger(__name__)

ON_ERROR = ("error", "first", "skip")
"""Treatments of damage: raise an error; keep the first of repeated words; skip invalid rows."""

REPEATED_WORD = "repeated word"
INVALID_ROW = "invalid row"
UNDECODABLE_WORD = "undecodable word"
EMPTY_LINE = "empty line"
WRONG_HEADER = "wrong header"
_HINTS = {
    REPEATED_WORD: ("Set {on_error} to keep the first of repeated words.", "first"),
    WRONG_HEADER: ("Set {on_error} to read the rows that the file has.", "skip"),
}
_HINT = "Set {on_error} to skip such rows.", "skip"


class Damage:
    """Counts the damage of one file by kind.

    Parameters
    ----------
    on_error : {"error", "first", "skip"}
        See :func:`simpler_glove.load_vectors`.
    """

    def __init__(self, on_error: str = "error") -> None:
        self.skips = on_error == "skip"
        self._keeps_first = on_error != "error"
        self._counts: Counter[str] = Counter()
        self._first: FormatError | None = None

    def add(self, kind: str, error: FormatError, *, accepted: bool = False) -> None:
        """Count a damaged item, or raise `error` with advice if it is not to be skipped."""
        if not (accepted or self.skips or (self._keeps_first and kind == REPEATED_WORD)):
            hint, value = _HINTS.get(kind, _HINT)
            error.hint = f"{error.hint} {hint}" if error.hint else hint
            error.settings["on_error"] = value
            raise error
        self._counts[kind] += 1
        self._first = self._first or error

    @property
    def rows(self) -> int:
        """Number of rows that were skipped."""
        return self._counts.total() - self._counts[WRONG_HEADER] - self._counts[EMPTY_LINE]

    def log(self, path: PathLike) -> None:
        """Log a warning with all counts and the first damage, if there is any."""
        if self._first is None:
            return
        counts = ", ".join(
            f"{count:,} {kind}{'s' if count > 1 else ''}" for kind, count in self._counts.items()
        )
        self._first.path = None  # named already, and that of a copy if `path` is a pipe
        _log.warning("%s: skipped %s. The first: %s", path, counts, self._first.statement())
