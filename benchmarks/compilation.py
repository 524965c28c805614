"""Compilation time: the first run of ``nlpzero build-vectors`` compared with later ones.

The first run has an empty NUMBA_CACHE_DIR and compiles; later runs load the compiled code.

    python -m benchmarks.compilation
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from . import _text
from ._measure import MIB, Runs, Usage, run
from ._programs import nlpzero_build
from ._report import Report, corpus_of, options, scratch
from ._table import Table

FIRST, LATER = "first run", "later runs"
CACHE = "NUMBA_CACHE_DIR"


def main() -> None:
    """Run with an empty and with a filled cache in turn; report."""
    args = options(__doc__).parse_args()
    report = Report("compilation", {"threads": args.threads})
    first: list[Usage] = []
    later: list[Usage] = []
    with scratch(args) as folder:
        if args.corpus is None:
            corpus = _text.make_text(folder / "synthetic.txt", tokens=30_000)
        else:
            corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        cache = folder / "cache"
        # A quick run uses the ordinary cache, as most of the time is compilation.
        environment = dict(os.environ) if args.quick else os.environ | {CACHE: str(cache)}
        build = partial(_build, corpus, folder / "model", args.threads, environment)
        for _ in range(args.repeat or (1 if args.quick else 3)):
            shutil.rmtree(cache, ignore_errors=True)
            first.append(build())
            later += [build(), build()]
        files = [path for path in cache.rglob("*") if path.is_file()]
        report.measurements["cache_files"] = len(files)
        report.measurements["cache_mib"] = sum(path.stat().st_size for path in files) / MIB
    _fill(report, {FIRST: Runs(first), LATER: Runs(later)})
    report.write(args)


def _build(corpus: Path, model: Path, threads: int, environment: Mapping[str, str]) -> Usage:
    shutil.rmtree(model, ignore_errors=True)
    return run(nlpzero_build(corpus, model, threads), environment=environment)


def _fill(report: Report, runs: Mapping[str, Runs]) -> None:
    table = Table("nlpzero build-vectors on a small text", ["run", "seconds", "CPU seconds"])
    for name, taken in runs.items():
        report.measurements[name] = taken.as_json()
        table.add(name, f"{taken.wall_s:.2f}", f"{taken.cpu_s:.2f}")
    report.tables.append(table)
    first, later = runs[FIRST].wall_s, runs[LATER].wall_s
    report.headline.append(
        (
            "compilation at the first run",
            f"{first - later:.1f} s",
            f"whole later run on {report.input['tokens']:,} words: {later:.2f} s",
            "",
            f"cached: {report.measurements['cache_files']} files, "
            f"{report.measurements['cache_mib']:.1f} MiB",
        )
    )


if __name__ == "__main__":
    main()
