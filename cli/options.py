"""Options that several commands share; their defaults are the library's own."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from .option_types import LibraryOption, Memory
from .output import Console

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]


def stacked(*decorators: Callable[[Any], Any]) -> Decorator[Command]:
    """Join decorators into one; their options stand in the help in this order."""

    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def _library(source: str) -> Callable[..., Callable[[Any], Any]]:
    return functools.partial(click.option, cls=LibraryOption, source=source)


_corpus = _library("nlpzero:encode_corpus")
_count = _library("nlpzero:count_cooccurrences")

corpus_options: Decorator[Any] = stacked(
    _corpus(
        "--tokenizer",
        metavar="NAME",
        help="whitespace, jieba, chars, discover (not for counts), or the path of a lexicon.",
    ),
    _corpus("--lowercase", is_flag=True, help="Turn everything to lower case."),
    _corpus("--encoding", metavar="NAME", help="Encoding of the text, e.g. gb18030."),
    _corpus("--min-count", type=int, metavar="N", help="Leave rarer words out."),
    _corpus("--max-vocab", type=int, metavar="N", help="Keep the N most frequent words."),
)


def count_options_of(*, window_of: str | None = None) -> Decorator[Any]:
    """Make the options of counting; `window_of` has a window too, whose default is told as well."""
    return stacked(
        _count(
            "--window", type=int, metavar="N", other=window_of,
            help="Words on each side that count as context.",
        ),
        _count("--weighting", metavar="NAME", help="Weight by distance: harmonic, flat or linear."),
        _count("--direction", metavar="NAME", help="Side of the context: both, left or right."),
    )  # fmt: skip


count_options = count_options_of()
threads_option = click.option(
    "--threads", type=int, metavar="N", help="Threads.  [default: the CPUs at hand]"
)
run_options: Decorator[Any] = stacked(
    threads_option,
    click.option("--memory", type=Memory(), help="Memory to keep to, e.g. 4G."),
    click.option("--tmp", metavar="DIR", help="Folder for temporary files."),
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Only tell what would be done, and what it needs."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
jsonl_option = click.option(
    "--jsonl", "as_jsonl", is_flag=True, help="Print one JSON document a line."
)


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add how files of vectors are read; the command gets them as one dict, `reading`."""

    @functools.wraps(command)
    def gather(*args: Any, **options: Any) -> Any:
        names = ("encoding", "unicode_errors", "trust_pickle")
        return command(*args, reading={name: options.pop(name) for name in names}, **options)

    return stacked(
        click.option(
            "--encoding", default="utf-8", show_default=True, help="Encoding of a vector file."
        ),
        click.option(
            "--unicode-errors",
            type=click.Choice(["strict", "replace", "ignore"]),
            default="strict",
            show_default=True,
            help="What to do with words that cannot be decoded.",
        ),
        click.option(
            "--trust-pickle", is_flag=True, help="Read gensim's pickles: they can run code."
        ),
    )(gather)


def output_options(what: str) -> Decorator[Any]:
    """Make -o/--output, which has to be given, and --force."""
    return stacked(
        click.option("-o", "--output", required=True, metavar=what, help=f"Where {what} goes."),
        click.option("--force", is_flag=True, help=f"Replace {what} if it is there."),
    )


def _set(name: str, value: Any) -> Callable[..., None]:
    def callback(context: click.Context, parameter: click.Parameter, given: Any) -> None:
        console = context.ensure_object(Console)
        if given:
            setattr(console, name, given if value is None else value)
            if name == "verbose":
                console.log()

    return callback


def console_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add -q, -v, --no-progress and --debug, and hand the console on as first argument."""

    def flag(*names: str, sets: str, to: Any, **settings: Any) -> Callable[[Any], Any]:
        return click.option(*names, expose_value=False, callback=_set(sets, to), **settings)

    @functools.wraps(command)
    def remember(console: Console, *args: Any, **options: Any) -> Any:
        console.command = click.get_current_context().command
        return command(console, *args, **options)

    return stacked(
        flag("-q", "--quiet", sets="quiet", to=True, is_flag=True, help="Only errors."),
        flag("-v", "--verbose", sets="verbose", to=None, count=True, help="More; -vv: all."),
        flag("--no-progress", sets="bars", to=False, is_flag=True, help="No progress."),
        flag("--debug", sets="debug", to=True, is_flag=True, help="Tracebacks of errors."),
        click.make_pass_decorator(Console, ensure=True),
    )(remember)


def given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given; the library fills in the others."""
    return {name: value for name, value in options.items() if value is not None}


def sources(corpus: tuple[str, ...], console: Console) -> tuple[str, ...]:
    """Return what to read: the arguments, or standard input if something is piped into it.

    With nothing given and a terminal on standard input the help is shown: nobody shall wait for
    a program that waits for them.
    """
    from simpler_glove.corpus import Files

    if corpus:
        return Files(corpus)
    if sys.stdin is None or sys.stdin.isatty():
        context = click.get_current_context()
        click.echo(context.get_help(), err=True)
        context.exit(2)
    console.message("Reading standard input.")
    return Files(["-"])


def word_list(values: Iterable[str]) -> list[str]:
    """Return the words of an option: each value holds words, or is @FILE with a word a line."""
    words: list[str] = []
    for value in values:
        if value.startswith("@") and len(value) > 1:
            words += Path(value[1:]).read_text(encoding="utf-8-sig").splitlines()
        else:
            words += value.split()
    return [word for word in words if word]
