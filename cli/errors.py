"""From errors to exit codes, and to one line with a hint on standard error."""

from __future__ import annotations

import errno
import os
import re
import select
import shlex
import sys
import traceback
from typing import Any

import click

from simpler_glove import errors as library

from .output import Console
from .progress import say

DONE, FAILURE, USAGE, INPUT, NOTHING, RESOURCES, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOMEM}


class NothingFoundError(Exception):
    """A question has no answer: exit code 4."""


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
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return RESOURCES
    return next((code for kinds, code in _CODES if isinstance(error, kinds)), FAILURE)


# The library names its parameters as Python writes them: encoding='gb18030', trust_pickle=True.
_PARAMETER = re.compile(
    r"\b(encoding|unicode_errors|trust_pickle|min_count|weighting|zero_weight|regularization"
    r"|memory|tmp|threads|model|backend)=(?:True|'?([\w.-]*\w)'?)"
)
# It gives the option beside it, and advice for those who write Python.
_ADVICE = (
    (re.compile(r"(--[\w-]+(?: [\w.-]+)?) \(\1\)"), r"\1"),
    (re.compile(r"'(memory)'"), r"--\1"),
    (re.compile(r"'min_count'"), "--min-count"),
    (re.compile(r"\w+=\.\.\. \((--[\w-]+)\)"), r"\1 NAME"),
    (re.compile(r", build with combine='w', or, where .*\}\)\."), ", or build with --combine w."),
    (re.compile(r" \(format=\.\.\.\); on_error='report' leaves"), "; --skip-bad-lines leaves"),
    (
        re.compile(r"give it as a list of lines: \[text\]"),
        "send it by a pipe: echo TEXT | nlpzero COMMAND -",
    ),
)


def spelling(command: click.Command | None) -> library.Spelling:
    """Return the function that names parameters of the library as options of a command.

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
    names = {} if command is None else {param.name: param for param in command.params}

    def spell(name: str, value: Any) -> str | None:
        if name == "source":
            return "it to standard input: echo TEXT | nlpzero COMMAND -"
        param = names.get(name)
        if param is None:
            return None
        option = param.opts[-1] if isinstance(param, click.Option) else param.human_readable_name
        flag = isinstance(param, click.Option) and param.is_flag
        return option if value is ... or flag else f"{option} {shlex.quote(str(value))}"

    return spell


def _as_option(match: re.Match[str]) -> str:
    return f"--{match[1].replace('_', '-')} {match[2] or ''}".rstrip()


def _text(error: BaseException, spell: library.Spelling) -> str:
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.strerror}: {os.fsdecode(error.filename)}"
    text = error.statement(spell) if isinstance(error, library.NlpzeroError) else str(error)
    text = _PARAMETER.sub(_as_option, text)
    for pattern, advice in _ADVICE:
        text = pattern.sub(advice, text)
    return text or type(error).__name__


def _is_expected(error: BaseException) -> bool:
    return exit_code(error) != FAILURE or isinstance(
        error, (library.NlpzeroError, click.ClickException, OSError)
    )


def _hint(error: BaseException, spell: library.Spelling) -> str:
    if isinstance(error, library.NlpzeroError) and (advice := error.advice(spell)):
        return advice
    if isinstance(error, click.UsageError):
        return f"{error.ctx.command_path if error.ctx else 'nlpzero'} --help shows what it takes."
    if isinstance(error, FileExistsError) and error.strerror == "File exists":
        return "--force replaces it."
    if exit_code(error) == RESOURCES:
        return "--memory sets a budget, --tmp another folder; --dry-run, if it has one, tells more."
    if not _is_expected(error):
        return "This should not happen; the same command with --debug shows where it did."
    return ""


def output_is_closed() -> bool:
    """Whether the reader of standard output has gone, as in ``nlpzero ... | head -1``."""
    try:
        number = sys.stdout.fileno()
    except OSError:  # no file behind it
        return False
    poll = select.poll()
    poll.register(number, 0)  # an error is told without being asked for
    if not poll.poll(0):
        return False
    # Nothing can be said there any more, not even at the end of the process.
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return True


def report(error: BaseException, console: Console) -> int:
    """Tell of `error` on standard error and return the exit code."""
    if isinstance(error, BrokenPipeError) and output_is_closed():
        return DONE
    console.close()
    code = exit_code(error)
    if console.debug:
        traceback.print_exception(error)
    if code == INTERRUPTED:
        say(f"\nInterrupted. {console.kept}")
        return code
    # A message of several lines keeps to one; the rest is for --debug.
    spell = spelling(console.command)
    say(f"nlpzero: {' '.join(_text(error, spell).split())}")
    if hint := _hint(error, spell):
        say(f"hint: {hint}")
    return code
