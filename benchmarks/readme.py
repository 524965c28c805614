"""Put the figures of ``benchmarks/results/*.json`` between the markers of the README."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ._measure import ROOT
from ._report import RESULTS
from ._table import readme_figures

BEGIN, END = "<!-- figures:begin -->", "<!-- figures:end -->"
PLOT = "growth.svg"
ORDER = (
    "counting", "building", "growth", "scaling", "bound", "solving", "word2vec", "queries",
    "startup", "compilation", "segmenting", "discovering", "cutting", "similarity", "keywords",
)  # fmt: skip


def main() -> None:
    """Rewrite the README; with ``--check`` only tell whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", type=Path, default=ROOT / "README.md")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--check", action="store_true", help="exit 1 where it would change")
    given = parser.parse_args()
    before = given.readme.read_text(encoding="utf-8")
    after = with_figures(before, given.results)
    if given.check:
        sys.exit(int(before != after))
    given.readme.write_text(after, encoding="utf-8")


def with_figures(text: str, results: Path) -> str:
    """Return `text` with the figures of the JSON files in `results` between the markers.

    Raises
    ------
    SystemExit
        If a marker is missing, or a file comes from a quick run.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"The README needs the lines {BEGIN} and {END}.")
    paths = [results / f"{name}.json" for name in ORDER]
    found = [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]
    quick = [result["benchmark"] for result in found if result["quick"]]
    if quick:
        raise SystemExit(f"Quick runs give no figures: {', '.join(quick)}.")
    figures = readme_figures(found)
    if (results / PLOT).exists():
        figures += f"\n\n![Cost as the corpus grows](benchmarks/results/{PLOT})"
    return f"{before}{BEGIN}\n{figures}\n{END}{after}"


if __name__ == "__main__":
    main()
