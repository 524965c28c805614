"""Time, memory and size of reports for models of several sizes.

    python -m benchmarks.report --words 10000 100000 1000000 -o benchmarks/results/report.json

The models have random vectors around random centres, and counts by Zipf's law.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

DIMENSIONS = 100
CENTRES = 500


def make_model(size: int) -> Any:
    """Return a model of `size` words in clusters; equal for equal sizes."""
    from nlpzero import Vocabulary, WordVectors

    random = np.random.default_rng(0)
    centres = random.normal(size=(CENTRES, DIMENSIONS)).astype(np.float32)
    rows = centres[random.integers(0, CENTRES, size)]
    rows += random.normal(size=rows.shape).astype(np.float32)
    counts = np.maximum(20.0 * size / np.arange(1, size + 1), 5).astype(np.int64)
    words = Vocabulary([f"word{i}" for i in range(size)], counts)
    return WordVectors(words, rows, parameters={"tied": True})


def measure(size: int, layout: str) -> dict[str, Any]:
    """Return wall and CPU seconds, peak memory and size of a report; call it in a new process."""
    from nlpzero.report import write_report

    model = make_model(size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        start, before = time.perf_counter(), time.process_time()
        write_report(model, path, layout=layout, max_words=size)
        return {
            "words": size,
            "layout": layout,
            "seconds": round(time.perf_counter() - start, 2),
            "cpu_seconds": round(time.process_time() - before, 2),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "page_mb": round(path.stat().st_size / 1e6, 2),
        }


def main() -> None:
    """Measure each size and layout in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--layouts", nargs="+", default=["pca", "umap"])
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    rows = []
    for size in options.words:
        for layout in options.layouts:
            code = (
                f"import json; from benchmarks.report import measure; "
                f"print(json.dumps(measure({size}, {layout!r})))"
            )
            done = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True
            )
            rows.append(json.loads(done.stdout.splitlines()[-1]))
            print(rows[-1], flush=True)
    result = {"machine": platform.processor() or platform.machine(), "rows": rows}
    if options.output:
        options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
