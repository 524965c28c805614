"""Scaling with threads: encoding, counting and solving with one thread and with all.

Median seconds in one process after a warm-up; the results are compared byte by byte.

    python -m benchmarks.scaling --corpus text8like.txt
"""

from __future__ import annotations

import hashlib
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simpler_glove import SimplerGlove, count_cooccurrences, encode_corpus

from . import _text
from ._measure import seconds
from ._programs import MIN_COUNT, SIZE, WINDOW
from ._report import Report, corpus_of, options, scratch
from ._table import Table

STAGES = ("encoding", "counting", "solving")


def main() -> None:
    """Measure each stage with one thread and with all, report."""
    args = options(__doc__).parse_args()
    many = max(2, args.threads)
    report = Report("scaling", {"threads": [1, many], "window": WINDOW, "vector_size": SIZE})
    with scratch(args) as folder:
        corpus = corpus_of(args, folder)
        report.input = _text.describe(corpus)
        repeat = args.repeat or (1 if args.quick else 5)
        taken = {threads: _measure(corpus, threads, repeat) for threads in (1, many)}
    _fill(report, taken[1], taken[many], many)
    report.write(args)


def _measure(corpus: Path, threads: int, repeat: int) -> dict[str, dict[str, Any]]:
    """Return the seconds of each run and the checksum of the last result, by stage."""
    made: dict[str, Any] = {}

    def encode() -> None:
        made["encoding"] = encode_corpus(corpus, min_count=MIN_COUNT, threads=threads)

    def count() -> None:
        made["counting"] = count_cooccurrences(made["encoding"], window=WINDOW, threads=threads)

    def solve() -> None:
        made["solving"] = SimplerGlove(SIZE, threads=threads).fit(made["counting"]).vectors_

    jobs: dict[str, Callable[[], None]] = dict(zip(STAGES, (encode, count, solve), strict=True))
    taken = {stage: {"runs": seconds(job, repeat=repeat)} for stage, job in jobs.items()}
    marks = {
        "encoding": made["encoding"].ids,
        "counting": made["counting"].counts,
        "solving": made["solving"].matrix,
    }
    return {
        stage: {**taken[stage], "sha256": hashlib.sha256(marks[stage].tobytes()).hexdigest()}
        for stage in STAGES
    }


def _fill(
    report: Report, one: dict[str, dict[str, Any]], several: dict[str, dict[str, Any]], many: int
) -> None:
    table = Table("Seconds by threads", ["stage", "1", str(many), "ratio", "result"])
    for stage in STAGES:
        before, after = (statistics.median(kind[stage]["runs"]) for kind in (one, several))
        same = one[stage]["sha256"] == several[stage]["sha256"]
        result = "same bytes" if same else "DIFFERENT bytes"
        ratio = f"{before / after:.2f}×"
        report.measurements[stage] = {
            "1": one[stage], str(many): several[stage], "ratio": before / after, "same": same,
        }  # fmt: skip
        table.add(stage, f"{before:.2f}", f"{after:.2f}", ratio, result)
        report.headline.append(
            (
                f"{stage}, {many} threads",
                f"{after:.2f} s",
                f"1 thread: {before:.2f} s",
                ratio,
                result,
            )
        )
    report.tables.append(table)


if __name__ == "__main__":
    main()
