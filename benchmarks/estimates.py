"""Estimates of --dry-run, and the memory, disk space and time that the same command then uses.

Ten combinations of text and options. A quick run tries two of them.

    python -m benchmarks.estimates --corpus text8like.txt --text news.txt
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

from . import _unsegmented
from ._measure import Usage, run
from ._programs import nlpzero
from ._report import Report, corpus_of, options, scratch
from ._table import Table

QUICK = 2
_POLL_SECONDS = 0.05
_FIGURES = ("memory_bytes", "disk_bytes", "seconds")


def main() -> None:
    """Estimate and run each command, report."""
    parser = options(__doc__)
    parser.add_argument("--text", type=Path, action="append", help="a raw text; may be .gz")
    args = parser.parse_args()
    report = Report("estimates", {"threads": args.threads})
    title = "Estimated and used, megabytes and seconds"
    columns = ["command", *(f"{name}{part}" for name in ("memory", "disk", "time")
                            for part in (", estimated", ", used", ", ratio"))]  # fmt: skip
    table = Table(title, columns)
    with scratch(args) as folder:
        english = corpus_of(args, folder)
        (folder / "chinese").mkdir()
        chinese = _unsegmented.texts_of(args, folder / "chinese")[0]
        jobs = _jobs(english, chinese, folder)
        for arguments in jobs[: QUICK if args.quick else None]:
            name = _name(arguments)
            estimate, usage, disk = _measure(arguments, folder, args.threads)
            used = dict(zip(_FIGURES, (usage.peak_bytes, disk, usage.wall_s), strict=True))
            report.measurements[name] = {"estimated": estimate, "used": used | usage._asdict()}
            table.add(name, *_cells(estimate, used))
    report.tables.append(table)
    report.write(args)


def _jobs(english: Path, chinese: Path, folder: Path) -> list[list[Any]]:
    """Return arguments; the output is added, and the first store and lexicon are used by others."""
    store, lexicon = folder / "0", folder / "7"
    return [
        ["count", english],
        ["merge", store, store],
        ["solve", store],
        ["count", english, "--window", "5", "--min-count", "20"],
        ["count", english, "--memory", "350M"],
        ["build-vectors", english, "--sweeps", "2"],
        ["build-vectors", chinese, "--tokenizer", "chars", "--max-vocab", "2000", "--tied"],
        ["discover", chinese],
        ["build-vectors", chinese, "--tokenizer", "discover", "--sweeps", "2"],
        ["segment", chinese, "--tokenizer", lexicon, "--jsonl"],
    ]


def _name(arguments: list[Any]) -> str:
    """Return the command line with names of files instead of paths."""
    return " ".join(item.name if isinstance(item, Path) else item for item in arguments)


def _measure(arguments: list[Any], folder: Path, threads: int) -> tuple[dict[str, Any], Usage, int]:
    """Return the estimate, the usage, and the largest size of output and stages."""
    number = sum(path.name.isdigit() for path in folder.iterdir())
    output = folder / str(number)
    command = nlpzero(*arguments, "-o", output, "--threads", str(threads))
    if arguments[0] == "segment":
        dry_run = [*command, "--dry-run"]
    else:
        command += ["--tmp", str(folder)]
        dry_run = [*command, "--dry-run", "--json"]
    dry = subprocess.run(dry_run, check=True, capture_output=True)
    sizes, done = [0], threading.Event()

    def poll() -> None:
        while not done.wait(_POLL_SECONDS):
            sizes.append(_size(folder, output.name))

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        usage = run(command)
    finally:
        done.set()
        thread.join()
    return json.loads(dry.stdout), usage, max(*sizes, _size(folder, output.name))


def _size(folder: Path, name: str) -> int:
    """Return the bytes of an output, its stages, and the files that will replace it."""
    total = 0
    for top in folder.iterdir():
        if name in top.name.lstrip(".").replace("-", ".").split("."):
            paths = [top, *(Path(at, file) for at, _, files in os.walk(top) for file in files)]
            for path in paths:
                try:
                    total += path.stat().st_size if path.is_file() else 0
                except FileNotFoundError:  # renamed meanwhile
                    continue
    return total


def _cells(estimate: dict[str, Any], used: dict[str, float]) -> list[str]:
    cells = []
    for name in _FIGURES:
        unit, digits = (1.0, 1) if name == "seconds" else (1e6, 0)
        pair = [value[name] / unit for value in (estimate, used)]
        cells += [*(f"{value:.{digits}f}" for value in pair), f"{pair[0] / max(pair[1], 1e-9):.2f}"]
    return cells


if __name__ == "__main__":
    main()
