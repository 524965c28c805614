"""The program `nlpzero`: a group that imports a command when it is called."""

from __future__ import annotations

import io
import os
import signal
import sys
from difflib import get_close_matches
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

from simpler_glove import __version__

from .console import Console
from .errors import USAGE, report
from .help_format import Context

COMMANDS = {
    "build-vectors": "Train word vectors from text, with resumable stages.",
    "count": "Count co-occurrences of words in text.",
    "merge": "Merge count stores.",
    "solve": "Train word vectors from a count store.",
    "most-similar": "Find the words that are most similar to a query.",
    "similar-texts": "Find the lines of a text that are most similar to a query.",
    "analogy": "Solve the analogy A : B = C : ?.",
    "discover": "Discover the words of raw text, without a dictionary.",
    "segment": "Segment text into words, in constant memory.",
    "keywords": "Extract the keywords of documents.",
    "templates": "Find the templates of lines, such as log messages.",
    "parse": "Parse sentences as nested templates.",
    "explain": "Explain a similarity, a discovered word or a segmentation.",
    "compare": "List the words whose contexts changed most.",
    "evaluate": "Evaluate word vectors or a segmentation.",
    "report": "Write one HTML page about a model, which works offline.",
    "plot": "Draw a chart of a model, a lexicon or a text.",
    "convert": "Convert vectors, counts or a lexicon to another format.",
    "info": "Describe a file or directory.",
    "demo": "Train on a bundled text and show results.",
}
"""Name to the first sentence of the help, so that ``nlpzero --help`` loads no command."""

EPILOG = """\b
Examples:
  nlpzero build-vectors corpus.txt -o model
  nlpzero most-similar model science
  nlpzero discover novel.txt -o words.tsv
  nlpzero segment novel.txt --tokenizer words.tsv
  nlpzero COMMAND --help

\b
Shell completion for bash (for zsh and fish, replace bash by their names):
  eval "$(_NLPZERO_COMPLETE=bash_source nlpzero)"

\b
Exit codes:
  0 done, 1 failure, 2 usage, 3 input unreadable or invalid, 4 nothing found or
  word unknown, 5 out of memory or disk, 130 interrupted, 143 terminated
"""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".commands.{cmd_name.replace('-', '_')}", __package__)
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Import the command; the error for an unknown name contains similar ones."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            close = get_close_matches(args[0], COMMANDS)
            if not close:
                raise
            similar = " or ".join(map(repr, close))
            raise click.UsageError(f"{error.message} (Did you mean {similar}?)", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="nlpzero")
@click.pass_context
def program(context: click.Context) -> None:
    """Word vectors, word discovery, segmentation and keywords from raw text.

    Only data are written to standard output; messages and progress are written to standard error.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(USAGE)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code.

    Parameters
    ----------
    arguments : list of str
        The arguments after the name of the program.

    Returns
    -------
    int
        0 done, 1 failure, 2 usage, 3 input, 4 nothing found, 5 memory or disk, 130 interrupted.
    """
    console = Console()
    try:
        with (
            console.library_warnings(),
            console.compilation_shown(),
            program.make_context("nlpzero", arguments, obj=console) as context,
        ):
            program.invoke(context)
        console.close()
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except (Exception, KeyboardInterrupt) as error:  # every error has an exit code
        return report(error, console)
    finally:
        console.stop_logging()
    return console.code


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main() -> NoReturn:
    """Run the command line of this process; the entry point of the console script."""
    if sys.executable and _needs_utf8_mode(sys.getfilesystemencoding(), sys.argv):
        # Arguments and names of files have been decoded already: start again.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    if "_NLPZERO_COMPLETE" in os.environ:
        program.main(prog_name="nlpzero")
    # Termination unwinds like Ctrl-C, so that temporary files are removed.
    signal.signal(signal.SIGTERM, _terminate)
    _open_missing_streams()
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    sys.exit(run(sys.argv[1:]))


def _needs_utf8_mode(encoding: str, arguments: list[str]) -> bool:
    """Return True if `encoding` is that of another locale, but the arguments are UTF-8."""
    if encoding == "utf-8":
        return False
    try:
        given = " ".join(arguments).encode(encoding, "surrogateescape").decode()
    except UnicodeError:
        return False
    return encoding == "ascii" or not given.isascii()


def _open_missing_streams() -> None:
    """Open the null device for standard streams that are closed, as in ``nlpzero ... >&-``."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115
