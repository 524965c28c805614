"""The commands `nlpzero explain word` and `nlpzero explain segmentation`."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

import nlpzero
from nlpzero.segmentation import Lattice

from ... import options
from ...command import Command
from ...console import Console
from ...errors import answers
from ...lexicons import (
    LexiconReader,
    lexicon_options,
    segmenter_options,
    split_identifiers_option,
)
from ...option_types import COUNT

WORD_EPILOG = """\b
Examples:
  nlpzero explain word words.tsv 葡萄
  nlpzero explain word model 葡萄 香蕉 --json

\b
JSON: {"lexicon": .., "explanations": [{"word", "rank", "count", "score", "cohesion",
"left_entropy", "right_entropy", "autonomy", "gain", "example"}]}
"""
SEGMENTATION_EPILOG = """\b
Examples:
  nlpzero explain segmentation words.tsv 研究生命的起源
  nlpzero explain segmentation jieba 研究生命 --nbest 5 --json

\b
JSON: {"lexicon": .., "explanations": [{"text", "score", "edges": [{"word", "start",
"end", "score", "kind", "on_best_path"}], "segmentations": [{"words", "score",
"loss"}]}]}, sorted by descending score.
"""
_lexicon_argument = click.argument("lexicon", metavar="LEXICON|jieba")


@click.command("word", cls=Command, epilog=WORD_EPILOG)
@_lexicon_argument
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@lexicon_options
@options.json_option
@options.console_options
def explain_word(
    console: Console,
    lexicon: str,
    words: tuple[str, ...],
    as_json: bool,
    lexicons: LexiconReader,
) -> None:
    """Show the evidence for a word of a lexicon.

    The evidence is its count, score, cohesion, entropies, autonomy, gain and an example, as far as
    LEXICON has them. LEXICON is a file, or a model with a lexicon.
    """
    loaded = lexicons.load(lexicon)
    rows = list(answers(console, words, partial(_evidence, loaded)))
    if as_json:
        console.document({"lexicon": lexicon, "explanations": rows})
        return
    for place, row in enumerate(rows):
        if place:
            console.data("")
        shown = row | {"rank": f"{row['rank']:,} of {len(loaded):,}, by count"}
        console.table((name.replace("_", " "), value) for name, value in shown.items() if value)


def _evidence(lexicon: nlpzero.Lexicon, word: str) -> dict[str, Any]:
    """Return the rank of a word, and its columns."""
    entry = lexicon[word]
    return {"word": word, "rank": (lexicon.row_of(word) or 0) + 1} | vars(entry)


@click.command("segmentation", cls=Command, epilog=SEGMENTATION_EPILOG)
@_lexicon_argument
@click.argument("texts", nargs=-1, required=True, metavar="TEXT...")
@click.option(
    "--nbest",
    type=COUNT,
    default=4,
    show_default=True,
    metavar="N",
    help="Number of segmentations, including the best one.",
)
@segmenter_options
@split_identifiers_option
@lexicon_options
@options.json_option
@options.console_options
def explain_segmentation(
    console: Console,
    lexicon: str,
    texts: tuple[str, ...],
    nbest: int,
    user_dict: tuple[str, ...],
    fold: str | None,
    split_identifiers: bool,
    as_json: bool,
    lexicons: LexiconReader,
) -> None:
    """Show the best segmentations of a text, and its lattice.

    The lattice contains all words of which a segmentation of TEXT can consist; a star marks the
    words of the best segmentation. The next best segmentations follow, with the score that each
    loses compared with the best. LEXICON is a file, or a model with a lexicon.
    """
    if "" in texts:
        raise click.UsageError("TEXT must not be empty.")
    segmenter = lexicons.segmenter(lexicon, user_dict, fold, split_identifiers)
    explanations = [_explain(segmenter, text, nbest) for text in texts]
    if as_json:
        console.document({"lexicon": lexicon, "explanations": explanations})
        return
    for place, explanation in enumerate(explanations):
        if place:
            console.data("")
        _show(console, explanation)


def _explain(segmenter: nlpzero.Segmenter, text: str, nbest: int) -> dict[str, Any]:
    lattice = segmenter.explain(text)
    segmentations = segmenter.nbest(text, nbest)
    return {
        "text": text,
        "score": lattice.score,
        "edges": lattice.edges,
        "segmentations": [
            {"words": words, "score": score, "loss": segmentations[0].score - score}
            for words, score in segmentations
        ],
    }


def _show(console: Console, explanation: dict[str, Any]) -> None:
    lattice = Lattice(explanation["text"], explanation["edges"], explanation["score"])
    console.data(str(lattice))
    for other in explanation["segmentations"][1:]:
        words = " / ".join(map(_printable, other["words"]))
        console.data(f"loses {other['loss']:.3f}: {words}")


def _printable(word: str) -> str:
    return word if word.isprintable() and not word.isspace() else ascii(word)
