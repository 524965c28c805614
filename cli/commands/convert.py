"""`nlpzero convert`: any format of vectors or counts into another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import nlpzero
from simpler_glove.cooccurrence import KIND as COUNTS
from simpler_glove.formats import FORMATS, WRITABLE
from simpler_glove.storage import kind_of

from .. import options
from ..output import Console

EPILOG = """\b
Examples:
  nlpzero convert model vectors.txt            word2vec text, as the suffix says
  nlpzero convert GoogleNews.bin.gz model      a directory of ours, opened at once
  nlpzero convert model vectors.txt --to glove-text
  nlpzero convert counts glove/ --to glove-counts

\b
Suffixes: .txt .vec word2vec-text, .bin word2vec-binary, .npy npy, .tsv tsv,
.parquet parquet, each also with .gz .bz2 .xz; none: native.
"""
GLOVE_COUNTS = "glove-counts"
SUFFIXES = {
    "": "native",
    ".txt": "word2vec-text",
    ".vec": "word2vec-text",
    ".bin": "word2vec-binary",
    ".npy": "npy",
    ".tsv": "tsv",
    ".parquet": "parquet",
}


@click.command("convert", epilog=EPILOG)
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option(
    "--to", type=click.Choice([*WRITABLE, GLOVE_COUNTS]), help="Format of OUT.  [default: suffix]"
)
@click.option(
    "--from", "origin", type=click.Choice(FORMATS), help="Format of IN.  [default: its content]"
)
@click.option("--limit", type=int, metavar="N", help="Only the first N words.")
@click.option("--force", is_flag=True, help="Replace OUT if it is there.")
@options.reading_options
@options.console_options
def command(
    console: Console,
    source: str,
    target: str,
    to: str | None,
    origin: str | None,
    limit: int | None,
    force: bool,
    reading: dict[str, Any],
) -> None:
    """Write the vectors of IN, in whatever format, to OUT in another.

    A count store is written as GloVe's vocab.txt and cooccurrence.bin, in the folder OUT.
    """
    if kind_of(source) == COUNTS:
        if to not in (None, GLOVE_COUNTS):
            raise click.UsageError(f"{source} holds counts; they can be turned to glove-counts.")
        nlpzero.export_glove(nlpzero.CooccurrenceCounts.load(source), target, force=force)
        console.message(f"{target}: vocab.txt and cooccurrence.bin of GloVe")
        return
    format = to or _format_of(target)
    if format == GLOVE_COUNTS:
        raise click.UsageError(f"{source} is no count store; --to glove-counts needs one.")
    progress = console.progress(least=1.0)
    vectors = nlpzero.load_vectors(source, format=origin, limit=limit, progress=progress, **reading)
    nlpzero.save_vectors(vectors, target, format=format, force=force, progress=progress)
    console.message(f"{target}: {len(vectors):,} words as {format}")


def _format_of(target: str) -> str:
    path = Path(target)
    if path.suffix in (".gz", ".bz2", ".xz"):
        path = path.with_suffix("")
    if path.suffix not in SUFFIXES:
        raise click.UsageError(f"The suffix of {target} tells no format: give it with --to.")
    return SUFFIXES[path.suffix]
