"""Names of parameters of the library as options of a command."""

from __future__ import annotations

import shlex
from typing import Any

import click

from simpler_glove.errors import Spelling

from .option_types import Memory

_TEXT_ARGUMENTS = {"corpus", "text"}  # the `source` of the library
_NAMES = {"vectors": "model", "seed_words": "about"}  # parameters with other names in all commands


def spelling(command: click.Command | None) -> Spelling:
    """Return the function that spells parameters of the library as options of a command.

    Parameters
    ----------
    command : click.Command, optional
        The command; None has no options.

    Returns
    -------
    callable
        From name and value to text, or None where the command has no such option.

    Example
    -------
    >>> @click.command()
    ... @click.option("--min-count")
    ... def count(min_count): ...
    >>> spelling(count)("min_count", 5), spelling(count)("memory", ...)
    ('--min-count 5', None)
    """
    parameters = {} if command is None else {param.name: param for param in command.params}

    def spell(name: str, value: Any) -> str | None:
        if name == "source" and _TEXT_ARGUMENTS & set(parameters) and command is not None:
            return f"it through a pipe: echo TEXT | nlpzero {command.name} -"
        param = parameters.get(name) or parameters.get(_NAMES.get(name, name))
        if param is None:
            return None
        if not isinstance(param, click.Option):
            return param.human_readable_name
        option = next((opt for opt in param.opts if opt.startswith("--")), param.opts[-1])
        if value is False and param.secondary_opts:
            return param.secondary_opts[0]
        if value is ... or param.is_flag:
            return option
        text = Memory.text(value) if isinstance(param.type, Memory) else str(value)
        return f"{option} {shlex.quote(text)}"

    return spell
