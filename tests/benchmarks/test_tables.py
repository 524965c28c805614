"""Tables, the README's figures, plots."""

import json
from xml.etree import ElementTree

import pytest

from benchmarks import _plot
from benchmarks._table import HEADLINE, Table, readme_figures
from benchmarks.readme import BEGIN, END, with_figures


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


def test_a_row_has_as_many_cells_as_columns():
    with pytest.raises(ValueError, match="1 cells for the 2 columns"):
        Table("", ["a", "b"]).add("x")


def test_readme_figures_hold_headlines_wanted_tables_and_commands():
    shown = Table("Shown", ["x"], [["1"]], readme=True)
    hidden = Table("Hidden", ["x"], [["2"]])
    text = readme_figures([result("counting"), result("building", tables=[shown, hidden])])
    lines = text.splitlines()
    assert lines[0] == "| " + " | ".join(HEADLINE) + " |"
    assert lines[2].startswith("| counting a\\|b | 1 s |")
    assert "Shown:" in lines
    assert "Hidden:" not in lines
    assert text.count("Measured on A CPU, 2 CPUs, 8 GiB; python 3.12.0, numpy 2.0.") == 1
    assert lines[-1] == "    python -m benchmarks.building"


def test_figures_of_two_machines_are_told_apart():
    text = readme_figures([result("counting"), result("queries", cpu="Another")])
    assert "Measured on Another, 2 CPUs, 8 GiB; python 3.12.0, numpy 2.0 (queries)." in text


def test_the_readme_is_rewritten_between_the_markers_only(tmp_path):
    for name in ("queries", "counting"):
        (tmp_path / f"{name}.json").write_text(json.dumps(result(name)))
    readme = f"# Top\n{BEGIN}\nold\n{END}\nbottom\n"
    once = with_figures(readme, tmp_path)
    assert once.startswith(f"# Top\n{BEGIN}\n| what |")
    assert once.endswith(f"{END}\nbottom\n")
    assert once.index("counting a") < once.index("queries a")
    assert "old" not in once
    assert with_figures(once, tmp_path) == once


def test_quick_runs_and_missing_markers_are_refused(tmp_path):
    with pytest.raises(SystemExit, match="needs the lines"):
        with_figures("no markers", tmp_path)
    (tmp_path / "startup.json").write_text(json.dumps(result("startup", quick=True)))
    with pytest.raises(SystemExit, match="Quick runs give no figures: startup"):
        with_figures(f"{BEGIN}{END}", tmp_path)


def test_plots_are_well_formed_and_inside_their_frame(tmp_path):
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
def test_ticks_are_few_and_reach_the_top(top):
    values = _plot.ticks(top)
    assert values[0] == 0
    assert values[-1] >= top
    assert 3 <= len(values) <= 7
