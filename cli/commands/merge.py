"""`nlpzero merge`: count stores add up."""

from __future__ import annotations

import click

import nlpzero

from .. import _options
from .._output import Console
from .._summary import show_counts

EPILOG = """\b
Examples:
  nlpzero merge monday tuesday -o week
  nlpzero merge shards/* -o counts && nlpzero solve counts -o model
"""


@click.command("merge", epilog=EPILOG)
@click.argument("stores", nargs=-1, required=True, metavar="STORE...")
@_options.output_options("STORE")
@_options.json_option
@_options.console_options
def command(
    console: Console, stores: tuple[str, ...], output: str, force: bool, as_json: bool
) -> None:
    """Add count stores up into one.

    The sum is exact: it is what counting all texts at once would have given, for the words that
    the stores share. Words of one store alone come along.
    """
    counts = nlpzero.merge_counts([nlpzero.CooccurrenceCounts.load(path) for path in stores])
    counts.save(output, force=force)
    show_counts(console, counts, output, as_json)
