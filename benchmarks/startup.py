"""Start-up time: ``nlpzero --help`` and ``import nlpzero``, compared with ``import numpy``.

Median CPU seconds of whole processes after a warm-up.

    python -m benchmarks.startup
"""

from __future__ import annotations

import sys
from functools import partial

from ._measure import Runs, alternate, run
from ._programs import nlpzero
from ._report import Report, options
from ._table import Table

HELP, IMPORT, NUMPY, NOTHING = "nlpzero --help", "import nlpzero", "import numpy", "python"


def main() -> None:
    """Measure, report."""
    args = options(__doc__, corpus=False).parse_args()
    commands = {
        HELP: nlpzero("--help"),
        IMPORT: [sys.executable, "-c", "import nlpzero"],
        NUMPY: [sys.executable, "-c", "import numpy"],
        NOTHING: [sys.executable, "-c", "pass"],
    }
    jobs = {name: partial(run, command) for name, command in commands.items()}
    for job in jobs.values():
        job()
    runs = alternate(jobs, args.repeat or (2 if args.quick else 21))
    report = Report("startup")
    _fill(report, runs)
    report.write(args)


def _fill(report: Report, runs: dict[str, Runs]) -> None:
    table = Table("Start-up of a process", ["process", "CPU ms", "ms", "peak MiB"])
    for name, taken in runs.items():
        report.measurements[name] = taken.as_json()
        cpu, wall = f"{1000 * taken.cpu_s:.0f}", f"{1000 * taken.wall_s:.0f}"
        table.add(name, cpu, wall, f"{taken.peak_mib:.0f}")
    report.tables.append(table)
    numpy = runs[NUMPY].cpu_s
    for name in (HELP, IMPORT):
        ours = runs[name].cpu_s
        report.headline.append(
            (
                f"start-up, `{name}`",
                f"{1000 * ours:.0f} ms CPU",
                f"`{NUMPY}`: {1000 * numpy:.0f} ms",
                f"{numpy / ours:.1f}×",
                f"Python alone: {1000 * runs[NOTHING].cpu_s:.0f} ms",
            )
        )


if __name__ == "__main__":
    main()
