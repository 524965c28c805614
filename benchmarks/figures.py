"""Write the figures of ``benchmarks/results/*.json`` into docs/benchmarks.md and the README.

    python -m benchmarks.figures

docs/benchmarks.md is written anew and has all figures; the README has a few rows between two
markers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ._measure import ROOT
from ._report import RESULTS
from ._table import HEADLINE, Table

Result = Mapping[str, Any]
BEGIN, END = "<!-- figures:begin -->", "<!-- figures:end -->"
PLOT = "growth.svg"
TITLES = {
    "counting": "Counting",
    "building": "Building vectors",
    "growth": "Growing corpora",
    "scaling": "Threads",
    "bound": "Arithmetic rate of the solver",
    "solving": "Solver on Keras backends",
    "word2vec": "Word2Vec",
    "queries": "Queries",
    "startup": "Start-up",
    "compilation": "Compilation",
    "installation": "Installation",
    "segmenting": "Quality of segmentation",
    "evidence": "Evidence of words",
    "fragments": "Parts of words",
    "discovering": "Word discovery",
    "cutting": "Speed of segmentation",
    "similarity": "Similarity",
    "keywords": "Keywords",
    "keywords_single": "Keywords of single texts without a model",
    "templates": "Templates",
    "parsing": "Sentence trees",
    "memory": "Memory budgets",
    "estimates": "Estimates",
    "subwords": "Rare and unseen words",
    "storage": "Types of stored vectors",
    "cluster": "Clusters",
    "vector_files": "Vectors larger than memory",
    "large": "Corpora larger than memory",
    "merge_simulation": "Merging thousands of count stores",
    "updates": "Updates",
    "report": "Report",
    "report_peers": "Pages of other tools",
    "report_answers": "Answers of reports",
    "public": "Public test sets",
}
VARIANTS = ("keywords_single", "report_peers")
"""Results of a benchmark with other options."""
ORDER = tuple(name for name in TITLES if name not in VARIANTS)
#: Text of a section, between its command and its tables.
NOTES = {
    "fragments": """\
Discovered words that are parts of words, with their occurrences in parentheses: those that are
always preceded, or always followed, by the same atom (entropy 0), and those of which the
segmentation separates more than nine of ten occurrences from the same neighbour.""",
    "memory": """\
A budget limits the resident memory of the whole process. The first budget of a command is the
minimum that it states when it refuses 128 MiB; a budget is kept if the peak does not exceed it.""",
    "public": """\
The best published results without labels and without pretrained networks that were found, and
those of nlpzero in the sections above. Rows in which nlpzero is behind are included. Protocols
differ, mainly in the text from which a system learns; the last column states how.""",
    "updates": """\
Counts of the first four fifths of a text are updated with the last fifth. For the recall, 30 words
are replaced by others of about the same frequency, in half of every second line.""",
}
#: Summary rows that the README shows, one per topic: benchmark, and position of the row.
README_ROWS = (
    ("building", 0),
    ("queries", 0),
    ("discovering", 0),
    ("segmenting", 1),
    ("keywords", 0),
    ("templates", 1),
)
_PREFACE = """# Benchmarks

All figures measured by `benchmarks/`, written by `python -m benchmarks.figures` from the JSON files
in `benchmarks/results`, which also hold every single run, the commit and the date.
[benchmarks/README.md](../benchmarks/README.md) describes the commands and how they measure. Every
peer was measured in the same session on the same input.

Vectors are built from 17 million words (English Wikipedia, lower case, letters only, as in text8)
with 100 dimensions and the words that occur at least five times. Words are discovered in 18 MB of
Chinese news (6.5 million characters) and evaluated on the test set of SIGHAN 2005 pku.
"""


def main() -> None:
    """Write both files; with ``--check`` only report whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", type=Path, default=ROOT / "README.md")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--check", action="store_true", help="exit with status 1 on a difference")
    args = parser.parse_args()
    results = read_results(args.results)
    pages = {
        args.readme: with_figures(args.readme.read_text(encoding="utf-8"), results),
        args.page: benchmarks_page(results),
    }
    if args.check:
        current = {path: path.read_text(encoding="utf-8") for path in pages if path.exists()}
        sys.exit(int(pages != current))
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")


def read_results(folder: Path) -> list[Result]:
    """Read the results of all benchmarks, in the order of `TITLES`.

    Raises
    ------
    SystemExit
        If a file comes from a quick run.
    """
    paths = [folder / f"{name}.json" for name in TITLES]
    results = [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]
    quick = [result["benchmark"] for result in results if result["quick"]]
    if quick:
        raise SystemExit(f"Results of quick runs are not published: {', '.join(quick)}.")
    return results


def with_figures(readme: str, results: Iterable[Result]) -> str:
    """Return the README with the rows of `README_ROWS` between the markers.

    Raises
    ------
    SystemExit
        If a marker is missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"The README needs the lines {BEGIN} and {END}.")
    headlines = {result["benchmark"]: result["headline"] for result in results}
    rows = [
        headlines[name][position]
        for name, position in README_ROWS
        if position < len(headlines.get(name, ()))
    ]
    return f"{before}{BEGIN}\n{Table('', HEADLINE, rows).markdown()}\n{END}{after}"


def benchmarks_page(results: Sequence[Result]) -> str:
    """Return docs/benchmarks.md: one section per benchmark, then the machines."""
    return "\n".join([_PREFACE, *map(_section, results), _machines(results)])


def _section(result: Result) -> str:
    name = result["benchmark"]
    parts = [f"## {TITLES[name]}", f"    {result['command']}"]
    if name in NOTES:
        parts.append(NOTES[name])
    if result["headline"]:
        parts.append(Table("", HEADLINE, result["headline"]).markdown())
    for fields in result["tables"]:
        table = Table(**fields)
        parts.append(f"{table.title}:\n\n{table.markdown()}")
    if name == "growth":
        parts.append(f"![Time and memory by corpus size](../benchmarks/results/{PLOT})")
    return "\n\n".join(parts) + "\n"


def _machines(results: Sequence[Result]) -> str:
    """Return the machines and library versions, with the benchmarks that used them."""
    places: dict[str, list[str]] = {}
    for result in results:
        machine = result["machine"]
        memory = f"{machine['memory_mib'] / 1024:.0f} GiB"
        versions = [
            f"{name} {version}"
            for name, version in result["versions"].items()
            if version != "not installed"
        ]
        place = f"{machine['cpu']}, {machine['cpus']} CPUs, {memory}; {', '.join(versions)}"
        places.setdefault(place, []).append(result["benchmark"])
    lines = [f"- {', '.join(names)}: {place}." for place, names in places.items()]
    return "\n".join(["## Machines and versions", "", *lines, ""])


if __name__ == "__main__":
    main()
