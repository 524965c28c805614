"""The command `nlpzero`: a group that loads a command when it is called."""

from __future__ import annotations

import io
import os
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

from simpler_glove import __version__

from .errors import USAGE, report
from .output import Console

COMMANDS = {
    "build-vectors": "From text to word vectors, in one resumable command.",
    "count": "Count co-occurrences of words: text to a count store.",
    "merge": "Add count stores up.",
    "solve": "From a count store to word vectors.",
    "most-similar": "The nearest words of a word.",
    "similar-texts": "The texts most like a text.",
    "analogy": "A is to B as C is to what?",
    "discover": "Find the words of raw text, without a dictionary.",
    "segment": "Cut text into words, losing nothing of it.",
    "keywords": "Tell what documents are about.",
    "explain": "Show the numbers behind a word, a cut, or a neighbour.",
    "evaluate": "Score vectors, or a segmentation.",
    "convert": "Turn vectors or counts into another format.",
    "info": "Tell what a file or directory is.",
    "demo": "Train on a bundled text and show what the vectors know.",
}
"""Name to one line of help: all that ``nlpzero --help`` needs, without loading a command."""

EPILOG = """\b
Examples:
  nlpzero build-vectors corpus.txt -o model
  nlpzero most-similar model science
  nlpzero discover novel.txt -o words.tsv
  nlpzero segment novel.txt --lexicon words.tsv
  nlpzero COMMAND --help

\b
Shell completion, for bash (zsh and fish alike):
  eval "$(_NLPZERO_COMPLETE=bash_source nlpzero)"

\b
Exit codes:
  0 done, 1 failure, 2 usage, 3 input unreadable or invalid, 4 nothing found or
  word unknown, 5 out of memory or disk, 130 interrupted
"""


class LazyGroup(click.Group):
    """A group whose commands are loaded when asked for; an error in one of them is its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are met by a user."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".commands.{cmd_name.replace('-', '_')}", __package__)
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any."""
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
    """Word vectors and words from raw text: exact counts, PMI, least squares, entropies.

    Standard output carries data only; messages and progress go to standard error.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(USAGE)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code.

    Parameters
    ----------
    arguments : list of str
        What stands after the name of the program.

    Returns
    -------
    int
        0 done, 1 failure, 2 usage, 3 input, 4 nothing found, 5 memory or disk, 130 interrupted.
    """
    console = Console()
    try:
        with program.make_context("nlpzero", arguments, obj=console) as context:
            program.invoke(context)
        console.close()
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except (Exception, KeyboardInterrupt) as error:  # the outermost door: everything has a code
        return report(error, console)
    finally:
        console.end_log()
    return 0


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def main() -> NoReturn:
    """Run the command line of this process; the entry point of the console script."""
    if "_NLPZERO_COMPLETE" in os.environ:
        program.main(prog_name="nlpzero")
    # An ending from outside unwinds like Ctrl-C, so that temporary files go.
    signal.signal(signal.SIGTERM, _terminate)
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    sys.exit(run(sys.argv[1:]))
