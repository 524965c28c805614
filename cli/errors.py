"""From errors to exit codes, and to one line and a hint on standard error."""

from __future__ import annotations

import errno
import os
import re
import select
import shlex
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from simpler_glove import errors as library

from .console import Console
from .progress import say
from .spelling import spelling

Query = TypeVar("Query")
Answer = TypeVar("Answer")

DONE, FAILURE, USAGE, INPUT, NOTHING, RESOURCES, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

_RESOURCE_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOMEM}
_MAX_SHOWN_NAME = 300  # characters
_MEMORY_HINT = "{memory} sets a memory budget.\n{dry_run} estimates the memory that is needed."
_DISK_HINT = "Free some space.\n{tmp} sets another directory for temporary files."


class NothingFoundError(library.NlpzeroError):
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
    code = next((code for kinds, code in _CODES if isinstance(error, kinds)), FAILURE)
    if code == FAILURE and isinstance(error, OSError) and error.filename is not None:
        return INPUT  # a path that cannot be opened
    return code


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


@contextmanager
def empty_as_nothing_found() -> Iterator[None]:
    """Raise NothingFoundError for a text in which no word is discovered."""
    try:
        yield
    except library.EmptyCorpusError as error:
        raise NothingFoundError(error.problem, hint=error.hint, settings=error.settings) from error


def _statement(error: BaseException, spell: library.Spelling) -> str:
    """Return the description of the problem."""
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.strerror:
        named = isinstance(error.filename, str | bytes)  # an int is a descriptor
        return error.strerror + (f": {_name(os.fsdecode(error.filename))}" if named else "")
    if isinstance(error, library.NlpzeroError):
        statement = error.statement(spell) or type(error).__name__
        return statement.replace(error.path, _name(error.path)) if error.path else statement
    return str(error) or type(error).__name__


def _name(path: str) -> str:
    """Return a file name on one line, shortened if it is very long."""
    if len(path) > _MAX_SHOWN_NAME:
        path = f"{path[:_MAX_SHOWN_NAME]}..."
    return path.replace("\r", "\\r").replace("\n", "\\n")


def _is_expected(error: BaseException) -> bool:
    return exit_code(error) != FAILURE or isinstance(
        error, (library.NlpzeroError, click.ClickException, OSError)
    )


def _hint(error: BaseException, spell: library.Spelling) -> str:
    """Return advice that names only options of the command, or ""."""
    if isinstance(error, library.NlpzeroError) and (advice := error.advice(spell)):
        return advice + _command_for_text(error)
    if isinstance(error, click.UsageError):
        return f"See {error.ctx.command_path if error.ctx else 'nlpzero'} --help."
    if isinstance(error, FileExistsError) and error.strerror == "File exists":
        return _advice("{force} replaces it.", spell)
    if exit_code(error) == RESOURCES:
        memory = not isinstance(error, OSError) or error.errno == errno.ENOMEM
        return _advice(_MEMORY_HINT if memory else _DISK_HINT, spell)
    if not _is_expected(error):
        return "This is a bug: run the command again with --debug, and report the traceback."
    return ""


def _command_for_text(error: library.NlpzeroError) -> str:
    """Return the command that makes a lexicon, if a text was given instead of one."""
    from nlpzero.lexicon.reading import TEXT_HINT

    if error.hint != TEXT_HINT or error.path is None:
        return ""
    return f" The command is: nlpzero discover {shlex.quote(error.path)} -o words.tsv"


def _advice(hint: str, spell: library.Spelling) -> str:
    """Return the lines of a hint whose options the command has."""
    return library.NlpzeroError(hint=hint).advice(spell)


def output_is_closed() -> bool:
    """Return True if the reader of standard output has gone, as in ``nlpzero ... | head -1``."""
    try:
        number = sys.stdout.fileno()
    except OSError:  # no file behind it
        return False
    if not hasattr(select, "poll"):  # on Windows
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
        say("".join(traceback.format_exception(error)), end=False)
    if code == INTERRUPTED:
        say(f"\nInterrupted. {console.kept}")
        return code
    spell = spelling(console.command)
    say(f"nlpzero: {_one_line(_statement(error, spell))}")
    if hint := _hint(error, spell):
        say(f"hint: {_one_line(hint)}")
    return code


def answers(
    console: Console, queries: Iterable[Query], answer: Callable[[Query], Answer]
) -> Iterator[Answer]:
    """Yield the answers to some queries; those without one are reported and set the exit code."""
    for query in queries:
        try:
            result = answer(query)
        except (library.UnknownWordError, NothingFoundError) as error:
            console.code = report(error, console)
        else:
            yield result


def _one_line(text: str) -> str:
    """Replace line breaks, and the indentation after them, by a space."""
    return re.sub(r"[ \t]*[\r\n]\s*", " ", text.strip("\r\n"))
