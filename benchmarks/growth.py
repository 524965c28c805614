"""Time and memory of counting and building as the corpus grows: 1, 2, 4, ... million words.

Whole processes are measured; ``growth.svg`` is drawn beside the JSON file.

    python -m benchmarks.growth --corpus text8like.txt
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from . import _plot, _text
from ._measure import MIB, Runs, Usage, alternate, run
from ._programs import nlpzero_build, nlpzero_count
from ._report import RESULTS, Report, corpus_of, options, scratch
from ._table import Table
from .figures import PLOT

JOBS = {"count": nlpzero_count, "build-vectors": nlpzero_build}


def main() -> None:
    """Measure the first lines of the corpus, report, draw."""
    args = options(__doc__).parse_args()
    report = Report("growth", {"threads": args.threads})
    with scratch(args) as folder:
        corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        whole = report.input["tokens"]
        least = 15_000 if args.quick else 1_000_000
        sizes = [least * 2**i for i in range(30) if least * 2**i < 0.75 * whole] + [whole]
        repeat = args.repeat or (1 if args.quick else 3)
        _measure(corpus, folder, min(sizes), args.threads, 1)
        taken = {}
        for size in sizes:
            words, runs = _measure(corpus, folder, size, args.threads, repeat)
            taken[words] = runs
    _fill(report, taken)
    report.write(args)
    if args.out or not args.quick:
        _draw((args.out or RESULTS) / PLOT, taken)


def _measure(
    corpus: Path, folder: Path, size: int, threads: int, repeat: int
) -> tuple[int, dict[str, Runs]]:
    text, target = folder / "head.txt", folder / "target"
    words = _text.head(corpus, text, tokens=size)

    def job(name: str) -> Usage:
        shutil.rmtree(target, ignore_errors=True)
        return run(JOBS[name](text, target, threads))

    return words, alternate({name: partial(job, name) for name in JOBS}, repeat)


def _fill(report: Report, taken: dict[int, dict[str, Runs]]) -> None:
    columns = ["words", "command", "seconds", "µs per word", "peak MiB", "bytes per word"]
    table = Table("Cost as the corpus grows", columns)
    for words, jobs in taken.items():
        for name, runs in jobs.items():
            report.measurements.setdefault(name, []).append(runs.as_json() | {"tokens": words})
            share = f"{runs.wall_s / words * 1e6:.2f}", f"{runs.peak_mib * MIB / words:.0f}"
            taken_s, peak = f"{runs.wall_s:.2f}", f"{runs.peak_mib:.0f}"
            table.add(f"{words:,}", name, taken_s, share[0], peak, share[1])
    report.tables.append(table)
    if len(taken) > 1:
        _compare(report, taken)


def _compare(report: Report, taken: dict[int, dict[str, Runs]]) -> None:
    """Compare the cost per word of the largest corpus with that of the smallest."""
    first, *_, last = taken
    for name in JOBS:
        early, late = taken[first][name], taken[last][name]
        report.headline.append(
            (
                f"`nlpzero {name}`, {last / 1e6:.1f} M words",
                f"{late.wall_s / last * 1e6:.2f} µs, "
                f"{late.peak_mib * MIB / last:.0f} bytes per word",
                f"{first / 1e6:.1f} M words: {early.wall_s / first * 1e6:.2f} µs, "
                f"{early.peak_mib * MIB / first:.0f} bytes",
                f"{early.wall_s / first / (late.wall_s / last):.1f}×",
                "whole process",
            )
        )


def _draw(path: Path, taken: dict[int, dict[str, Runs]]) -> None:
    millions = [words / 1e6 for words in taken]

    def lines(figure: str) -> dict[str, Sequence[float]]:
        return {name: [getattr(jobs[name], figure) for jobs in taken.values()] for name in JOBS}

    across = "million words"
    _plot.draw(
        path,
        [
            _plot.Panel("seconds", across, millions, lines("wall_s")),
            _plot.Panel("peak memory, MiB", across, millions, lines("peak_mib")),
            _plot.Panel(
                "microseconds per word",
                across,
                millions,
                {
                    name: [s / m for s, m in zip(line, millions, strict=True)]
                    for name, line in lines("wall_s").items()
                },
            ),
        ],
    )


if __name__ == "__main__":
    main()
