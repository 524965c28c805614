"""`nlpzero evaluate`: scores of vectors, with coverage beside each, and of a segmentation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

import nlpzero
from simpler_glove.evaluation import bundled

from .. import options
from ..errors import NothingFoundError
from ..options import given
from ..output import Console
from ..segmentation import Comparison, segmentation_options
from ..segmentation import show as show_comparison

EPILOG = """\b
Examples:
  nlpzero evaluate model
  nlpzero evaluate model --pairs judgements.tsv --measure context
  nlpzero evaluate model --analogies questions.txt --method multiply --json
  nlpzero evaluate words.tsv --segmentation gold.txt
  nlpzero evaluate --segmentation gold.txt --predicted cut.txt --known words.txt

\b
Analogies are lines of four words under ": section" lines; pairs are lines of two
words and a judgement. Without a file: Google's analogies, WordSim-353, SimLex-999.
Output: SET TAB SCORE TAB VALUE TAB FOUND TAB TOTAL TAB COVERAGE.
JSON: {"analogies": [{"set", "accuracy", "semantic", "syntactic", "correct", "total",
"skipped", "coverage", "sections"}], "pairs": [{"set", "spearman", "pearson", "found",
"pairs", "coverage"}]}

\b
A segmentation is lines of words separated by white space, as in SIGHAN 2005.
Output: SET TAB SCORE TAB VALUE.
JSON: {"segmentation": {"set", "precision", "recall", "f1", "oov_rate", "oov_recall",
"iv_recall", "words", "predicted_words", "lines"}}
"""


@click.command("evaluate", epilog=EPILOG)
@click.argument("model", required=False, metavar="[MODEL|LEXICON|jieba]")
@click.option("--analogies", multiple=True, metavar="FILE", help="Analogies; repeatable.")
@click.option("--pairs", multiple=True, metavar="FILE", help="Word pairs; repeatable.")
@click.option("--restrict-vocab", type=int, metavar="N", help="Know the N most frequent words.")
@click.option(
    "--method", type=click.Choice(["add", "multiply"]), help="For analogies.  [default: add]"
)
@click.option(
    "--measure",
    type=click.Choice(["cosine", "pmi", "context"]),
    help="For word pairs.  [default: cosine]",
)
@segmentation_options
@options.reading_options
@options.json_option
@options.console_options
def command(
    console: Console,
    model: str | None,
    analogies: tuple[str, ...],
    pairs: tuple[str, ...],
    restrict_vocab: int | None,
    method: str | None,
    measure: str | None,
    reading: dict[str, Any],
    as_json: bool,
    comparison: Comparison | None,
) -> None:
    """Score MODEL on analogies and word pairs, or LEXICON on a text that is cut well.

    A question counts only if all its words are known; coverage tells how many these are. Among
    the 30,000 most frequent words for analogies, all for word pairs, if not told otherwise.
    """
    if comparison is not None:
        if analogies or pairs:
            raise click.UsageError("--segmentation is about words, not about vectors.")
        compared = comparison.scores(model, reading["encoding"])
        if as_json:
            return console.document({"segmentation": compared})
        return show_comparison(console, compared)
    if model is None:
        raise click.UsageError("Missing argument 'MODEL'.")
    if not (analogies or pairs):
        analogies = (str(bundled("questions-words")),)
        pairs = (str(bundled("wordsim353")), str(bundled("simlex999")))
    vectors = nlpzero.load_vectors(model, progress=console.progress(least=1.0), **reading)
    among = given({"restrict_vocab": restrict_vocab})
    scores = {
        "analogies": [
            {"set": Path(path).stem}
            | asdict(vectors.evaluate_word_analogies(path, **given({"method": method}), **among))
            for path in analogies
        ],
        "pairs": [
            {"set": Path(path).stem}
            | asdict(vectors.evaluate_word_pairs(path, **given({"measure": measure}), **among))
            for path in pairs
        ],
    }
    if as_json:
        console.document(scores)
    else:
        _show(console, scores)
    if not any(score["coverage"] for kind in scores.values() for score in kind):
        raise NothingFoundError(f"{model} knows no question of these sets: other words or case?")


def _show(console: Console, scores: dict[str, list[dict[str, Any]]]) -> None:
    for score in scores["analogies"]:
        total = score["total"] + score["skipped"]
        _row(console, score, "accuracy", score["total"], total)
        for part, gram in (("semantic", False), ("syntactic", True)):
            sections = [s for s in score["sections"] if s["name"].startswith("gram") is gram]
            answered = sum(section["total"] for section in sections)
            _row(console, score, part, answered, answered + sum(s["skipped"] for s in sections))
    for score in scores["pairs"]:
        _row(console, score, "spearman", score["found"], score["pairs"])


def _row(console: Console, score: dict[str, Any], name: str, found: int, total: int) -> None:
    if not total:
        return
    value = "-" if score[name] is None else f"{score[name]:.3f}"
    console.data(f"{score['set']}\t{name}\t{value}\t{found}\t{total}\t{found / total:.1%}")
