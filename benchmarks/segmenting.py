"""Quality of segmentation: word F1 on gold data in SIGHAN's format.

Every system learns from the texts and the unsegmented lines of the gold, without labels; jieba uses
its dictionary. All gold files are segmented with one configuration. Unknown words are those that
are not in jieba's dictionary.

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
from ._segmenters import JIEBA, NLPZERO
from ._table import Table


def main() -> None:
    """Train each system for each gold, score, report."""
    args = _parse()
    report = Report("segmenting", libraries=_segmenters.LIBRARIES)
    with scratch(args) as folder:
        if args.quick and not args.gold:
            made = _unsegmented.make_language(folder)
            args.text, args.gold = [made.text], [made.gold]
        texts = _unsegmented.texts_of(args, folder)
        raws = args.raw or [_unsegmented.raw_of(gold, folder) for gold in args.gold]
        report.input = {
            "texts": [_unsegmented.describe(path) for path in texts],
            "gold": [_unsegmented.describe(path) for path in args.gold],
        }
        known = _jiebas_words()
        for gold, raw in zip(args.gold, raws, strict=True):
            report.measurements[gold.stem] = _score([*texts, raw], gold, known)
    _fill(report)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    add = parser.add_argument
    add("--text", type=Path, action="append", help="raw text to learn from; may be .gz")
    add("--gold", type=Path, action="append", default=[], help="lines of words with spaces")
    add("--raw", type=Path, action="append", help="the same lines without spaces")
    args = parser.parse_args()
    if not args.gold and not args.quick:
        parser.error("give --gold FILE, or --quick to try the benchmark on a synthetic language")
    if args.raw and len(args.raw) != len(args.gold):
        parser.error("give as many --raw as --gold, in the same order, or none")
    return args


def _jiebas_words() -> Collection[str] | None:
    if not any(system.name == JIEBA and system.is_installed for system in _segmenters.SYSTEMS):
        return None
    frequencies = _segmenters.load_jieba().dt.FREQ
    return {word for word, count in frequencies.items() if count}


def _score(texts: list[Path], gold: Path, known: Collection[str] | None) -> dict[str, Any]:
    """Return the scores of all systems; the lexicon size of the first is passed to the others."""
    found: dict[str, Any] = {}
    size = 0
    for system in _segmenters.present():
        start = time.perf_counter()
        segmenter = system.train(texts, size)
        taken = time.perf_counter() - start
        size = size or segmenter.words
        scores = evaluate_segmentation(gold, segmenter.cut, known_words=known)
        found[system.name] = {**vars(scores), "lexicon_words": segmenter.words, "learning_s": taken}
    return found


def _fill(report: Report) -> None:
    columns = [
        "system",
        "words",
        "precision",
        "recall",
        "F1",
        "recall of unknown words",
        "seconds to learn",
    ]
    characters = sum(text["characters"] for text in report.input["texts"])
    for gold, found in report.measurements.items():
        title = f"Segmentation of {gold}, learned from {characters / 1e6:.1f} M characters"
        table = Table(title, columns)
        for name, result in found.items():
            scores = (_figure(result[key]) for key in ("precision", "recall", "f1", "oov_recall"))
            table.add(name, f"{result['lexicon_words']:,}", *scores, f"{result['learning_s']:.1f}")
        report.tables.append(table)
    for gold in report.measurements:
        _compare(report, gold)


def _compare(report: Report, gold: str) -> None:
    """Add the comparison with the best peer without a dictionary, and with jieba."""
    found = report.measurements[gold]
    mine = found[NLPZERO]
    peers = [name for name in found if name != NLPZERO and not name.startswith("jieba")]
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
                f"vs. {_figure(theirs['oov_recall'])}",
            )
        )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
