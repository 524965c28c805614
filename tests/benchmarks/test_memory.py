"""Budgets that are refused, and texts of a size."""

from __future__ import annotations

import pytest

from benchmarks import memory
from benchmarks._measure import Usage

USAGE = Usage(*[0] * len(Usage._fields))


def test_a_command_that_refuses_its_minimum_is_reported(monkeypatch):
    monkeypatch.setattr(memory, "_try", lambda command, budget: budget)
    with pytest.raises(SystemExit, match=r"nlpzero count refused .* 128M\."):
        memory._budgets(["nlpzero", "count"], quick=False)


def test_budgets_that_are_tried(monkeypatch):
    monkeypatch.setattr(memory, "_try", lambda _, budget: "200M" if budget == "128M" else USAGE)
    monkeypatch.setattr(memory, "run", lambda command: USAGE)
    assert [budget for budget, _ in memory._budgets([], quick=False)] == [200, 300, None]
    assert [budget for budget, _ in memory._budgets([], quick=True)] == [200]


def test_texts_of_a_size(tmp_path):
    text, target = tmp_path / "text", tmp_path / "target"
    text.write_bytes(b"123456789\n" * 30_000)
    assert memory._sized(text, 1, target).stat().st_size == 1_000_000
    text.write_bytes(b"")
    with pytest.raises(SystemExit, match="is empty"):
        memory._sized(text, 1, target)
