"""Layout of the help, also on narrow terminals."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

import click

_MIN_COLUMNS, _CLICK_COLUMNS = 20, 52
_NAME_SHARE = 3  # of the width for the names of options and commands


class HelpFormatter(click.HelpFormatter):
    """The formatter of click, which writes at least 50 columns, on narrower terminals as well."""

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        columns = shutil.get_terminal_size().columns
        if width is None and columns < _CLICK_COLUMNS:
            width = max(columns, _MIN_COLUMNS) - 1
        super().__init__(indent_increment, width, max_width)

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write names and descriptions in two columns."""
        if self.width < _CLICK_COLUMNS - 2:
            col_max = self.width // _NAME_SHARE
        super().write_dl(rows, col_max, col_spacing)


class Context(click.Context):
    """A context whose help is written by `HelpFormatter`."""

    formatter_class = HelpFormatter
