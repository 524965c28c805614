"""Vectors of words outside the vocabulary, compared with fastText on the same text.

A tenth of the words, and half of the words of the word pairs, are removed from the text. Each
system is trained on all text and on the text without these words. Quality, in percent:

- hidden words: share of the ten nearest neighbours of a removed word, in the vectors of the same
  system for all text, that are among the ten nearest by the vector from its n-grams (high for
  fastText, whose neighbours of all words share n-grams);
- misspellings: share of words with one edit whose nearest neighbour is the right word;
- pairs: Spearman's correlation for the pairs that contain a removed word;
- rare words: the same for all pairs of --rare, with vectors of all text.

    python -m benchmarks.subwords --corpus text8like.txt --fasttext-python PYTHON --rare rw.tsv

`--fasttext-python` is a Python with the package fasttext-wheel.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import nlpzero

from . import _text
from ._measure import MIB, ROOT, Usage, run
from ._programs import nlpzero_build
from ._report import Report, corpus_of, options, scratch
from ._table import Table
from ._unseen_words import (
    Floats,
    VectorsOf,
    hidden_score,
    misspelling_score,
    misspellings,
    pair_score,
    read_pairs,
    units,
)

_MISSPELLINGS = 2000
_FREQUENT = 10_000  # words that are misspelt
_MAX_HIDDEN = 2000  # words whose neighbours are compared


class Trained(NamedTuple):
    """A trained system: its words by descending frequency, and vectors of any words."""

    usage: Usage
    words: list[str]
    of: VectorsOf


class Nlpzero:
    """``nlpzero build-vectors --subwords``."""

    def __init__(self, threads: int) -> None:
        self._threads = threads

    def train(self, corpus: Path, folder: Path) -> Trained:
        """Train in an empty folder."""
        usage = run([*nlpzero_build(corpus, folder / "model", self._threads), "--subwords"])
        vectors = nlpzero.load_vectors(folder / "model")

        def of(words: Sequence[str]) -> Floats:
            return np.array([self._vector(vectors, word) for word in words])

        return Trained(usage, list(vectors.index_to_key), of)

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

    def train(self, corpus: Path, folder: Path) -> Trained:
        """Train in an empty folder."""
        model, listed = folder / "model.bin", folder / "words"
        usage = run([*self._command, "train", corpus, model, *self._settings])
        run([*self._command, "vocabulary", model, listed])

        def of(words: Sequence[str]) -> Floats:
            (folder / "queries").write_text("\n".join(words), encoding="utf-8")
            files = folder / "queries", folder / "vectors.npy"
            run([*self._command, "vectors", model, *files])
            return np.asarray(np.load(files[1]), np.float32)

        return Trained(usage, listed.read_text(encoding="utf-8").split("\n"), of)


def main() -> None:
    """Train, evaluate, report."""
    args = _parse()
    report = Report("subwords", {"threads": args.threads, "epochs": args.epochs})
    systems: dict[str, Any] = {"nlpzero build-vectors --subwords": Nlpzero(args.threads)}
    if args.fasttext_python is not None:
        fasttext = FastText(args.fasttext_python, args.threads, args.epochs)
        systems["fastText skip-gram, subwords"] = fasttext
    with scratch(args) as folder:
        corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        hidden = _hidden_words(corpus, args)
        masked = _without(corpus, set(hidden), folder / "masked.txt")
        for number, (name, system) in enumerate(systems.items()):
            both = []
            for part, text in (("all", corpus), ("masked", masked)):
                place = folder / f"{number}-{part}"
                place.mkdir()
                both.append(system.train(text, place))
            report.measurements[name] = _measure(*both, hidden, args)
    _fill(report)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    parser.add_argument("--fasttext-python", type=Path, help="Python with fasttext-wheel")
    parser.add_argument("--epochs", type=int, default=5, help="epochs of fastText")
    parser.add_argument("--pairs", type=Path, action="append", help="default: those of gensim")
    parser.add_argument("--rare", type=Path, action="append", default=[], help="pairs, all text")
    args = parser.parse_args()
    if args.pairs is None:
        from gensim.test.utils import datapath

        args.pairs = [Path(datapath("wordsim353.tsv")), Path(datapath("simlex999.txt"))]
    return args


def _hidden_words(corpus: Path, args: argparse.Namespace) -> list[str]:
    """Draw a tenth of the words of the vocabulary, and half of those of the word pairs."""
    vocabulary = nlpzero.encode_corpus(corpus, threads=args.threads).vocabulary
    generator = np.random.default_rng(0)
    drawn = generator.choice(len(vocabulary), len(vocabulary) // 10, replace=False)
    judged = {word for path in args.pairs for pair in read_pairs(path) for word in pair.words}
    known = sorted(judged & set(vocabulary))
    half = generator.choice(known, len(known) // 2, replace=False).tolist() if known else []
    return list(dict.fromkeys([*half, *(vocabulary[i] for i in drawn.tolist())]))


def _without(corpus: Path, hidden: set[str], target: Path) -> Path:
    """Copy a text without some words."""
    with open(corpus, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as out:
        for line in lines:
            out.write(" ".join(word for word in line.split() if word not in hidden) + "\n")
    return target


def _measure(
    full: Trained, masked: Trained, hidden: list[str], args: argparse.Namespace
) -> dict[str, Any]:
    """Return time, memory and scores of one system."""
    known = set(full.words)
    shared = [word for word in masked.words if word in known]
    asked = [word for word in hidden if word in known][:_MAX_HIDDEN]
    wrong = misspellings(full.words[:_FREQUENT], known, _MISSPELLINGS)
    found = [units(system.of([*asked, *shared])) for system in (full, masked)]
    scores = {
        "hidden words": hidden_score(asked, shared, *found),
        "misspellings": misspelling_score(wrong, full.words, full.of),
    }
    removed = set(hidden)
    for path in args.pairs:
        pairs = [pair for pair in read_pairs(path) if removed & set(pair.words)]
        scores[path.stem] = pair_score(pairs, masked.of)
    for path in args.rare:
        scores[f"{path.stem}, all pairs"] = pair_score(read_pairs(path), full.of)
    percent = {name: round(100 * score, 1) for name, score in scores.items()}
    return full.usage._asdict() | {"words": len(full.words), "scores": percent}


def _fill(report: Report) -> None:
    figures = report.measurements
    columns = list(next(iter(figures.values()))["scores"])
    title = f"Words outside the vocabulary, {report.input['tokens']:,} words"
    table = Table(title, ["system", "seconds", "peak MiB", *columns])
    for name, taken in figures.items():
        cells = f"{taken['wall_s']:.1f}", f"{taken['peak_bytes'] / MIB:.0f}"
        table.add(name, *cells, *(f"{taken['scores'][column]:.1f}" for column in columns))
    report.tables.append(table)


if __name__ == "__main__":
    sys.exit(main())
