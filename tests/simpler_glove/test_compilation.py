"""A second process compiles other kernels while the first one compiles."""

from __future__ import annotations

import pytest

from simpler_glove import compilation
from simpler_glove._kernels.compiler import njit

MODULE = """
from pathlib import Path

def mark():
    with open(Path(__file__).with_name("calls"), "a") as file:
        file.write("called ")
"""


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """Return a function that reads the calls of ``marking:mark`` in any process."""
    (tmp_path / "marking.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(compilation, "available_cpus", lambda: 2)
    path = tmp_path / "calls"
    return lambda: path.read_text().split() if path.exists() else []


def uncompiled():
    @njit(cache=False)
    def double(number):
        return 2 * number

    return double


@pytest.mark.slow
def test_a_function_is_called_once_if_kernels_are_compiled(calls):
    first, second = uncompiled(), uncompiled()
    with compilation.called_meanwhile("marking:mark") as wait:
        assert not calls()
        assert first(1) + second(1) == 4
        wait()
        assert calls() == ["called"]


def test_nothing_is_called_if_nothing_is_compiled(calls):
    double = uncompiled()
    double(1)
    with compilation.called_meanwhile("marking:mark") as wait:
        assert double(2) == 4
        wait()
    assert calls() == []


def test_nothing_is_called_with_one_processor(calls, monkeypatch):
    monkeypatch.setattr(compilation, "available_cpus", lambda: 1)
    with compilation.called_meanwhile("marking:mark") as wait:
        uncompiled()(1)
        wait()
    assert calls() == []


@pytest.mark.slow
def test_a_process_that_fails_is_ignored(calls):
    with compilation.called_meanwhile("no_such_module:function") as wait:
        assert uncompiled()(1) == 2
        wait()


@pytest.mark.slow
def test_the_process_ends_with_the_block(calls, tmp_path):
    (tmp_path / "waiting.py").write_text("import time\n\ndef wait():\n    time.sleep(600)\n")
    with compilation.called_meanwhile("waiting:wait"):
        uncompiled()(1)
