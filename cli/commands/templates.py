"""The command `nlpzero templates`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

import nlpzero
from nlpzero.templates import TemplateTable
from nlpzero.templates.rows import Rows
from simpler_glove.errors import number_of
from simpler_glove.parallel import resolve_threads
from simpler_glove.textio.blocks import PendingBlock
from simpler_glove.textio.rereadable import rereadable_text

from .. import options
from ..command import Command
from ..console import Console
from ..errors import empty_as_nothing_found
from ..option_types import Count, Memory, TokenizerName
from ..options import text_inputs, without_unset
from ..output_files import check_output, open_output

EPILOG = """\b
Examples:
  nlpzero templates app.log
  nlpzero templates app.log -o table.tsv
  nlpzero templates app.log --assign > lines.tsv
  zcat old.log.gz | nlpzero templates - --templates table.tsv --assign --jsonl
  nlpzero templates reviews.txt --tokenizer words.tsv

\b
Output: a table with the columns id, count, gain, template, slots, example. <*> is a slot.
gain is the number of nats by which the template shortens the description of its lines. slots
is a JSON list with, for each slot: kind (part of a token, one token, or any number of
tokens), number of different values, entropies of their first and last tokens, probability
that the next value is new, share of the values in no other slot.
The table can be edited; only the columns id and template are required.

\b
--assign:          LINE TAB ID TAB TEMPLATE TAB VALUE TAB VALUE ...; ID is empty for a line
                   that no template matches.
--assign --jsonl:  {"template_id": .., "template": "..", "values": [..]} per line.
"""
_finder = options.library_option("nlpzero:TemplateFinder")


@click.command("templates", cls=Command, epilog=EPILOG)
@click.argument("text", nargs=-1)
@click.option("-o", "--output", metavar="FILE", help="Path of FILE.  [default: standard output]")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.option("--assign", is_flag=True, help="Print the template of each line, not the table.")
@click.option(
    "--templates", "table", metavar="TABLE", help="Assign by this table; find no templates."
)
@_finder("--tokenizer", type=TokenizerName(), help="Tokenizer, by name or path of a lexicon.")
@_finder(
    "--min-values", type=Count(2), metavar="N", help="Number of different tokens that make a slot."
)
@click.option(
    "--mask",
    "masks",
    multiple=True,
    metavar="REGEX",
    help="What this regular expression matches is a value; repeatable.",
)
@options.encoding_option("TEXT")
@options.threads_option
@click.option("--memory", type=Memory(), help="Memory budget, e.g. 4G.  [default: no limit]")
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    text: tuple[str, ...],
    output: str | None,
    force: bool,
    assign: bool,
    table: str | None,
    tokenizer: Any,
    min_values: int | None,
    masks: tuple[str, ...],
    encoding: str,
    threads: int | None,
    memory: int | None,
    as_jsonl: bool,
) -> None:
    """Find the templates of lines, such as log messages.

    TEXT is any number of files (also compressed or remote), directories, globs, or - for standard
    input. With --assign and --templates, lines are read once, in constant memory.
    """
    if as_jsonl and not assign:
        raise click.UsageError("--jsonl requires --assign.")
    if table is not None and not assign:
        raise click.UsageError("--templates requires --assign.")
    if table is not None and min_values is not None:
        raise click.UsageError("--min-values is not used with --templates.")
    if output is not None:
        check_output(output, force=force)
    source = text_inputs(text, console)
    settings = {"tokenizer": tokenizer, "min_values": min_values,
                "threads": threads, "memory": memory}  # fmt: skip
    finder = nlpzero.TemplateFinder(masks=masks, **without_unset(settings))
    if table is not None:
        templates = TemplateTable.load(table)
        rows = _rows(templates, finder, finder.blocks(source, encoding=encoding), as_jsonl)
        _write(console, rows, output, force)
        return
    progress = console.progress(min_seconds=1.0)
    with rereadable_text(
        source, encoding=encoding, owner="TemplateFinder", progress=progress
    ) as copy:
        find = finder.partial_fit if assign else finder.fit
        with empty_as_nothing_found():
            find(copy.source(), encoding=copy.encoding, progress=progress)
        if not assign:
            with open_output(output, force=force) as file:
                finder.templates_.write(file)
            console.message(_summary(finder))
            return
        blocks = finder.blocks(copy.source(), encoding=copy.encoding)
        _write(console, _rows(finder.templates_, finder, blocks, as_jsonl), output, force)


def _rows(
    templates: TemplateTable,
    finder: nlpzero.TemplateFinder,
    blocks: Iterable[PendingBlock],
    is_json: bool,
) -> Iterator[Rows]:
    threads = resolve_threads(finder.threads, "TemplateFinder")
    return templates.rows(blocks, threads=threads, is_json=is_json)


def _write(console: Console, parts: Iterable[Rows], output: str | None, force: bool) -> None:
    lines = unknown = 0
    with open_output(output, force=force) as file:
        for part in parts:
            file.write(part.text)
            lines += part.lines
            unknown += part.unknown
    if unknown:
        console.message(f"{unknown:,} of {lines:,} lines match no template.")


def _summary(finder: nlpzero.TemplateFinder) -> str:
    lines = sum(template.count for template in finder.templates_)
    empty = f"; {finder.empty_lines_:,} empty lines" if finder.empty_lines_ else ""
    return f"{number_of(len(finder.templates_), 'template')} of {number_of(lines, 'line')}{empty}."
