"""Text file -> saved skip-gram vectors: Word2Vec on the CPU and on Keras, compared with gensim.

All with 100 dimensions, min_count 5, window 5 (dynamic), subsampling at 1e-3 and 5 epochs; gensim
with 5 negatives and its fast path (corpus_file). All systems are evaluated by gensim. Words per
second are the words of the text times the epochs, divided by the seconds of the whole process,
start-up, reading and saving included.

    python -m benchmarks.word2vec --corpus text8like.txt --backends cpu tensorflow
"""

from __future__ import annotations

import argparse
import shutil
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from . import _programs, _text
from ._measure import Runs, Usage, alternate
from ._quality import Score, evaluate
from ._report import Report, corpus_of, options, scratch
from ._table import Table

PEER = "gensim skip-gram"
BACKENDS = ("cpu", "tensorflow", "jax", "torch")


def main() -> None:
    """Measure, evaluate, report."""
    args = _parse()
    report = Report("word2vec", {"threads": args.threads, "epochs": args.epochs})
    with scratch(args) as folder:
        corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        systems = {
            f"nlpzero, {backend}": _programs.word2vec_system(backend, args.threads, args.epochs)
            for backend in args.backends
        }
        systems[PEER] = _programs.gensim_system("corpus_file", args.threads, args.epochs)
        small = folder / "warm-up.txt"
        _text.head(corpus, small, tokens=200_000)
        for name, system in systems.items():
            _train(system, small, folder / name)
        jobs = {
            name: partial(_train, system, corpus, folder / name) for name, system in systems.items()
        }
        runs = alternate(jobs, args.repeat or 1)
        scores = {name: evaluate(system.load(folder / name)) for name, system in systems.items()}
    _fill(report, runs, scores, args.epochs)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    parser.add_argument("--epochs", type=int, default=5, help="passes over the text")
    parser.add_argument(
        "--backends",
        nargs="+",
        choices=BACKENDS,
        default=["cpu", *(name for name in BACKENDS[1:] if find_spec(name))],
        help="cpu, and Keras backends; default: all that are installed",
    )
    return parser.parse_args()


def _train(system: _programs.System, corpus: Path, folder: Path) -> Usage:
    """Train in an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return system.train(corpus, folder)


def _fill(
    report: Report, runs: dict[str, Runs], scores: dict[str, dict[str, Score]], epochs: int
) -> None:
    words = report.input["tokens"] * epochs
    sets = list(scores[PEER])
    title = f"Skip-gram, {report.input['tokens']:,} words, {epochs} epochs"
    columns = ["system", "seconds", "words/s", "peak MiB", *sets]
    table = Table(title, columns)
    for name, taken in runs.items():
        scored = {key: score._asdict() for key, score in scores[name].items()}
        ratio = runs[PEER].wall_s / taken.wall_s
        report.measurements[name] = taken.as_json() | {
            "scores": scored, "words_per_s": words / taken.wall_s, "speed_ratio": ratio,
        }  # fmt: skip
        figures = f"{taken.wall_s:.0f}", f"{words / taken.wall_s:,.0f}", f"{taken.peak_mib:.0f}"
        table.add(name, *figures, *(str(scores[name][key]) for key in sets))
    report.tables.append(table)
    ours = next(iter(runs))
    better = sum(scores[ours][key].score > scores[PEER][key].score for key in sets)
    report.headline.append(
        (
            f"Word2Vec skip-gram, {epochs} epochs, {report.settings['threads']} threads",
            f"{runs[ours].wall_s:.0f} s, {runs[ours].peak_mib:.0f} MiB ({ours})",
            f"{PEER}: {runs[PEER].wall_s:.0f} s, {runs[PEER].peak_mib:.0f} MiB",
            f"{runs[PEER].wall_s / runs[ours].wall_s:.2f}×",
            f"better on {better} of {len(sets)} test sets",
        )
    )


if __name__ == "__main__":
    main()
