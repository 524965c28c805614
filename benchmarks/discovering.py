"""Raw text -> lexicon: ``nlpzero discover``, without and with a memory budget.

Whole processes are measured, from the file to the lexicon, and compared with the package nlp-zero
(default settings) and sentencepiece's training (unigram, 16,000 pieces) where they are installed.
Each --text is measured separately.

    python -m benchmarks.discovering --text news.txt --text novel.txt
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from . import _unsegmented
from ._measure import Runs, Usage, alternate, run
from ._programs import nlpzero
from ._report import Report, options, scratch
from ._segmenters import LIBRARIES, SYSTEMS
from ._table import Table

NLPZERO = "nlpzero discover"
PEERS = {"nlp-zero 0.1.6": "nlp_zero", "sentencepiece training": "sentencepiece"}
BUDGETS = ("256M", "1G")


def main() -> None:
    """Measure each text, compare, report."""
    args = _parse()
    budgets = args.budget or BUDGETS
    report = Report("discovering", libraries=LIBRARIES)
    report.settings = {"threads": args.threads, "budgets": budgets}
    repeat = args.repeat or (1 if args.quick else 5)
    with scratch(args) as folder:
        small = _unsegmented.make_language(folder, lines=500).text
        for job in _jobs(small, folder, args, budgets).values():
            job()
        for text in _unsegmented.texts_of(args, folder):
            result = _unsegmented.describe(text)
            report.input[text.name] = result
            runs = alternate(_jobs(text, folder, args, budgets), repeat)
            words = {name: _words(folder / _file(name)) for name in runs}
            _fill(report, text.name, runs, words)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    add = parser.add_argument
    add("--text", type=Path, action="append", help="a raw text; may be .gz")
    add("--budget", action="append", help="memory budget (default: 256M and 1G)")
    add("--peers", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def _jobs(
    text: Path, folder: Path, args: argparse.Namespace, budgets: tuple[str, ...]
) -> dict[str, Callable[[], Usage]]:
    jobs: dict[str, Callable[[], Usage]] = {}
    for name, more in {
        NLPZERO: [],
        **{f"{NLPZERO} --memory {budget}": ["--memory", budget] for budget in budgets},
    }.items():
        target = folder / _file(name)
        settings = ["-o", target, "--force", "--threads", str(args.threads), *more]
        jobs[name] = partial(run, nlpzero("discover", text, *settings))
    there = {system.needs for system in SYSTEMS if system.is_installed}
    for name, library in PEERS.items() if args.peers else ():
        if library in there:
            worker = [sys.executable, "-m", "benchmarks._discovery_worker", library]
            jobs[name] = partial(run, [*worker, text, folder / _file(name)])
    return jobs


def _file(name: str) -> str:
    return name.replace(" ", "-") + ".lexicon"


def _words(lexicon: Path) -> int:
    """Return the number of words in a lexicon file: its lines without comments and header."""
    with open(lexicon, encoding="utf-8") as lines:
        kept = [line for line in lines if not line.startswith("# ")]
    return len(kept) - kept[0].startswith("word\t")


def _fill(report: Report, text: str, runs: dict[str, Runs], words: dict[str, int]) -> None:
    characters = report.input[text]["characters"]
    title = f"Raw text to lexicon, {text}, {characters / 1e6:.2f} M characters"
    columns = ["system", "seconds", "CPU seconds", "M characters/s", "peak MiB", "words"]
    table = Table(title, columns)
    report.measurements[text] = {}
    for name, taken in runs.items():
        rate = characters / taken.wall_s
        report.measurements[text][name] = taken.as_json() | {
            "characters_s": rate,
            "words": words[name],
        }
        seconds = f"{taken.wall_s:.2f}", f"{taken.cpu_s:.2f}"
        table.add(name, *seconds, f"{rate / 1e6:.2f}", f"{taken.peak_mib:.0f}", f"{words[name]:,}")
    report.tables.append(table)
    for peer in [name for name in runs if not name.startswith(NLPZERO)]:
        mine, theirs = runs[NLPZERO], runs[peer]
        report.headline.append(
            (
                f"raw text → lexicon, {text}, {report.settings['threads']} threads",
                f"{characters / mine.wall_s / 1e6:.2f} M characters/s, {mine.peak_mib:.0f} MiB",
                f"{peer}: {characters / theirs.wall_s / 1e6:.2f} M, {theirs.peak_mib:.0f} MiB",
                f"{theirs.wall_s / mine.wall_s:.1f}×",
                f"{words[NLPZERO]:,} words against {words[peer]:,}; F1: see segmenting",
            )
        )


if __name__ == "__main__":
    main()
