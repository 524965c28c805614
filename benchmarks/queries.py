"""Neighbours among a million random vectors of 300 dimensions, compared with gensim.

Each system runs in a separate process with the same matrix in memory. Single queries one after
another (median), then 1,000 words in one call (gensim has no such call). Extra memory is the peak
resident set during the queries minus that of the process with matrix and words loaded. The third
row is the matrix product of 1,000 vectors alone, a lower bound for exact search.

    python -m benchmarks.queries
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from . import _query_worker
from ._measure import MIB, ROOT
from ._report import Report, options, scratch
from ._table import Table


def main() -> None:
    """Write the matrix, measure each system, compare, report."""
    parser = options(__doc__, corpus=False)
    parser.add_argument("--words", type=int, help="default: 1,000,000")
    parser.add_argument("--dimensions", type=int, default=300)
    args = parser.parse_args()
    words = args.words or (2000 if args.quick else 1_000_000)
    singles, batch = (3, 20) if args.quick else (args.repeat or 51, 1000)
    report = Report("queries", {"threads": args.threads, "singles": singles, "batch": batch})
    report.input = {"words": words, "dimensions": args.dimensions}
    with scratch(args) as folder:
        matrix = folder / "matrix.npy"
        _write_random(matrix, words, args.dimensions)
        for system in _query_worker.SYSTEMS:
            report.measurements[system] = _ask(system, matrix, args, singles, batch)
    _fill(report)
    report.write(args)


def _write_random(path: Path, words: int, dimensions: int) -> None:
    """Write a float32 matrix (V, D) of standard normal values, block by block."""
    generator = np.random.default_rng(0)
    out = np.lib.format.open_memmap(path, "w+", np.dtype(np.float32), (words, dimensions))
    for start in range(0, words, 1 << 16):
        block = out[start : start + (1 << 16)]
        block[:] = generator.standard_normal(block.shape, dtype=np.float32)
    out.flush()


def _ask(
    system: str, matrix: Path, args: argparse.Namespace, singles: int, batch: int
) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks._query_worker", system, str(matrix)]
    limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    environment = os.environ | dict.fromkeys(limits, str(args.threads))
    done = subprocess.run(
        [*command, str(singles), str(batch), str(args.threads)],
        check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def _fill(report: Report) -> None:
    columns = ["system", "ms per query", "ms per query of a batch", "first query, ms", "extra MiB"]
    found = report.measurements
    size = f"{report.input['words']:,} × {report.input['dimensions']}"
    table = Table(f"Queries on {size} random vectors", columns)
    for system, result in found.items():
        single, first = (_ms(result.get(key)) for key in ("single_s", "first_s"))
        memory = f"{result['extra_bytes'] / MIB:.0f}" if "extra_bytes" in result else ""
        table.add(system, single, _ms(result.get("batch_s")), first, memory)
    report.tables.append(table)
    ours, peer, bound = found["nlpzero"], found["gensim"], found["product"]
    equal = [a == b for a, b in zip(ours["answers"], peer["answers"], strict=True)]
    same = f"{statistics.mean(equal):.0%} of the top-10 lists equal gensim's"
    report.measurements["equal_lists"] = statistics.mean(equal)
    report.headline += [
        (
            f"one `most_similar` on {size} vectors",
            f"{_ms(ours['single_s'])} ms, {ours['extra_bytes'] / MIB:.0f} MiB extra",
            f"gensim: {_ms(peer['single_s'])} ms, {peer['extra_bytes'] / MIB:.0f} MiB extra",
            f"{peer['single_s'] / ours['single_s']:.1f}×",
            same,
        ),
        (
            f"{report.settings['batch']} words in one call, per word",
            f"{_ms(ours['batch_s'])} ms",
            f"matrix product alone: {_ms(bound['batch_s'])} ms",
            f"{bound['batch_s'] / ours['batch_s']:.2f}×",
            "exact",
        ),
    ]


def _ms(seconds: float | None) -> str:
    return "" if seconds is None else f"{1000 * seconds:.2f}"


if __name__ == "__main__":
    main()
