"""The right columns of the tables of docs/migration.md run from top to bottom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import blocks_of, run_python, run_shell
from tests.docs.inputs import write_inputs

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "migration.md"
TOOLS = ["gensim", "GloVe", "fastText", "jieba", "nlp-zero", "YAKE", "KeyBERT"]


def right_columns() -> list[str]:
    """Return the first piece of code in the second cell of each row."""
    rows = re.findall(r"^\|(.*?) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    cells = [cell for _, cell in rows if cell.startswith("`")]
    return [re.match(r"`([^`]+)`", cell)[1] for cell in cells]


def test_each_tool_has_a_table():
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert [section.split("\n")[0] for section in sections] == TOOLS
    for section in sections:
        tool = section.split("\n")[0]
        assert f"| {tool} | nlpzero |" in section and section.count("\n| ") > 6


def test_right_columns_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_inputs(tmp_path)
    names: dict = {"__name__": "__main__"}
    for block in blocks_of(PAGE):
        run_python(block, PAGE, names)
    run_shell("nlpzero count corpus.txt -o counts", lambda: capsys.readouterr().out)
    for code in right_columns():
        if code.startswith("nlpzero "):
            run_shell(code, lambda: capsys.readouterr().out)
        else:
            exec(compile(code, f"{PAGE}: {code}", "exec"), names)
    assert len(names["kw"].extract(names["text"])) > 0
