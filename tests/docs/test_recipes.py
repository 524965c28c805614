"""The code of docs/recipes.md runs from top to bottom, where its libraries are installed."""

from __future__ import annotations

import re
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.docs.blocks import blocks_of, run_python
from tests.docs.inputs import write_inputs

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
BLOCKS = blocks_of(PAGE)
LIBRARIES = re.compile(r"^(?:import|from) (\w+)", re.MULTILINE)


def missing(block):
    return [name for name in LIBRARIES.findall(block.code) if find_spec(name) is None]


def test_blocks_run_unless_a_library_is_missing(tmp_path, monkeypatch, capsys):
    pytest.importorskip("sklearn")  # other blocks use its names
    monkeypatch.chdir(tmp_path)
    write_inputs(tmp_path)
    names: dict = {"__name__": "__main__"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of other libraries
        for block in BLOCKS:
            if missing(block):
                continue
            run_python(block, PAGE, names)
            assert "print(" not in block.code or capsys.readouterr().out.strip(), block.line


def test_every_block_is_python_and_prints():
    assert len(BLOCKS) > 8 and {block.language for block in BLOCKS} == {"python"}
    assert all("print(" in block.code for block in BLOCKS[1:])
