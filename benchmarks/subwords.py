"""Vectors of rare and unseen words, compared with fastText on the same text.

Some words are removed from the text, and of others only 5 to 50 occurrences are left, as
``benchmarks._derived_pairs`` describes; a fifth of the words of the word pairs are removed too.
Each system is trained on this reduced text. Quality, in percent:

- unseen, and rare: Spearman's correlation of cosines with the similarity of contexts in the whole
  text, for pairs of a removed word, or of a word with few occurrences, with other words. The truth
  uses no vectors of either system: it is the cosine of the positive pointwise mutual information
  with the words at a distance of up to five. Like every such truth it measures whether words occur
  in the same contexts, not whether they look alike;
- misspellings: share of words with one edit whose nearest neighbour is the right word;
- pairs: Spearman's correlation with human judgements, for the pairs without a removed word, and for
  those with one;
- rare words: the same for all pairs of --rare.

    python -m benchmarks.subwords --corpus text8like.txt --fasttext-python PYTHON --rare rw.tsv

`--fasttext-python` is a Python with the package fasttext-wheel. With `--models`, a system whose
model is already in this folder is not trained again; fastText takes long.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import nlpzero

from . import _text
from ._derived_pairs import Reduced, derived_pairs, draw, reduce_text
from ._measure import MIB, ROOT, Usage, run
from ._programs import nlpzero_build
from ._report import Report, corpus_of, options, scratch
from ._table import Table
from ._unseen_words import (
    Floats,
    Pair,
    VectorsOf,
    misspelling_score,
    misspellings,
    pair_score,
    read_pairs,
)

_MISSPELLINGS = 2000
_FREQUENT = 10_000  # words that are misspelt


class Trained(NamedTuple):
    """A trained system: its words by descending frequency, and vectors of any words."""

    words: list[str]
    of: VectorsOf


class Nlpzero:
    """``nlpzero build-vectors --subwords``."""

    def __init__(self, threads: int) -> None:
        self._threads = threads

    def train(self, corpus: Path, folder: Path) -> Usage:
        """Train in an empty folder."""
        return run([*nlpzero_build(corpus, folder / "model", self._threads), "--subwords"])

    def load(self, folder: Path) -> Trained:
        """Load the model of a folder."""
        vectors = nlpzero.load_vectors(folder / "model")

        def of(words: Sequence[str]) -> Floats:
            return np.array([self._vector(vectors, word) for word in words])

        return Trained(list(vectors.index_to_key), of)

    @staticmethod
    def _vector(vectors: nlpzero.WordVectors, word: str) -> Floats:
        try:
            return vectors.get_vector(word, unknown="subwords")
        except nlpzero.UnknownWordError:
            return np.zeros(vectors.vector_size, np.float32)


class FastText:
    """fastText's skip-gram with n-grams of 3 to 6 characters."""

    def __init__(self, python: Path, threads: int, epochs: int) -> None:
        self._command: list[Any] = [python.absolute(), ROOT / "benchmarks" / "_fasttext_worker.py"]
        self._settings = str(threads), str(epochs)

    def train(self, corpus: Path, folder: Path) -> Usage:
        """Train in an empty folder."""
        return run([*self._command, "train", corpus, folder / "model.bin", *self._settings])

    def load(self, folder: Path) -> Trained:
        """Load the model of a folder."""
        model, listed = folder / "model.bin", folder / "words"
        run([*self._command, "vocabulary", model, listed])

        def of(words: Sequence[str]) -> Floats:
            (folder / "queries").write_text("\n".join(words), encoding="utf-8")
            files = folder / "queries", folder / "vectors.npy"
            run([*self._command, "vectors", model, *files])
            return np.asarray(np.load(files[1]), np.float32)

        return Trained(listed.read_text(encoding="utf-8").split("\n"), of)


def main() -> None:
    """Train, evaluate, report."""
    args = _parse()
    report = Report("subwords", {"threads": args.threads, "epochs": args.epochs})
    systems: dict[str, tuple[str, Any]] = {
        "nlpzero build-vectors --subwords": ("nlpzero", Nlpzero(args.threads))
    }
    if args.fasttext_python is not None:
        fasttext = FastText(args.fasttext_python, args.threads, args.epochs)
        systems["fastText skip-gram, subwords"] = "fasttext", fasttext
    with scratch(args) as folder:
        source = corpus_of(args, folder)
        report.input = _text.describe(source)
        corpus = nlpzero.encode_corpus(source, threads=args.threads)
        judged = {word for path in args.pairs for pair in read_pairs(path) for word in pair.words}
        reduced = draw(corpus.vocabulary, judged)
        text = reduce_text(source, folder / "reduced.txt", reduced, corpus.vocabulary)
        pairs = _pairs(derived_pairs(corpus, reduced), reduced, args)
        for name, (place, system) in systems.items():
            model = (args.models or folder) / place
            usage = _usage(system, text, model)
            scores = _scores(system.load(model), pairs)
            report.measurements[name] = usage._asdict() | {"scores": scores}
    _fill(report)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    parser.add_argument("--fasttext-python", type=Path, help="Python with fasttext-wheel")
    parser.add_argument("--epochs", type=int, default=5, help="epochs of fastText")
    parser.add_argument("--pairs", type=Path, action="append", help="default: those of gensim")
    parser.add_argument("--models", type=Path, help="folder of models that are kept")
    parser.add_argument("--rare", type=Path, action="append", default=[], help="other word pairs")
    args = parser.parse_args()
    if args.pairs is None:
        from gensim.test.utils import datapath

        args.pairs = [Path(datapath("wordsim353.tsv")), Path(datapath("simlex999.txt"))]
    return args


def _pairs(
    derived: dict[str, list[Pair]], reduced: Reduced, args: argparse.Namespace
) -> dict[str, list[Pair]]:
    """Return the pairs of each score."""
    pairs = {"unseen": derived["hidden"], "rare": derived["rare"]}
    for path in args.pairs:
        known: list[Pair] = []
        unseen: list[Pair] = []
        for pair in read_pairs(path):
            (unseen if reduced.judged & set(pair.words) else known).append(pair)
        pairs |= {path.stem: known, f"{path.stem}, unseen": unseen}
    return pairs | {f"{path.stem}, all pairs": read_pairs(path) for path in args.rare}


def _usage(system: Any, text: Path, folder: Path) -> Usage:
    """Train a system unless the folder has its model; return the usage of the training."""
    recorded = folder / "usage.json"
    if recorded.exists():
        return Usage(**json.loads(recorded.read_text(encoding="utf-8")))
    folder.mkdir(parents=True)
    usage: Usage = system.train(text, folder)
    recorded.write_text(json.dumps(usage._asdict()), encoding="utf-8")
    return usage


def _scores(trained: Trained, pairs: dict[str, list[Pair]]) -> dict[str, float]:
    """Return the scores of one system, in percent."""
    wrong = misspellings(trained.words[:_FREQUENT], set(trained.words), _MISSPELLINGS)
    scores = {name: pair_score(judged, trained.of) for name, judged in pairs.items() if judged}
    scores["misspellings"] = misspelling_score(wrong, trained.words, trained.of)
    return {name: round(100 * score, 1) for name, score in scores.items()}


def _fill(report: Report) -> None:
    figures = report.measurements
    columns = list(next(iter(figures.values()))["scores"])
    title = f"Rare and unseen words, {report.input['tokens']:,} words"
    table = Table(title, ["system", "CPU seconds", "peak MiB", *columns])
    for name, taken in figures.items():
        cells = f"{taken['cpu_s']:.1f}", f"{taken['peak_bytes'] / MIB:.0f}"
        table.add(name, *cells, *(f"{taken['scores'][column]:.1f}" for column in columns))
    report.tables.append(table)


if __name__ == "__main__":
    sys.exit(main())
