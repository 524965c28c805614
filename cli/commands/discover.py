"""The command `nlpzero discover`."""

from __future__ import annotations

import functools
import os
from typing import Any

import click

import nlpzero
from nlpzero import estimates
from nlpzero.text.encoded import KIND as TEXT_KIND
from simpler_glove.corpus import Files
from simpler_glove.memory import minimum_reported
from simpler_glove.storage import kind_of

from .. import options
from ..command import Command
from ..console import Console
from ..discovery_steps import discovery_steps, read_text
from ..errors import NothingFoundError, empty_as_nothing_found
from ..lexicons import (
    LexiconReader,
    fold_option,
    lexicon_lines,
    lexicon_options,
    split_identifiers_option,
)
from ..option_types import COUNT, Count, Encoding, LibraryChoice, Number
from ..options import check_single_machine, text_inputs, without_unset
from ..output_files import STDOUT, check_output, open_output
from ..summary import show_estimate

EPILOG = """\b
Examples:
  nlpzero discover novel.txt -o novel.tsv
  nlpzero discover news/ 'books/*.txt.gz' -o words.tsv --memory 1G
  nlpzero discover novel.txt --not-in jieba --min-length 2 --min-cohesion 4 --by gain \\
      --topn 100 --format words
  nlpzero discover monday.txt -o words.tsv --save-text monday
  nlpzero discover monday tuesday.txt -o words.tsv --save-text week
  nlpzero discover novel.txt -o userdict.txt --format jieba
  nlpzero discover news/ -o words.tsv --cluster tcp://10.0.0.1:8786

\b
Formats: tsv, a table with counts, scores and evidence, which segment and explain
read; jieba, a user dictionary of jieba; words, one word per line. In a table, 0
stands for any number (0年); the other formats have a number of the text (1998年).
JSON: {"words": .., "characters": .., "lines": .., "repeated_lines": ..,
"seconds": {STAGE: ..}, "path": ..}
"""
_READING = ("encoding", "fold", "split_identifiers", "threads", "memory", "tmp")
_COUNTING = ("encoding", "min_count", "order", "fold", "split_identifiers", "threads")
_LOADED = ("method", "order", "fold", "threads")
_SEARCHING = (
    *("method", "order", "min_count", "fold", "split_identifiers"),
    *("threads", "memory", "tmp", "refine", "unique_lines"),
)
_discoverer = options.library_option("nlpzero:WordDiscoverer")

discovery_options = options.compose_decorators(
    _discoverer(
        "--method",
        multiple=True,
        type=LibraryChoice("nlpzero.discovery.discoverer:METHODS"),
        help="Discovery method; repeatable, for the words that all of them find.",
    ),
    _discoverer(
        "--order", type=Count(2, 10), metavar="N", help="Maximum word length in atoms, 2 to 10."
    ),
    click.option(
        "--min-count",
        type=COUNT,
        metavar="N",
        help="Minimum count of a word.  [default: by text size]",
    ),
    click.option(
        "--refine", is_flag=True, help="Drop words that do not shorten the description of the text."
    ),
    _discoverer("--unique-lines/--all-lines", help="Count repeated lines once, or each time."),
    fold_option,
    split_identifiers_option,
    options.library_option("nlpzero:encode_text")(
        "--encoding", type=Encoding(), metavar="NAME", help="Encoding of TEXT, e.g. gb18030."
    ),
)
selection_options = options.compose_decorators(
    click.option(
        "--not-in",
        multiple=True,
        metavar="LEXICON|jieba",
        help="Exclude the words of this lexicon; repeatable.",
    ),
    click.option(
        "--min-length",
        type=COUNT,
        default=1,
        metavar="N",
        help="Minimum length of a word in characters.",
    ),
    click.option(
        "--min-cohesion",
        type=Number(),
        metavar="X",
        help="Minimum cohesion of a word, in nats; 4 excludes most phrases.",
    ),
    click.option("--topn", type=COUNT, metavar="N", help="Keep only the N best words."),
    click.option(
        "--by",
        type=LibraryChoice("nlpzero.lexicon.entry:RANKINGS"),
        default="count",
        show_default=True,
        help="Sort by this value, in descending order.",
    ),
    click.option(
        "--format",
        type=click.Choice(["tsv", "jieba", "words"]),
        default="tsv",
        show_default=True,
        help="Format of the output.",
    ),
)


@click.command(
    "discover",
    cls=Command,
    epilog=EPILOG,
    former={"--top": "--topn", "--keep": "--save-text"},
)
@click.argument("text", nargs=-1)
@click.option(
    "-o", "--output", metavar="LEXICON", help="Path of LEXICON.  [default: standard output]"
)
@click.option(
    "--save-text", metavar="STORE", help="Save the encoded text; a later TEXT may include STORE."
)
@click.option("--force", is_flag=True, help="Replace LEXICON and STORE if they exist.")
@discovery_options
@selection_options
@lexicon_options
@options.run_options
@options.cluster_option
@options.dry_run_option
@options.json_option
@options.console_options
def command(
    console: Console,
    text: tuple[str, ...],
    output: str | None,
    save_text: str | None,
    force: bool,
    not_in: tuple[str, ...],
    min_length: int,
    min_cohesion: float | None,
    topn: int | None,
    by: str,
    format: str,
    as_json: bool,
    lexicons: LexiconReader,
    cluster: str | None,
    dry_run: bool,
    **options: Any,
) -> None:
    """Discover the words of raw text, without a dictionary.

    TEXT is any number of files (also compressed or remote), directories, globs, - for standard
    input, and stores written by --save-text. All of them together are one text, in a script without
    spaces between words, such as Chinese. If the command is interrupted, the same command does not
    read the text again, which is kept in OUTPUT.stages if reading it took 10 seconds.

    With --cluster, the workers encode the files and count the n-grams; the other steps run here.
    """
    _check_outputs(output, save_text, cluster, force, as_json and not dry_run)
    known = [lexicons.load(name) for name in not_in]
    settings = without_unset(options) | {"method": options["method"] or None}
    if dry_run:
        check_single_machine(cluster)
        searching = _selected(settings, ("encoding", *_SEARCHING))
        estimate = estimates.estimate_discovery(text_inputs(text, console), **searching)
        return show_estimate(console, estimate, as_json, output=output, tmp=options["tmp"])
    stores = [name for name in text if kind_of(name) == TEXT_KIND]
    files = tuple(name for name in text if name not in stores)
    source = Files(files) if files else None if stores else text_inputs((), console)
    if "memory" in settings:
        checked = source if not stores and "min_count" in settings else None
        settings["memory"] = _remaining_memory(checked, settings)
    progress = console.progress()
    reading = _selected(settings, _READING)
    way = discovery_steps(
        source, output, cluster, reading, memory=options["memory"], progress=progress
    )
    with empty_as_nothing_found(), way as steps:
        encoded = read_text(source, stores, reading, steps, progress)
        if save_text is not None:
            encoded.save(save_text, force=force)
            console.kept = f"The encoded text is saved: use {save_text} in its place."
        discoverer = nlpzero.WordDiscoverer(**_selected(settings, _SEARCHING))
        with minimum_reported(options["memory"]):
            discoverer.fit(encoded, progress=progress, counter=steps.counter)
        words = discoverer.lexicon_
    lexicon = words.filter(min_length=min_length, min_cohesion=min_cohesion)
    lexicon = functools.reduce(nlpzero.Lexicon.not_in, known, lexicon)
    lexicon = lexicon if topn is None else lexicon.top(topn, by)
    if not len(lexicon):
        raise NothingFoundError(
            f"None of the {len(words):,} words of the text meets all conditions"
        )
    console.close()
    with open_output(output, force=force) as file:
        file.writelines(lexicon_lines(console, lexicon, format, by))
    _show(console, discoverer, lexicon, output, as_json)


def _remaining_memory(source: Any, settings: dict[str, Any]) -> int | None:
    """Return the part of a budget that remains for discovery; checks if it suffices for a text."""
    from nlpzero.process_memory import check_discovery_memory, discovery_memory  # slow to import

    budget = settings["memory"]
    remaining = discovery_memory(budget, **_selected(settings, _LOADED))
    if source is not None:
        check_discovery_memory(budget, source, **_selected(settings, _COUNTING))
    return remaining


def _check_outputs(
    output: str | None, save_text: str | None, cluster: str | None, force: bool, as_json: bool
) -> None:
    """Check that the outputs can be written, and do not exclude other options."""
    if cluster is not None and output in (None, STDOUT):
        raise click.UsageError(
            "--cluster requires --output, beside which the workers write their results."
        )
    if as_json and output is None:
        raise click.UsageError("--json requires --output: standard output has the words.")
    if output is not None:
        check_output(output, force=force)
    if save_text is not None:
        check_output(save_text, force=force, directory=True)
        if output is not None and os.path.realpath(output) == os.path.realpath(save_text):
            raise click.UsageError("--output and --save-text name the same path.")


def _selected(settings: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the options of these names that are set."""
    return {name: settings[name] for name in names if settings.get(name) is not None}


def _show(
    console: Console,
    discoverer: nlpzero.WordDiscoverer,
    lexicon: nlpzero.Lexicon,
    output: str | None,
    as_json: bool,
) -> None:
    statistics, repeated = discoverer.text_.statistics, discoverer.repeated_lines_
    if as_json:
        facts = {
            "words": len(lexicon),
            "characters": statistics.characters,
            "lines": statistics.lines,
            "repeated_lines": repeated,
        }
        seconds = console.report.seconds if console.report else {}
        console.document(facts | {"seconds": seconds, "path": output})
        return
    copies = f"; {repeated:,} repeated lines not counted" if repeated else ""
    place = "" if output is None else f": {output}"
    console.message(
        f"{len(lexicon):,} words found in {statistics.characters:,} characters{copies}{place}"
    )
