"""`nlpzero solve`: from a count store to word vectors."""

from __future__ import annotations

from typing import Any

import click

import nlpzero
from nlpzero.models import estimator
from simpler_glove.storage import check_free

from .. import model_options, options
from ..options import given
from ..output import Console
from ..summary import show_vectors

EPILOG = """\b
Examples:
  nlpzero solve counts -o model
  nlpzero solve counts -o published --tied --zero-weight 0 --regularization 0
  nlpzero solve all -o new-model --initial model
  nlpzero solve counts -o model --model word2vec
"""


@click.command("solve", cls=model_options.ModelCommand, epilog=EPILOG)
@click.argument("store")
@options.output_options("MODEL")
@click.option("--initial", metavar="MODEL", help="Start from these vectors.")
@model_options.model_options
@options.run_options
@options.json_option
@options.console_options
def command(
    console: Console,
    store: str,
    output: str,
    force: bool,
    initial: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Make word vectors from the counts in STORE.

    Word2Vec learns skip-gram from pairs of words, drawn in proportion to their counts.
    """
    check_free(output, force=force)
    counts = nlpzero.CooccurrenceCounts.load(store)
    start = nlpzero.load_vectors(initial) if initial else None
    report = console.progress()
    with console.notes():
        model = estimator(**given(options)).fit(counts, initial=start, progress=report)
    model.vectors_.save(output, force=force)
    show_vectors(console, model.vectors_, output, as_json)
