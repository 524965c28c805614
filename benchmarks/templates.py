"""Templates of log lines, compared with corrected reference templates, and lines per second.

Each --log is a file of Loghub-2k with lines of LINE TAB TEMPLATE. All files are parsed with the
default settings. The peer is Drain3 with its defaults. Scores are given after the normalization of
templates that is usual for these files, and for PA and FTA also without it. The speed is that of
--big, a text of log lines, or of the lines of all files, repeated.

    python -m benchmarks.templates --log hdfs_2k.tsv --log linux_2k.tsv
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from nlpzero import TemplateFinder

from ._report import Report, options
from ._table import Table
from ._template_scores import join_slots, normalize, score

NLPZERO, DRAIN3 = "nlpzero", "Drain3"
_SPEED_LINES = 200_000
_QUICK_LINES = 2_000


class Found(NamedTuple):
    """Identifier and text of the template of each line."""

    groups: Sequence[int]
    templates: Sequence[str]


def main() -> None:
    """Parse each file with each system, score, measure the speed, report."""
    args = _parse()
    report = Report("templates", {"threads": args.threads}, libraries=("nlpzero", "drain3"))
    systems: dict[str, Callable[[list[str]], Found]] = {NLPZERO: _nlpzero}
    if not args.no_peers:
        systems[DRAIN3] = _drain3
    logs = {path.stem: _read(path) for path in args.log} or {"synthetic": _synthetic()}
    for name, (lines, references) in logs.items():
        report.measurements[name] = {
            system: _scores(references, parse(lines)) for system, parse in systems.items()
        }
    every = [line for lines, _ in logs.values() for line in lines]
    lines = args.big.read_text(encoding="utf-8").splitlines() if args.big else every
    size = _QUICK_LINES if args.quick else _SPEED_LINES
    lines = (lines * (size // len(lines) + 1))[:size]
    table: dict[str, Callable[[list[str]], object]] = {
        NLPZERO: TemplateFinder(threads=args.threads).partial_fit,
        f"{NLPZERO}, with values of slots": _nlpzero,
        DRAIN3: _drain3,
    }
    report.measurements["lines_per_second"] = {
        name: len(lines) / _seconds(run, lines)
        for name, run in table.items()
        if not (args.no_peers and name == DRAIN3)
    }
    _fill(report, list(logs), list(systems))
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    parser.add_argument("--log", type=Path, action="append", default=[], help="lines, templates")
    parser.add_argument("--big", type=Path, help="log lines for the measurement of speed")
    parser.add_argument("--no-peers", action="store_true", help="only nlpzero")
    args = parser.parse_args()
    if not args.log and not args.quick:
        parser.error("give --log FILE, or --quick to try the benchmark on synthetic lines")
    return args


def _read(path: Path) -> tuple[list[str], list[str]]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [row[0] for row in rows], [row[1] for row in rows]


def _synthetic() -> tuple[list[str], list[str]]:
    lines = [f"session {number} of host{number * 7} closed" for number in range(50)]
    references = ["session <*> of <*> closed"] * len(lines)
    return [*lines, "restart"], [*references, "restart"]


def _nlpzero(lines: list[str]) -> Found:
    finder = TemplateFinder().partial_fit(lines)
    found = [assignment.template for assignment in finder.templates_.assign_each(lines)]
    return Found([t.id if t else 0 for t in found], [t.text if t else "" for t in found])


def _drain3(lines: list[str]) -> Found:
    from drain3 import TemplateMiner

    miner = TemplateMiner()
    groups = [miner.add_log_message(line)["cluster_id"] for line in lines]
    templates = {cluster.cluster_id: cluster.get_template() for cluster in miner.drain.clusters}
    return Found(groups, [templates[group] for group in groups])


def _scores(references: list[str], found: Found) -> dict[str, float]:
    normalized = score(references, found.groups, found.templates, normalize)
    plain = score(references, found.groups, found.templates, join_slots)
    return {**normalized._asdict(), "plain_pa": plain.pa, "plain_fta": plain.fta}


def _seconds(run: Callable[[list[str]], object], lines: list[str]) -> float:
    start = time.perf_counter()
    run(lines)
    return time.perf_counter() - start


def _fill(report: Report, logs: list[str], systems: list[str]) -> None:
    columns = ["GA", "FGA", "PA", "FTA", "PA, plain", "FTA, plain"]
    means: dict[str, dict[str, float]] = {}
    for system in systems:
        rows: dict[str, dict[str, Any]] = {log: report.measurements[log][system] for log in logs}
        means[system] = {
            name: fmean(row[name] for row in rows.values()) for name in next(iter(rows.values()))
        }
        table = Table(f"Templates of {system}", ["log", *columns])
        for log, row in [*rows.items(), ("mean", means[system])]:
            table.add(log, *(f"{value:.3f}" for value in row.values()))
        report.tables.append(table)
    speed = report.measurements["lines_per_second"]
    table = Table("Lines per second", ["system", "lines per second"])
    for name, value in speed.items():
        table.add(name, f"{value:,.0f}")
    report.tables.append(table)
    if DRAIN3 in systems:
        ours, theirs = means[NLPZERO], means[DRAIN3]
        report.headline.append(
            (
                "templates of log lines, lines per second",
                f"{speed[NLPZERO]:,.0f}",
                f"{DRAIN3}: {speed[DRAIN3]:,.0f}",
                f"{speed[NLPZERO] / speed[DRAIN3]:.1f}×",
                f"GA {ours['ga']:.2f} vs. {theirs['ga']:.2f}, "
                f"FTA {ours['fta']:.2f} vs. {theirs['fta']:.2f}",
            )
        )


if __name__ == "__main__":
    main()
