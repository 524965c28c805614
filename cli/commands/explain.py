"""`nlpzero explain`: the numbers behind a word, a cut, and a neighbour."""

from __future__ import annotations

from typing import Any

import click

import nlpzero

from .. import options
from ..lexicons import LexiconReader, cutting_options, lexicon_options
from ..neighbours import Question, neighbour_options
from ..output import Console

EPILOG = """\b
Examples:
  nlpzero explain words.tsv 葡萄
  nlpzero explain words.tsv 研究生命的起源
  nlpzero explain jieba 研究生命 --nbest 5 --json
  nlpzero explain words.tsv 研究生 --lattice
  nlpzero explain model coffee tea --similarity --counts counts
  nlpzero explain model coffee king --stability counts
  nlpzero explain model coffee --stability monday --stability tuesday

\b
JSON: {"lexicon": .., "explanations": [..]}; of a word {"word", "rank", "count",
"score", "cohesion", "left_entropy", "right_entropy", "autonomy", "gain", "example"};
of other text {"text", "score", "edges": [{"word", "start", "end", "score", "kind",
"on_best_path"}], "segmentations": [{"words", "score", "loss"}]}, the best first.
Of a model {"model": .., "explanations": [..]}; of two words {"a", "b", "measure",
"score", "contexts": [{"word", "share", "a", "b", "count_a", "count_b", "pmi_a",
"pmi_b"}], "against": [..], "rest"}, where shares and rest add up to the score; with
--stability {"word", "kept", "neighbours": [{"word", "score", "kept", "low", "high"}],
"others": [{"word", "share"}], "rounds", "resampled"}.
"""


@click.command("explain", epilog=EPILOG)
@click.argument("lexicon", metavar="LEXICON|jieba|MODEL")
@click.argument("text", nargs=-1, required=True, metavar="WORD-OR-SENTENCE...")
@click.option("--lattice", is_flag=True, help="Cut words of the lexicon, too.")
@click.option(
    "--nbest",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    metavar="N",
    help="Segmentations to show, with the best one.",
)
@cutting_options
@lexicon_options
@neighbour_options
@options.json_option
@options.console_options
def command(
    console: Console,
    lexicon: str,
    text: tuple[str, ...],
    lattice: bool,
    nbest: int,
    user_dict: tuple[str, ...],
    fold: str | None,
    as_json: bool,
    lexicons: LexiconReader,
    question: Question,
) -> None:
    """Show what LEXICON knows of a word, why a sentence is cut so, or what MODEL says of words.

    For a word of the lexicon: how often it occurs, its score, and the evidence. For any other
    text: all that it could be cut into, the best path marked with a star, and by how much other
    segmentations lose. For two words of a model: the contexts that make them alike, each with its
    share in the score and how much more often than chance both are met with it, in nats. With
    --stability: WORD TAB SCORE TAB KEPT TAB LOW TAB HIGH for each neighbour, KEPT being the share
    of the rounds in which it stays.
    """
    if "" in text:
        raise click.UsageError("There is nothing to explain of an empty text.")
    if question.concerns(lexicon, text):
        question.answer(console, lexicon, text, as_json)
        return
    words = lexicons.load(lexicon)
    segmenter = lexicons.segmenter(words, user_dict, fold)
    explanations = []
    for place, piece in enumerate(text):
        if place and not as_json:
            console.data("")
        if piece in words and not lattice:
            explanation = _of_word(words, piece)
            show = _show_word
        else:
            explanation = _of_text(segmenter, piece, nbest)
            show = _show_text
        explanations.append(explanation)
        if not as_json:
            show(console, explanation, len(words))
    if as_json:
        console.document({"lexicon": lexicon, "explanations": explanations})


def _of_word(lexicon: nlpzero.Lexicon, word: str) -> dict[str, Any]:
    entry = vars(lexicon[word])
    row = lexicon.row_of(word) or 0
    return {"word": word, "rank": row + 1} | entry


def _of_text(segmenter: nlpzero.Segmenter, text: str, nbest: int) -> dict[str, Any]:
    lattice = segmenter.explain(text)
    found = segmenter.nbest(text, nbest)
    return {
        "text": text,
        "score": lattice.score,
        "edges": lattice.edges,
        "segmentations": [
            {"words": words, "score": score, "loss": found[0].score - score}
            for words, score in found
        ],
    }


def _show_word(console: Console, explanation: dict[str, Any], size: int) -> None:
    rank = f"{explanation['rank']:,} of {size:,}, by count"
    known = explanation | {"rank": rank}
    console.table((name.replace("_", " "), value) for name, value in known.items() if value)


def _show_text(console: Console, explanation: dict[str, Any], size: int) -> None:
    lattice = nlpzero.Lattice(explanation["text"], explanation["edges"], explanation["score"])
    console.data(str(lattice))
    for other in explanation["segmentations"][1:]:
        console.data(f"loses {other['loss']:.3f}: {' / '.join(map(_visible, other['words']))}")


def _visible(word: str) -> str:
    return word if word.isprintable() and not word.isspace() else ascii(word)
