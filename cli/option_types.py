"""Options that ask the library for their defaults, and values with units."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import Any

import click

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class LibraryOption(click.Option):
    """An option that is handed on only when given, so that the default is the library's.

    Parameters
    ----------
    source : str
        ``module:function`` whose signature tells the default; read when help is asked for.
    other : str, optional
        Another one that takes it too, perhaps with another default.
    """

    def __init__(self, *args: Any, source: str, other: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, default=None, **kwargs)
        self.source = source
        self.other = other

    def library_default(self, source: str | None = None) -> Any:
        """Return the default in the signature of the library's function."""
        module, _, name = (source or self.source).partition(":")
        function = getattr(import_module(module), name)
        return inspect.signature(function).parameters[str(self.name)].default

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return option and help text, with the library's default at the end."""
        record = super().get_help_record(ctx)
        value = self.library_default()
        if record is None or value is None or value is False:
            return record
        text = f"{record[1]}  [default: {value}]"
        if self.other is not None and (its := self.library_default(self.other)) != value:
            text += f"  [{self.other.partition(':')[2].lower()}: {its}]"
        return record[0], text


class Memory(click.ParamType):
    """A number of bytes: 4G, 512M, 1.5G or plain."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the bytes that `value` tells, in units of 1024."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", str(value), re.IGNORECASE)
        if match is None:
            self.fail(f"{value!r} is no size: write 4G, 512M or a number of bytes.", param, ctx)
        return int(float(match[1]) * _UNITS[match[2].upper()])


class NumberOrAuto(click.ParamType):
    """A number, or the word `auto`."""

    name = "NUMBER|auto"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | str:
        """Return the number, or 'auto'."""
        if value == "auto":
            return "auto"
        try:
            return float(value)
        except ValueError:
            self.fail(f"{value!r} is neither a number nor 'auto'.", param, ctx)
