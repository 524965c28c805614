"""The command `nlpzero solve`."""

from __future__ import annotations

from typing import Any

import click

import nlpzero
from nlpzero import estimates
from nlpzero.models import estimator
from nlpzero.solving import solve_store

from .. import model_options, options
from ..console import Console
from ..options import without_unset
from ..output_files import check_output
from ..summary import show_estimate, show_vectors

EPILOG = """\b
Examples:
  nlpzero solve counts -o model
  nlpzero solve counts -o published --tied --unobserved-weight 0 --regularization 0
  nlpzero solve all -o new-model --initial model
  nlpzero solve counts -o model --model word2vec
"""


@click.command("solve", cls=model_options.ModelCommand, epilog=EPILOG)
@click.argument("store")
@options.output_options("MODEL")
@model_options.initial_option
@model_options.subwords_option
@model_options.model_options
@options.run_options
@options.dry_run_option
@options.json_option
@options.console_options
def command(
    console: Console,
    store: str,
    output: str,
    force: bool,
    initial: str | None,
    subwords: bool | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Train word vectors from a count store.

    With --model word2vec, pairs of words are drawn in proportion to their counts in STORE, and
    skip-gram vectors are trained on these pairs.

    If the command is interrupted, the same command resumes after the last sweep or epoch that was
    stored. Every epoch is stored, and sweeps so often that this takes at most 5 % of the time.
    """
    training = estimator(**without_unset(options))
    training.check()
    check_output(output, force=force, directory=True)
    if dry_run:
        if isinstance(training, nlpzero.SimplerGlove):
            estimate = estimates.estimate_solve(store, training, memory=options["memory"])
        else:
            estimate = estimates.estimate_word2vec_of_counts(store, training)
        if subwords:
            estimate = estimates.with_subwords(estimate, training)
        return show_estimate(console, estimate, as_json, output=output, tmp=options["tmp"])
    console.kept = "The same command resumes after the last stored sweep, if there is one."
    vectors = solve_store(
        store,
        training,
        **without_unset({"subwords": subwords}),
        output=output,
        force=force,
        initial=initial,
        memory=options["memory"],
        progress=console.progress(),
    )
    show_vectors(console, vectors, output, as_json)
