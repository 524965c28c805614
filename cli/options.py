"""Options that several commands share; their defaults are those of the library."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from simpler_glove.errors import FormatError

from .console import Console
from .errors import renamed_parameters
from .option_types import (
    COUNT,
    Encoding,
    LibraryChoice,
    LibraryOption,
    Memory,
    TokenizerName,
)

Function = TypeVar("Function", bound=Callable[..., Any])
Decorator = Callable[[Function], Function]
_NO_TEXT = {"word-vectors": "a model", "cooccurrence-counts": "a count store"}


def compose_decorators(*decorators: Callable[[Any], Any]) -> Decorator[Function]:
    """Combine decorators into one; the help lists their options in this order."""

    def decorate(function: Function) -> Function:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def library_option(source: str) -> Callable[..., Callable[[Any], Any]]:
    """Return ``click.option`` for options with the defaults of a function of the library."""
    return functools.partial(click.option, cls=LibraryOption, source=source)


_corpus = library_option("nlpzero:encode_corpus")
_count = library_option("nlpzero:count_cooccurrences")

corpus_options: Decorator[Any] = compose_decorators(
    _corpus(
        "--tokenizer",
        type=TokenizerName("discover"),
        help="Tokenizer of the text, by name or by the path of a lexicon or model; discover: "
        "build-vectors only.",
    ),
    _corpus("--lowercase", is_flag=True, help="Convert the text to lower case."),
    _corpus(
        "--encoding", type=Encoding(), metavar="NAME", help="Encoding of the text, e.g. gb18030."
    ),
    _corpus("--min-count", type=COUNT, metavar="N", help="Minimum count of a word."),
    _corpus("--max-vocab", type=COUNT, metavar="N", help="Keep only the N most frequent words."),
)


def count_options_of(*, window_of: str | None = None) -> Decorator[Any]:
    """Return the options of counting; the window of `window_of` may have another default."""
    return compose_decorators(
        _count(
            "--window", type=COUNT, metavar="N", other=window_of,
            help="Context words on each side of a word.",
        ),
        _count(
            "--weighting", type=LibraryChoice("simpler_glove.cooccurrence.weighting:WEIGHTINGS"),
            help="Weight of a pair at distance d: 1/d (harmonic), (N - d + 1)/N with the N of "
            "--window (linear), or 1 (flat).",
        ),
        _count(
            "--direction", type=LibraryChoice("simpler_glove.cooccurrence.weighting:DIRECTIONS"),
            help="Side of a word on which its context is counted.",
        ),
    )  # fmt: skip


count_options = count_options_of()
threads_option = click.option(
    "--threads", type=COUNT, metavar="N", help="Number of threads.  [default: available CPUs]"
)
run_options: Decorator[Any] = compose_decorators(
    threads_option,
    click.option("--memory", type=Memory(), help="Memory budget, e.g. 4G.  [default: no limit]"),
    click.option(
        "--tmp",
        type=click.Path(exists=True, file_okay=False, writable=True),
        metavar="DIR",
        help="Directory for temporary files.  [default: that of the system]",
    ),
)


def _keep_tasks(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """Let the message after Ctrl-C state that the same command continues."""
    if value is not None:
        context.ensure_object(Console).kept = "Completed tasks are kept for the same command."
    return value


cluster_option = click.option(
    "--cluster",
    metavar="ADDRESS|local:N",
    callback=_keep_tasks,
    help="Use a Dask cluster: the address of its scheduler, or N processes of this machine. "
    "The results of its tasks are beside the output or in --tmp, which all workers must share.",
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Only estimate time, memory and disk space."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
jsonl_option = click.option(
    "--jsonl", "as_jsonl", is_flag=True, help="Print one JSON document per line."
)


def check_single_machine(cluster: str | None) -> None:
    """Raise UsageError if --dry-run is used together with --cluster."""
    if cluster is not None:
        raise click.UsageError("--dry-run estimates one machine: --cluster is not available.")


def encoding_option(name: str) -> Decorator[Any]:
    """Return --encoding for the text in `name`."""
    return click.option(
        "--encoding",
        type=Encoding(),
        default="utf-8",
        show_default=True,
        metavar="NAME",
        help=f"Encoding of {name}.",
    )


def output_options(name: str) -> Decorator[Any]:
    """Return -o/--output, which is required, and --force."""
    return compose_decorators(
        click.option("-o", "--output", required=True, metavar=name, help=f"Path of {name}."),
        click.option("--force", is_flag=True, help=f"Replace {name} if it exists."),
    )


def _set(attribute: str, constant: Any) -> Callable[..., None]:
    """Return a callback that sets an attribute of the console, to the value if None."""

    def callback(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        console = context.ensure_object(Console)
        if value:
            setattr(console, attribute, value if constant is None else constant)
            if attribute == "verbose":
                console.start_logging()

    return callback


def _set_buffer_limit(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Set the limit for this command; the previous limit is restored after the command."""
    from simpler_glove.textio.buffer_limit import buffer_limit

    if value == 0:
        raise click.BadParameter("must be at least one byte.", context, parameter)
    if value is not None:
        context.call_on_close(functools.partial(buffer_limit, buffer_limit(value)))


def console_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --buffer-limit, -q, -v, --no-progress and --debug; pass the console as first argument."""

    def flag(*names: str, sets: str, to: Any, **settings: Any) -> Callable[[Any], Any]:
        return click.option(*names, expose_value=False, callback=_set(sets, to), **settings)

    @functools.wraps(function)
    def with_console(console: Console, *args: Any, **options: Any) -> Any:
        console.command = click.get_current_context().command
        return function(console, *args, **options)

    return compose_decorators(
        click.option(
            "--buffer-limit",
            type=Memory(),
            expose_value=False,
            callback=_set_buffer_limit,
            help="Maximum size of a line, word or list in the input.  [default: 64M]",
        ),
        flag("-q", "--quiet", sets="quiet", to=True, is_flag=True, help="Show only errors."),
        flag("-v", "--verbose", sets="verbose", to=None, count=True, help="Log steps; -vv: all."),
        flag("--no-progress", sets="bars", to=False, is_flag=True, help="Show no progress."),
        flag("--debug", sets="debug", to=True, is_flag=True, help="Show tracebacks of errors."),
        click.make_pass_decorator(Console, ensure=True),
    )(with_console)


def without_unset(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that are set; the library has the defaults of the others."""
    return {name: value for name, value in options.items() if value is not None}


def text_inputs(names: tuple[str, ...], console: Console) -> tuple[str, ...]:
    """Return the input files, or standard input if none is named and it is not a terminal.

    On a terminal the help is shown instead, as a usage error, so that no command waits for
    input without a message.
    """
    from simpler_glove.corpus import Files

    if names:
        for name in names:
            _check_text(name)
        return Files(names)
    if sys.stdin is None or sys.stdin.isatty():
        context = click.get_current_context()
        click.echo(context.get_help(), err=True)
        context.exit(2)
    console.message("Reading standard input.")
    return Files(["-"])


def _check_text(name: str) -> None:
    """Raise FormatError for a model or a count store, whose files would be read as text."""
    from simpler_glove.storage import kind_of

    if os.path.isdir(name) and (kind := kind_of(name)) in _NO_TEXT:
        raise FormatError(
            f"{_NO_TEXT[kind]}, not a text",
            path=name,
            hint="Set {model}, and name a text.",
            settings={"model": name},
        )


def read_list(path: str) -> list[str]:
    """Read a UTF-8 file with one entry per line; empty lines are skipped."""
    from nlpzero.segmentation import text_lines
    from simpler_glove.corpus import Files
    from simpler_glove.textio.buffer_limit import limited

    with renamed_parameters(encoding="list_encoding"):  # which no command has
        lines = limited(text_lines(Files([path])), path, "the list")
        return [line.strip() for line in lines if line.strip()]


def parse_words(values: Iterable[str]) -> list[str]:
    """Return the words of an option: a value is words, or @FILE with one word per line."""
    words: list[str] = []
    for value in values:
        is_file = value.startswith("@") and len(value) > 1
        words += read_list(value[1:]) if is_file else value.split()
    return words
