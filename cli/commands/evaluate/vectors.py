"""The command `nlpzero evaluate vectors`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from simpler_glove.errors import BackendUnavailableError
from simpler_glove.evaluation import bundled

from ... import options
from ...command import Command
from ...console import Console
from ...errors import NothingFoundError
from ...option_types import COUNT, LibraryChoice
from ...options import without_unset
from ...vectors import VectorReader, vector_options

EPILOG = """\b
Examples:
  nlpzero evaluate vectors model
  nlpzero evaluate vectors model --pairs judgements.tsv --measure context
  nlpzero evaluate vectors model --pairs rare-words.tsv --unknown subwords
  nlpzero evaluate vectors model --analogies questions.txt --method multiply --json

\b
A file of analogies has lines of four words; a line ": NAME" begins a section. A
file of word pairs has lines of two words and a judgement of their similarity. By
default Google's analogies, WordSim-353 and, if gensim is installed, SimLex-999
are used.
Output: SET TAB SCORE TAB VALUE TAB FOUND TAB TOTAL TAB COVERAGE.
JSON: {"analogies": [{"set", "accuracy", "semantic", "syntactic", "correct", "total",
"skipped", "coverage", "sections"}], "pairs": [{"set", "spearman", "pearson", "found",
"pairs", "coverage"}]}
"""
_analogies = options.library_option("nlpzero:WordVectors.evaluate_word_analogies")
_pairs = options.library_option("nlpzero:WordVectors.evaluate_word_pairs")


@click.command("vectors", cls=Command, epilog=EPILOG)
@click.argument("model")
@click.option("--analogies", multiple=True, metavar="FILE", help="Analogies; repeatable.")
@click.option("--pairs", multiple=True, metavar="FILE", help="Word pairs; repeatable.")
@click.option(
    "--restrict-vocab",
    type=COUNT,
    metavar="N",
    help="Use the N most frequent words.  [default: 30,000 for analogies, all for word pairs]",
)
@_analogies(
    "--method",
    type=LibraryChoice("simpler_glove.evaluation:METHODS"),
    help="For analogies: b - a + c, or 3CosMul.",
)
@_pairs(
    "--measure",
    type=LibraryChoice("simpler_glove.vectors:MEASURES"),
    help="Similarity measure for word pairs.",
)
@_pairs(
    "--unknown",
    type=LibraryChoice("simpler_glove.vectors:UNKNOWN_PAIRS"),
    help="Word pairs with a word that is not in the vocabulary: leave out, count with similarity "
    "0, or predict its vector from character n-grams, if the model has subword vectors.",
)
@vector_options
@options.json_option
@options.console_options
def evaluate_vectors(
    console: Console,
    model: str,
    analogies: tuple[str, ...],
    pairs: tuple[str, ...],
    restrict_vocab: int | None,
    method: str | None,
    measure: str | None,
    unknown: str | None,
    reader: VectorReader,
    as_json: bool,
) -> None:
    """Evaluate word vectors on analogies and word pairs.

    Only questions whose words all have a vector are counted; the coverage is the share of these
    questions. With --unknown, all word pairs are counted.
    """
    if not (analogies or pairs):
        analogies = (str(bundled("questions-words")),)
        pairs = _default_pairs(console)
    vectors = reader.load(model)
    limit = without_unset({"restrict_vocab": restrict_vocab})
    by_analogy = limit | without_unset({"method": method})
    by_pair = limit | without_unset({"measure": measure, "unknown": unknown})
    scores = {
        "analogies": [
            {"set": Path(path).stem} | asdict(vectors.evaluate_word_analogies(path, **by_analogy))
            for path in analogies
        ],
        "pairs": [
            {"set": Path(path).stem} | asdict(vectors.evaluate_word_pairs(path, **by_pair))
            for path in pairs
        ],
    }
    if as_json:
        console.document(scores)
    else:
        _show(console, scores)
    if not any(score["coverage"] for kind in scores.values() for score in kind):
        raise NothingFoundError(f"{model}: no question has all its words in the vocabulary.")


def _default_pairs(console: Console) -> tuple[str, ...]:
    pairs = [str(bundled("wordsim353"))]
    try:
        pairs.append(str(bundled("simlex999")))
    except BackendUnavailableError:
        console.message("SimLex-999 is left out: it is part of gensim (pip install gensim).")
    return tuple(pairs)


def _show(console: Console, scores: dict[str, list[dict[str, Any]]]) -> None:
    for score in scores["analogies"]:
        total = score["total"] + score["skipped"]
        _show_row(console, score, "accuracy", score["total"], total)
        for part, gram in (("semantic", False), ("syntactic", True)):
            sections = [s for s in score["sections"] if s["name"].startswith("gram") is gram]
            answered = sum(section["total"] for section in sections)
            skipped = sum(section["skipped"] for section in sections)
            _show_row(console, score, part, answered, answered + skipped)
    for score in scores["pairs"]:
        _show_row(console, score, "spearman", score["found"], score["pairs"])


def _show_row(
    console: Console, score: dict[str, Any], name: str, answered: int, total: int
) -> None:
    if not total:
        return
    value = "-" if score[name] is None else f"{score[name]:.3f}"
    console.data(f"{score['set']}\t{name}\t{value}\t{answered}\t{total}\t{answered / total:.1%}")
