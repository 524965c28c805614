"""`nlpzero keywords`: what documents are about."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import click

import nlpzero
from nlpzero.lexicon import MODEL_FILE
from nlpzero.segmentation import text_lines
from simpler_glove.corpus import Files, list_files

from .. import options
from ..errors import NothingFoundError
from ..keyword_rows import answers_of, show
from ..options import given, sources
from ..output import Console, check_file

EPILOG = """\b
Examples:
  nlpzero keywords abstracts.txt --model model
  nlpzero keywords report.txt --document --model model --topn 20
  zcat news.gz | nlpzero keywords - --model model --phrases phrases.tsv --jsonl
  nlpzero keywords report.txt --document --model model --topn 3 --explain

\b
Which words belong together is learned from TEXT itself, which is read twice for
that; of standard input and of less than a hundred documents it is guessed from
the model, unless --phrases says what was learned before.

\b
Output: DOCUMENT TAB SCORE TAB COUNT TAB KEYWORD, the best first; DOCUMENT is the
number of the line, through all files, or with --document the name of the file.
--jsonl: {"document": .., "keywords": [{"text": .., "score": .., "count": ..,
"offsets": [[START, END], ..]}], "reason": ..} for each document, the reason being
why there are none; --json: {"documents": [..]} of the same.


With --explain two tables, indented by a tab, follow each keyword: its words with the
terms of its score, and the ten words of the text that speak most for it, with the
nats that each adds to log p(text | keyword) / p(text). In JSON each keyword has
"words": [{"word", "weight", "information", "importance", "termhood", "likelihood"}]
and "terms": [{"word", "share"}], all of them, null being what is not known.
"""
ENOUGH = 100


@click.command("keywords", epilog=EPILOG)
@click.argument("text", nargs=-1)
@click.option("--model", required=True, metavar="MODEL", help="Vectors with counts of words.")
@click.option("--topn", type=int, default=10, show_default=True, help="Keywords of a document.")
@click.option(
    "--method",
    type=click.Choice(["combined", "likelihood", "norm"]),
    help="What words weigh.  [default: combined]",
)
@click.option("--explain", is_flag=True, help="Show why each keyword was chosen.")
@click.option("--document", is_flag=True, help="Each file is a document, not each line.")
@click.option(
    "--tokenizer",
    "--lexicon",
    "tokenizer",
    metavar="jieba|FILE",
    help="What cuts TEXT: a lexicon.  [default: that in MODEL, or the words of MODEL]",
)
@click.option("--candidates", metavar="FILE", help="Only these keywords: a phrase a line.")
@click.option("--words", is_flag=True, help="Single words only.")
@click.option("--stop-words", metavar="FILE", help="Instead of those that are learned; one a line.")
@click.option("--about", multiple=True, metavar="WORD", help="Favour what is like it; repeatable.")
@click.option("--phrases", metavar="FILE", help="Phrases that --save-phrases wrote.")
@click.option("--save-phrases", metavar="FILE", help="Keep there what TEXT tells of phrases.")
@click.option(
    "--text-encoding", default="utf-8", show_default=True, metavar="NAME", help="That of TEXT."
)
@options.threads_option
@options.reading_options
@options.json_option
@options.jsonl_option
@options.console_options
def command(console: Console, text: tuple[str, ...], **options: Any) -> None:
    """Tell the keywords of the documents in TEXT, one a line.

    TEXT is any number of files (also compressed or remote), folders, globs, or - for standard
    input.
    """
    if options["candidates"] and options["words"]:
        raise click.UsageError("--candidates and --words exclude each other.")
    if options["save_phrases"]:
        check_file(options["save_phrases"], force=True)
    source = sources(text, console)
    encoding = options["text_encoding"]
    read = _files if options["document"] else _lines
    if options["document"] and "-" in source:
        read = _whole
    with console.notes():
        extractor = _extractor(console, options)
        _learn(extractor, source, read, options)
        waiting, documents = _split(read(source, encoding))
        found = extractor.extract_stream(
            documents, topn=options["topn"], threads=options["threads"]
        )
        answers = answers_of(extractor, zip(found, waiting, strict=False), options["explain"])
        if not show(console, answers, options):
            raise NothingFoundError("No document has a keyword.")


def _extractor(console: Console, options: dict[str, Any]) -> nlpzero.KeywordExtractor:
    model = options["model"]
    vectors = nlpzero.load_vectors(
        model, progress=console.progress(least=1.0), **options["reading"]
    )
    tokenizer = options["tokenizer"]
    if tokenizer is None and os.path.isfile(os.path.join(model, MODEL_FILE)):
        tokenizer = model
    chosen = {
        "segmenter": tokenizer,
        "method": options["method"],
        "candidates": "words" if options["words"] else _list(options["candidates"]),
        "stop_words": _list(options["stop_words"]),
        "seed_words": options["about"] or None,
    }
    extractor = nlpzero.KeywordExtractor(vectors, **given(chosen))
    if options["phrases"]:
        extractor.phrases_ = nlpzero.PhraseStatistics.load(options["phrases"])
    return extractor


def _learn(
    extractor: nlpzero.KeywordExtractor, source: Any, read: Any, options: dict[str, Any]
) -> None:
    """Learn phrases from the texts, if they can be read once more and are enough."""
    if extractor.phrases_ is not None:
        return
    path = options["save_phrases"]
    if "-" in source:
        if path:
            raise click.UsageError("--save-phrases reads TEXT twice: give files, not -.")
        return
    documents = (document for _, document in read(source, options["text_encoding"]))
    statistics = nlpzero.learn_phrases(documents, segmenter=extractor.segmenter)
    if path:
        statistics.save(path)
    if path or statistics.size >= ENOUGH:
        extractor.phrases_ = statistics


def _list(path: str | None) -> list[str] | None:
    if path is None:
        return None
    return [line.strip() for line in text_lines(Files([path])) if line.strip()]


def _lines(source: Any, encoding: str) -> Iterator[tuple[Any, str]]:
    return enumerate(text_lines(source, encoding=encoding), start=1)


def _files(source: Any, encoding: str) -> Iterator[tuple[Any, str]]:
    for file in list_files(source):
        yield file.path, "\n".join(text_lines(Files([file.path]), encoding=encoding))


def _whole(source: Any, encoding: str) -> Iterator[tuple[Any, str]]:
    yield "-", "\n".join(text_lines(source, encoding=encoding))


def _split(
    pairs: Iterator[tuple[Any, str]],
) -> tuple[Iterator[tuple[Any, str]], Iterator[str]]:
    """Give the pairs, which wait for the answers, few being on their way, and the documents."""
    asked: list[tuple[Any, str]] = []

    def documents() -> Iterator[str]:
        for pair in pairs:
            asked.append(pair)
            yield pair[1]

    def waiting() -> Iterator[tuple[Any, str]]:
        while asked:
            yield asked.pop(0)

    return waiting(), documents()
