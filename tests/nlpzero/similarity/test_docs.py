"""The code of docs/similarity.md runs and returns the results in its comments."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "similarity.md"


def test_code_of_the_page():
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict = {}
    exec("".join(blocks), names)
    lines = re.findall(r"^(\S.*?)  # (.*)$", "".join(blocks), re.MULTILINE)
    for code, comment in lines:
        described = any(part in comment for part in ("float32", "nats", "log P"))
        assert described or comment in str(eval(code, names))
    assert len(lines) >= 4
