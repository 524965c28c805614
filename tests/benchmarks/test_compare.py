"""Comparing two results of the same benchmark."""

from __future__ import annotations

import json
import sys

from benchmarks import compare


def test_ratios_of_durations_memory_and_scores(tmp_path, monkeypatch, capsys):
    for name, seconds, score in (("before", [2.0, 4.0], 80.0), ("after", [3.0, 9.0], 60.0)):
        runs = [{"wall_s": number, "peak_mib": 10} for number in seconds]
        system = {"wall_s": 5.0, "peak_mib": 10, "runs": runs, "score": score, "words": 7}
        (tmp_path / name).mkdir()
        content = json.dumps({"measurements": {"system": system}})
        (tmp_path / name / "building.json").write_text(content, encoding="utf-8")
    arguments = ["compare", str(tmp_path / "before"), str(tmp_path / "after")]
    monkeypatch.setattr(sys, "argv", arguments)
    compare.main()
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[2:]]
    assert rows == [
        ["building", "system/wall_s", "2", "3", "1.500"],
        ["building", "system/peak_mib", "10", "10", "1.000"],
        ["building", "system/score", "80", "60", "0.750"],
    ]
