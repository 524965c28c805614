"""`nlpzero similar-texts`: the lines of text files that are most like a text."""

from __future__ import annotations

import os
from typing import Any

import click

import nlpzero
from nlpzero.lexicon import MODEL_FILE
from nlpzero.segmentation import text_lines

from .. import options
from ..errors import NothingFoundError
from ..options import given, sources
from ..output import Console

EPILOG = """\b
Examples:
  nlpzero similar-texts model "the team won the cup" news.txt
  nlpzero similar-texts model 银行下调贷款利率 news/*.txt.gz --topn 3 --json
  zcat titles.gz | nlpzero similar-texts model "word vectors" - --jsonl

\b
Output: SCORE TAB LINE TAB TEXT; lines are counted from 1, through all files.
JSON: {"query": .., "texts": [{"score": .., "line": .., "text": ..}]};
with --jsonl one of these texts a line.
"""


@click.command("similar-texts", epilog=EPILOG)
@click.argument("model")
@click.argument("query")
@click.argument("text", nargs=-1)
@click.option("--topn", type=int, default=10, show_default=True, help="Texts to show.")
@click.option("--min-similarity", type=float, metavar="X", help="Leave lower scores out.")
@click.option(
    "--weighting",
    type=click.Choice(["sum", "mean", "sif", "importance"]),
    help="Weights of words.  [default: importance, or mean for vectors without counts]",
)
@click.option("--keep-common", is_flag=True, help="Leave in what all texts share.")
@click.option(
    "--tokenizer",
    metavar="NAME",
    help="whitespace, jieba, chars, or the path of a lexicon.  [default: as fits the MODEL]",
)
@click.option(
    "--text-encoding", default="utf-8", show_default=True, metavar="NAME", help="That of TEXT."
)
@options.threads_option
@options.reading_options
@options.json_option
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    model: str,
    query: str,
    text: tuple[str, ...],
    topn: int,
    min_similarity: float | None,
    weighting: str | None,
    keep_common: bool,
    tokenizer: str | None,
    text_encoding: str,
    threads: int | None,
    reading: dict[str, Any],
    as_json: bool,
    as_jsonl: bool,
) -> None:
    """Show the lines of TEXT that are most like QUERY, by the vectors of MODEL.

    TEXT is any number of files (also compressed or remote), folders, globs, or - for standard
    input; each line is a document.
    """
    source = sources(text, console)
    vectors = nlpzero.load_vectors(model, progress=console.progress(least=1.0), **reading)
    if tokenizer is None and os.path.isfile(os.path.join(model, MODEL_FILE)):
        tokenizer = model
    options = given({"weighting": weighting, "tokenizer": tokenizer, "threads": threads})
    lines = enumerate(text_lines(source, encoding=text_encoding), start=1)
    documents = [(number, line) for number, line in lines if line.strip()]
    if not documents:
        raise NothingFoundError("The texts hold nothing but empty lines.")
    with console.notes():
        index = nlpzero.TextIndex(
            vectors, [line for _, line in documents], remove_common=not keep_common, **options
        )
        found = index.most_similar(query, topn=topn, min_similarity=min_similarity)
    answers = [
        {"score": score, "line": documents[number][0], "text": line.rstrip("\r\n")}
        for line, score, number in found
    ]
    _show(console, query, answers, as_json, as_jsonl)
    if not answers:
        reason = (
            "holds a word of the model" if min_similarity is None else "reaches --min-similarity"
        )
        raise NothingFoundError(f"No text is like that: none {reason}.")


def _show(
    console: Console, query: str, answers: list[dict[str, Any]], as_json: bool, as_jsonl: bool
) -> None:
    if as_json:
        console.document({"query": query, "texts": answers})
        return
    for answer in answers:
        if as_jsonl:
            console.record(answer)
        else:
            console.data(f"{answer['score']:.4f}\t{answer['line']}\t{answer['text']}")
