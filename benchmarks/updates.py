"""Updates with new text: count --append, solve --initial, and compare.

The last fifth of the text is the new text. Changes of use are injected into every second line: for
30 pairs of words of about the same frequency, one replaces the other in half of these lines. The
recall is the share of the words with new contexts that are among the first 50 of `compare`.

    python -m benchmarks.updates --corpus text8like.txt
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nlpzero.appending import append_text
from nlpzero.counting import count_text
from nlpzero.explanations import Comparison, compare_counts, compare_vectors
from simpler_glove import CooccurrenceCounts, SimplerGlove, WordVectors

from . import _text
from ._report import Report, corpus_of, options, scratch
from ._table import Table

_FREQUENT = 5000  # words whose displacement is measured
_PAIRS = 30
_LISTED = 50
_FIRST_RANK = 150  # of the words that are replaced
_LONGER = 4  # times the text, in which changes are also found from counts


class Timed(NamedTuple):
    """A result and the seconds that it took."""

    result: Any
    seconds: float


def main() -> None:
    """Measure appending, solving and comparing."""
    parser = options(__doc__)
    parser.add_argument("--tokens", type=int, default=2_000_000, help="words of the text")
    args = parser.parse_args()
    report = Report("updates", {"threads": args.threads, "tokens": args.tokens})
    with scratch(args) as folder:
        text, longer = folder / "text", folder / "longer"
        _text.head(corpus_of(args, folder), longer, tokens=_LONGER * args.tokens)
        _text.head(longer, text, tokens=args.tokens)
        report.input = _text.describe(text)
        lines = text.read_text(encoding="utf-8").splitlines()
        _warm_up(folder)
        _measure_updates(report, lines, folder, args)
        _measure_changes(report, lines, folder, args)
        _measure_changes_of_counts(report, longer, folder, args)
    report.write(args)


def _timed(function: Callable[[], Any]) -> Timed:
    start = time.perf_counter()
    result = function()
    return Timed(result, time.perf_counter() - start)


def _write(path: Path, lines: Sequence[str]) -> str:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def _warm_up(folder: Path) -> None:
    """Compile everything that is measured."""
    text = _text.make_text(folder / "warm", tokens=2000)
    counts = count_text(str(text), output=folder / "warm-store")
    appended = append_text(folder / "warm-store", str(text)).counts
    vectors = SimplerGlove(4, backend="cpu").fit(counts).vectors_
    SimplerGlove(4, backend="cpu").fit(appended, initial=vectors)


def _measure_updates(
    report: Report, lines: list[str], folder: Path, args: argparse.Namespace
) -> None:
    """Append the last fifth of the text, and train from the model of the rest."""
    middle = len(lines) * 4 // 5
    old, new = _write(folder / "old", lines[:middle]), _write(folder / "new", lines[middle:])
    before = count_text(old, output=folder / "store", threads=args.threads)
    model = _train(before, args).result.vectors_
    whole = _timed(lambda: count_text(str(folder / "text"), output=folder / "whole"))
    appended = _timed(lambda: append_text(folder / "store", new, threads=args.threads))
    counts, together = appended.result.counts, whole.result
    lost = 1 - counts.total / together.total
    ratio = appended.seconds / whole.seconds
    rare = counts.rare_words
    report.measurements["append"] = {
        "seconds": appended.seconds, "seconds_of_counting_all": whole.seconds,
        "lost_share": lost, "new_words": appended.result.new_words,
        "incomplete_words": rare.incomplete_words,
        "uncounted_share": rare.uncounted_tokens / counts.tokens,
    }  # fmt: skip
    report.headline.append(
        ("`nlpzero count --append`, a fifth of the text", f"{appended.seconds:.2f} s",
         f"counting all text: {whole.seconds:.2f} s", f"{ratio:.2f}",
         f"{lost:.2%} of co-occurrences missing")
    )  # fmt: skip
    _measure_initial(report, counts, model, args)


def _train(
    counts: CooccurrenceCounts,
    args: argparse.Namespace,
    initial: WordVectors | None = None,
    **parameters: Any,
) -> Timed:
    solver = SimplerGlove(16 if args.quick else 100, threads=args.threads, backend="cpu",
                          **parameters)  # fmt: skip
    return _timed(lambda: solver.fit(counts, initial=initial))


def _measure_initial(
    report: Report, counts: CooccurrenceCounts, model: WordVectors, args: argparse.Namespace
) -> None:
    table = Table(
        "Training on appended counts",
        ["initial vectors", "sweeps", "seconds", "objective", "WordSim353", "SimLex-999",
         "mean cosine with old vectors"],
    )  # fmt: skip
    runs = {
        "random": _train(counts, args),
        "random, another seed": _train(counts, args, seed=1),
        "old model": _train(counts, args, model),
        "old model, one sweep": _train(counts, args, model, sweeps=1),
    }
    for name, (fitted, seconds) in runs.items():
        history, cosine = fitted.history_, _cosine(model, fitted.vectors_)
        scores = _scores(fitted.vectors_)
        report.measurements[name] = {
            "sweeps": len(history), "seconds": seconds, "objective": history[-1]["objective"],
            "scores": scores, "cosine": cosine,
        }  # fmt: skip
        shown = [f"{score:.1f}" for score in scores]
        table.add(name, str(len(history)), f"{seconds:.1f}", f"{history[-1]['objective']:.5g}",
                  *shown, f"{cosine:.3f}")  # fmt: skip
    report.tables.append(table)
    random, old = runs["random"].seconds, runs["old model"].seconds
    cosine = report.measurements["old model"]["cosine"]
    report.headline.append(
        ("`nlpzero solve --initial`", f"{old:.1f} s", f"random vectors: {random:.1f} s",
         f"{old / random:.2f}", f"mean cosine with old vectors {cosine:.3f}")
    )  # fmt: skip


def _cosine(old: WordVectors, new: WordVectors) -> float:
    """Return the mean cosine of the old and new vectors of the most frequent words."""
    words = [word for word in old.index_to_key if word in new][:_FREQUENT]
    return float(np.mean([old.get_vector(word, norm=True) @ new.get_vector(word, norm=True)
                          for word in words]))  # fmt: skip


def _scores(vectors: WordVectors) -> list[float]:
    """Return the rank correlations with WordSim353 and SimLex-999, in percent."""
    from gensim.test.utils import datapath

    keyed = vectors.to_gensim()
    paths = map(datapath, ("wordsim353.tsv", "simlex999.txt"))
    return [100 * float(keyed.evaluate_word_pairs(path)[1][0]) for path in paths]


def _measure_changes(
    report: Report, lines: list[str], folder: Path, args: argparse.Namespace
) -> None:
    """Inject changes of use, and count those that are found."""
    counts, pairs = _changed_counts(lines, folder, args)
    models = [_train(store, args).result.vectors_ for store in counts]
    updated = _train(counts[1], args, models[0]).result.vectors_
    kept: dict[str, Any] = {"topn": _LISTED, "threads": args.threads}
    runs: dict[str, Callable[[], Comparison]] = {
        "counts": lambda: compare_counts(*counts, topn=_LISTED),
        "models, neighbours": lambda: compare_vectors(*models, **kept),
        "models, procrustes": lambda: compare_vectors(*models, measure="procrustes", **kept),
        "model and its update, neighbours": lambda: compare_vectors(models[0], updated, **kept),
        "model and its update, procrustes": lambda: compare_vectors(
            models[0], updated, measure="procrustes", **kept
        ),
    }
    columns = ["compared", "words of text", "recall", "seconds"]
    report.tables.append(Table("Words with injected contexts among the first 50", columns))
    for name, job in runs.items():
        _add_recall(report, name, _tokens(counts), job, pairs)


def _measure_changes_of_counts(
    report: Report, text: Path, folder: Path, args: argparse.Namespace
) -> None:
    """Find injected changes in a longer text from counts."""
    counts, pairs = _changed_counts(text.read_text(encoding="utf-8").splitlines(), folder, args)
    job = partial(compare_counts, *counts, topn=_LISTED)
    _add_recall(report, "counts, longer text", _tokens(counts), job, pairs)


def _changed_counts(
    lines: list[str], folder: Path, args: argparse.Namespace
) -> tuple[list[CooccurrenceCounts], list[tuple[str, str]]]:
    """Return the counts of every second line and, with changes, of the others; and the changes."""
    halves = lines[::2], lines[1::2]
    counts = [count_text(_write(folder / "half", half), threads=args.threads) for half in halves]
    pairs = replaced_words(counts[0], counts[1])
    changed = replaced(halves[1], dict(pairs))
    return [
        counts[0], count_text(_write(folder / "half", changed), threads=args.threads)
    ], pairs  # fmt: skip


def _tokens(counts: Sequence[CooccurrenceCounts]) -> int:
    return sum(store.tokens for store in counts)


def _add_recall(
    report: Report,
    name: str,
    tokens: int,
    job: Callable[[], Comparison],
    pairs: Sequence[tuple[str, str]],
) -> None:
    found, seconds = _timed(job)
    injected = [word for _, word in pairs]
    listed = [change.word for change in found.changes]
    recall = len(set(injected) & set(listed)) / len(injected)
    report.measurements[name] = {
        "tokens": tokens, "recall": recall, "seconds": seconds, "listed": listed,
        "injected": injected,
    }  # fmt: skip
    report.tables[-1].add(name, f"{tokens:,}", f"{recall:.2f}", f"{seconds:.1f}")


def replaced_words(
    old: CooccurrenceCounts, new: CooccurrenceCounts, seed: int = 0
) -> list[tuple[str, str]]:
    """Draw pairs of words of about the same frequency, neither very frequent nor rare."""
    shared = [word for word in old.vocabulary.words if word in new.vocabulary]
    ranks = shared[min(_FIRST_RANK, len(shared) // 4) : 10 * _FIRST_RANK]
    neighbours = list(zip(ranks[::2], ranks[1::2], strict=False))
    size = min(_PAIRS, len(neighbours))
    chosen = np.random.default_rng(seed).choice(len(neighbours), size, replace=False)
    return [neighbours[place] for place in np.sort(chosen)]


def replaced(lines: Sequence[str], words: dict[str, str], seed: int = 0) -> list[str]:
    """Replace words in half of the lines.

    Example
    -------
    >>> sorted(set(replaced(["a b"] * 20, {"a": "c"})))
    ['a b', 'c b']
    """
    chosen = np.random.default_rng(seed).random(len(lines)) < 0.5
    return [
        " ".join(words.get(word, word) for word in line.split()) if change else line
        for line, change in zip(lines, chosen, strict=True)
    ]


if __name__ == "__main__":
    main()
