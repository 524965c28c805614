"""Text file -> counts on disk: worker processes of a local Dask cluster, compared with threads.

The text is repeated up to a given size, so that there are several tasks. Whole processes are
measured, including the start of the workers; the count stores must have the same bytes.

    python -m benchmarks.cluster --corpus text8like.txt --text-bytes 1000000000
"""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Callable
from pathlib import Path

from . import _text
from ._measure import Runs, Usage, alternate, run
from ._programs import MIN_COUNT, WINDOW, nlpzero_count
from ._report import Report, corpus_of, options, scratch
from ._table import Table

_BLOCK_BYTES = 1 << 22


def main() -> None:
    """Measure, compare, report."""
    parser = options(__doc__)
    parser.add_argument("--text-bytes", type=int, default=10**9, help="size of the text")
    args = parser.parse_args()
    report = Report("cluster", {"window": WINDOW, "min_count": MIN_COUNT, "threads": args.threads})
    with scratch(args) as folder:
        corpus = corpus_of(args, folder)
        text = folder / "text.txt"
        _repeat(corpus, text, corpus.stat().st_size if args.quick else args.text_bytes)
        report.input = _text.describe(text) | {"file": corpus.name}
        jobs = _jobs(text, folder, args.threads)
        small = folder / "warm-up.txt"
        _text.head(corpus, small, tokens=200_000)
        for job in _jobs(small, folder, args.threads).values():
            job()
        runs = alternate(jobs, args.repeat or (1 if args.quick else 3))
        same = all(_same_files(folder / "0", folder / str(number)) for number in range(len(jobs)))
    _fill(report, runs, same)
    report.write(args)


def _repeat(source: Path, target: Path, size: int) -> None:
    """Write the text of `source`, as often as `size` requires, up to a line end."""
    written = 0
    with target.open("wb") as out:
        while written < size:
            with source.open("rb") as text:
                while written < size and (lines := text.readlines(_BLOCK_BYTES)):
                    written += out.write(b"".join(lines))


def _jobs(text: Path, folder: Path, threads: int) -> dict[str, Callable[[], Usage]]:
    """Return the jobs by name; each writes a store with its number."""
    clusters = {f"{threads} threads": (threads, None)}
    clusters |= {f"local:{number}": (number, f"local:{number}") for number in (1, threads)}

    def job(number: int, workers: int, cluster: str | None) -> Usage:
        store = folder / str(number)
        shutil.rmtree(store, ignore_errors=True)
        command = nlpzero_count(text, store, workers)
        return run([*command, "--cluster", cluster] if cluster else command)

    return {
        name: lambda number=number, each=each: job(number, *each)
        for number, (name, each) in enumerate(clusters.items())
    }


def _same_files(one: Path, other: Path) -> bool:
    names = sorted(path.name for path in one.iterdir())
    return filecmp.cmpfiles(one, other, names, shallow=False) == (names, [], [])


def _fill(report: Report, runs: dict[str, Runs], same: bool) -> None:
    size = report.input["bytes"]
    title = f"Text file to counts on disk, {size / 1e6:,.0f} MB"
    table = Table(title, ["processes", "seconds", "CPU seconds", "MB per second", "peak MiB"])
    for name, taken in runs.items():
        report.measurements[name] = taken.as_json()
        rate = size / 1e6 / taken.wall_s
        table.add(
            name,
            f"{taken.wall_s:.1f}",
            f"{taken.cpu_s:.1f}",
            f"{rate:.1f}",
            f"{taken.peak_mib:.0f}",
        )
    report.tables.append(table)
    threads, one, several = runs.values()
    speed, scaling = threads.wall_s / several.wall_s, one.wall_s / several.wall_s
    report.measurements |= {"speed": speed, "scaling": scaling, "same_bytes": same}
    names = list(runs)
    bytes_text = "same bytes" if same else "DIFFERENT bytes"
    report.headline += [
        (f"{names[2]}, {size / 1e6:,.0f} MB", f"{several.wall_s:.1f} s",
         f"{names[0]}: {threads.wall_s:.1f} s", f"{speed:.2f}×", bytes_text),
        (f"{names[2]}, {size / 1e6:,.0f} MB", f"{several.wall_s:.1f} s",
         f"{names[1]}: {one.wall_s:.1f} s", f"{scaling:.2f}×", bytes_text),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
