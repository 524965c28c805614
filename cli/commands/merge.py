"""The command `nlpzero merge`."""

from __future__ import annotations

import click

import nlpzero
from nlpzero.process_memory import check_stores, load_code
from simpler_glove.memory import minimum_reported, remaining_memory

from .. import options
from ..command import Command
from ..console import Console
from ..option_types import COUNT
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
@click.option(
    "--min-count",
    type=COUNT,
    metavar="N",
    help="Keep only words of this total count.  [default: all words of the stores, and rare words "
    "that reach their largest --min-count]",
)
@click.option(
    "--max-vocab",
    type=COUNT,
    metavar="N",
    help="Keep only the N most frequent words.  [default: the largest of the stores]",
)
@options.run_options
@options.json_option
@options.console_options
def command(
    console: Console,
    stores: tuple[str, ...],
    output: str,
    force: bool,
    min_count: int | None,
    max_vocab: int | None,
    threads: int | None,
    memory: int | None,
    tmp: str | None,
    as_json: bool,
) -> None:
    """Merge count stores.

    If the stores have the same vocabulary, the merged counts equal the counts of all texts
    together. Otherwise the merged store has all words of the stores, and words that are rare in
    each store but not in total. The co-occurrences of a word are missing for the texts in which it
    was rare; the command prints how many. None are missing if nlpzero count had the same
    --vocabulary for all texts.
    """
    check_output(output, force=force, directory=True)
    load_code(memory)
    with minimum_reported(memory):
        check_stores(memory, *stores, merge=True)
        loaded = [nlpzero.CooccurrenceCounts.load(path) for path in stores]
        counts = nlpzero.merge_counts(
            loaded,
            min_count=min_count,
            max_vocab=max_vocab,
            output=output,
            force=force,
            threads=threads,
            memory=remaining_memory(memory, 0, "to merge counts"),
            tmp=tmp,
            progress=console.progress(),
        )
    show_counts(console, counts, output, as_json)
