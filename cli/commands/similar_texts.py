"""The command `nlpzero similar-texts`."""

from __future__ import annotations

from typing import Any

import click

import nlpzero
from nlpzero.segmentation import text_lines
from simpler_glove.textio.buffer_limit import limited

from .. import options
from ..command import Command
from ..console import Console
from ..errors import NothingFoundError
from ..option_types import COUNT, LibraryChoice, Number, TokenizerName
from ..options import text_inputs, without_unset
from ..vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero similar-texts model "the team won the cup" news.txt
  nlpzero similar-texts model 银行下调贷款利率 news/*.txt.gz --topn 3 --json
  zcat titles.gz | nlpzero similar-texts model "word vectors" - --jsonl

\b
Output: SCORE TAB LINE TAB TEXT; lines are numbered from 1 across all files.
JSON: {"query": .., "texts": [{"score": .., "line": .., "text": ..}]};
with --jsonl one of these texts per line.
"""


_encoder = options.library_option("nlpzero:SentenceEncoder")
_query = options.library_option("nlpzero:TextIndex.most_similar")


@click.command(
    "similar-texts",
    cls=Command,
    epilog=EPILOG,
    former={"--text-encoding": "--encoding", "--keep-common": "--no-remove-common"},
)
@click.argument("model")
@click.argument("query")
@click.argument("text", nargs=-1)
@_query("--topn", type=COUNT, metavar="N", help="Number of texts.")
@click.option("--min-similarity", type=Number(), metavar="X", help="Minimum score.")
@click.option(
    "--weighting",
    type=LibraryChoice("nlpzero.similarity.sentences:WEIGHTINGS"),
    help="Weights of words.  [default: importance, or mean for vectors without counts]",
)
@_encoder(
    "--unknown",
    type=LibraryChoice("nlpzero.unknown_words:UNKNOWN_WORDS"),
    help="Words that are not in the vocabulary: left out, or vectors from their character "
    "n-grams, if the model has subword vectors.",
)
@_encoder(
    "--remove-common/--no-remove-common",
    help="Subtract the component that all texts have in common.",
)
@click.option(
    "--tokenizer",
    type=TokenizerName(),
    help="Tokenizer of TEXT, by name or by the path of a lexicon or model.  "
    "[default: that of MODEL]",
)
@options.encoding_option("TEXT")
@options.threads_option
@vector_options
@options.json_option
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    model: str,
    query: str,
    text: tuple[str, ...],
    topn: int | None,
    min_similarity: float | None,
    encoding: str,
    reader: VectorReader,
    as_json: bool,
    as_jsonl: bool,
    **options: Any,
) -> None:
    """Find the lines of a text that are most similar to a query.

    TEXT is any number of files (also compressed or remote), directories, globs, or - for standard
    input; each line is a document.
    """
    source = text_inputs(text, console)
    vectors = reader.load(model)
    held = limited(text_lines(source, encoding=encoding), " ".join(source), "the text")
    lines = enumerate(held, start=1)
    documents = [(number, line) for number, line in lines if line.strip()]
    if not documents:
        raise NothingFoundError("The text contains only empty lines.")
    index = nlpzero.TextIndex(vectors, **without_unset(options))
    index.fit([line for _, line in documents])
    limits = without_unset({"topn": topn, "min_similarity": min_similarity})
    similar = index.most_similar(query, **limits)
    answers = [
        {"score": score, "line": documents[number][0], "text": line.rstrip("\r\n")}
        for line, score, number in similar
    ]
    _show(console, query, answers, as_json, as_jsonl)
    if not answers:
        reason = (
            "contains a word of the model" if min_similarity is None else "reaches --min-similarity"
        )
        raise NothingFoundError(f"No line {reason}.")


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
