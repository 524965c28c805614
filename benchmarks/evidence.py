"""Contribution of each kind of evidence to word discovery: F1 with all of it and without one.

Other settings are the defaults of WordDiscoverer. The first row is boundary entropy alone.

    python -m benchmarks.evidence --text news.txt --gold pku_test_gold.txt
"""

from __future__ import annotations

import argparse
from pathlib import Path

from nlpzero import Segmenter, WordDiscoverer, evaluate_segmentation
from nlpzero.discovery import Weights, words_by_boundary_entropy

from . import _unsegmented
from ._report import Report, options, scratch
from ._table import Table

ALL = Weights()
ALONE = Weights(**dict.fromkeys(Weights._fields, 0.0))._replace(single_autonomy=1.0)
_SINGLE = ("single_autonomy", "single_left_edge", "single_right_edge", "single_handicap")
VARIANTS = {
    "autonomy alone": ALONE,
    "autonomy, separate weights for single atoms": ALONE._replace(
        **{k: getattr(ALL, k) for k in _SINGLE}
    ),
    "all": ALL,
    "without context divergence": ALL._replace(divergence=0.0),
    "without cohesion": ALL._replace(cohesion=0.0),
    "without hard boundaries": ALL._replace(
        left_edge=0.0, right_edge=0.0, outer_edge=0.0, single_left_edge=0.0, single_right_edge=0.0
    ),
    "without inner cuts (pairs elsewhere)": ALL._replace(inner_cuts=0.0),
    "without positions of single atoms in words": ALL._replace(
        single_first=0.0, single_last=0.0, single_alone=0.0
    ),
}


def main() -> None:
    """Discover words once for each variant and gold, score, report."""
    args = _parse()
    report = Report("evidence")
    with scratch(args) as folder:
        if args.quick and not args.gold:
            made = _unsegmented.make_language(folder)
            args.text, args.gold = [made.text], [made.gold]
        texts = _unsegmented.texts_of(args, folder)
        report.input = {
            "texts": [_unsegmented.describe(path) for path in texts],
            "gold": [_unsegmented.describe(path) for path in args.gold],
        }
        for gold in args.gold:
            raw = _unsegmented.raw_of(gold, folder)
            report.measurements[gold.stem] = _score([*texts, raw], gold)
    table = Table("Word F1 by evidence", ["evidence", *report.measurements])
    for name in VARIANTS:
        table.add(name, *(f"{found[name]:.4f}" for found in report.measurements.values()))
    report.tables.append(table)
    report.write(args)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    parser.add_argument("--text", type=Path, action="append", help="raw text; may be .gz")
    parser.add_argument("--gold", type=Path, action="append", default=[], help="words with spaces")
    args = parser.parse_args()
    if not args.gold and not args.quick:
        parser.error("give --gold FILE, or --quick to try the benchmark on a synthetic language")
    return args


def _score(texts: list[Path], gold: Path) -> dict[str, float]:
    """Return F1 of each variant; n-grams are counted once."""
    discoverer = WordDiscoverer(unique_lines=False).fit(texts)
    found = {}
    for name, weights in VARIANTS.items():
        lexicon = words_by_boundary_entropy(
            discoverer.statistics_, discoverer.text_, weights=weights
        )
        found[name] = evaluate_segmentation(gold, Segmenter(lexicon).lcut).f1
    return found


if __name__ == "__main__":
    main()
