"""The commands `nlpzero explain similarity` and `nlpzero explain stability`."""

from __future__ import annotations

from typing import Any

import click

import nlpzero
from nlpzero.explanations import Stability

from ... import options
from ...command import Command
from ...console import Console
from ...errors import answers
from ...option_types import COUNT, LibraryChoice
from ...vectors import VectorReader, vector_options

SIMILARITY_EPILOG = """\b
Examples:
  nlpzero explain similarity model coffee tea
  nlpzero explain similarity model coffee tea --counts counts --topn 3
  nlpzero explain similarity model coffee tea --measure context --json

\b
JSON: {"model": .., "explanations": [{"a", "b", "measure", "score", "contexts":
[{"word", "share", "a", "b", "count_a", "count_b", "pmi_a", "pmi_b"}], "opposing":
[..], "rest"}]}; the shares and the rest sum to the score.
"""
STABILITY_EPILOG = """\b
Examples:
  nlpzero explain stability model coffee king --counts counts
  nlpzero explain stability model coffee --counts monday --counts tuesday

\b
Output: NEIGHBOUR TAB SCORE TAB KEPT TAB LOW TAB HIGH; with several words, each line
begins with WORD TAB.
JSON: {"model": .., "explanations": [{"word", "kept", "neighbours": [{"word",
"score", "kept", "low", "high"}], "others": [{"word", "share"}], "rounds",
"resampled"}]}
"""
_MIN_POOL = 50  # words whose vectors are fitted again in each round
_POOL_FACTOR = 5

_topn_option = options.library_option("nlpzero:explain_similarity")(
    "--topn", type=COUNT, metavar="N", help="Contexts that raise, and that lower, the score."
)


@click.command("similarity", cls=Command, epilog=SIMILARITY_EPILOG)
@click.argument("model")
@click.argument("a")
@click.argument("b")
@options.library_option("nlpzero:explain_similarity")(
    "--measure",
    type=LibraryChoice("simpler_glove.vectors:COSINE_MEASURES"),
    help="Similarity measure to explain.",
)
@_topn_option
@click.option("--counts", metavar="COUNTS", help="Count store; adds counts with each context.")
@vector_options
@options.json_option
@options.console_options
def explain_similarity(
    console: Console,
    model: str,
    a: str,
    b: str,
    counts: str | None,
    reader: VectorReader,
    as_json: bool,
    **options: Any,
) -> None:
    """Show the contexts that make two words similar.

    Each context is shown with its share of the score, and its PMI with A and with B, in nats. With
    --counts, the weighted numbers of co-occurrences follow in parentheses.
    """
    vectors = reader.load(model)
    store = None if counts is None else nlpzero.CooccurrenceCounts.load(counts)
    chosen = {name: value for name, value in options.items() if value is not None}
    explanation = nlpzero.explain_similarity(vectors, a, b, counts=store, **chosen)
    if as_json:
        console.document({"model": model, "explanations": [vars(explanation)]})
        return
    for line in str(explanation).split("\n"):
        console.data(line)


@click.command("stability", cls=Command, epilog=STABILITY_EPILOG)
@click.argument("model")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option(
    "--counts",
    multiple=True,
    required=True,
    metavar="COUNTS",
    help="Count store of the model; repeatable, for its shards.",
)
@click.option(
    "--topn",
    type=COUNT,
    default=10,
    show_default=True,
    metavar="N",
    help="Number of neighbours.",
)
@vector_options
@options.threads_option
@options.json_option
@options.console_options
def explain_stability(
    console: Console,
    model: str,
    words: tuple[str, ...],
    counts: tuple[str, ...],
    topn: int,
    threads: int | None,
    reader: VectorReader,
    as_json: bool,
) -> None:
    """Estimate the stability of the neighbours of a word.

    In each round, the counts of WORD and of its neighbours are resampled, and their vectors are
    fitted again.

    KEPT is the share of rounds in which a word remains a neighbour; LOW and HIGH are the 5 % and
    95 % quantiles of its score.
    """
    vectors = reader.load(model)
    stores = [nlpzero.CooccurrenceCounts.load(path) for path in counts]
    pool = max(_MIN_POOL, _POOL_FACTOR * topn)

    def stability(word: str) -> Stability:
        return nlpzero.neighbour_stability(
            vectors, word, stores, topn=topn, pool=pool, threads=threads
        )

    results = list(answers(console, words, stability))
    if as_json:
        console.document({"model": model, "explanations": [_as_document(each) for each in results]})
        return
    for result in results:
        _show_stability(console, result, f"{result.word}\t" if len(words) > 1 else "")


def _as_document(result: Stability) -> dict[str, Any]:
    others = [{"word": word, "share": share} for word, share in result.others]
    return vars(result) | {"others": others}


def _show_stability(console: Console, result: Stability, prefix: str) -> None:
    for near in result.neighbours:
        console.data(
            f"{prefix}{near.word}\t{near.score:.4f}\t{near.kept:.2f}"
            f"\t{near.low:.4f}\t{near.high:.4f}"
        )
    console.message(
        f"{result.word}: {result.kept:.1f} of {len(result.neighbours)} neighbours remain when the "
        f"{result.resampled} are resampled ({result.rounds} rounds)."
    )
