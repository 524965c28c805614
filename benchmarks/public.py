"""Public test sets: published results without labels and pretrained networks, beside ours.

Our figures are read from the results of the other benchmarks, so these are run first.

    python -m benchmarks.public
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ._report import RESULTS, Report, options
from ._table import Table

UNKNOWN = "none found"


class Published(NamedTuple):
    """A row of the table: a test set, and the best published result that is comparable.

    Parameters
    ----------
    task, test_set, measure : str
    benchmark, table, row, column : str
        Where our figure is: file, beginning of the title of the table, first cell of the row.
    result, source : str
        Published figure; system, paper and table.
    protocol : str
        "identical", or what differs.
    factor : float
        Multiplies our figure.
    """

    task: str
    test_set: str
    measure: str
    benchmark: str
    table: str
    row: str
    column: str
    result: str
    source: str
    protocol: str
    factor: float = 1.0


_PKE = "https://github.com/boudinfl/pke, results.md"
_SEGMENTATION = (
    "joint model of Chen, Chang and Pei 2014, A Joint Model for Unsupervised Chinese Word "
    "Segmentation; also in Sun and Deng 2018, Segmental Language Models, table 2"
)
_LOGHUB = "Drain, Jiang et al. 2024 (ISSTA), A Large-Scale Evaluation for Log Parsing Techniques"
_LOG_PROTOCOL = (
    "differs: mean of fourteen systems, with regular expressions and thresholds per system; ours "
    "is the mean of seven of them, with one configuration"
)
_VECTORS = "Text file to saved vectors"
_KEYWORDS = (
    "differs: the published system selects candidates with a part-of-speech tagger, and is "
    "evaluated on the 500 test abstracts; ours on all 2,000, from whose text it learns"
)
_LOG_FIGURES = (("GA", "0.85"), ("FGA", "0.74"), ("PA", "0.32"), ("FTA", "0.28"))

ROWS = (
    Published(
        "segmentation", "SIGHAN 2005 pku", "word F1, %", "segmenting",
        "Segmentation of pku_test_gold", "nlpzero", "F1", "81.1", _SEGMENTATION,
        "differs: learned from the raw training text of the bakeoff; ours from other news and the "
        "raw test text", 100.0,
    ),
    Published(
        "keywords", "Inspec", "F1@5, %", "keywords", "Keywords of inspec", "nlpzero", "F1@5",
        "28.4", f"TF-IDF, {_PKE}", _KEYWORDS,
    ),
    Published(
        "keywords", "Inspec", "F1@10, %", "keywords", "Keywords of inspec", "nlpzero", "F1@10",
        "35.0", f"TF-IDF, {_PKE}", _KEYWORDS,
    ),
    Published(
        "keywords", "CSL (dev)", "F1@5, %", "keywords", "Keywords of csl_dev", "nlpzero", "F1@5",
        UNKNOWN, "", "",
    ),
    Published(
        "word similarity", "WordSim-353", "Spearman, %", "building", _VECTORS,
        "nlpzero build-vectors", "WordSim353", UNKNOWN, "", "",
    ),
    Published(
        "word similarity", "SimLex-999", "Spearman, %", "building", _VECTORS,
        "nlpzero build-vectors", "SimLex-999", UNKNOWN, "", "",
    ),
    Published(
        "analogies", "Google", "accuracy, %", "building", _VECTORS, "nlpzero build-vectors",
        "Google analogies", "75", "GloVe, Pennington, Socher and Manning 2014, abstract",
        "differs: trained on 42 billion words with 300 dimensions, all questions; ours on 17 "
        "million words with 100 dimensions, questions of the 30,000 most frequent words",
    ),
    *(
        Published(
            "templates", "Loghub-2k", f"{measure}, %", "templates", "Templates of nlpzero", "mean",
            measure, f"{100 * float(value):.0f}", _LOGHUB, _LOG_PROTOCOL, 100.0,
        )
        for measure, value in _LOG_FIGURES
    ),
)  # fmt: skip


def main() -> None:
    """Read our figures and report the table."""
    parser = options(__doc__, corpus=False)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results")
    args = parser.parse_args()
    report = Report("public", libraries=())
    report.tables = [table_of(ROWS, args.results)]
    report.write(args)


def table_of(rows: tuple[Published, ...], folder: Path) -> Table:
    """Return the table of all rows whose benchmark has results in `folder`."""
    columns = ["task", "test set", "measure", "nlpzero", "published", "source", "protocol"]
    table = Table("Public test sets", columns)
    for row, ours in measured(rows, folder):
        table.add(row.task, row.test_set, row.measure, ours, row.result, row.source, row.protocol)
    return table


def measured(rows: tuple[Published, ...], folder: Path) -> Iterator[tuple[Published, str]]:
    """Yield each row with our figure, unless its benchmark has not been run."""
    for row in rows:
        path = folder / f"{row.benchmark}.json"
        if path.exists():
            yield row, figure(json.loads(path.read_text(encoding="utf-8")), row)


def figure(result: Mapping[str, Any], row: Published) -> str:
    """Return our figure of a row, times its factor.

    Raises
    ------
    KeyError
        If the results have no such table, row or column.
    """
    for fields in result["tables"]:
        if fields["title"].startswith(row.table):
            cells = {cells[0]: cells for cells in fields["rows"]}
            cell = cells[row.row][fields["columns"].index(row.column)]
            number, _, coverage = cell.partition(" ")
            return f"{float(number) * row.factor:.1f} {coverage}".strip()
    raise KeyError(f"no table {row.table!r} in the results of {row.benchmark}")


if __name__ == "__main__":
    main()
