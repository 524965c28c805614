"""The command `nlpzero merge`."""

from __future__ import annotations

import click

from nlpzero import estimates
from nlpzero.cluster.merging import merge_on_cluster
from nlpzero.merging import merge_stores
from simpler_glove.corpus import load_word_counts, merge_word_counts, save_word_counts
from simpler_glove.corpus.word_counts import KIND as WORDS_KIND
from simpler_glove.storage import kind_of

from .. import options
from ..command import Command
from ..console import Console
from ..option_types import COUNT
from ..options import check_single_machine
from ..output_files import check_output
from ..summary import show_counts, show_estimate, show_words

EPILOG = """\b
Examples:
  nlpzero merge monday tuesday -o week
  nlpzero merge words1 words2 -o words
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
@options.cluster_option
@options.dry_run_option
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
    cluster: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Merge count stores.

    If the stores have the same vocabulary, the merged counts equal the counts of all texts
    together. Otherwise the merged store has all words of the stores, and words that are rare in
    each store but not in total. The co-occurrences of a word are missing for the texts in which it
    was rare; the command prints how many. None are missing if nlpzero count had the same
    --vocabulary for all texts.

    If a merge of large stores is interrupted, the same command continues after the rows that are
    complete.

    Stores of nlpzero count --words-only are merged to the word counts of all texts.
    """
    check_output(output, force=force, directory=True)
    if dry_run:
        check_single_machine(cluster)
        estimate = estimates.estimate_merge(
            stores, min_count=min_count, max_vocab=max_vocab, threads=threads, memory=memory
        )
        return show_estimate(console, estimate, as_json, output=output, tmp=tmp)
    if all(kind_of(path) == WORDS_KIND for path in stores):
        return _merge_words(console, stores, output, force, as_json, min_count or max_vocab)
    if cluster is not None:
        counts = merge_on_cluster(
            stores, cluster=cluster, output=output, force=force, min_count=min_count,
            max_vocab=max_vocab, threads=threads, tmp=tmp, progress=console.progress(),
        )  # fmt: skip
        return show_counts(console, counts, output, as_json)
    console.kept = "Merged rows of large stores are kept: the same command continues after them."
    counts = merge_stores(
        stores, output=output, force=force, min_count=min_count, max_vocab=max_vocab,
        threads=threads, memory=memory, tmp=tmp, progress=console.progress(),
    )  # fmt: skip
    show_counts(console, counts, output, as_json)


def _merge_words(
    console: Console,
    stores: tuple[str, ...],
    output: str,
    force: bool,
    as_json: bool,
    limit: int | None,
) -> None:
    """Merge word counts; all words are kept."""
    if limit is not None:
        raise click.UsageError(
            "--min-count and --max-vocab have no effect on word counts; use them in nlpzero count, "
            "when pairs of these words are counted."
        )
    counts = merge_word_counts(map(load_word_counts, stores))
    save_word_counts(counts, output, force=force)
    show_words(console, counts, output, as_json)
