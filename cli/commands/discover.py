"""`nlpzero discover`: the words of raw text."""
# Longer than 200 lines, because every option has its help.

from __future__ import annotations

import functools
from typing import Any

import click

import nlpzero
from nlpzero.lexicon import EVIDENCE
from simpler_glove.corpus import Files
from simpler_glove.storage import check_free, kind_of

from .. import options
from ..errors import NothingFoundError
from ..lexicons import LexiconReader, lexicon_lines, lexicon_options
from ..memory import explained, left_for_finding
from ..option_types import LibraryOption
from ..options import given, sources
from ..output import Console, check_file, sink

EPILOG = """\b
Examples:
  nlpzero discover novel.txt -o novel.tsv
  nlpzero discover news/ 'books/*.txt.gz' -o words.tsv --memory 1G
  nlpzero discover novel.txt --not-in jieba --min-length 2 --min-cohesion 4 --by gain \\
      --top 100 --format words
  nlpzero discover monday.txt -o words.tsv --keep monday
  nlpzero discover monday tuesday.txt -o words.tsv --keep week
  nlpzero discover novel.txt -o userdict.txt --format jieba

\b
Formats: tsv, a table with counts, scores and evidence, which segment and explain
read; jieba, a user dictionary of jieba; words, a word a line. In a word, 0 stands
for any number.
JSON: {"words": .., "characters": .., "lines": .., "seconds": {STAGE: ..}, "path": ..}
"""
STORE = "encoded-text"
METHODS = ("boundary-entropy", "cohesion", "min-entropy")
_READING = ("encoding", "fold", "threads", "memory", "tmp")
_LOADED = ("method", "order", "fold", "threads")
_SEARCHING = ("method", "order", "min_count", "threads", "memory", "tmp", "refine")


def _library(*names: str, source: str = "nlpzero:WordDiscoverer", **settings: Any) -> Any:
    return click.option(*names, cls=LibraryOption, source=source, **settings)


finding_options = options.stacked(
    _library(
        "--method",
        multiple=True,
        type=click.Choice(METHODS),
        help="Of several methods, what all of them find.",
    ),
    _library("--order", type=click.IntRange(2, 10), metavar="N", help="Most characters of a word."),
    click.option(
        "--min-count",
        type=click.IntRange(min=1),
        metavar="N",
        help="Leave out what is rarer.  [default: by the size of the text]",
    ),
    click.option(
        "--refine", is_flag=True, help="Drop words that do not pay for their place among the words."
    ),
    click.option(
        "--fold",
        type=click.Choice(["simplified"]),
        help="Read traditional ideographs as simplified ones.",
    ),
    _library(
        "--encoding", source="nlpzero:encode_text", metavar="NAME", help="Of TEXT, e.g. gb18030."
    ),
)
choosing_options = options.stacked(
    click.option(
        "--not-in",
        multiple=True,
        metavar="jieba|LEXICON",
        help="Only words that this dictionary lacks; repeatable.",
    ),
    click.option(
        "--min-length",
        type=int,
        default=1,
        metavar="N",
        help="Only words of N characters and more.",
    ),
    click.option(
        "--min-cohesion",
        type=float,
        metavar="X",
        help="Only words that hold together so well, in nats; 4 leaves few phrases.",
    ),
    click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the N best words."),
    click.option(
        "--by",
        type=click.Choice(["count", "score", *EVIDENCE]),
        default="count",
        show_default=True,
        help="What the best words have most of.",
    ),
    click.option(
        "--format",
        type=click.Choice(["tsv", "jieba", "words"]),
        default="tsv",
        show_default=True,
        help="Format of what is written.",
    ),
)


@click.command("discover", epilog=EPILOG)
@click.argument("text", nargs=-1)
@click.option(
    "-o", "--output", metavar="LEXICON", help="Where the words go.  [default: standard output]"
)
@click.option("--keep", metavar="STORE", help="Keep the text as numbers, to add more to it later.")
@click.option("--force", is_flag=True, help="Replace LEXICON and STORE if they are there.")
@finding_options
@choosing_options
@lexicon_options
@options.run_options
@options.json_option
@options.console_options
def command(
    console: Console,
    text: tuple[str, ...],
    output: str | None,
    keep: str | None,
    force: bool,
    not_in: tuple[str, ...],
    min_length: int,
    min_cohesion: float | None,
    top: int | None,
    by: str,
    format: str,
    as_json: bool,
    lexicons: LexiconReader,
    **options: Any,
) -> None:
    """Find the words of raw TEXT, without a dictionary or labels.

    TEXT is any number of files (also compressed or remote), folders, globs, - for standard input,
    and stores that --keep has made: all of it is added up.
    """
    if as_json and output is None:
        raise click.UsageError("--json tells of the words in LEXICON: give it with --output.")
    if output is not None:
        check_file(output, force=force)
    if keep is not None:
        check_free(keep, force=force)
    known = [lexicons.load(name) for name in not_in]
    settings = given(options) | {"method": options["method"] or None}
    if "memory" in settings:
        loaded = {name: settings[name] for name in _LOADED if settings.get(name)}
        settings["memory"] = left_for_finding(settings["memory"], loaded)
    read = _read(console, text, {name: settings[name] for name in _READING if name in settings})
    if keep is not None:
        read.save(keep, force=force)
        console.kept = f"The text is kept: {keep} can be given in its place."
    search = {name: settings[name] for name in _SEARCHING if settings.get(name)}
    with console.notes(), explained(options["memory"], settings.get("memory")):
        found = nlpzero.WordDiscoverer(**search).fit(read, progress=console.report).lexicon_
    chosen = found.filter(min_length=min_length, min_cohesion=min_cohesion)
    lexicon = functools.reduce(nlpzero.Lexicon.not_in, known, chosen)
    lexicon = lexicon if top is None else lexicon.top(top, by)
    if not len(lexicon):
        raise NothingFoundError(
            f"None of the {len(found):,} words of the text is of that kind."
            if len(found)
            else "No word was found in the text: give more of it, or a lower --min-count."
        )
    console.close()
    with sink(output, force=force) as file:
        file.writelines(lexicon_lines(console, lexicon, format, by))
    _tell(console, read, lexicon, output, as_json)


def _read(console: Console, names: tuple[str, ...], options: dict[str, Any]) -> nlpzero.EncodedText:
    """Read text, map what is read already, and join both."""
    stores = [name for name in names if kind_of(name) == STORE]
    texts = [nlpzero.EncodedText.load(store) for store in stores]
    progress = console.progress()
    rest = tuple(name for name in names if name not in stores)
    if rest or not stores:
        source: Any = Files(rest) if rest else sources((), console)
        if texts and "fold" not in options:
            options = options | {"fold": texts[0].fold}
        texts.append(nlpzero.encode_text(source, progress=progress, **options))
    if len(texts) == 1:
        return texts[0]
    room = {name: options[name] for name in ("memory", "tmp") if name in options}
    return nlpzero.merge_texts(texts, progress=progress, **room)


def _tell(
    console: Console,
    text: nlpzero.EncodedText,
    lexicon: nlpzero.Lexicon,
    output: str | None,
    as_json: bool,
) -> None:
    characters = text.statistics.characters
    if as_json:
        seconds = console.report.seconds if console.report else {}
        facts = {"words": len(lexicon), "characters": characters, "lines": text.statistics.lines}
        console.document(facts | {"seconds": seconds, "path": output})
        return
    place = "" if output is None else f": {output}"
    console.message(f"{len(lexicon):,} words found in {characters:,} characters{place}")
