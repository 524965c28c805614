"""The command `nlpzero segment`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import click

import nlpzero
from nlpzero import estimates
from nlpzero.segmentation import Segmentation, text_lines
from simpler_glove.textio.rereadable import rereadable_text

from .. import options
from ..command import Command
from ..console import Console
from ..errors import empty_as_nothing_found
from ..lexicons import (
    JIEBA,
    JIEBA_DICTIONARY,
    LexiconReader,
    lexicon_options,
    segmenter_options,
    split_identifiers_option,
)
from ..option_types import COUNT, SegmentTokenizer
from ..options import text_inputs, without_unset
from ..output_files import check_output, open_output
from ..summary import show_estimate

EPILOG = """\b
Examples:
  nlpzero segment novel.txt --tokenizer novel.tsv > words.txt
  zcat dump.gz | nlpzero segment - --tokenizer jieba-dictionary --delimiter / | head
  nlpzero segment news/ --tokenizer discover -o words.txt.gz
  nlpzero segment novel.txt --tokenizer words.tsv --user-dict names.txt --jsonl --offsets

\b
If the delimiter is white space, white space of the text is dropped, so that splitting
the output at the delimiter gives the words; words that contain spaces require another
delimiter. With any other delimiter, white space is kept as tokens. Line ends and all
other characters are always kept.

\b
--offsets:  LINE TAB START TAB END TAB WORD, in code points from the start of the
            line; without white space.
--nbest N:  LINE TAB RANK TAB SCORE TAB WORDS
--jsonl:    {"tokens": [..]} per line, the concatenated tokens are the line; with
            --nbest {"segmentations": [{"tokens": [..], "score": ..}]}; with --offsets
            each token is [WORD, START, END].
"""
DISCOVER = "discover"
_KERNELS = "nlpzero.process_memory:segment_sample"


class OutputFormat(NamedTuple):
    """The output for each line of the text."""

    delimiter: str
    jsonl: bool
    offsets: bool
    nbest: int | None


@click.command("segment", cls=Command, epilog=EPILOG, former={"--lexicon": "--tokenizer"})
@click.argument("text", nargs=-1)
@click.option(
    "--tokenizer",
    required=True,
    type=SegmentTokenizer(),
    metavar="LEXICON|NAME",
    help="Path of a lexicon or model, jieba-dictionary, discover for the words of TEXT itself, or "
    "words to split only at white space and punctuation.",
)
@click.option("-o", "--output", metavar="FILE", help="Path of FILE.  [default: standard output]")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.option(
    "--delimiter", metavar="TEXT", help=r"Text between words; \t is a tab.  [default: ' ']"
)
@click.option("--offsets", is_flag=True, help="Print the offsets of each word.")
@click.option("--nbest", type=COUNT, metavar="N", help="Print the N best segmentations.")
@segmenter_options
@split_identifiers_option
@lexicon_options
@options.encoding_option("TEXT")
@options.threads_option
@options.dry_run_option
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    text: tuple[str, ...],
    tokenizer: str,
    output: str | None,
    force: bool,
    delimiter: str | None,
    offsets: bool,
    nbest: int | None,
    user_dict: tuple[str, ...],
    fold: str | None,
    split_identifiers: bool,
    encoding: str,
    threads: int | None,
    dry_run: bool,
    as_jsonl: bool,
    lexicons: LexiconReader,
) -> None:
    """Segment text into words, in constant memory.

    TEXT is any number of files (also compressed or remote), directories, globs, or - for standard
    input. The output has one line per line of TEXT.
    """
    form = _output_format(delimiter, as_jsonl, offsets, nbest)
    if output is not None:
        check_output(output, force=force)
    source = text_inputs(text, console)
    if tokenizer == JIEBA:
        console.message(f"--tokenizer {JIEBA} is deprecated in segment: use {JIEBA_DICTIONARY}.")
    make_segmenter = partial(
        lexicons.segmenter, user_dict=user_dict, fold=fold, split_identifiers=split_identifiers
    )
    if dry_run:
        return _show_estimate(
            console, source, tokenizer, make_segmenter, form, output,
            encoding=encoding, threads=threads, fold=fold, split_identifiers=split_identifiers,
        )  # fmt: skip
    hidden = output in (None, "-") and sys.stdout.isatty()
    with _text_and_lexicon(
        console, source, tokenizer, fold, split_identifiers, encoding, threads
    ) as (text_source, encoding, lexicon):
        progress = None if hidden else console.progress(min_seconds=1.0)
        chunks = _segmented(
            text_source, make_segmenter(lexicon), form,
            encoding=encoding, threads=threads, progress=progress,
        )  # fmt: skip
        with open_output(output, force=force) as file:
            for chunk in chunks:
                file.write(chunk)


def _output_format(
    delimiter: str | None, jsonl: bool, offsets: bool, nbest: int | None
) -> OutputFormat:
    if delimiter is not None and (jsonl or offsets):
        raise click.UsageError("--delimiter is not used by --jsonl and --offsets.")
    if offsets and nbest and not jsonl:
        raise click.UsageError("--offsets with --nbest requires --jsonl.")
    separator = " " if delimiter is None else delimiter.replace(r"\t", "\t")
    if not separator or set(separator) & set("\r\n"):
        raise click.UsageError("--delimiter must not be empty or contain a line end.")
    return OutputFormat(separator, jsonl, offsets, nbest)


@contextmanager
def _text_and_lexicon(
    console: Console,
    source: Any,
    tokenizer: str,
    fold: str | None,
    split_identifiers: bool,
    encoding: str,
    threads: int | None,
) -> Iterator[tuple[Any, str, Any]]:
    """Yield text, its encoding, and the lexicon, or `tokenizer` if it is not to be discovered."""
    if tokenizer != DISCOVER:
        yield source, encoding, tokenizer
        return
    discoverer = nlpzero.WordDiscoverer(
        **without_unset({"fold": fold, "split_identifiers": split_identifiers, "threads": threads})
    )
    progress = console.progress(min_seconds=1.0)
    with rereadable_text(
        source, encoding=encoding, owner="segment_text", progress=progress
    ) as text:
        with empty_as_nothing_found():
            discoverer.fit(text.source(), encoding=text.encoding, progress=progress)
        yield text.source(), text.encoding, discoverer.lexicon_


def _show_estimate(
    console: Console,
    source: Any,
    tokenizer: str,
    make_segmenter: Callable[[Any], nlpzero.Segmenter],
    form: OutputFormat,
    output: str | None,
    *,
    encoding: str,
    threads: int | None,
    **settings: Any,
) -> None:
    """Show the estimate of segmenting, and of discovering words first."""
    found: dict[str, Any] | None = None
    lexicon: Any = tokenizer
    if tokenizer == DISCOVER:
        settings = without_unset(settings | {"threads": threads})
        found, words = estimates.discover_in_sample(source, encoding=encoding, **settings)
        lexicon = words.lexicon
    process = partial(_segmented, segmenter=make_segmenter(lexicon), form=form, threads=threads)
    suffix = "" if output is None else Path(output).suffix
    estimate = estimates.estimate_stream(
        source, process, encoding=encoding, suffix=suffix, kernels=_KERNELS
    )
    if found is not None:
        estimate = estimates.with_discovering(estimate, found)
    show_estimate(console, estimate, form.jsonl, output=output)


def _segmented(
    source: Any,
    segmenter: nlpzero.Segmenter,
    form: OutputFormat,
    *,
    encoding: str = "utf-8",
    threads: int | None = None,
    progress: Any = None,
) -> Iterable[bytes]:
    """Return the parts of the output for a text."""
    if form.jsonl or form.offsets or form.nbest:
        lines = text_lines(source, encoding=encoding)
        return map(str.encode, _records(segmenter, lines, form, threads))
    return nlpzero.segment_text(
        source, segmenter,
        encoding=encoding, delimiter=form.delimiter, threads=threads, progress=progress,
    )  # fmt: skip


def _records(
    segmenter: nlpzero.Segmenter, lines: Iterable[str], form: OutputFormat, threads: int | None
) -> Iterator[str]:
    """Yield the output for each line, in formats other than delimited words."""
    if form.nbest:
        for number, line in enumerate(lines, start=1):
            yield from _nbest_records(number, segmenter.nbest(line, form.nbest), form)
        return
    for number, tokens in enumerate(segmenter.cut_many(lines, threads=threads), start=1):
        yield _record(tokens, form) if form.jsonl else _table(number, tokens)


def _nbest_records(
    number: int, segmentations: list[Segmentation], form: OutputFormat
) -> Iterator[str]:
    """Yield the output for the best segmentations of a line."""
    if form.jsonl:
        rows = [
            {"tokens": _with_offsets(words, form), "score": score} for words, score in segmentations
        ]
        yield _json({"segmentations": rows})
        return
    for rank, (words, score) in enumerate(segmentations, start=1):
        shown = words
        if form.delimiter.isspace():
            shown = [word for word in words if not word.isspace()]
        yield f"{number}\t{rank}\t{score:.4f}\t{form.delimiter.join(shown)}\n"


def _record(tokens: list[str], form: OutputFormat) -> str:
    return _json({"tokens": _with_offsets(tokens, form)})


def _table(number: int, tokens: list[str]) -> str:
    return "".join(
        f"{number}\t{start}\t{end}\t{word}\n"
        for word, start, end in _offsets(tokens)
        if not word.isspace()
    )


def _with_offsets(tokens: list[str], form: OutputFormat) -> list[Any]:
    return list(_offsets(tokens)) if form.offsets else tokens


def _offsets(tokens: list[str]) -> Iterator[tuple[str, int, int]]:
    ends = list(accumulate(map(len, tokens)))
    return zip(tokens, [0, *ends[:-1]], ends, strict=False)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"
