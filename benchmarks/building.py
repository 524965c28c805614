"""Text file -> saved vectors with default settings, compared with gensim, fastText and GloVe.

All with 100 dimensions and min_count 5. Skip-gram has window 5, 5 negatives, 5 epochs; gensim
reads the text by its fast path (corpus_file) and by LineSentence; fastText with and without
subwords (-t 1e-4); GloVe with window 10, x_max 10, 15 iterations. All systems are evaluated by
gensim.

    python -m benchmarks.building --corpus text8like.txt --fasttext fasttext --pairs men.tsv
"""

from __future__ import annotations

import argparse
import shutil
from functools import partial
from pathlib import Path

from . import _programs, _text
from ._measure import Runs, Usage, alternate
from ._quality import Score, evaluate
from ._report import Report, corpus_of, options, scratch
from ._table import Table

NLPZERO = "nlpzero build-vectors"


def main() -> None:
    """Measure, evaluate, report."""
    args = _parse()
    report = Report("building", {"threads": args.threads, "epochs": args.epochs})
    with scratch(args) as folder:
        corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        systems = _systems(args)
        small = folder / "warm-up.txt"
        _text.head(corpus, small, tokens=1_000_000)  # GloVe crashes on much smaller texts
        for name, system in systems.items():
            _train(system, small, folder / name)
        jobs = {
            name: partial(_train, system, corpus, folder / name) for name, system in systems.items()
        }
        runs = alternate(jobs, args.repeat or (1 if args.quick else 3))
        scores = {
            name: evaluate(system.load(folder / name), args.pairs)
            for name, system in systems.items()
        }
    _fill(report, runs, scores)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    parser.add_argument("--gensim", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--fasttext", type=Path, help="fastText's program")
    parser.add_argument("--glove", type=Path, help="folder of GloVe's programs")
    parser.add_argument("--epochs", type=int, default=5, help="epochs of skip-gram")
    parser.add_argument(
        "--pairs",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help="further word pairs (TSV)",
    )
    return parser.parse_args()


def _systems(args: argparse.Namespace) -> dict[str, _programs.System]:
    threads, epochs = args.threads, args.epochs
    systems = {NLPZERO: _programs.nlpzero_system(threads)}
    if args.gensim:
        for path in ("corpus_file", "sentences"):
            name = f"gensim skip-gram ({path})"
            systems[name] = _programs.gensim_system(path, threads, epochs)
    if args.fasttext:
        program = shutil.which(args.fasttext)
        if program is None:
            raise SystemExit(f"No program {args.fasttext}.")
        for name, subwords in {"": False, ", subwords": True}.items():
            systems[f"fastText skip-gram{name}"] = _programs.fasttext_system(
                Path(program).resolve(), threads, epochs, subwords=subwords
            )
    if args.glove:
        systems["GloVe"] = _programs.glove_system(args.glove.resolve(), threads, epochs=3 * epochs)
    return systems


def _train(system: _programs.System, corpus: Path, folder: Path) -> Usage:
    """Train in an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return system.train(corpus, folder)


def _fill(report: Report, runs: dict[str, Runs], scores: dict[str, dict[str, Score]]) -> None:
    sets = list(scores[NLPZERO])
    title = f"Text file to saved vectors, {report.input['tokens']:,} words"
    columns = ["system", "seconds", "CPU seconds", "peak MiB", *sets]
    table = Table(title, columns)
    for name, taken in runs.items():
        scored = {key: score._asdict() for key, score in scores[name].items()}
        report.measurements[name] = taken.as_json() | {"scores": scored}
        figures = f"{taken.wall_s:.1f}", f"{taken.cpu_s:.1f}", f"{taken.peak_mib:.0f}"
        table.add(name, *figures, *(str(scores[name][key]) for key in sets))
    report.tables.append(table)
    for name in [name for name in runs if name != NLPZERO]:
        _compare(report, runs, scores, name)


def _compare(
    report: Report, runs: dict[str, Runs], scores: dict[str, dict[str, Score]], peer: str
) -> None:
    """Add the comparison with one peer."""
    ours, other = runs[NLPZERO], runs[peer]
    report.measurements[peer]["ratio"] = other.wall_s / ours.wall_s
    better = sum(scores[NLPZERO][key].score > scores[peer][key].score for key in scores[peer])
    report.headline.append(
        (
            f"text file → saved vectors, {report.input['tokens'] / 1e6:.1f} M words, "
            f"{report.settings['threads']} threads",
            f"{ours.wall_s:.1f} s, {ours.peak_mib:.0f} MiB",
            f"{peer}: {other.wall_s:.0f} s, {other.peak_mib:.0f} MiB",
            f"{other.wall_s / ours.wall_s:.1f}×",
            f"better on {better} of {len(scores[peer])} test sets",
        )
    )


if __name__ == "__main__":
    main()
