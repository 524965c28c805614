"""Raw text -> lexicon: ``nlpzero discover``, without a bound and within budgets of memory.

Whole processes, from the file to the lexicon, against the package nlp-zero (counting and finding,
its default settings) and sentencepiece's training (unigram, 16,000 pieces) where they are
installed. Each --text is measured on its own.

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

OURS = "nlpzero discover"
PEERS = {"nlp-zero 0.1.6": "nlp_zero", "sentencepiece training": "sentencepiece"}
BUDGETS = ("256M", "1G")


def main() -> None:
    """Measure each text, compare, report."""
    given = _parse()
    budgets = given.budget or BUDGETS
    report = Report("discovering", libraries=LIBRARIES)
    report.settings = {"threads": given.threads, "budgets": budgets}
    repeat = given.repeat or (1 if given.quick else 5)
    with scratch(given) as folder:
        small = _unsegmented.make_up(folder, lines=500).text
        for job in _jobs(small, folder, given, budgets).values():
            job()
        for text in _unsegmented.texts_of(given, folder):
            told = _unsegmented.describe(text)
            report.input[text.name] = told
            runs = alternate(_jobs(text, folder, given, budgets), repeat)
            words = {name: _words(folder / _file(name)) for name in runs}
            _fill(report, text.name, runs, words)
    report.deliver(given)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    add = parser.add_argument
    add("--text", type=Path, action="append", help="a raw text; may be .gz")
    add("--budget", action="append", help="memory to keep within (256M and 1G)")
    add("--peers", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def _jobs(
    text: Path, folder: Path, given: argparse.Namespace, budgets: tuple[str, ...]
) -> dict[str, Callable[[], Usage]]:
    jobs: dict[str, Callable[[], Usage]] = {}
    for name, more in {
        OURS: [],
        **{f"{OURS} --memory {budget}": ["--memory", budget] for budget in budgets},
    }.items():
        target = folder / _file(name)
        settings = ["-o", target, "--force", "--threads", str(given.threads), *more]
        jobs[name] = partial(run, nlpzero("discover", text, *settings))
    there = {system.needs for system in SYSTEMS if system.is_there}
    for name, library in PEERS.items() if given.peers else ():
        if library in there:
            worker = [sys.executable, "-m", "benchmarks._discovery_worker", library]
            jobs[name] = partial(run, [*worker, text, folder / _file(name)])
    return jobs


def _file(name: str) -> str:
    return name.replace(" ", "-") + ".lexicon"


def _words(lexicon: Path) -> int:
    """Words of a lexicon file: its lines, less comments and the line of headings of ours."""
    with open(lexicon, encoding="utf-8") as lines:
        kept = [line for line in lines if not line.startswith("# ")]
    return len(kept) - kept[0].startswith("word\t")


def _fill(report: Report, text: str, runs: dict[str, Runs], words: dict[str, int]) -> None:
    characters = report.input[text]["characters"]
    title = f"Raw text to lexicon, {text}, {characters / 1e6:.2f} M characters"
    columns = ["system", "seconds", "CPU seconds", "M characters/s", "peak MiB", "words"]
    table = Table(title, columns, readme=True)
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
    for peer in [name for name in runs if not name.startswith(OURS)]:
        mine, theirs = runs[OURS], runs[peer]
        report.headline.append(
            (
                f"raw text → lexicon, {text}, {report.settings['threads']} threads",
                f"{characters / mine.wall_s / 1e6:.2f} M characters/s, {mine.peak_mib:.0f} MiB",
                f"{peer}: {characters / theirs.wall_s / 1e6:.2f} M, {theirs.peak_mib:.0f} MiB",
                f"{theirs.wall_s / mine.wall_s:.1f}×",
                f"{words[OURS]:,} words against {words[peer]:,}; F1 see `segmenting`",
            )
        )


if __name__ == "__main__":
    main()
