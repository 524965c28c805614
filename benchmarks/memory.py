"""Memory budgets: --memory and the peak of the resident memory of the whole process.

For each command and size of text, a budget of 128 MB is tried, which most refuse with the minimum;
then that minimum, half as much again, no budget, and a quarter of the memory that was used without
a budget, if it is accepted. A quick run tries the minimum of two commands.

    python -m benchmarks.memory --corpus text8like.txt --text news.txt --sizes 10 --sizes 100
    python -m benchmarks.memory --corpus large.txt --sizes 1000 --command count --command solve
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from . import _unsegmented
from ._measure import MIB, Usage, run
from ._programs import nlpzero
from ._report import Report, corpus_of, options, scratch
from ._table import Table

FIRST = "128M"
MAX_REFUSED = 5
"""A later stage can refuse the minimum of an earlier one."""
QUICK = ("count", "discover")
_MINIMUM = re.compile(r"Set at least --memory (\d+)M")


def main() -> None:
    """Measure each command, report."""
    args = _parse()
    sizes = args.sizes or ([1] if args.quick else [10, 30, 100])
    report = Report("memory", {"threads": args.threads, "sizes_mb": sizes})
    title = "Budget and peak of the resident memory, MiB"
    table = Table(title, ["command", "text, MB", "budget", "peak", "kept", "seconds"])
    with scratch(args) as folder:
        english = corpus_of(args, folder)
        (folder / "chinese").mkdir()  # synthetic texts have one name
        chinese = _unsegmented.texts_of(args, folder / "chinese")[0]
        for size in sizes:
            jobs = _jobs(english, chinese, size, args, folder)
            for name, command in jobs.items():
                if args.command and name not in args.command:
                    if name == "count":  # its store is the input of others
                        run(command)
                    continue
                rows = _budgets(command, quick=args.quick)
                report.measurements[f"{name}, {size} MB"] = [
                    {"budget": budget, **usage._asdict()} for budget, usage in rows
                ]
                for budget, usage in rows:
                    table.add(*_row(name, size, budget, usage))
    report.tables.append(table)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__)
    add = parser.add_argument
    add("--text", type=Path, action="append", help="a raw text; may be .gz")
    add("--sizes", type=int, action="append", help="megabytes of text (default: 10, 30 and 100)")
    add("--command", action="append", help="a command that is measured (default: all)")
    return parser.parse_args()


def _jobs(
    english: Path, chinese: Path, size: int, args: argparse.Namespace, folder: Path
) -> dict[str, list[str]]:
    """Return the command lines by name, without --memory; the first one counts for the others."""
    words = _sized(english, size, folder / f"words-{size}")
    letters = _sized(chinese, size, folder / f"letters-{size}")
    store, model = folder / "store", folder / "model"
    common = ["--force", "--threads", str(args.threads), "--tmp", str(folder)]
    build = ["build-vectors", "-o", model, *common, "--tokenizer"]
    commands = {
        "count": ["count", words, "-o", store, *common],
        "merge": ["merge", store, store, "-o", folder / "merged", *common],
        "solve": ["solve", store, "-o", model, *common],
        "build-vectors": [*build, "whitespace", words],
        "build-vectors --tokenizer chars": [*build, "chars", letters],
        "build-vectors --tokenizer discover": [*build, "discover", letters],
        "discover": ["discover", letters, "-o", folder / "lexicon", *common],
    }
    names = QUICK if args.quick else commands
    return {name: nlpzero(*commands[name]) for name in names}


def _sized(text: Path, size: int, target: Path) -> Path:
    """Write a text of `size` megabytes: the beginning of a text, or several copies of it."""
    if not text.stat().st_size:
        sys.exit(f"{text} is empty.")
    with target.open("wb") as out:
        while out.tell() < size * 1_000_000:
            with text.open("rb") as lines:
                for line in lines:
                    out.write(line)
                    if out.tell() >= size * 1_000_000:
                        break
    return target


def _budgets(command: list[str], *, quick: bool) -> list[tuple[int | None, Usage]]:
    """Return the budgets in MiB that were accepted, and the usage with them."""
    budget = FIRST
    for _ in range(MAX_REFUSED + 1):
        found = _try(command, budget)
        if isinstance(found, Usage):
            break
        budget = found
    else:
        sys.exit(f"{' '.join(command)} refused the minimum that it stated, at last {budget}.")
    least = int(budget[:-1])
    rows: list[tuple[int | None, Usage]] = [(least, found)]
    if quick:
        return rows
    more = least * 3 // 2
    found = _try(command, f"{more}M")
    if isinstance(found, Usage):
        rows.append((more, found))
    unlimited = run(command)
    rows.append((None, unlimited))
    quarter = int(unlimited.peak_bytes / 4 / MIB)
    found = _try(command, f"{quarter}M") if quarter > least else None
    return [*rows, (quarter, found)] if isinstance(found, Usage) else rows


def _try(command: list[str], budget: str) -> Usage | str:
    """Return the usage with a budget, or the minimum if it is refused."""
    try:
        return run([*command, "--memory", budget])
    except RuntimeError as error:
        minimum = _MINIMUM.search(str(error))
        if minimum is None:
            raise
        return f"{minimum[1]}M"


def _row(name: str, size: int, budget: int | None, usage: Usage) -> list[str]:
    peak = usage.peak_bytes / MIB
    kept = "" if budget is None else "yes" if peak <= budget else "NO"
    shown = "none" if budget is None else str(budget)
    return [name, str(size), shown, f"{peak:.0f}", kept, f"{usage.wall_s:.1f}"]


if __name__ == "__main__":
    main()
