"""Estimates of --dry-run, and the memory, disk space and time that the same command then uses.

Disk space is the largest size of the result, stages and temporary files together. Ten combinations
of text and options. A quick run tries two of them.

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
_OUTPUT = "output"
_BLOCK_BYTES = 512  # unit of st_blocks
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
        for number, arguments in enumerate(jobs[: QUICK if args.quick else None]):
            name = _name(arguments)
            estimate, usage, disk = _measure(arguments, folder / str(number), args.threads)
            estimate["disk_bytes"] += estimate["temporary_bytes"]
            used = dict(zip(_FIGURES, (usage.peak_bytes, disk, usage.wall_s), strict=True))
            report.measurements[name] = {"estimated": estimate, "used": used | usage._asdict()}
            table.add(name, *_cells(estimate, used))
    report.tables.append(table)
    report.write(args)


def _jobs(english: Path, chinese: Path, folder: Path) -> list[list[Any]]:
    """Return arguments; the output is added, and the first store and lexicon are used by others."""
    store, lexicon = folder / "0" / _OUTPUT, folder / "7" / _OUTPUT
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
    names = [_path_name(item) if isinstance(item, Path) else item for item in arguments]
    return " ".join(names)


def _path_name(path: Path) -> str:
    """Return the name of a text, or the number of the command that wrote a file."""
    return path.parent.name if path.name == _OUTPUT else path.name


def _measure(arguments: list[Any], folder: Path, threads: int) -> tuple[dict[str, Any], Usage, int]:
    """Return the estimate, the usage, and the largest size of the files in a new folder."""
    folder.mkdir()
    command = nlpzero(*arguments, "-o", folder / _OUTPUT, "--threads", str(threads))
    if arguments[0] == "segment":
        dry_run = [*command, "--dry-run"]
    else:
        command += ["--tmp", str(folder)]
        dry_run = [*command, "--dry-run", "--json"]
    dry = subprocess.run(dry_run, check=True, capture_output=True)
    sizes, done = [0], threading.Event()

    def poll() -> None:
        while not done.wait(_POLL_SECONDS):
            sizes.append(_size(folder))

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        usage = run(command)
    finally:
        done.set()
        thread.join()
    return json.loads(dry.stdout), usage, max(*sizes, _size(folder))


def _size(folder: Path) -> int:
    """Return the bytes of the files in a folder, also of open files without a name."""
    paths = [Path(at, name) for at, _, names in os.walk(folder) for name in names]
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if os.readlink(link).startswith(f"{folder}/"):
                paths.append(link)
        except OSError:  # closed meanwhile, or of another user
            continue
    sizes = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:  # renamed or closed meanwhile
            continue
        sizes[status.st_ino] = status.st_blocks * _BLOCK_BYTES  # once for several names
    return sum(sizes.values())


def _cells(estimate: dict[str, Any], used: dict[str, float]) -> list[str]:
    cells = []
    for name in _FIGURES:
        unit, digits = (1.0, 1) if name == "seconds" else (1e6, 0)
        pair = [value[name] / unit for value in (estimate, used)]
        cells += [*(f"{value:.{digits}f}" for value in pair), f"{pair[0] / max(pair[1], 1e-9):.2f}"]
    return cells


if __name__ == "__main__":
    main()
