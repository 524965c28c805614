"""The command `nlpzero report`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

import nlpzero
from nlpzero.report import write_report
from nlpzero.templates import TemplateTable
from simpler_glove.errors import FormatError

from .. import options
from ..command import Command
from ..console import Console
from ..formatting import format_bytes
from ..lexicons import LexiconReader, lexicon_options
from ..option_types import COUNT, Count, LibraryChoice
from ..options import without_unset
from ..output_files import check_output
from ..vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero report model -o report.html
  nlpzero report model -o report.html --counts counts --templates table.tsv
  nlpzero report vectors.txt -o report.html --layout pca --language zh
  nlpzero evaluate vectors model --json > scores.json
  nlpzero report model -o report.html --evaluation scores.json

\b
Requires the packages of: pip install 'nlpzero[report]'
"""
_report = options.library_option("nlpzero.report:report_data")


@click.command("report", cls=Command, epilog=EPILOG)
@click.argument("model")
@options.output_options("FILE")
@_report(
    "--layout",
    type=LibraryChoice("nlpzero.report:LAYOUTS"),
    help="Layout of the word map: UMAP, or the first two principal components, which is faster.",
)
@_report("--max-words", type=COUNT, metavar="N", help="Show the N most frequent words only.")
@click.option(
    "--language",
    type=LibraryChoice("nlpzero.report:LANGUAGES"),
    help="Language of the page; it can be changed there.  [default: by the words]",
)
@click.option("--title", metavar="TEXT", help="Title of the page.  [default: name of MODEL]")
@click.option(
    "--counts",
    metavar="COUNTS",
    help="Count store of the model: for observed contexts, and communities of co-occurring words.",
)
@click.option(
    "--lexicon", metavar="LEXICON", help="Lexicon to show.  [default: that of the tokenizer]"
)
@click.option("--templates", metavar="TABLE", help="Templates to show, from nlpzero templates.")
@click.option(
    "--evaluation", metavar="JSON", help="Scores to show: the JSON output of evaluate vectors."
)
@_report("--seed", type=Count(0), metavar="N", help="Random seed of layout and communities.")
@options.threads_option
@lexicon_options
@vector_options
@options.console_options
def command(
    console: Console,
    model: str,
    output: str,
    force: bool,
    layout: str | None,
    max_words: int | None,
    seed: int | None,
    counts: str | None,
    lexicon: str | None,
    templates: str | None,
    evaluation: str | None,
    reader: VectorReader,
    lexicons: LexiconReader,
    **options: Any,
) -> None:
    """Write one HTML page about a model, which works offline.

    The page has a word map, similarity queries, charts and tables. It also shows the lexicon and
    the templates of a model, if there are any, and says what cannot be shown.
    """
    check_output(output, force=force)
    chosen = without_unset(options | {"layout": layout, "max_words": max_words, "seed": seed})
    chosen.setdefault("title", Path(model).name)
    if counts is not None:
        chosen["counts"] = nlpzero.CooccurrenceCounts.load(counts)
    if lexicon is not None:
        chosen["lexicon"] = lexicons.load(lexicon)
    if templates is not None:
        chosen["templates"] = TemplateTable.load(templates)
    if evaluation is not None:
        chosen["evaluation"] = _read_json(evaluation)
    vectors = reader.load(model)
    data = write_report(
        vectors, output, force=force, progress=console.progress(min_seconds=1.0), **chosen
    )
    size = f" ({format_bytes(Path(output).stat().st_size)})" if Path(output).is_file() else ""
    console.message(f"{output}: {len(data.words):,} words{size}")


def _read_json(path: str) -> Any:
    """Read a JSON document; FormatError with the line of the first problem."""
    data = Path(path).read_bytes()
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        raise FormatError(f"not JSON: {error.msg}", path=path, line=error.lineno) from None
    except UnicodeDecodeError as error:
        raise FormatError("not UTF-8", path=path, byte=error.start) from None
