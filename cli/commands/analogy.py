"""The command `nlpzero analogy`."""

from __future__ import annotations

from typing import Any

import click

from .. import options
from ..command import Command
from ..console import Console
from ..option_types import COUNT, LibraryChoice
from ..options import without_unset
from ..vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero analogy model man king woman
  nlpzero analogy model france paris germany --topn 1 --json

\b
Output: WORD TAB SCORE.
JSON: {"a": .., "b": .., "c": .., "answers": [{"word": .., "score": ..}]}
"""


_analogy = options.library_option("nlpzero:WordVectors.analogy")


@click.command("analogy", cls=Command, epilog=EPILOG, former={"--encoding": "--vectors-encoding"})
@click.argument("model")
@click.argument("a")
@click.argument("b")
@click.argument("c")
@_analogy("--topn", type=COUNT, metavar="N", help="Number of answers.")
@_analogy(
    "--measure",
    type=LibraryChoice("simpler_glove.vectors:SYMMETRIC_MEASURES"),
    help="Similarity measure, as in most-similar.",
)
@_analogy(
    "--method",
    type=LibraryChoice("simpler_glove.evaluation:METHODS"),
    help="add: b - a + c; multiply: 3CosMul.",
)
@vector_options
@options.json_option
@options.console_options
def command(
    console: Console,
    model: str,
    a: str,
    b: str,
    c: str,
    reader: VectorReader,
    as_json: bool,
    **options: Any,
) -> None:
    """Solve the analogy A : B = C : ?.

    The answers are the words most similar to B - A + C.
    """
    answers = reader.load(model).analogy(a, b, c, **without_unset(options))
    if as_json:
        console.document({"a": a, "b": b, "c": c, "answers": answers})
        return
    for word, score in answers:
        console.data(f"{word}\t{score:.4f}")
