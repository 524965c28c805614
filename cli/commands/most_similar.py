"""The command `nlpzero most-similar`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import click

import nlpzero
from simpler_glove.textio.buffer_limit import held_input

from .. import options
from ..command import Command
from ..console import Console
from ..errors import DONE, NothingFoundError, answers
from ..option_types import COUNT, LibraryChoice, Number
from ..options import parse_words, without_unset
from ..progress import say
from ..vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero most-similar model science
  nlpzero most-similar model cat dog --topn 3 --json
  nlpzero most-similar model --positive king --positive woman --negative man
  nlpzero most-similar model apple --restrict-to @fruits.txt --min-similarity 0.4
  nlpzero most-similar model doctor --measure pmi
  nlpzero most-similar model docter --unknown subwords
  nlpzero most-similar model < words.txt

\b
Output: WORD TAB SCORE; with several queries QUERY TAB WORD TAB SCORE.
JSON: {"queries": [{"positive": [..], "negative": [..],
                    "neighbours": [{"word": .., "score": ..}]}]};
with --jsonl one of these queries per line.
"""


class Query(NamedTuple):
    """Words that neighbours are similar and dissimilar to."""

    positive: list[str]
    negative: list[str]

    def __str__(self) -> str:
        """Return the query as a sum of words."""
        return " ".join([" + ".join(self.positive), *(f"- {word}" for word in self.negative)])


_query = options.library_option("nlpzero:WordVectors.most_similar")
query_options = options.compose_decorators(
    click.option(
        "--positive", multiple=True, metavar="WORD", help="Word to be similar to; repeatable."
    ),
    click.option(
        "--negative", multiple=True, metavar="WORD", help="Word to be dissimilar to; repeatable."
    ),
    _query("--topn", type=COUNT, metavar="N", help="Number of neighbours per query."),
    _query(
        "--measure",
        type=LibraryChoice("simpler_glove.vectors:MEASURES"),
        help="cosine: cosine of the vectors; context: words with similar contexts; pmi: words that "
        "occur together, in nats; predict: log P of a word near the query.",
    ),
    _query(
        "--method",
        type=LibraryChoice("simpler_glove.evaluation:METHODS"),
        help="Combination of words: sum of vectors, or 3CosMul.",
    ),
    click.option("--min-similarity", type=Number(), metavar="X", help="Minimum score."),
    _query(
        "--unknown",
        type=LibraryChoice("simpler_glove.vectors:UNKNOWN"),
        help="Words that are not in the vocabulary: an error, or vectors from their character "
        "n-grams, if the model has subword vectors.",
    ),
    click.option(
        "--restrict-vocab", type=COUNT, metavar="N", help="Search the N most frequent words only."
    ),
    click.option(
        "--restrict-to",
        multiple=True,
        metavar="WORDS|@FILE",
        help="Search only these words, separated by spaces, or one per line of FILE; repeatable.",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="WORDS|@FILE",
        help="Exclude these words, in the same form; repeatable.",
    ),
)


@click.command(
    "most-similar", cls=Command, epilog=EPILOG, former={"--encoding": "--vectors-encoding"}
)
@click.argument("model")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@query_options
@vector_options
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
    reader: VectorReader,
    as_json: bool,
    as_jsonl: bool,
    **options: Any,
) -> None:
    """Find the words that are most similar to a query.

    Each WORD is a separate query; --positive and --negative combine several words in one query.
    Without words, queries are read from standard input, one word per line; on a terminal, until
    Ctrl-D.
    """
    vectors = reader.load(model)
    chosen = without_unset(options) | {"exclude": parse_words(exclude)}
    if restrict_to:
        chosen["restrict_to"] = parse_words(restrict_to)
    combined = bool(positive or negative)
    interactive = not (words or combined) and sys.stdin.isatty()
    if combined:
        queries: Iterable[Query] = [Query([*words, *positive], list(negative))]
    elif words:
        queries = [Query([word], []) for word in words]
    else:
        queries = _interactive_queries(vectors) if interactive else _piped_queries()
    single = combined or interactive or len(words) == 1
    found = answers(console, queries, partial(_answer, vectors, chosen))
    documents = []
    for query, answer in found:
        if as_json:
            documents.append(answer)
        elif as_jsonl:
            console.record(answer)
        else:
            _show(console, answer, "" if single else f"{query}\t")
    if as_json:
        console.document({"queries": documents})
    if interactive:
        console.code = DONE


def _answer(
    vectors: nlpzero.WordVectors, options: dict[str, Any], query: Query
) -> tuple[Query, dict[str, Any]]:
    """Return a query and its answer."""
    neighbours = vectors.most_similar(query.positive, query.negative, **options)
    if not neighbours:
        raise NothingFoundError(f"{query}: no neighbour meets all conditions.")
    return query, {**query._asdict(), "neighbours": neighbours}


def _show(console: Console, answer: dict[str, Any], prefix: str) -> None:
    for word, score in answer["neighbours"]:
        console.data(f"{prefix}{word}\t{score:.4f}")


def _piped_queries() -> Iterator[Query]:
    """Yield a query for each line of standard input."""
    limit = held_input()
    while line := sys.stdin.readline(limit.bytes + 1):
        if len(line) > limit.bytes:
            raise limit.exceeded("standard input", "a line")
        if word := line.rstrip("\r\n"):
            yield Query([word], [])


def _interactive_queries(vectors: nlpzero.WordVectors) -> Iterator[Query]:
    """Yield queries typed at a prompt; a word after a dash is negative."""
    say("Type a word, or several as in: king woman -man. Ctrl-D ends.")
    while True:
        say("> ", end=False)
        line = sys.stdin.readline()
        if not line:
            return say("")
        words = [line.strip()] if line.strip() in vectors else line.split()
        positive = [word for word in words if not word.startswith("-") or word in vectors]
        negative = [word[1:] for word in words if word not in positive and len(word) > 1]
        if positive or negative:
            yield Query(positive, negative)
