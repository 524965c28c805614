"""`nlpzero most-similar`: the nearest words."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import click

import nlpzero

from .. import options
from ..errors import NothingFoundError, report
from ..options import given, word_list
from ..output import Console
from ..progress import say

EPILOG = """\b
Examples:
  nlpzero most-similar model science
  nlpzero most-similar model cat dog --topn 3 --json
  nlpzero most-similar model --positive king --positive woman --negative man
  nlpzero most-similar model apple --restrict-to @fruits.txt --min-similarity 0.4
  nlpzero most-similar model doctor --measure pmi
  nlpzero most-similar model < words.txt

\b
Output: WORD TAB SCORE; with several queries QUERY TAB WORD TAB SCORE.
JSON: {"queries": [{"positive": [..], "negative": [..],
                    "neighbours": [{"word": .., "score": ..}]}]};
with --jsonl one of these queries a line.
"""


class Query(NamedTuple):
    """Words to be near and words to be far."""

    positive: list[str]
    negative: list[str]

    def __str__(self) -> str:
        """Show it as a sum."""
        return " ".join([" + ".join(self.positive), *(f"- {word}" for word in self.negative)])


query_options = options.stacked(
    click.option("--positive", multiple=True, metavar="WORD", help="Be near to it; repeatable."),
    click.option("--negative", multiple=True, metavar="WORD", help="Be far from it; repeatable."),
    click.option("--topn", type=int, default=10, show_default=True, help="Neighbours a query."),
    click.option(
        "--measure",
        type=click.Choice(["cosine", "context", "pmi", "predict"]),
        help="cosine (default); context: words in like company; pmi: words that meet more often "
        "than by chance, in nats; predict: which word stands near, as log P.",
    ),
    click.option("--method", type=click.Choice(["add", "multiply"]), help="How words combine."),
    click.option("--min-similarity", type=float, metavar="X", help="Leave lower scores out."),
    click.option("--restrict-vocab", type=int, metavar="N", help="Among the N most frequent."),
    click.option("--restrict-to", multiple=True, metavar="WORDS|@FILE", help="Among these words."),
    click.option("--exclude", multiple=True, metavar="WORDS|@FILE", help="Without these words."),
)


@click.command("most-similar", epilog=EPILOG)
@click.argument("model")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@query_options
@options.reading_options
@options.json_option
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    model: str,
    words: tuple[str, ...],
    positive: tuple[str, ...],
    negative: tuple[str, ...],
    restrict_to: tuple[str, ...],
    exclude: tuple[str, ...],
    reading: dict[str, Any],
    as_json: bool,
    as_jsonl: bool,
    **options: Any,
) -> None:
    """Show the nearest words of each WORD in MODEL.

    --positive and --negative make one query of several words. Without words, queries are read
    from standard input, a word a line; on a terminal they are asked for until Ctrl-D.
    """
    vectors = nlpzero.load_vectors(model, progress=console.progress(least=1.0), **reading)
    chosen = given(options) | {"exclude": word_list(exclude)}
    if restrict_to:
        chosen["restrict_to"] = word_list(restrict_to)
    combined = bool(positive or negative)
    talking = not (words or combined) and sys.stdin.isatty()
    if combined:
        queries: Iterable[Query] = [Query([*words, *positive], list(negative))]
    elif words:
        queries = [Query([word], []) for word in words]
    else:
        queries = _conversation(vectors) if talking else _lines()
    one = combined or talking or len(words) == 1
    found, code = [], 0
    for query in queries:
        try:
            answer = _answer(vectors, query, chosen)
        except (nlpzero.UnknownWordError, NothingFoundError) as error:
            code = report(error, console)
            continue
        if as_json:
            found.append(answer)
        elif as_jsonl:
            console.record(answer)
        else:
            _show(console, answer, "" if one else f"{query}\t")
    if as_json:
        console.document({"queries": found})
    if code and not talking:
        click.get_current_context().exit(code)


def _answer(vectors: nlpzero.WordVectors, query: Query, options: dict[str, Any]) -> dict[str, Any]:
    neighbours = nlpzero.most_similar(vectors, query.positive, query.negative, **options)
    if not neighbours:
        raise NothingFoundError(f"No word is left to be near {query}: all are ruled out.")
    return {**query._asdict(), "neighbours": neighbours}


def _show(console: Console, answer: dict[str, Any], prefix: str) -> None:
    for word, score in answer["neighbours"]:
        console.data(f"{prefix}{word}\t{score:.4f}")


def _lines() -> Iterator[Query]:
    for line in sys.stdin:
        if word := line.rstrip("\r\n"):
            yield Query([word], [])


def _conversation(vectors: nlpzero.WordVectors) -> Iterator[Query]:
    say("A word, or several as in: king woman -man. Ctrl-D ends.")
    while True:
        say("> ", end=False)
        line = sys.stdin.readline()
        if not line:
            return say("")
        words = [line.strip()] if line.strip() in vectors else line.split()
        near = [word for word in words if not word.startswith("-") or word in vectors]
        far = [word[1:] for word in words if word not in near and len(word) > 1]
        if near or far:
            yield Query(near, far)
