"""Templates of log lines, compared with corrected reference templates, and lines per second.

Each --log is a file of Loghub-2k with lines of LINE TAB TEMPLATE. All files are parsed with the
default settings. The peer is Drain3 with its defaults. Scores are given after the normalization of
templates that is usual for these files, and for PA and FTA also without it. The speed is that of
the first 200,000 lines of --big, a text of log lines, or of the lines of all files, repeated: from
the file to the table, and from the file to the template and the values of each line, by templates
that are known.

    python -m benchmarks.templates --log hdfs_2k.tsv --log linux_2k.tsv
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean, median
from typing import Any, NamedTuple

from nlpzero import TemplateFinder

from ._report import Report, options
from ._table import Table
from ._template_scores import join_slots, normalize, score

NLPZERO, DRAIN3 = "nlpzero", "Drain3"
_TABLE, _ASSIGNMENT = "table", "assignment"
_REPEAT = 5
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
    with tempfile.TemporaryDirectory(dir=args.tmp) as folder:
        path = Path(folder) / "lines.log"
        path.write_text(
            "\n".join((lines * (size // len(lines) + 1))[:size]) + "\n", encoding="utf-8"
        )
        report.input = {"lines": size, "bytes": path.stat().st_size}
        tasks = _nlpzero_tasks(path, args.threads)
        if not args.no_peers:
            tasks |= _drain3_tasks(path)
        report.measurements["speed"] = {
            name: _speed(run, size, args.repeat or (1 if name.startswith(DRAIN3) else _REPEAT))
            for name, run in tasks.items()
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


def _nlpzero_tasks(path: Path, threads: int) -> dict[str, Callable[[], object]]:
    known = TemplateFinder(threads=threads).fit(path)  # compiles the kernels
    for is_json in (False, True):
        list(known.templates_.rows(known.blocks(["x"]), threads=threads, is_json=is_json))

    def write_table() -> None:
        TemplateFinder(threads=threads).fit(path).templates_.write(io.BytesIO())

    def write_rows(is_json: bool) -> int:
        rows = known.templates_.rows(known.blocks(path), threads=threads, is_json=is_json)
        return sum(len(part.text) for part in rows)

    return {
        f"{NLPZERO}, {_TABLE}": write_table,
        f"{NLPZERO}, {_ASSIGNMENT}": lambda: write_rows(False),
        f"{NLPZERO}, assignment as JSON": lambda: write_rows(True),
    }


def _drain3_tasks(path: Path) -> dict[str, Callable[[], object]]:
    from drain3 import TemplateMiner

    known = TemplateMiner()

    def find() -> None:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                known.add_log_message(line.rstrip("\n"))

    def assign() -> None:
        with path.open(encoding="utf-8") as lines:
            for line in map(str.rstrip, lines):
                template = known.match(line).get_template()
                known.extract_parameters(template, line)

    return {f"{DRAIN3}, {_TABLE}": find, f"{DRAIN3}, {_ASSIGNMENT}": assign}


def _speed(run: Callable[[], object], lines: int, repeat: int) -> dict[str, Any]:
    """Return the median of the lines per second and per CPU second, and all runs."""
    runs = []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        runs.append((lines / (time.perf_counter() - wall), lines / (time.process_time() - cpu)))
    walls, cpus = zip(*runs, strict=True)
    return {"per_second": median(walls), "per_cpu_second": median(cpus), "runs": runs}


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
    speed = report.measurements["speed"]
    table = Table("Speed", ["task", "lines per second", "lines per CPU second"])
    for name, value in speed.items():
        table.add(name, f"{value['per_second']:,.0f}", f"{value['per_cpu_second']:,.0f}")
    report.tables.append(table)
    if DRAIN3 not in systems:
        return
    ours, theirs = means[NLPZERO], means[DRAIN3]
    for task in (_TABLE, _ASSIGNMENT):
        own, peer = (speed[f"{system}, {task}"]["per_second"] for system in (NLPZERO, DRAIN3))
        report.headline.append(
            (
                f"log lines per second, {task}",
                f"{own:,.0f}",
                f"{DRAIN3}: {peer:,.0f}",
                f"{own / peer:.0f}×",
                f"GA {ours['ga']:.2f} vs. {theirs['ga']:.2f}, "
                f"FTA {ours['fta']:.2f} vs. {theirs['fta']:.2f}",
            )
        )


if __name__ == "__main__":
    main()
