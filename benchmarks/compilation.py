"""Compilation time: the first run of commands compared with later ones.

The commands are ``nlpzero build-vectors`` on a small text, and ``nlpzero keywords`` without a model
on an English and a Chinese sentence. The first run has an empty NUMBA_CACHE_DIR and compiles; later
runs load the compiled code.

    python -m benchmarks.compilation
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from . import _text
from ._measure import MIB, Runs, Usage, run
from ._programs import nlpzero, nlpzero_build
from ._report import Report, corpus_of, options, scratch
from ._table import Table

FIRST, LATER = "first run", "later runs"
CACHE = "NUMBA_CACHE_DIR"
_SENTENCES = "Networks learn words. A network is fast.\n网络学习词语。网络很快。\n"


def main() -> None:
    """Run each command with an empty and with a filled cache in turn; report."""
    args = options(__doc__).parse_args()
    report = Report("compilation", {"threads": args.threads})
    with scratch(args) as folder:
        if args.corpus is None:
            corpus = _text.make_text(folder / "synthetic.txt", tokens=30_000)
        else:
            corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        sentences, model = folder / "sentences.txt", folder / "model"
        sentences.write_text(_SENTENCES, encoding="utf-8")
        commands = {
            "build-vectors": nlpzero_build(corpus, model, args.threads),
            "keywords": nlpzero("keywords", sentences, "--threads", str(args.threads)),
        }
        repeat = args.repeat or (1 if args.quick else 3)
        for name, command in commands.items():
            # A quick run uses the ordinary cache, as most of the time is compilation.
            cache = None if args.quick else folder / f"cache-{name}"
            _measure(report, name, partial(_run, command, model, cache), cache, repeat)
    report.write(args)


def _measure(
    report: Report, name: str, command: Callable[[], Usage], cache: Path | None, repeat: int
) -> None:
    """Run a command with an empty and with a filled cache in turn, and add the times."""
    first: list[Usage] = []
    later: list[Usage] = []
    for _ in range(repeat):
        if cache is not None:
            shutil.rmtree(cache, ignore_errors=True)
        first.append(command())
        later += [command(), command()]
    files = [] if cache is None else [path for path in cache.rglob("*.nb?") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / MIB
    measured: dict[str, Any] = {"cache_files": len(files), "cache_mib": size}
    _fill(report, name, {FIRST: Runs(first), LATER: Runs(later)}, measured)


def _run(command: list[str], model: Path, cache: Path | None) -> Usage:
    shutil.rmtree(model, ignore_errors=True)
    environment = dict(os.environ) if cache is None else os.environ | {CACHE: str(cache)}
    return run(command, environment=environment)


def _fill(report: Report, name: str, runs: Mapping[str, Runs], measured: dict[str, Any]) -> None:
    table = Table(f"nlpzero {name}", ["run", "seconds", "CPU seconds"])
    for run_name, taken in runs.items():
        measured[run_name] = taken.as_json()
        table.add(run_name, f"{taken.wall_s:.2f}", f"{taken.cpu_s:.2f}")
    report.measurements[name] = measured
    report.tables.append(table)
    first, later = runs[FIRST].wall_s, runs[LATER].wall_s
    report.headline.append(
        (
            f"compilation at the first run of {name}",
            f"{first - later:.1f} s",
            f"whole later run: {later:.2f} s",
            "",
            f"cached: {measured['cache_files']} files, {measured['cache_mib']:.1f} MiB",
        )
    )


if __name__ == "__main__":
    main()
