"""`nlpzero demo`: train on a bundled text and show what the vectors know."""

from __future__ import annotations

import shutil
import sys
from typing import Any

import click

import nlpzero

from .. import model_options, options
from ..options import given
from ..output import Console

EPILOG = """\b
Examples:
  nlpzero demo
  nlpzero demo -o /tmp/demo --force && nlpzero most-similar /tmp/demo music
"""
WORDS = (
    "music", "physics", "war", "language", "church", "disease",
    "river", "computer", "king", "autism", "chemical", "philosophy",
)  # fmt: skip
"""A dozen words of the bundled text, from a dozen fields."""


@click.command("demo", epilog=EPILOG)
@click.option(
    "-o", "--output", default="nlpzero-demo", show_default=True, metavar="MODEL", help="Where to."
)
@model_options.solver_options
@options.run_options
@options.console_options
def command(console: Console, output: str, **options: Any) -> None:
    """Train on 106 articles of the English Wikipedia and show what the vectors know.

    The articles come with gensim; nothing is downloaded. A demo that stands there from an
    earlier run is made again.
    """
    report = console.progress()
    vectors = nlpzero.build_vectors(
        nlpzero.demo_corpus(), output=output, force=True, progress=report, **given(options)
    )
    console.close()
    console.data("Trained on 106 articles of the English Wikipedia.\n")
    facts = vectors.parameters
    console.table(
        [
            ("tokens", facts["corpus"]["tokens"]),
            ("words", len(vectors)),
            ("pairs of words that met", facts["counts"]["pairs"]),
            ("dimensions", vectors.vector_size),
            *((f"seconds for {stage}", round(spent, 2)) for stage, spent in report.seconds.items()),
        ]
    )
    console.data("\nNeighbours")
    for word in WORDS:
        near = ", ".join(other for other, _ in vectors.most_similar(word, topn=6))
        console.data(f"  {word:<11} {near}")
    console.data("\nThe most important words: vectors longer than their frequency explains")
    important = [word for word, _ in nlpzero.most_important(vectors, topn=30)]
    for start in range(0, len(important), 10):
        console.data("  " + ", ".join(important[start : start + 10]))
    # As it can be typed: from an environment that is not activated with its path.
    program = "nlpzero" if shutil.which("nlpzero") else sys.argv[0]
    console.data("\nNext: other words, then a text of your own")
    console.data(f"  {program} most-similar {output}")
    console.data(f"  {program} build-vectors YOUR-FILES -o model")
    console.data(f"  {program} build-vectors --help")
