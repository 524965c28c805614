"""Tables, pages of figures, plots."""

import json
from xml.etree import ElementTree

import pytest

from benchmarks import _plot
from benchmarks._measure import ROOT
from benchmarks._report import RESULTS
from benchmarks._table import Table
from benchmarks.figures import BEGIN, END, benchmarks_page, read_results, with_figures


def result(name, *, quick=False, cpu="A CPU", tables=()):
    return {
        "benchmark": name,
        "command": f"python -m benchmarks.{name}",
        "quick": quick,
        "machine": {"cpu": cpu, "cpus": 2, "memory_mib": 8192, "system": "Linux"},
        "versions": {"python": "3.12.0", "numpy": "2.0"},
        "headline": [[f"{name} a|b", "1 s", "peer: 5 s", "5.0×", "same"]],
        "tables": [table.as_json() for table in tables],
    }


def test_text_tables_are_aligned():
    table = Table("Title", ["a", "long name"])
    table.add("longer", "x")
    assert table.text() == "Title\na       long name\nlonger  x"


def test_rows_have_as_many_cells_as_columns():
    with pytest.raises(ValueError, match="1 cells for the 2 columns"):
        Table("", ["a", "b"]).add("x")


def test_page_has_all_summaries_tables_and_commands():
    table = Table("A title", ["x"], [["1"]])
    page = benchmarks_page([result("counting"), result("building", tables=[table])])
    assert "| counting a\\|b | 1 s |" in page
    assert "A title:\n\n| x |\n|---|\n| 1 |" in page
    assert page.index("## Counting") < page.index("## Building vectors")
    assert "    python -m benchmarks.building\n" in page
    assert "- counting, building: A CPU, 2 CPUs, 8 GiB; python 3.12.0, numpy 2.0.\n" in page


def test_page_explains_benchmarks_that_need_it():
    table = Table("A title", ["x"], [["1"]])
    page = benchmarks_page([result("counting"), result("memory", tables=[table])])
    command = "    python -m benchmarks.memory\n"
    assert page.index(command) < page.index("A budget limits") < page.index("A title:")


def test_machines_are_listed_separately_and_missing_libraries_are_not_listed():
    other = result("queries", cpu="Another CPU")
    other["versions"]["torch"] = "not installed"
    page = benchmarks_page([result("counting"), other])
    assert "- counting: A CPU, 2 CPUs, 8 GiB; python 3.12.0, numpy 2.0.\n" in page
    assert "- queries: Another CPU, 2 CPUs, 8 GiB; python 3.12.0, numpy 2.0.\n" in page


def test_readme_changes_between_the_markers_only():
    results = [result("building"), result("queries"), result("startup")]
    once = with_figures(f"# Top\n{BEGIN}\nold\n{END}\nbottom\n", results)
    assert once.startswith(f"# Top\n{BEGIN}\n| task |")
    assert once.endswith(f"{END}\nbottom\n")
    assert once.index("building a") < once.index("queries a")
    assert "startup" not in once, "not among README_ROWS"
    assert "old" not in once
    assert with_figures(once, results) == once


def test_missing_markers_and_quick_runs_are_refused(tmp_path):
    with pytest.raises(SystemExit, match="needs the lines"):
        with_figures("no markers", [])
    (tmp_path / "startup.json").write_text(json.dumps(result("startup", quick=True)))
    with pytest.raises(SystemExit, match="quick runs are not published: startup"):
        read_results(tmp_path)


def test_results_are_read_in_a_fixed_order(tmp_path):
    for name in ("queries", "counting"):
        (tmp_path / f"{name}.json").write_text(json.dumps(result(name)))
    assert [found["benchmark"] for found in read_results(tmp_path)] == ["counting", "queries"]


def test_published_figures_are_those_of_the_results():
    results = read_results(RESULTS)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert with_figures(readme, results) == readme, "run python -m benchmarks.figures"
    assert benchmarks_page(results) == page, "run python -m benchmarks.figures"


def test_plots_are_well_formed_and_within_their_frame(tmp_path):
    lines = {"count & more": [1.0, 2.5, 7.0], "build": [2.0, 3.0, 4.0]}
    panel = _plot.Panel("seconds", "million words", [1.0, 2.0, 17.0], lines)
    _plot.draw(tmp_path / "a.svg", [panel, panel])
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    dots = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(dots) == 12
    for dot in dots:
        assert _plot.LEFT <= float(dot.get("cx")) <= _plot.WIDTH
        assert _plot.TOP <= float(dot.get("cy")) <= _plot.HEIGHT - _plot.BOTTOM


@pytest.mark.parametrize("top", [0.013, 1.0, 7.0, 123.0, 98_765.0])
def test_ticks_are_few_and_include_the_maximum(top):
    values = _plot.ticks(top)
    assert values[0] == 0
    assert values[-1] >= top
    assert 3 <= len(values) <= 7
