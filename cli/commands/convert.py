"""The command `nlpzero convert`."""

from __future__ import annotations

from typing import Any

import click

import nlpzero
from nlpzero.lexicon import UNIGRAM_FORMATS as LEXICON_FORMATS
from simpler_glove.cooccurrence import KIND as COUNTS
from simpler_glove.estimates import estimate_conversion, estimate_export
from simpler_glove.formats import FORMATS, WRITABLE, check_target, format_of_suffix
from simpler_glove.narrow_matrix import DTYPES
from simpler_glove.storage import kind_of

from .. import options
from ..command import Command
from ..console import Console
from ..errors import renamed_parameters
from ..option_types import COUNT
from ..output_files import STDOUT, check_folder, check_not_input
from ..summary import show_estimate
from ..vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero convert model vectors.txt            word2vec text, by the suffix
  nlpzero convert GoogleNews.bin.gz model      native, which is memory-mapped
  nlpzero convert model vectors.txt --format glove-text
  zcat vectors.gz | nlpzero convert - model    from standard input
  nlpzero convert model - | head               word2vec text on standard output
  nlpzero convert model small --dtype int8     a quarter of the size
  nlpzero convert counts glove/ --format glove-counts
  nlpzero convert words.tsv tokenizer.json --format tokenizer-json

\b
Suffixes: .txt .vec word2vec-text, .bin word2vec-binary (both also with .gz
.bz2 .xz), .npy npy, .tsv tsv, .parquet parquet; none: native.
"""
GLOVE_COUNTS = "glove-counts"
_OUTPUT_FORMATS = (*WRITABLE, GLOVE_COUNTS, *LEXICON_FORMATS)


@click.command(
    "convert",
    cls=Command,
    epilog=EPILOG,
    former={
        "--to": "--format",
        "--from": "--input-format",
        "--encoding": "--vectors-encoding",
    },
)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option(
    "--format",
    type=click.Choice(_OUTPUT_FORMATS),
    metavar="NAME",
    help=f"Format of OUT: {', '.join(_OUTPUT_FORMATS)}.  [default: by the suffix]",
)
@click.option(
    "--input-format",
    type=click.Choice(FORMATS),
    metavar="NAME",
    help=f"Format of IN: {', '.join(FORMATS)}.  [default: by the content]",
)
@click.option(
    "--dtype",
    type=click.Choice(DTYPES),
    help="Type of the numbers in OUT: native has all, npy float32 and float16. int8 has a scale "
    "per word.  [default: that of IN, if the format has it]",
)
@click.option("--limit", type=COUNT, metavar="N", help="Read only the first N words.")
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
@vector_options
@options.dry_run_option
@options.console_options
def command(
    console: Console,
    source: str,
    target: str,
    format: str | None,
    input_format: str | None,
    dtype: str | None,
    limit: int | None,
    force: bool,
    reader: VectorReader,
    dry_run: bool,
) -> None:
    """Convert vectors, counts or a lexicon to another format.

    IN and OUT may be - for standard input and output. A count store is written as vocab.txt and
    cooccurrence.bin of GloVe, in the directory OUT. A lexicon is written for Hugging Face
    tokenizers or sentencepiece; these formats have to be named by --format.
    """
    check_folder(target)
    check_not_input(target)
    if format in LEXICON_FORMATS:
        if dtype is not None or dry_run:
            raise click.UsageError(f"--format {format} takes neither --dtype nor --dry-run.")
        return _export_lexicon(console, source, target, format=format, force=force)
    if kind_of(source) == COUNTS:
        if dtype is not None:
            raise click.UsageError(f"{source} is a count store: --dtype is for vectors.")
        if format not in (None, GLOVE_COUNTS):
            raise click.UsageError(f"{source} is a count store: only --format {GLOVE_COUNTS}.")
        if target == "-":
            raise click.UsageError("A count store is written as two files: OUT cannot be -.")
        if dry_run:
            return show_estimate(console, estimate_export(source), False, output=target)
        nlpzero.export_glove(nlpzero.CooccurrenceCounts.load(source), target, force=force)
        console.message(f"{target}: vocab.txt and cooccurrence.bin of GloVe")
        return
    if format == GLOVE_COUNTS:
        raise click.UsageError(f"{source} is not a count store: --format {format} requires one.")
    format = format or format_of_suffix(target, owner="convert")
    with renamed_parameters(path="target"):
        check_target(target, format=format, dtype=dtype, force=force)
    if dry_run:
        return _show_estimate(
            console, reader, source, target,
            format=format, input_format=input_format, dtype=dtype, limit=limit,
        )  # fmt: skip
    vectors = reader.load(source, format=input_format, limit=limit)
    nlpzero.save_vectors(
        vectors, target, format=format, dtype=dtype, force=force, progress=console.report
    )
    console.message(f"{target}: {len(vectors):,} words as {format}")


def _export_lexicon(
    console: Console, source: str, target: str, *, format: str, force: bool
) -> None:
    """Write a lexicon as the vocabulary of a unigram language model."""
    if target == STDOUT:
        raise click.UsageError("A lexicon is written as a file: OUT cannot be -.")
    done = nlpzero.Lexicon.load(source).export_unigram(target, format=format, force=force)
    console.message(f"{target}: {done.written:,} words as {format}")
    if done.patterns:
        console.message(f"{len(done.patterns):,} words with numbers skipped: they have no example.")


def _show_estimate(
    console: Console, reader: VectorReader, source: str, target: str, **options: Any
) -> None:
    """Show the estimate of a conversion of vectors."""
    if source == STDOUT:
        raise click.UsageError("--dry-run requires a file, which can be read again.")
    with renamed_parameters(encoding="vectors_encoding"):
        estimate = estimate_conversion(source, target, **options, **reader.options)
    show_estimate(console, estimate, False, output=target)
