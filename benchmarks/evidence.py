"""What each kind of evidence for words is worth: F1 with all of it, and without one after another.

Everything else is the default of WordDiscoverer. The first row is boundary entropy alone.

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
    "and single atoms weighed apart": ALONE._replace(**{k: getattr(ALL, k) for k in _SINGLE}),
    "all": ALL,
    "without context divergence": ALL._replace(divergence=0.0),
    "without cohesion": ALL._replace(cohesion=0.0),
    "without hard boundaries": ALL._replace(
        left_edge=0.0, right_edge=0.0, outer_edge=0.0, single_left_edge=0.0, single_right_edge=0.0
    ),
    "without what pairs do elsewhere": ALL._replace(inner_cuts=0.0),
}


def main() -> None:
    """Discover words once for each variant and gold, score, report."""
    given = _parse()
    report = Report("evidence")
    with scratch(given) as folder:
        if given.quick and not given.gold:
            made = _unsegmented.make_up(folder)
            given.text, given.gold = [made.text], [made.gold]
        texts = _unsegmented.texts_of(given, folder)
        report.input = {
            "texts": [_unsegmented.describe(path) for path in texts],
            "gold": [_unsegmented.describe(path) for path in given.gold],
        }
        for gold in given.gold:
            raw = _unsegmented.raw_of(gold, folder)
            report.measurements[gold.stem] = _score([*texts, raw], gold)
    table = Table("Word F1 by evidence", ["evidence", *report.measurements])
    for name in VARIANTS:
        table.add(name, *(f"{found[name]:.4f}" for found in report.measurements.values()))
    report.tables.append(table)
    report.deliver(given)


def _parse() -> argparse.Namespace:
    parser = options(__doc__, corpus=False)
    parser.add_argument("--text", type=Path, action="append", help="raw text; may be .gz")
    parser.add_argument("--gold", type=Path, action="append", default=[], help="words with spaces")
    given = parser.parse_args()
    if not given.gold and not given.quick:
        parser.error("say --gold FILE, or --quick to try the benchmark on a made-up language")
    return given


def _score(texts: list[Path], gold: Path) -> dict[str, float]:
    """F1 of each variant; the n-grams are counted once."""
    discoverer = WordDiscoverer().fit(texts)
    found = {}
    for name, weights in VARIANTS.items():
        lexicon = words_by_boundary_entropy(
            discoverer.statistics_, discoverer.text_, weights=weights
        )
        found[name] = evaluate_segmentation(gold, Segmenter(lexicon).lcut).f1
    return found


if __name__ == "__main__":
    main()
