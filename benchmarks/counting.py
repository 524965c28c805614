"""Text file -> counts on disk, compared with GloVe's vocab_count, cooccur and shuffle.

Window 10, min_count 5, weights 1/distance. Whole processes are measured, from the text to the
files.

    python -m benchmarks.counting --corpus text8like.txt --glove GloVe/build
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from . import _text
from ._measure import MIB, Runs, Usage, alternate, run
from ._programs import MIN_COUNT, WINDOW, glove_count, nlpzero_count
from ._report import Report, corpus_of, options, scratch
from ._table import Table

_RECORD = np.dtype([("row", "<i4"), ("column", "<i4"), ("count", "<f8")])
NLPZERO, PEER = "nlpzero count", "GloVe vocab_count + cooccur + shuffle"


def main() -> None:
    """Measure, compare, report."""
    parser = options(__doc__)
    parser.add_argument("--glove", type=Path, help="folder of GloVe's programs")
    args = parser.parse_args()
    report = Report("counting", {"window": WINDOW, "min_count": MIN_COUNT})
    report.settings |= {"weighting": "harmonic", "threads": args.threads}
    with scratch(args) as folder:
        corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        small = folder / "warm-up.txt"
        _text.head(corpus, small, tokens=200_000)
        for job in _jobs(small, folder, args.glove, args.threads).values():
            job()
        jobs = _jobs(corpus, folder, args.glove, args.threads)
        runs = alternate(jobs, args.repeat or (1 if args.quick else 5))
        found = {NLPZERO: _our_sums(folder / "store")}
        disk = {NLPZERO: _size(folder / "store")}
        if args.glove:
            found[PEER] = _glove_sums(folder / "glove", len(found[NLPZERO]["rows"]))
            disk[PEER] = _size(folder / "glove")
    _fill(report, runs, found, disk)
    report.write(args)


def _jobs(
    corpus: Path, folder: Path, glove: Path | None, threads: int
) -> dict[str, Callable[[], Usage]]:
    def ours() -> Usage:
        shutil.rmtree(folder / "store", ignore_errors=True)
        return run(nlpzero_count(corpus, folder / "store", threads))

    def peer() -> Usage:
        shutil.rmtree(folder / "glove", ignore_errors=True)
        (folder / "glove").mkdir()
        assert glove is not None
        return glove_count(glove.resolve(), corpus, folder / "glove")

    return {NLPZERO: ours, PEER: peer} if glove else {NLPZERO: ours}


def _our_sums(store: Path) -> dict[str, Any]:
    """Return number of pairs, sum of counts and row sums of nlpzero's count store."""
    from simpler_glove import CooccurrenceCounts

    counts = CooccurrenceCounts.load(store)
    rows = counts.row_sums / counts.scale
    return {"pairs": counts.pairs, "total": float(rows.sum()), "rows": rows}


def _glove_sums(folder: Path, words: int) -> dict[str, Any]:
    """Return the same for GloVe's shuffled file.

    On tiny texts GloVe writes one record of zeros, which is not a pair, as ids start at 1.
    """
    records = np.memmap(folder / "shuffled.bin", _RECORD, mode="r")
    rows, pairs = np.zeros(words), 0
    for start in range(0, len(records), 1 << 22):
        part = records[start : start + (1 << 22)]
        part = part[part["row"] > 0]
        pairs += len(part)
        rows += np.bincount(part["row"] - 1, weights=part["count"], minlength=words)
    return {"pairs": pairs, "total": float(rows.sum()), "rows": rows}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _fill(
    report: Report, runs: dict[str, Runs], found: dict[str, Any], disk: dict[str, int]
) -> None:
    title = f"Text file to counts on disk, {report.input['tokens']:,} words"
    columns = ["system", "seconds", "CPU seconds", "peak MiB", "disk MiB", "pairs", "sum of counts"]
    table = Table(title, columns)
    for name, taken in runs.items():
        pairs, total = found[name]["pairs"], found[name]["total"]
        report.measurements[name] = taken.as_json() | {
            "disk_mib": disk[name] / MIB,
            "pairs": pairs,
            "total": total,
        }
        figures = f"{taken.wall_s:.2f}", f"{taken.cpu_s:.2f}", f"{taken.peak_mib:.0f}"
        table.add(name, *figures, f"{disk[name] / MIB:.0f}", f"{pairs:,}", f"{total:.6g}")
    report.tables.append(table)
    if PEER in runs:
        _compare(report, runs, found)


def _compare(report: Report, runs: dict[str, Runs], found: dict[str, Any]) -> None:
    """Add the ratio of the times and the difference of the counts."""
    ours, peer = runs[NLPZERO], runs[PEER]
    apart = np.abs(found[NLPZERO]["rows"] - found[PEER]["rows"]) / found[PEER]["rows"]
    ratio, same = peer.wall_s / ours.wall_s, found[NLPZERO]["pairs"] == found[PEER]["pairs"]
    report.measurements |= {"ratio": ratio, "same_pairs": same, "rows_apart": float(apart.max())}
    report.headline.append(
        (
            f"text file → counts on disk, {report.input['tokens'] / 1e6:.1f} M words, "
            f"{report.settings['threads']} threads",
            f"{ours.wall_s:.2f} s, {ours.peak_mib:.0f} MiB",
            f"{PEER}: {peer.wall_s:.1f} s, {peer.peak_mib:.0f} MiB",
            f"{ratio:.1f}×",
            f"{found[NLPZERO]['pairs']:,} pairs ({'equal' if same else 'NOT equal'}), "
            f"row sums differ by {apart.max():.0e} at most",
        )
    )


if __name__ == "__main__":
    main()
