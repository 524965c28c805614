"""The code of docs/parsing.md prints what its comments state."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "parsing.md"


def test_code_of_the_page(capsys):
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(code, {})
    expected = re.findall(r"^print.*  # (.*)$", code, re.MULTILINE)
    assert capsys.readouterr().out.splitlines() == expected and len(expected) == 2
