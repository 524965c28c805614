"""The command `nlpzero demo`."""

from __future__ import annotations

import shutil
import sys
from typing import Any

import click

import nlpzero

from .. import model_options, options
from ..command import Command
from ..console import Console
from ..options import without_unset
from ..output_files import check_output

EPILOG = """\b
Examples:
  nlpzero demo
  nlpzero demo -o /tmp/demo --force && nlpzero most-similar /tmp/demo peace
"""
WORDS = (
    "war", "taxes", "farmers", "school", "railroads", "oil",
    "soviet", "banks", "health", "ships", "forests", "court",
)  # fmt: skip
"""A dozen words of the bundled text, from a dozen fields."""


@click.command("demo", cls=Command, epilog=EPILOG)
@click.option(
    "-o",
    "--output",
    default="nlpzero-demo",
    show_default=True,
    metavar="MODEL",
    help="Path of MODEL.",
)
@click.option("--force", is_flag=True, help="Replace MODEL if it exists.")
@model_options.glove_options
@options.run_options
@options.console_options
def command(console: Console, output: str, force: bool, **options: Any) -> None:
    """Train on a bundled text and show results.

    The text, 123 State of the Union addresses, is part of the package; nothing is downloaded.
    """
    check_output(output, force=force, directory=True)
    report = console.progress()
    vectors = nlpzero.build_vectors(
        nlpzero.demo_corpus(), output=output, force=force, progress=report, **without_unset(options)
    )
    console.close()
    console.data("Trained on 123 State of the Union addresses, 1900 to 2021.\n")
    facts = vectors.parameters
    console.table(
        [
            ("tokens", facts["corpus"]["tokens"]),
            ("words", len(vectors)),
            ("observed pairs of words", facts["counts"]["pairs"]),
            ("dimensions", vectors.vector_size),
            *((f"seconds for {stage}", round(spent, 2)) for stage, spent in report.seconds.items()),
        ]
    )
    console.data("\nNeighbours")
    for word in WORDS:
        near = ", ".join(other for other, _ in vectors.most_similar(word, topn=6))
        console.data(f"  {word:<11} {near}")
    console.data("\nThe most important words: longer vectors than expected from their frequency")
    important = [word for word, _ in nlpzero.most_important(vectors, topn=30)]
    for start in range(0, len(important), 10):
        console.data("  " + ", ".join(important[start : start + 10]))
    # An environment that is not activated needs the path of the program.
    program = "nlpzero" if shutil.which("nlpzero") else sys.argv[0]
    console.data("\nNext: other words, then a text of your own")
    console.data(f"  {program} most-similar {output}")
    console.data(f"  {program} build-vectors YOUR-FILES -o model")
    console.data(f"  {program} build-vectors --help")
