"""How well a text is cut: word F1 against gold in the format of SIGHAN.

Every system learns from the texts and the unsegmented lines of the gold, without labels; jieba has
its dictionary. One configuration for all golds. Unknown words are those that jieba's dictionary
does not hold.

    python -m benchmarks.segmenting --text news.txt --gold pku_test_gold.txt --raw pku_test_raw.txt
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from nlpzero.segmentation.scores import evaluate_segmentation

from . import _segmenters, _unsegmented
from ._report import Report, options, scratch
from ._segmenters import JIEBA, OURS
from ._table import Table


def main() -> None:
    """Train each system for each gold, score, report."""
    given = _parse()
    report = Report("segmenting", libraries=_segmenters.LIBRARIES)
    with scratch(given) as folder:
        if given.quick and not given.gold:
            made = _unsegmented.make_up(folder)
            given.text, given.gold = [made.text], [made.gold]
        texts = _unsegmented.texts_of(given, folder)
        raws = given.raw or [_unsegmented.raw_of(gold, folder) for gold in given.gold]
        report.input = {
            "texts": [_unsegmented.describe(path) for path in texts],
            "gold": [_unsegmented.describe(path) for path in given.gold],
        }
        known = _jiebas_words()
        for gold, raw in zip(given.gold, raws, strict=True):
            report.measurements[gold.stem] = _score([*texts, raw], gold, known)
    _fill(report)
    report.deliver(given)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    add = parser.add_argument
    add("--text", type=Path, action="append", help="raw text to learn from; may be .gz")
    add("--gold", type=Path, action="append", default=[], help="lines of words with spaces")
    add("--raw", type=Path, action="append", help="the same lines without (made from the gold)")
    given = parser.parse_args()
    if not given.gold and not given.quick:
        parser.error("say --gold FILE, or --quick to try the benchmark on a made-up language")
    if given.raw and len(given.raw) != len(given.gold):
        parser.error("give as many --raw as --gold, in the same order, or none")
    return given


def _jiebas_words() -> Collection[str] | None:
    if not any(system.name == JIEBA and system.is_there for system in _segmenters.SYSTEMS):
        return None
    frequencies = _segmenters.load_jieba().dt.FREQ
    return {word for word, count in frequencies.items() if count}


def _score(texts: list[Path], gold: Path, known: Collection[str] | None) -> dict[str, Any]:
    """Scores of all systems; the first is ours, whose size others take."""
    found: dict[str, Any] = {}
    size = 0
    for system in _segmenters.present():
        start = time.perf_counter()
        cutter = system.train(texts, size)
        taken = time.perf_counter() - start
        size = size or cutter.words
        scores = evaluate_segmentation(gold, cutter.cut, known_words=known)
        found[system.name] = {**vars(scores), "lexicon_words": cutter.words, "learning_s": taken}
    return found


def _fill(report: Report) -> None:
    columns = [
        "system",
        "words",
        "precision",
        "recall",
        "F1",
        "recall of unknown",
        "seconds to learn",
    ]
    for gold, found in report.measurements.items():
        table = Table(f"Words of {gold}", columns)
        for name, told in found.items():
            scores = (_figure(told[key]) for key in ("precision", "recall", "f1", "oov_recall"))
            table.add(name, f"{told['lexicon_words']:,}", *scores, f"{told['learning_s']:.1f}")
        report.tables.append(table)
    characters = sum(text["characters"] for text in report.input["texts"])
    title = f"Word F1; learned from {characters / 1e6:.1f} M characters of raw text and the tests'"
    main = Table(title, ["system", *report.measurements], readme=True)
    for name in next(iter(report.measurements.values())):
        main.add(name, *(_figure(found[name]["f1"]) for found in report.measurements.values()))
    report.tables.append(main)
    for gold in report.measurements:
        _compare(report, gold)


def _compare(report: Report, gold: str) -> None:
    """Add the best system without a dictionary that isn't ours, and jieba."""
    found = report.measurements[gold]
    mine = found[OURS]
    peers = [name for name in found if name != OURS and not name.startswith("jieba")]
    best = max(peers, key=lambda name: found[name]["f1"])
    for name in [best, JIEBA] if JIEBA in found else [best]:
        theirs = found[name]
        report.headline.append(
            (
                f"word F1 on {gold}, no dictionary, no labels",
                _figure(mine["f1"]),
                f"{name}: {_figure(theirs['f1'])}",
                f"{mine['f1'] - theirs['f1']:+.3f}",
                f"recall of words unknown to jieba: {_figure(mine['oov_recall'])} "
                f"against {_figure(theirs['oov_recall'])}",
            )
        )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
