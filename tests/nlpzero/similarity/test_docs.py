"""The code of docs/similarity.md runs, and says what stands beside it."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "similarity.md"


def test_code_of_the_page():
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict = {}
    checked = 0
    for line in re.sub(r",\n +", ", ", "".join(blocks)).splitlines():
        code, _, told = line.partition("    # ")
        if not told:
            exec(code, names)
            continue
        found = str(eval(code, names))
        assert told == "nats" or told in found
        checked += 1
    assert checked >= 4
