"""The code of docs/similarity.md runs, and says what stands beside it."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "similarity.md"


def test_code_of_the_page():
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict = {}
    exec("".join(blocks), names)
    told = re.findall(r"^(\S.*?)  # (.*)$", "".join(blocks), re.MULTILINE)
    for code, answer in told:
        assert answer == "nats" or answer in str(eval(code, names))
    assert len(told) >= 4
