"""The command `nlpzero merge`."""

from __future__ import annotations

import click

import nlpzero
from nlpzero.process_memory import check_stores, load_code
from simpler_glove.memory import minimum_reported, remaining_memory

from .. import options
from ..command import Command
from ..console import Console
from ..output_files import check_output
from ..summary import show_counts

EPILOG = """\b
Examples:
  nlpzero merge monday tuesday -o week
  nlpzero merge shards/* -o counts && nlpzero solve counts -o model
"""


@click.command("merge", cls=Command, epilog=EPILOG)
@click.argument("stores", nargs=-1, required=True, metavar="STORE...")
@options.output_options("STORE")
@options.run_options
@options.json_option
@options.console_options
def command(
    console: Console,
    stores: tuple[str, ...],
    output: str,
    force: bool,
    threads: int | None,
    memory: int | None,
    tmp: str | None,
    as_json: bool,
) -> None:
    """Merge count stores.

    If the stores have the same vocabulary, the merged counts equal the counts of all texts
    together. Otherwise the merged store has all words of the stores.
    """
    check_output(output, force=force, directory=True)
    load_code(memory)
    with minimum_reported(memory):
        check_stores(memory, *stores)
        loaded = [nlpzero.CooccurrenceCounts.load(path) for path in stores]
        counts = nlpzero.merge_counts(
            loaded,
            output=output,
            force=force,
            threads=threads,
            memory=remaining_memory(memory, 0, "to merge counts"),
            tmp=tmp,
            progress=console.progress(),
        )
    show_counts(console, counts, output, as_json)
