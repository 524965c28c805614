"""The table of public test sets."""

import json

import pytest

from benchmarks._report import RESULTS
from benchmarks.public import ROWS, UNKNOWN, Published, figure, table_of

ROW = Published("t", "s", "F1", "made", "Scores", "ours", "F1", "80", "A 2014", "identical", 100.0)
MADE = {
    "tables": [
        {"title": "Time", "columns": ["system", "F1"], "rows": [["ours", "9"]]},
        {
            "title": "Scores of s",
            "columns": ["system", "P", "F1"],
            "rows": [["ours", "1", "0.25 (9 %)"]],
        },
    ]
}


def test_figure_is_read_by_table_row_and_column():
    assert figure(MADE, ROW) == "25.0 (9 %)"


def test_missing_tables_are_errors():
    with pytest.raises(KeyError, match="no table 'Other' in the results of made"):
        figure(MADE, ROW._replace(table="Other"))


def test_benchmarks_without_results_are_left_out(tmp_path):
    (tmp_path / "made.json").write_text(json.dumps(MADE))
    table = table_of((ROW, ROW._replace(benchmark="absent")), tmp_path)
    assert [list(cells) for cells in table.rows] == [
        ["t", "s", "F1", "25.0 (9 %)", "80", "A 2014", "identical"]
    ]


def test_published_results_have_a_source_and_a_protocol():
    for row in ROWS:
        assert (row.result == UNKNOWN) == (row.source == "") == (row.protocol == "")


def test_figures_of_all_rows_exist():
    assert len(table_of(ROWS, RESULTS).rows) == len(ROWS)


def test_published_table_is_that_of_the_other_results():
    stored = json.loads((RESULTS / "public.json").read_text(encoding="utf-8"))["tables"]
    rows = [list(cells) for cells in table_of(ROWS, RESULTS).rows]
    assert stored[0]["rows"] == rows, "run python -m benchmarks.public"
