"""From errors to exit codes, and to one line and a hint on standard error."""

from __future__ import annotations

import errno
import os
import re
import select
import shlex
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from simpler_glove import errors as library

from .console import Console
from .progress import say

DONE, FAILURE, USAGE, INPUT, NOTHING, RESOURCES, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

_RESOURCE_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOMEM}
_RESOURCE_HINTS = (
    "{memory} sets a memory budget.",
    "{tmp} sets another directory for temporary files.",
    "{dry_run} estimates the memory and disk space needed.",
)

_TEXT_ARGUMENTS = {"corpus", "text"}  # the `source` of the library


class NothingFoundError(Exception):
    """A query has no result: exit code 4."""


_CODES: tuple[tuple[tuple[type[BaseException], ...], int], ...] = (
    ((KeyboardInterrupt, click.Abort), INTERRUPTED),
    ((library.UnknownWordError, NothingFoundError), NOTHING),
    ((library.ResourceError, MemoryError), RESOURCES),
    ((library.ParameterError, FileExistsError, click.UsageError), USAGE),
    ((library.InputError, UnicodeError), INPUT),
    ((FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError), INPUT),
)


def exit_code(error: BaseException) -> int:
    """Return the exit code for `error`.

    Example
    -------
    >>> exit_code(FileNotFoundError("corpus.txt")), exit_code(KeyboardInterrupt())
    (3, 130)
    """
    if isinstance(error, OSError) and error.errno in _RESOURCE_ERRNOS:
        return RESOURCES
    return next((code for kinds, code in _CODES if isinstance(error, kinds)), FAILURE)


@contextmanager
def renamed_parameters(**names: str) -> Iterator[None]:
    """Rename parameters in errors of the library to those of the command, old to new.

    Example
    -------
    >>> with renamed_parameters(encoding="lexicon_encoding"):
    ...     raise library.FormatError("damaged", hint="Set {encoding}.")
    Traceback (most recent call last):
    simpler_glove.errors.FormatError: damaged. Set 'lexicon_encoding'.
    """
    try:
        yield
    except library.NlpzeroError as error:
        error.rename(**names)
        raise


def spelling(command: click.Command | None) -> library.Spelling:
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
        param = parameters.get(name)
        if param is None:
            return None
        if not isinstance(param, click.Option):
            return param.human_readable_name
        option = next((opt for opt in param.opts if opt.startswith("--")), param.opts[-1])
        if value is False and param.secondary_opts:
            return param.secondary_opts[0]
        return option if value is ... or param.is_flag else f"{option} {shlex.quote(str(value))}"

    return spell


def _statement(error: BaseException, spell: library.Spelling) -> str:
    """Return the description of the problem."""
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.strerror}: {os.fsdecode(error.filename)}"
    text = error.statement(spell) if isinstance(error, library.NlpzeroError) else str(error)
    return text or type(error).__name__


def _is_expected(error: BaseException) -> bool:
    return exit_code(error) != FAILURE or isinstance(
        error, (library.NlpzeroError, click.ClickException, OSError)
    )


def _hint(error: BaseException, spell: library.Spelling) -> str:
    """Return advice that names only options of the command, or ""."""
    if isinstance(error, library.NlpzeroError) and (advice := error.advice(spell)):
        return advice
    if isinstance(error, click.UsageError):
        return f"See {error.ctx.command_path if error.ctx else 'nlpzero'} --help."
    if isinstance(error, FileExistsError) and error.strerror == "File exists":
        return _render(spell, "{force} replaces it.")
    if exit_code(error) == RESOURCES:
        return _render(spell, *_RESOURCE_HINTS)
    if not _is_expected(error):
        return "This is a bug: report it with the traceback that --debug shows."
    return ""


def _render(spell: library.Spelling, *hints: str) -> str:
    """Join the hints whose options the command has."""
    advice = (library.NlpzeroError(hint=hint).advice(spell) for hint in hints)
    return " ".join(filter(None, advice))


def output_is_closed() -> bool:
    """Return True if the reader of standard output has gone, as in ``nlpzero ... | head -1``."""
    try:
        number = sys.stdout.fileno()
    except OSError:  # no file behind it
        return False
    poll = select.poll()
    poll.register(number, 0)  # errors are always reported
    if not poll.poll(0):
        return False
    # Python flushes standard output once more at the end of the process.
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return True


def report(error: BaseException, console: Console) -> int:
    """Write `error` to standard error and return the exit code."""
    if isinstance(error, BrokenPipeError) and output_is_closed():
        return DONE
    console.close()
    code = exit_code(error)
    if console.debug:
        traceback.print_exception(error)
    if code == INTERRUPTED:
        say(f"\nInterrupted. {console.kept}")
        return code
    spell = spelling(console.command)
    say(f"nlpzero: {_one_line(_statement(error, spell))}")
    if hint := _hint(error, spell):
        say(f"hint: {_one_line(hint)}")
    return code


def _one_line(text: str) -> str:
    """Replace line breaks, and the indentation after them, by a space."""
    return re.sub(r"[ \t]*[\r\n]\s*", " ", text).strip()
