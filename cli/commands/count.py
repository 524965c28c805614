"""`nlpzero count`: from text to a count store."""

from __future__ import annotations

from typing import Any

import click

import nlpzero
from simpler_glove.storage import check_free

from .. import options
from ..options import given, sources
from ..output import Console
from ..summary import show_counts, show_estimate

EPILOG = """\b
Examples:
  nlpzero count corpus.txt -o counts
  nlpzero count monday.txt -o monday && nlpzero merge counts monday -o all
  nlpzero count corpus.txt -o counts --window 5 --weighting flat
  nlpzero count raw.txt -o counts --tokenizer lexicon.tsv
  nlpzero count --from-glove vocab.txt cooccurrence.bin -o counts
"""
_COUNTING = ("window", "weighting", "direction")
_RUNNING = ("threads", "memory", "tmp")


@click.command("count", epilog=EPILOG)
@click.argument("corpus", nargs=-1)
@options.output_options("STORE")
@click.option("--vocabulary", metavar="FILE", help="Count these words: lines of word and count.")
@click.option(
    "--from-glove",
    nargs=2,
    metavar="VOCAB COOCCURRENCES",
    help="Take the counts of GloVe's files instead of a CORPUS.",
)
@options.corpus_options
@options.count_options
@options.run_options
@options.dry_run_option
@options.json_option
@options.console_options
def command(
    console: Console,
    corpus: tuple[str, ...],
    output: str,
    force: bool,
    vocabulary: str | None,
    from_glove: tuple[str, str] | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Count which words of CORPUS meet, exactly, into the folder STORE.

    Stores add up (nlpzero merge) and are what nlpzero solve makes vectors from.
    """
    if from_glove and corpus:
        raise click.UsageError("--from-glove takes the place of CORPUS; give one of them.")
    if options["tokenizer"] == "discover":
        raise click.UsageError(
            "Stores add up where all text was cut alike: find the words first (nlpzero discover), "
            "and give their lexicon to --tokenizer."
        )
    check_free(output, force=force)
    chosen = given(options)
    counting = {name: chosen.pop(name) for name in _COUNTING if name in chosen}
    if from_glove:
        counts = nlpzero.import_glove(*from_glove, **counting)
        counts.save(output, force=force)
        return show_counts(console, counts, output, as_json)
    source = sources(corpus, console)
    if dry_run:
        estimate = nlpzero.estimate_build(source, **chosen, **counting)
        estimate["seconds"] -= estimate.pop("seconds_solving")  # which is left to others here
        return show_estimate(console, estimate, as_json)
    progress = console.progress()
    running = {name: chosen[name] for name in _RUNNING if name in chosen}
    words = nlpzero.Vocabulary.load(vocabulary) if vocabulary else None
    text = nlpzero.encode_corpus(source, vocabulary=words, progress=progress, **chosen)
    counts = nlpzero.count_cooccurrences(
        text, output=output, force=force, progress=progress, **counting, **running
    )
    show_counts(console, counts, output, as_json)
