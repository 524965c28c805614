"""The command `nlpzero keywords`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

import nlpzero
from nlpzero.keywords import PhraseStatistics
from nlpzero.segmentation import text_lines
from simpler_glove.corpus import Files, list_files

from .. import options
from ..command import Command
from ..console import Console
from ..errors import NothingFoundError
from ..keyword_output import keyword_records, show_records
from ..option_types import COUNT, LibraryChoice, TokenizerName
from ..options import read_list, text_inputs, without_unset
from ..output_files import check_output
from ..vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero keywords abstracts.txt --model model
  nlpzero keywords report.txt --document --model model --topn 20
  zcat news.gz | nlpzero keywords - --model model --phrases phrases.tsv --jsonl
  nlpzero keywords report.txt --document --model model --topn 3 --explain

\b
Phrases are learned from TEXT, which is read twice. For standard input and for fewer
than 100 documents, phrases are estimated from the model. --phrases uses statistics
that --save-phrases wrote instead.

\b
Output: DOCUMENT TAB SCORE TAB COUNT TAB KEYWORD, sorted by descending score;
DOCUMENT is the number of the line across all files, or the name of the file with
--document.
--jsonl: {"document": .., "keywords": [{"text": .., "score": .., "count": ..,
"offsets": [[START, END], ..]}], "reason": ..} per document, where "reason" states
why there are no keywords; --json: {"documents": [..]} with the same records.

\b
With --explain, two tables follow each keyword, indented by a tab: its words with
the terms of its score, and the ten words of the text with the largest contribution
to log p(text | keyword) / p(text), in nats. In JSON each keyword has "words":
[{"word", "weight", "information", "importance", "termhood", "likelihood"}] and
"terms": [{"word", "share"}], with all words of the text; null means unknown.
"""
MIN_PHRASE_DOCUMENTS = 100
_extract = options.library_option("nlpzero:KeywordExtractor.extract")
_extractor = options.library_option("nlpzero:KeywordExtractor")


@click.command(
    "keywords",
    cls=Command,
    epilog=EPILOG,
    former={"--text-encoding": "--encoding", "--lexicon": "--tokenizer"},
)
@click.argument("text", nargs=-1)
@click.option("--model", required=True, metavar="MODEL", help="Vectors with word counts.")
@_extract("--topn", type=COUNT, metavar="N", help="Number of keywords per document.")
@_extractor(
    "--method",
    type=LibraryChoice("nlpzero.keywords.scores:METHODS"),
    help="Weights of words: likelihood (PMI with the text), norm (of vectors), or both combined.",
)
@click.option("--explain", is_flag=True, help="Show the terms of each score.")
@click.option("--document", is_flag=True, help="Each file is a document, instead of each line.")
@click.option(
    "--tokenizer",
    type=TokenizerName(*options.TOKENIZERS),
    metavar="NAME|LEXICON",
    help="Tokenizer of TEXT.  [default: that of MODEL, or the vocabulary of MODEL]",
)
@click.option("--candidates", metavar="FILE", help="The only phrases to extract, one per line.")
@click.option("--words", is_flag=True, help="Extract single words only.")
@click.option(
    "--stop-words", metavar="FILE", help="Stop words, one per line, instead of learned ones."
)
@click.option(
    "--about", multiple=True, metavar="WORD", help="Prefer keywords similar to WORD; repeatable."
)
@click.option("--phrases", metavar="FILE", help="Statistics of phrases, from --save-phrases.")
@click.option("--save-phrases", metavar="FILE", help="Save the statistics of phrases of TEXT.")
@options.encoding_option("TEXT")
@options.threads_option
@vector_options
@options.json_option
@options.jsonl_option
@options.console_options
def command(console: Console, text: tuple[str, ...], reader: VectorReader, **options: Any) -> None:
    """Extract the keywords of documents.

    TEXT is any number of files (also compressed or remote), directories, globs, or - for standard
    input; each line is a document.
    """
    if options["candidates"] and options["words"]:
        raise click.UsageError("--candidates and --words exclude each other.")
    if options["save_phrases"]:
        check_output(options["save_phrases"], force=True)
    source = text_inputs(text, console)
    read = _read_lines
    if options["document"]:
        read = _read_whole if "-" in source else _read_files
    with console.library_warnings():
        extractor = _make_extractor(reader, options)
        _learn_phrases(extractor, source, read, options)
        waiting, documents = _split(read(source, options["encoding"]))
        limits = without_unset({"topn": options["topn"], "threads": options["threads"]})
        results = zip(extractor.extract_stream(documents, **limits), waiting, strict=False)
        records = keyword_records(extractor, results, options["explain"])
        if not show_records(console, records, options):
            raise NothingFoundError("No document has a keyword.")


def _make_extractor(reader: VectorReader, options: dict[str, Any]) -> nlpzero.KeywordExtractor:
    """Load the model and return the extractor, with phrases if they are given."""
    vectors = reader.load(options["model"])
    phrases = options["phrases"]
    candidates, stop_words = options["candidates"], options["stop_words"]
    chosen = {
        "tokenizer": options["tokenizer"],
        "method": options["method"],
        "candidates": "words" if options["words"] else candidates and read_list(candidates),
        "stop_words": stop_words and read_list(stop_words),
        "seed_words": options["about"] or None,
        "phrases": phrases and PhraseStatistics.load(phrases),
    }
    extractor = nlpzero.KeywordExtractor(vectors, **without_unset(chosen))
    extractor.check()
    return extractor


def _learn_phrases(
    extractor: nlpzero.KeywordExtractor, source: Any, read: Any, options: dict[str, Any]
) -> None:
    """Learn phrases from the documents, if they can be read twice and are enough."""
    if extractor.phrases_ is not None:
        return
    path = options["save_phrases"]
    if "-" in source:
        if path:
            raise click.UsageError("--save-phrases reads TEXT twice: use files instead of -.")
        return
    documents = (document for _, document in read(source, options["encoding"]))
    statistics = nlpzero.learn_phrases(documents, tokenizer=extractor.tokenizer_)
    if path:
        statistics.save(path)
    if path or statistics.size >= MIN_PHRASE_DOCUMENTS:
        extractor.set_params(phrases=statistics)


def _read_lines(source: Any, encoding: str) -> Iterator[tuple[Any, str]]:
    return enumerate(text_lines(source, encoding=encoding), start=1)


def _read_files(source: Any, encoding: str) -> Iterator[tuple[Any, str]]:
    for file in list_files(source):
        yield file.path, "\n".join(text_lines(Files([file.path]), encoding=encoding))


def _read_whole(source: Any, encoding: str) -> Iterator[tuple[Any, str]]:
    yield "-", "\n".join(text_lines(source, encoding=encoding))


def _split(
    documents: Iterator[tuple[Any, str]],
) -> tuple[Iterator[tuple[Any, str]], Iterator[str]]:
    """Return the named documents whose results are awaited, and an iterator over the texts.

    Only the documents that the extractor has consumed and not yet answered are held.
    """
    pending: list[tuple[Any, str]] = []

    def texts() -> Iterator[str]:
        for document in documents:
            pending.append(document)
            yield document[1]

    def waiting() -> Iterator[tuple[Any, str]]:
        while pending:
            yield pending.pop(0)

    return waiting(), texts()
