"""Compare two results of the same benchmarks, for example before and after a change.

Run the benchmarks in both checkouts with `--out`, then

    python -m benchmarks.compare BEFORE AFTER

prints each duration, rate, memory and score of both with the ratio of the second to the first. Of
several runs the fastest is taken: other processes can only make a run slower.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ._table import Table

COLUMNS = ["benchmark", "measurement", "before", "after", "after/before"]
DURATIONS = ("wall_s", "cpu_s", "single_s", "batch_s", "first_s", "query_s", "learning_s")
RATES = ("characters_s", "documents_per_s", "per_s", "f1", "f1_at_5", "f1_at_10", "score")
MEASURES = (*DURATIONS, *RATES, "peak_mib", "extra_bytes", "equal_lists", "runs", "seconds")


def main() -> None:
    """Read both folders and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path, help="folder of JSON files")
    parser.add_argument("after", type=Path, help="folder of JSON files")
    given = parser.parse_args()
    rows: list[tuple[str, ...]] = []
    for path in sorted(given.after.glob("*.json")):
        if (given.before / path.name).exists():
            rows += _compared(path.stem, _read(given.before / path.name), _read(path))
    sys.stdout.write(Table("compare", COLUMNS, rows).text() + "\n")


def _read(path: Path) -> dict[str, float]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return dict(_numbers(content["measurements"], ()))


def _numbers(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Yield the measurements below `value` and their names."""
    if isinstance(value, dict):
        if isinstance(value.get("runs"), list) and "wall_s" in value:
            value = _fastest(value)
        for key, item in value.items():
            yield from _numbers(item, (*path, key))
    elif isinstance(value, list) and path[-1] in ("runs", "seconds"):
        times = [item for item in value if isinstance(item, float)]
        if times:
            yield "/".join(path), min(times)
    elif isinstance(value, int | float) and path[-1] in MEASURES:
        yield "/".join(path), float(value)


def _fastest(process: dict[str, Any]) -> dict[str, Any]:
    """Replace the medians of the runs of a process by the values of the fastest run."""
    runs = process["runs"]
    return {
        key: min(run[key] for run in runs) if all(key in run for run in runs) else item
        for key, item in process.items()
        if key != "runs"
    }


def _compared(
    name: str, before: dict[str, float], after: dict[str, float]
) -> Iterator[tuple[str, ...]]:
    for key, value in after.items():
        if key in before and before[key]:
            ratio = f"{value / before[key]:.3f}"
            yield name, key, f"{before[key]:.4g}", f"{value:.4g}", ratio


if __name__ == "__main__":
    main()
