"""The README's code runs as it stands, and its figures are those of benchmarks/results."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def test_the_code_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, str(README), "exec"), {})
    assert capsys.readouterr().out.split()
    assert (tmp_path / "model" / "manifest.json").exists()


def test_the_commands_of_the_readme_exist():
    import click

    from nlpzero_cli.main import program

    text = README.read_text(encoding="utf-8")
    named = set(re.findall(r"nlpzero ([a-z]+(?:-[a-z]+)*)\b", text))
    known = set(program.list_commands(click.Context(program)))
    assert {"build-vectors", "most-similar"} <= named & known
    unknown = {name for name in named - known if "-" in name}
    assert not unknown
