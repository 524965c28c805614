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
LIBRARY = re.compile(r"^(?:import|from) (\w+)", re.MULTILINE)


def heading_of(block):
    """Return the last heading before a block."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()[: block.line]
    return [line for line in lines if line.startswith("## ")][-1:] or ["## Inputs"]


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A namespace, and the folder in which the code runs, after the first block."""
    folder = tmp_path_factory.mktemp("recipes")
    write_inputs(folder)
    return folder, {"__name__": "__main__"}


@pytest.mark.parametrize("number", range(len(BLOCKS)), ids=lambda n: heading_of(BLOCKS[n])[0][3:20])
def test_blocks_run(number, session, monkeypatch, capsys):
    folder, names = session
    block = BLOCKS[number]
    for library in LIBRARY.findall(block.code):
        if find_spec(library) is None:
            pytest.skip(f"needs {library}")
    monkeypatch.chdir(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of other libraries
        if number and "vectors" not in names:
            run_python(BLOCKS[0], PAGE, names)
        run_python(block, PAGE, names)
    assert "print(" not in block.code or capsys.readouterr().out.strip()


def test_every_block_is_python():
    assert len(BLOCKS) > 8 and {block.language for block in BLOCKS} == {"python"}
