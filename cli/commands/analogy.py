"""`nlpzero analogy`: a is to b as c is to which word."""

from __future__ import annotations

from typing import Any

import click

import nlpzero

from .. import options
from ..options import given
from ..output import Console

EPILOG = """\b
Examples:
  nlpzero analogy model man king woman
  nlpzero analogy model france paris germany --topn 1 --json

\b
Output: WORD TAB SCORE.
JSON: {"a": .., "b": .., "c": .., "answers": [{"word": .., "score": ..}]}
"""


@click.command("analogy", epilog=EPILOG)
@click.argument("model")
@click.argument("a")
@click.argument("b")
@click.argument("c")
@click.option("--topn", type=int, default=10, show_default=True, help="Answers to show.")
@click.option(
    "--measure",
    type=click.Choice(["cosine", "context", "pmi"]),
    help="As in most-similar.  [default: cosine]",
)
@click.option(
    "--method",
    type=click.Choice(["add", "multiply"]),
    help="add: b - a + c (default); multiply: 3CosMul.",
)
@options.reading_options
@options.json_option
@options.console_options
def command(
    console: Console,
    model: str,
    a: str,
    b: str,
    c: str,
    reading: dict[str, Any],
    as_json: bool,
    **options: Any,
) -> None:
    """Answer: A is to B as C is to which word."""
    vectors = nlpzero.load_vectors(model, progress=console.progress(least=1.0), **reading)
    answers = nlpzero.analogy(vectors, a, b, c, **given(options))
    if as_json:
        console.document({"a": a, "b": b, "c": c, "answers": answers})
        return
    for word, score in answers:
        console.data(f"{word}\t{score:.4f}")
