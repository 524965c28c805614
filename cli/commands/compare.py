"""The command `nlpzero compare`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

import nlpzero
from nlpzero.explanations import ChangedWord, Comparison, WordCount, compare_counts, compare_vectors
from simpler_glove.cooccurrence import KIND
from simpler_glove.storage import kind_of

from .. import options
from ..command import Command
from ..console import Console
from ..errors import NothingFoundError
from ..option_types import COUNT, LibraryChoice
from ..options import library_option, parse_words, without_unset
from ..vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero compare counts-2019 counts-2020
  nlpzero compare old-model new-model -n 50
  nlpzero compare counts-2019 counts-2020 --words "virus zoom" --json
"""
_LISTED = 10  # words of one vocabulary only, in a message
_compare = library_option("nlpzero.explanations:compare_vectors")


@click.command("compare", cls=Command, epilog=EPILOG)
@click.argument("old")
@click.argument("new")
@_compare("-n", "--topn", type=COUNT, metavar="N", help="Maximum number of words.")
@_compare("--min-count", type=COUNT, metavar="N", help="Minimum count of a word in OLD and NEW.")
@click.option(
    "--words",
    multiple=True,
    metavar="WORDS|@FILE",
    help="Rank only these words, separated by spaces, or one per line of FILE; repeatable.",
)
@_compare("--contexts", type=COUNT, metavar="N", help="Contexts gained and lost of each word.")
@_compare(
    "--measure",
    type=LibraryChoice("nlpzero.explanations:CHANGE_MEASURES"),
    help="Change between models: of the similarities to the nearest words, or of the vectors "
    "after a rotation.",
)
@vector_options
@options.json_option
@options.jsonl_option
@options.console_options
def command(
    console: Console,
    old: str,
    new: str,
    words: tuple[str, ...],
    measure: str | None,
    reader: VectorReader,
    as_json: bool,
    as_jsonl: bool,
    **options: Any,
) -> None:
    """List the words whose contexts changed most.

    OLD and NEW are two models or two count stores, of which count stores show changes more
    reliably. The columns are the word, the score of its change, its counts in OLD and NEW, the
    contexts it gained, and those it lost; for models, the contexts are neighbours. Words that only
    OLD or NEW contains are not ranked.
    """
    chosen = without_unset(options)
    if words:
        chosen["words"] = parse_words(words)
    if KIND in map(kind_of, (old, new)):
        if measure is not None:
            raise click.UsageError("--measure has no effect on count stores.")
        stores = [nlpzero.CooccurrenceCounts.load(path) for path in (old, new)]
        found = compare_counts(*stores, progress=console.progress(), **chosen)
    else:
        models = [reader.load(path) for path in (old, new)]
        if measure is not None:
            chosen["measure"] = measure
        found = compare_vectors(*models, progress=console.progress(), **chosen)
    _show(console, found, as_json, as_jsonl)


def _show(console: Console, found: Comparison, as_json: bool, as_jsonl: bool) -> None:
    """Print the changed words, and a message about those of one vocabulary only."""
    if as_json:
        return console.document(
            {name: getattr(found, name) for name in ("compared", "changes", "new", "vanished")}
        )
    for change in found.changes:
        if as_jsonl:
            console.record(change)
        else:
            console.data(_line(change))
    _message(console, "New", found.new)
    _message(console, "Vanished", found.vanished)
    if not found.changes:
        raise NothingFoundError("No word is frequent enough in both texts.")


def _line(change: ChangedWord) -> str:
    """Return a line of TSV."""
    contexts = (" ".join(context.word for context in side) for side in (change.gained, change.lost))
    counts = ("" if count is None else str(count) for count in (change.count_old, change.count_new))
    return "\t".join((change.word, f"{change.score:.2f}", *counts, *contexts))


def _message(console: Console, name: str, words: Sequence[WordCount]) -> None:
    """Write the number of words of one vocabulary only, and the most frequent of them."""
    if words:
        first = ", ".join(word for word, _ in words[:_LISTED])
        more = ", ..." if len(words) > _LISTED else ""
        console.message(f"{name} words, not ranked: {len(words):,} ({first}{more})")
