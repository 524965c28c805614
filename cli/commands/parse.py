"""The command `nlpzero parse`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import click

import nlpzero
from nlpzero.parsing import SentenceTree
from nlpzero.segmentation import text_lines
from simpler_glove.textio.rereadable import rereadable_text

from .. import options
from ..command import Command
from ..console import Console
from ..errors import empty_as_nothing_found
from ..option_types import COUNT, Memory, Number, TokenizerName
from ..options import text_inputs, without_unset
from ..output_files import check_output, open_output

EPILOG = """\b
Examples:
  nlpzero parse reviews.txt --tokenizer words.tsv
  nlpzero parse reviews.txt --tokenizer words.tsv --save-templates table.tsv --bracket
  zcat chat.gz | nlpzero parse - --tokenizer words.tsv --templates table.tsv --jsonl
  nlpzero parse questions.txt --templates table.tsv --nbest 3 --explain

\b
Templates are found in TEXT, which is read twice. --templates uses a saved table instead;
TEXT is then read once and may be endless. Such a table contains templates, and words with
their counts; it can be edited or written by hand, and <*> is a slot.

\b
Output: LINE TAB SCORE, and the tree below it. SCORE is the log probability in nats.
--bracket:  LINE TAB SCORE TAB TREE; brackets in words are -LRB- and -RRB-.
--svg:      LINE TAB SCORE TAB SVG, a drawing in one line.
--jsonl:    {"trees": [{"template": .., "id": .., "content": .., "score": ..,
            "offsets": [START, END], "children": [..]}]} per line, offsets in code points;
            "id" is null for a sequence of words and trees.
--explain:  TAB KIND TAB SCORE TAB TEXT for each term of the score after each tree; in JSON
            "terms": [{"kind": .., "text": .., "score": ..}] in each tree.
"""
_parser = options.library_option("nlpzero:TemplateParser")


class TreeFormat(NamedTuple):
    """The output for each line of the text."""

    bracket: bool
    svg: bool
    jsonl: bool
    explain: bool


@click.command("parse", cls=Command, epilog=EPILOG)
@click.argument("text", nargs=-1)
@click.option("-o", "--output", metavar="FILE", help="Path of FILE.  [default: standard output]")
@click.option("--force", is_flag=True, help="Replace FILE and TABLE if they exist.")
@click.option("--templates", metavar="TABLE", help="Parse by this table; find no templates.")
@click.option("--save-templates", metavar="TABLE", help="Save the templates of TEXT.")
@_parser("--tokenizer", type=TokenizerName(), help="Tokenizer, by name or path of a lexicon.")
@_parser("--window", type=COUNT, metavar="N", help="Maximum distance of associated words.")
@_parser("--min-count", type=COUNT, metavar="N", help="Minimum count of a template.")
@_parser("--min-pmi", type=Number(), metavar="X", help="Associated words have a higher PMI.")
@click.option("--nbest", type=COUNT, metavar="N", help="Print the N best trees of each line.")
@click.option("--bracket", is_flag=True, help="Print each tree in one line with brackets.")
@click.option("--svg", is_flag=True, help="Print each tree as an SVG drawing.")
@click.option("--explain", is_flag=True, help="Show the terms of each score.")
@options.encoding_option("TEXT")
@options.threads_option
@click.option(
    "--memory",
    type=Memory(),
    help="Memory budget for finding templates, e.g. 4G.  [default: no limit]",
)
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    text: tuple[str, ...],
    output: str | None,
    force: bool,
    templates: str | None,
    save_templates: str | None,
    tokenizer: Any,
    window: int | None,
    min_count: int | None,
    min_pmi: float | None,
    nbest: int | None,
    bracket: bool,
    svg: bool,
    explain: bool,
    encoding: str,
    threads: int | None,
    memory: int | None,
    as_jsonl: bool,
) -> None:
    """Parse sentences as nested templates.

    TEXT is any number of files (also compressed or remote), directories, globs, or - for standard
    input. Each line is parsed.
    """
    form = TreeFormat(bracket, svg, as_jsonl, explain)
    finding = without_unset(
        {"window": window, "min_count": min_count, "min_pmi": min_pmi, "memory": memory}
    )
    _check_options(form, templates, save_templates, finding)
    for path in (output, save_templates):
        if path is not None:
            check_output(path, force=force)
    source = text_inputs(text, console)
    parser = nlpzero.TemplateParser(
        templates, **finding, **without_unset({"tokenizer": tokenizer, "threads": threads})
    )
    with _fitted(console, parser, source, encoding) as (lines, encoding):
        if save_templates is not None:
            parser.templates_.save(save_templates, force=force)
        with open_output(output, force=force) as file:
            parsed = parser.parse_each(text_lines(lines, encoding=encoding), n=nbest or 1)
            for record in _records(parser, parsed, form):
                file.write(record.encode("utf-8", "surrogatepass"))


def _check_options(
    form: TreeFormat, templates: str | None, save_templates: str | None, finding: dict[str, Any]
) -> None:
    if form.bracket + form.svg + form.jsonl > 1:
        raise click.UsageError("--bracket, --svg and --jsonl exclude each other.")
    if templates is not None and save_templates is not None:
        raise click.UsageError("--templates and --save-templates exclude each other.")
    if templates is not None and finding:
        name = next(iter(finding)).replace("_", "-")
        raise click.UsageError(f"--{name} is not used with --templates.")


@contextmanager
def _fitted(
    console: Console, parser: nlpzero.TemplateParser, source: Any, encoding: str
) -> Iterator[tuple[Any, str]]:
    """Find the templates, if none are given; yield the text and its encoding."""
    if parser.templates is not None:
        yield source, encoding
        return
    progress = console.progress(min_seconds=1.0)
    with rereadable_text(
        source, encoding=encoding, owner="TemplateParser", progress=progress
    ) as copy:
        with empty_as_nothing_found():
            parser.fit(copy.source(), encoding=copy.encoding, progress=progress)
        found = sum(len(template.tokens) > 1 for template in parser.templates_)
        words = len(parser.templates_) - found
        console.message(f"{found:,} templates and {words:,} words.")
        yield copy.source(), copy.encoding


def _records(
    parser: nlpzero.TemplateParser, parsed: Iterable[list[SentenceTree]], form: TreeFormat
) -> Iterator[str]:
    """Yield the output for each line."""
    for number, trees in enumerate(parsed, 1):
        if form.jsonl:
            records = [tree.as_dict() for tree in trees]
            for tree, record in zip(trees, records, strict=True):
                if form.explain:
                    record["terms"] = [term._asdict() for term in parser.explain_tree(tree)]
            yield json.dumps({"trees": records}, ensure_ascii=False, allow_nan=False) + "\n"
            continue
        for tree in trees:
            yield f"{number}\t{tree.score:.4f}{_shown(tree, form)}\n"
            for term in parser.explain_tree(tree) if form.explain else ():
                yield f"\t{term.kind}\t{term.score:.4f}\t{term.text}\n"


def _shown(tree: SentenceTree, form: TreeFormat) -> str:
    if form.bracket:
        return "\t" + tree.bracket()
    if form.svg:
        return "\t" + tree.svg().replace("\n", "")
    return "\n" + tree.text()
