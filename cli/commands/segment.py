"""`nlpzero segment`: text cut into words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any, NamedTuple

import click

import nlpzero
from nlpzero.segmentation import text_lines

from .. import options
from ..lexicons import LexiconReader, cutting_options, lexicon_options
from ..options import given, sources
from ..output import Console, check_file, sink

EPILOG = """\b
Examples:
  nlpzero segment novel.txt --lexicon novel.tsv > cut.txt
  zcat dump.gz | nlpzero segment - --lexicon jieba --delimiter / | head
  nlpzero segment news/ --lexicon discover -o cut.txt.gz
  nlpzero segment novel.txt --lexicon words.tsv --user-dict names.txt --jsonl --offsets

\b
White space of the text: if the delimiter is white space it is left out, so that
the output, split at the delimiter, gives the words; words that hold spaces need
another one. With any other delimiter it stays, as a token between delimiters.
Line ends always stay, and nothing else of the text is ever lost.

\b
--offsets:  LINE TAB START TAB END TAB WORD, in code points from the start of the
            line; without white space.
--nbest N:  LINE TAB RANK TAB SCORE TAB WORDS
--jsonl:    {"tokens": [..]} for each line, where the tokens join to the line; with
            --nbest {"segmentations": [{"tokens": [..], "score": ..}]}; with --offsets
            each token is [WORD, START, END].
"""
DISCOVER = "discover"


class Form(NamedTuple):
    """What is written for a line."""

    delimiter: str
    jsonl: bool
    offsets: bool
    nbest: int | None


@click.command("segment", epilog=EPILOG)
@click.argument("text", nargs=-1)
@click.option(
    "--lexicon",
    required=True,
    metavar="FILE|jieba|discover",
    help="The words: a file; jieba's own; or what discover finds in the same TEXT.",
)
@click.option("-o", "--output", metavar="FILE", help="Where to.  [default: standard output]")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.option(
    "--delimiter", metavar="TEXT", help=r"Between two words; \t is a tab.  [default: ' ']"
)
@click.option("--offsets", is_flag=True, help="Tell where each word stands.")
@click.option("--nbest", type=click.IntRange(min=1), metavar="N", help="The N best ways to cut.")
@cutting_options
@lexicon_options
@click.option(
    "--encoding", default="utf-8", show_default=True, metavar="NAME", help="That of TEXT."
)
@options.threads_option
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    text: tuple[str, ...],
    lexicon: str,
    output: str | None,
    force: bool,
    delimiter: str | None,
    offsets: bool,
    nbest: int | None,
    user_dict: tuple[str, ...],
    fold: str | None,
    encoding: str,
    threads: int | None,
    as_jsonl: bool,
    lexicons: LexiconReader,
) -> None:
    """Cut TEXT into words: a line for each line, of any number and length, in constant memory.

    TEXT is any number of files (also compressed or remote), folders, globs, or - for standard
    input.
    """
    form = _form(delimiter, as_jsonl, offsets, nbest)
    if output is not None:
        check_file(output, force=force)
    source = sources(text, console)
    if lexicon == DISCOVER:
        words = _discovered(console, source, fold, encoding, threads)
    else:
        words = lexicons.load(lexicon)
    segmenter = lexicons.segmenter(words, user_dict, fold)
    progress = None if output is None and sys.stdout.isatty() else console.progress(least=1.0)
    if form.jsonl or form.offsets or form.nbest:
        lines = text_lines(source, encoding=encoding)
        pieces: Iterable[bytes] = map(str.encode, _records(segmenter, lines, form, threads))
    else:
        pieces = nlpzero.segment_text(
            source, segmenter,
            encoding=encoding, delimiter=form.delimiter, threads=threads, progress=progress,
        )  # fmt: skip
    with sink(output, force=force) as file:
        for piece in pieces:
            file.write(piece)


def _form(delimiter: str | None, jsonl: bool, offsets: bool, nbest: int | None) -> Form:
    if delimiter is not None and (jsonl or offsets):
        raise click.UsageError("--delimiter has no place in the output of --jsonl and --offsets.")
    if offsets and nbest and not jsonl:
        raise click.UsageError("--offsets of --nbest segmentations need --jsonl.")
    marks = " " if delimiter is None else delimiter.replace(r"\t", "\t")
    if not marks or set(marks) & set("\r\n"):
        raise click.UsageError("--delimiter must be some text that holds no line end.")
    return Form(marks, jsonl, offsets, nbest)


def _discovered(
    console: Console, source: tuple[str, ...], fold: str | None, encoding: str, threads: int | None
) -> nlpzero.Lexicon:
    if "-" in source:
        raise click.UsageError(
            "--lexicon discover reads the text twice, which standard input does not allow: give "
            "files, or find the words with nlpzero discover before."
        )
    discoverer = nlpzero.WordDiscoverer(**given({"fold": fold, "threads": threads}))
    progress = console.progress(least=1.0)
    return discoverer.fit(source, encoding=encoding, progress=progress).lexicon_


def _records(
    segmenter: nlpzero.Segmenter, lines: Iterable[str], form: Form, threads: int | None
) -> Iterator[str]:
    """Yield what is written for each line; `form` asks for more than words."""
    if not form.nbest:
        write = _record if form.jsonl else _table
        for number, tokens in enumerate(segmenter.cut_many(lines, threads=threads), start=1):
            yield write(number, tokens, form)
        return
    for number, line in enumerate(lines, start=1):
        found = segmenter.nbest(line, form.nbest)
        if form.jsonl:
            ways = [{"tokens": _placed(words, form), "score": score} for words, score in found]
            yield _json({"segmentations": ways})
            continue
        for rank, (words, score) in enumerate(found, start=1):
            shown = words
            if form.delimiter.isspace():
                shown = [word for word in words if not word.isspace()]
            yield f"{number}\t{rank}\t{score:.4f}\t{form.delimiter.join(shown)}\n"


def _record(number: int, tokens: list[str], form: Form) -> str:
    return _json({"tokens": _placed(tokens, form)})


def _table(number: int, tokens: list[str], form: Form) -> str:
    return "".join(
        f"{number}\t{start}\t{end}\t{word}\n"
        for word, start, end in _places(tokens)
        if not word.isspace()
    )


def _placed(tokens: list[str], form: Form) -> list[Any]:
    return list(_places(tokens)) if form.offsets else tokens


def _places(tokens: list[str]) -> Iterator[tuple[str, int, int]]:
    ends = list(accumulate(map(len, tokens)))
    return zip(tokens, [0, *ends[:-1]], ends, strict=False)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"
