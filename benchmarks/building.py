"""Text file -> saved vectors with default settings, against gensim, fastText and GloVe.

All with 100 dimensions and min_count 5. Skip-gram has window 5, 5 negatives, 5 epochs; gensim
runs from its fast path (corpus_file) and from a LineSentence; fastText with and without subwords
(-t 1e-4); GloVe with window 10, x_max 10, 15 iterations. gensim's evaluation judges all alike.

    python -m benchmarks.building --corpus text8like.txt --fasttext fasttext --pairs men.tsv
"""

from __future__ import annotations

import argparse
import shutil
from functools import partial
from pathlib import Path

from . import _programs, _text
from ._measure import Runs, Usage, alternate
from ._quality import Score, judge
from ._report import Report, corpus_of, options, scratch
from ._table import Table

OURS = "nlpzero build-vectors"


def main() -> None:
    """Measure, judge, report."""
    given = _parse()
    report = Report("building", {"threads": given.threads, "epochs": given.epochs})
    with scratch(given) as folder:
        corpus = corpus_of(given, folder)
        report.input = _text.describe(corpus)
        systems = _systems(given)
        small = folder / "warm-up.txt"
        _text.head(corpus, small, tokens=1_000_000)  # GloVe crashes on much smaller texts
        for name, system in systems.items():
            _train(system, small, folder / name)
        jobs = {
            name: partial(_train, system, corpus, folder / name) for name, system in systems.items()
        }
        runs = alternate(jobs, given.repeat or (1 if given.quick else 3))
        scores = {
            name: judge(system.load(folder / name), given.pairs) for name, system in systems.items()
        }
    _fill(report, runs, scores)
    report.deliver(given)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    parser.add_argument("--gensim", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--fasttext", type=Path, help="fastText's program")
    parser.add_argument("--glove", type=Path, help="folder of GloVe's programs")
    parser.add_argument("--epochs", type=int, default=5, help="of skip-gram")
    parser.add_argument(
        "--pairs",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        help="further word pairs (TSV)",
    )
    return parser.parse_args()


def _systems(given: argparse.Namespace) -> dict[str, _programs.System]:
    threads, epochs = given.threads, given.epochs
    systems = {OURS: _programs.our_system(threads)}
    if given.gensim:
        for path in ("corpus_file", "sentences"):
            name = f"gensim skip-gram ({path})"
            systems[name] = _programs.gensim_system(path, threads, epochs)
    if given.fasttext:
        program = shutil.which(given.fasttext)
        if program is None:
            raise SystemExit(f"No program {given.fasttext}.")
        for name, subwords in {"": False, ", subwords": True}.items():
            systems[f"fastText skip-gram{name}"] = _programs.fasttext_system(
                Path(program).resolve(), threads, epochs, subwords=subwords
            )
    if given.glove:
        systems["GloVe"] = _programs.glove_system(given.glove.resolve(), threads, epochs=3 * epochs)
    return systems


def _train(system: _programs.System, corpus: Path, folder: Path) -> Usage:
    """Train into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return system.train(corpus, folder)


def _fill(report: Report, runs: dict[str, Runs], scores: dict[str, dict[str, Score]]) -> None:
    sets = list(scores[OURS])
    title = f"Text file to saved vectors, {report.input['tokens']:,} words"
    columns = ["system", "seconds", "CPU seconds", "peak MiB", *sets]
    table = Table(title, columns, readme=True)
    for name, taken in runs.items():
        judged = {key: score._asdict() for key, score in scores[name].items()}
        report.measurements[name] = taken.as_json() | {"scores": judged}
        figures = f"{taken.wall_s:.1f}", f"{taken.cpu_s:.1f}", f"{taken.peak_mib:.0f}"
        table.add(name, *figures, *(str(scores[name][key]) for key in sets))
    report.tables.append(table)
    for name in [name for name in runs if name != OURS]:
        _compare(report, runs, scores, name)


def _compare(
    report: Report, runs: dict[str, Runs], scores: dict[str, dict[str, Score]], peer: str
) -> None:
    """Add the ratio to one peer."""
    ours, other = runs[OURS], runs[peer]
    report.measurements[peer]["ratio"] = other.wall_s / ours.wall_s
    better = sum(scores[OURS][key].score > scores[peer][key].score for key in scores[peer])
    report.headline.append(
        (
            f"text file → saved vectors, {report.input['tokens'] / 1e6:.1f} M words, "
            f"{report.settings['threads']} threads",
            f"{ours.wall_s:.1f} s, {ours.peak_mib:.0f} MiB",
            f"{peer}: {other.wall_s:.0f} s, {other.peak_mib:.0f} MiB",
            f"{other.wall_s / ours.wall_s:.1f}×",
            f"better on {better} of {len(scores[peer])} sets (below)",
        )
    )


if __name__ == "__main__":
    main()
