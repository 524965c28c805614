"""Options that take defaults and choices from the library, and types of their values.

Values are checked when the command line is parsed, that is, before any input is read.
"""

from __future__ import annotations

import codecs
import functools
import inspect
import math
import os
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from simpler_glove.textio.source import STDIN, is_url

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_MAX_INT = (1 << 63) - 1  # as in arrays


def library_object(source: str) -> Any:
    """Return the object that ``module:name`` refers to; the module is imported.

    Example
    -------
    >>> library_object("click:Option.get_default").__name__
    'get_default'
    """
    module, _, path = source.partition(":")
    return functools.reduce(getattr, path.split("."), import_module(module))


class LibraryOption(click.Option):
    """An option that is passed on only if it is set, so that the library has the default.

    Parameters
    ----------
    source : str
        ``module:function`` whose signature has the default; imported for the help only.
    other : str, optional
        A second function that takes the option, perhaps with another default.
    parameter : str, optional
        Name of the parameter in the signature, by default that of the option.
    """

    def __init__(
        self,
        *args: Any,
        source: str,
        other: str | None = None,
        parameter: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, default=None, **kwargs)
        self.source = source
        self.other = other
        self.parameter = parameter or str(self.name)

    def library_default(self, source: str | None = None) -> Any:
        """Return the default in the signature of the function."""
        signature = inspect.signature(library_object(source or self.source))
        return signature.parameters[self.parameter].default

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return option and help text, with the default of the library at the end."""
        record = super().get_help_record(ctx)
        value = self.library_default()
        if record is None or value is None or value is False:
            return record
        shown = self.opts[0].lstrip("-") if value is True else value  # the first of two flags
        text = f"{record[1]}  [default: {shown}]"
        if self.other is not None and (other := self.library_default(self.other)) != value:
            text += f"  [{self.other.partition(':')[2].lower()}: {other}]"
        return record[0], text


class LibraryChoice(click.Choice):
    """A choice among the names in a constant of the library.

    Parameters
    ----------
    source : str
        ``module:constant``, a sequence or mapping of names; imported when it is needed.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.case_sensitive = True

    @property
    def choices(self) -> Sequence[str]:  # type: ignore[override]
        """The names, in the order of the library."""
        return tuple(library_object(self.source))


class Memory(click.ParamType):
    """A number of bytes: 4G, 512M, 1.5G or plain."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number of bytes; units are powers of 1024."""
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", str(value), re.IGNORECASE)
        size = 0.0 if match is None else float(match[1]) * _UNITS[match[2].upper()]
        if not 1 <= size <= _MAX_INT:
            self.fail(f"{value!r} is not a size: write 4G, 512M or a number of bytes.", param, ctx)
        return int(size)

    @staticmethod
    def text(value: int) -> str:
        """Return a number of bytes as it is written on the command line.

        Example
        -------
        >>> Memory.text(300 << 20), Memory.text(1000)
        ('300M', '1000')
        """
        return f"{value >> 20}M" if value % (1 << 20) == 0 else str(value)


class Count(click.ParamType):
    """A whole number in a range.

    Parameters
    ----------
    minimum : int, default 1
        Smallest value that is allowed.
    maximum : int, optional
        Largest value; by default that of arrays.
    """

    name = "N"

    def __init__(self, minimum: int = 1, maximum: int = _MAX_INT) -> None:
        self.minimum = minimum
        self.maximum = maximum

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        try:
            number = int(value)
        except ValueError:
            number = self.minimum - 1
        if number > self.maximum:
            limit = "" if self.maximum == _MAX_INT else f": the maximum is {self.maximum}"
            self.fail(f"{value!r:.60} is too large{limit}.", param, ctx)
        if number < self.minimum:
            self.fail(f"{value!r:.60} is not a whole number >= {self.minimum}.", param, ctx)
        return number


COUNT = Count()
"""Type of options whose value is a number of things, at least 1."""


class Number(click.ParamType):
    """A finite number."""

    name = "NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.fail(f"{value!r:.60} is not a finite number.", param, ctx)
        return number


class NumberOrAuto(Number):
    """A finite number, or the word `auto`."""

    name = "NUMBER|auto"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or 'auto'."""
        return "auto" if value == "auto" else super().convert(value, param, ctx)


class Encoding(click.ParamType):
    """The name of a text encoding."""

    name = "NAME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name as it was given."""
        try:
            codecs.lookup(value)
            "".encode(value)  # not a codec of other data, such as zlib
        except (LookupError, UnicodeError, ValueError):
            self.fail(f"{value!r:.60} is not the name of a text encoding.", param, ctx)
        return str(value)


class SegmentTokenizer(click.types.StringParamType):
    """The tokenizer of `nlpzero segment`; a message states the values if it is missing."""

    def get_missing_message(
        self, param: click.Parameter, ctx: click.Context | None = None
    ) -> str | None:
        """Return the rest of the message."""
        return (
            "It is jieba-dictionary, discover (for the words of TEXT itself), words (to split only "
            "at white space and punctuation), or the path of a lexicon that nlpzero discover wrote"
        )


class TokenizerName(click.ParamType):
    """The name of a registered tokenizer, or the path of a lexicon or model.

    Parameters
    ----------
    *others : str
        Further names.
    """

    name = "NAME"

    def __init__(self, *others: str) -> None:
        self.others = others

    @property
    def names(self) -> tuple[str, ...]:
        """The names, those of `nlpzero` included."""
        return (*library_object("nlpzero.tokenization:tokenizer_names")(), *self.others)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the names as they are written in the help."""
        return "|".join([*self.names, "PATH"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name or path as it was given."""
        if value in (*self.names, STDIN) or is_url(value) or os.path.exists(value):
            return str(value)
        option = "" if param is None else param.opts[0]
        raise click.UsageError(
            f"{option} must be one of {', '.join(self.names)}, or the path of a lexicon or model. "
            f"Got {value!r:.60} instead, and there is no such file.",
            ctx,
        )
