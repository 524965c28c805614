"""The command `nlpzero keywords`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

import click

import nlpzero
from nlpzero import estimates
from nlpzero.keywords import PhraseStatistics
from nlpzero.keywords.compilation import compiled_extractor
from nlpzero.segmentation import text_lines
from nlpzero.tokenization import resolve_tokenizer
from simpler_glove.tokenizer import Tokenizer, WhitespaceTokenizer

from .. import options
from ..command import Command
from ..console import Console
from ..errors import NothingFoundError, renamed_parameters
from ..keyword_documents import Documents, split_documents
from ..keyword_output import keyword_records, show_records
from ..lexicons import LexiconReader, lexicon_options, segmenter_options
from ..option_types import COUNT, LibraryChoice, TokenizerName
from ..options import read_list, text_inputs, without_unset
from ..output_files import check_output
from ..summary import show_estimate
from ..vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero keywords abstracts.txt
  nlpzero keywords abstracts.txt --model model
  nlpzero keywords report.txt --document --model model --topn 20
  zcat news.gz | nlpzero keywords - --model model --phrases phrases.tsv --jsonl
  nlpzero keywords report.txt --document --model model --topn 3 --explain

\b
Phrases are learned from TEXT, which is read twice. With fewer documents, estimates
from the model have more weight. --phrases uses statistics that --save-phrases wrote
instead; TEXT is then read once and may be endless.

\b
Without --model, weights are estimated from the frequencies of English and Chinese
words, which come with nlpzero and with jieba; a message states what was used.
Function words of Japanese and of 16 other languages end phrases of texts in these
languages.

\b
Output: DOCUMENT TAB SCORE TAB COUNT TAB KEYWORD, sorted by descending score;
DOCUMENT is the number of the line across all files, or the name of the file with
--document.
--jsonl: {"document": .., "keywords": [{"text": .., "score": .., "count": ..,
"offsets": [[START, END], ..]}], "reason": ..} per document, with offsets in code
points of the original text; "reason" states why there are no keywords;
--json: {"documents": [..], "sources": [..]} with the same records, and with the
sources of the weights: the model or word frequencies, and phrases of N texts.

\b
With --explain, two tables follow each keyword, indented by a tab: its words with
the terms of its score, and the ten words of the text with the largest contribution
to log p(text | keyword) / p(text), in nats. In JSON each keyword has "words":
[{"word", "weight", "information", "importance", "termhood", "likelihood"}] and
"terms": [{"word", "share"}], with all words of the text; null means unknown.
"""
_SAMPLE_BYTES = 2 << 20
_LEARNING_BYTES = 4.0  # of memory per byte of text: hashes and kinds of tokens, twice
_extract = options.library_option("nlpzero:KeywordExtractor.extract")
_extractor = options.library_option("nlpzero:KeywordExtractor")


@click.command(
    "keywords",
    cls=Command,
    epilog=EPILOG,
    former={"--text-encoding": "--encoding", "--lexicon": "--tokenizer"},
)
@click.argument("text", nargs=-1)
@click.option(
    "--model",
    metavar="MODEL",
    help="Model, or other vectors with word counts.  [default: general word frequencies]",
)
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
    type=TokenizerName(),
    help="Tokenizer of TEXT, by name or by the path of a lexicon or model.  "
    "[default: that of MODEL, or the vocabulary of MODEL; jieba-dictionary without MODEL]",
)
@segmenter_options
@lexicon_options
@click.option("--candidates", metavar="FILE", help="The only phrases to extract, one per line.")
@click.option("--words", is_flag=True, help="Extract single words only.")
@click.option(
    "--stop-words",
    metavar="FILE",
    help="Stop words and phrases, one per line, instead of learned ones.",
)
@click.option(
    "--extra-stop-words",
    metavar="FILE",
    help="Stop words and phrases, one per line, in addition to the others.",
)
@click.option(
    "--about", multiple=True, metavar="WORD", help="Prefer keywords similar to WORD; repeatable."
)
@click.option("--phrases", metavar="FILE", help="Statistics of phrases, from --save-phrases.")
@click.option("--save-phrases", metavar="FILE", help="Save the statistics of phrases of TEXT.")
@click.option("--force", is_flag=True, help="Replace the file of --save-phrases if it exists.")
@options.encoding_option("TEXT")
@options.threads_option
@vector_options
@options.dry_run_option
@options.json_option
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    text: tuple[str, ...],
    reader: VectorReader,
    lexicons: LexiconReader,
    **options: Any,
) -> None:
    """Extract the keywords of documents.

    TEXT is any number of files (also compressed or remote), directories, globs, or - for standard
    input; each line is a document.
    """
    if options["candidates"] and options["words"]:
        raise click.UsageError("--candidates and --words exclude each other.")
    if options["phrases"] and options["save_phrases"]:
        raise click.UsageError("--phrases and --save-phrases exclude each other.")
    if options["save_phrases"]:
        check_output(options["save_phrases"], force=options["force"])
    source = text_inputs(text, console)
    if options["dry_run"]:
        return _show_estimate(console, source, _make_extractor(reader, lexicons, options), options)
    learn = options["phrases"] is None
    with (
        Documents(
            source, options["encoding"], whole=options["document"], reread=learn
        ) as documents,
        renamed_parameters(seed_words="about"),
    ):
        extractor = compiled_extractor(
            partial(_make_extractor, reader, lexicons, options), console.progress(min_seconds=1.0)
        )
        if learn:
            extractor.fit(documents.texts())
            _save_phrases(extractor, options)
        if options["model"] is None:
            console.message(f"Sources of the weights: {'; '.join(extractor.sources_)}.")
        waiting, texts = split_documents(documents)
        limits = without_unset({"topn": options["topn"], "threads": options["threads"]})
        results = zip(extractor.extract_stream(texts, **limits), waiting, strict=False)
        records = keyword_records(extractor, results, options["explain"])
        missing = show_records(console, records, options, extractor.sources_)
        if missing:
            raise NothingFoundError(f"No document has a keyword: {missing}.")


def _make_extractor(
    reader: VectorReader, lexicons: LexiconReader, options: dict[str, Any]
) -> nlpzero.KeywordExtractor:
    """Load the model and return the extractor, with phrases if they are given."""
    vectors = None if options["model"] is None else reader.load(options["model"])
    phrases, tokenizer = options["phrases"], options["tokenizer"]
    if options["user_dict"] or options["fold"]:
        users = lexicons.user_words(options["user_dict"])
        plain = nlpzero.KeywordExtractor(vectors, tokenizer=tokenizer).tokenizer_
        tokenizer = _with_user_words(plain, users, options["fold"])
    chosen = {
        "tokenizer": tokenizer,
        "method": options["method"],
        "candidates": "words" if options["words"] else _list_in(options["candidates"]),
        "stop_words": _list_in(options["stop_words"]),
        "extra_stop_words": _list_in(options["extra_stop_words"]),
        "seed_words": options["about"] or None,
        "phrases": phrases and PhraseStatistics.load(phrases),
    }
    extractor = nlpzero.KeywordExtractor(vectors, **without_unset(chosen))
    extractor.check()
    return extractor


def _with_user_words(tokenizer: Tokenizer, users: list[str], fold: str | None) -> Tokenizer:
    """Return a tokenizer with user words and folding; an empty lexicon splits at white space."""
    split = isinstance(tokenizer, WhitespaceTokenizer)
    return resolve_tokenizer(
        {} if split else tokenizer, owner="keywords", user_words=users, fold=fold
    )


def _list_in(path: str | None) -> list[str] | None:
    return None if path is None else read_list(path)


def _save_phrases(extractor: nlpzero.KeywordExtractor, options: dict[str, Any]) -> None:
    if options["save_phrases"] and extractor.phrases_ is not None:
        extractor.phrases_.save(options["save_phrases"], force=options["force"])


def _show_estimate(
    console: Console, source: Any, extractor: nlpzero.KeywordExtractor, options: dict[str, Any]
) -> None:
    """Show the estimate of learning phrases and extracting keywords; nothing is written."""
    limits = without_unset({"topn": options["topn"], "threads": options["threads"]})
    learn = options["phrases"] is None

    def process(file: BinaryIO) -> Iterator[bytes]:
        texts = list(text_lines(file))
        if options["document"]:
            texts = ["\n".join(texts)]
        if learn:
            extractor.fit(texts)
        for keywords in extractor.extract_stream(texts, **limits):
            yield b"\n" * len(keywords)

    estimate = estimates.estimate_stream(
        source, process, encoding=options["encoding"], limit=_SAMPLE_BYTES,
        byte_memory=_LEARNING_BYTES if learn else 0,
    )  # fmt: skip
    console_json = options["as_json"] or options["as_jsonl"]
    show_estimate(console, estimate | {"disk_bytes": 0}, console_json, output=None)
