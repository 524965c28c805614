"""Fitting vectors in temporary files, within a budget below their size, compared with memory.

A synthetic problem of Zipf's law is fitted in two sweeps, once with the vectors in memory and once
in temporary files with --memory; each run is a process. Memory is the peak of the resident set
minus what the coefficients take. Both results have the same bytes.

    python -m benchmarks.vector_files --words 1000000 --pairs 30000000 --memory 400
    python -m benchmarks.vector_files --words 5000000 --dimensions 300 --memory 4000 --files-only
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from typing import Any

from simpler_glove.memory import resident_bytes
from simpler_glove.solvers import SOLVERS, ScratchArrays, SolverOptions

from ._measure import MIB, ROOT
from ._query_worker import peak_bytes, start_peak
from ._report import Report, options
from ._synthetic import synthetic_problem
from ._table import Table

_MODES = ("memory", "files")
_SIZES = ("words", "pairs", "dimensions")
_SWEEPS = 2


def main() -> None:
    """Measure both, report."""
    args = _parse()
    if args.run is not None:
        sys.stdout.write(json.dumps(_run(args)))
        return
    report = Report("vector_files", {"threads": args.threads, "budget_mib": args.memory})
    report.input = {name: getattr(args, name) for name in _SIZES}
    for mode in _MODES[1 if args.files_only else 0 :]:
        command = [sys.executable, "-m", "benchmarks.vector_files", "--run", mode]
        command += [f"--{name}={getattr(args, name)}" for name in (*_SIZES, "memory")]
        command += [f"--threads={args.threads}"] + ([f"--tmp={args.tmp}"] if args.tmp else [])
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        report.measurements[mode] = json.loads(done.stdout)
    _fill(report)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    parser.add_argument("--words", type=int, help="default: 1,000,000")
    parser.add_argument("--pairs", type=int, help="default: 30 for each word")
    parser.add_argument("--dimensions", type=int, default=100, help="default: 100")
    parser.add_argument("--files-only", action="store_true", help="do not fit in memory")
    parser.add_argument("--memory", type=int, help="budget of the files, MiB (default: 400)")
    parser.add_argument("--run", choices=_MODES, help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.words = args.words or (5_000 if args.quick else 1_000_000)
    args.pairs = args.pairs or 30 * args.words
    args.memory = args.memory or 400
    return args


def _run(args: argparse.Namespace) -> dict[str, Any]:
    """Fit the problem in this process."""
    folder = None if args.tmp is None else str(args.tmp)
    for on_disk in (False, True):  # compiles the kernels
        small = SolverOptions(args.dimensions, sweeps=1, arrays=ScratchArrays(folder, on_disk))
        SOLVERS["als"].solve(synthetic_problem(1000, 100, 1), small)
    problem = synthetic_problem(args.pairs, args.words, args.threads)
    before = resident_bytes()
    start_peak()
    arrays = ScratchArrays(folder, args.run == "files", args.memory * MIB)
    settings = SolverOptions(
        args.dimensions, threads=args.threads, sweeps=_SWEEPS, tolerance=0.0, arrays=arrays
    )
    wall, cpu = time.perf_counter(), time.process_time()
    solution = SOLVERS["als"].solve(problem, settings)
    return {
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "extra_bytes": peak_bytes() - before,
        "sha256": hashlib.sha256(solution.rows.data).hexdigest(),
    }


def _fill(report: Report) -> None:
    table = Table("Fitting vectors, two sweeps", ["vectors in", "seconds", "CPU s", "memory, MiB"])
    found = report.measurements
    for mode, used in found.items():
        memory = f"{used['extra_bytes'] / MIB:.0f}"
        table.add(mode, f"{used['wall_s']:.1f}", f"{used['cpu_s']:.1f}", memory)
    report.tables.append(table)
    files, memory = found["files"], found.get("memory")
    size = f"{report.input['words']:,} × {report.input['dimensions']}"
    used = f"{files['wall_s']:.1f} s, {files['extra_bytes'] / MIB:.0f} MiB"
    if memory is None:
        report.headline.append((f"fitting {size} vectors in files", used, "", "", ""))
        return
    report.headline.append(
        (
            f"fitting {size} vectors in files",
            used,
            f"in memory: {memory['wall_s']:.1f} s, {memory['extra_bytes'] / MIB:.0f} MiB",
            f"{files['wall_s'] / memory['wall_s']:.2f}× the time",
            "equal bytes" if files["sha256"] == memory["sha256"] else "DIFFERENT",
        )
    )


if __name__ == "__main__":
    main()
