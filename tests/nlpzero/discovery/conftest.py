"""A synthetic language whose words are known."""

from __future__ import annotations

import numpy as np
import pytest

LETTERS = "的一我吃葡萄很甜不酸他买香蕉在家看书天地人山水火木日月星风雨雪春夏秋冬红黄蓝白黑大小多少"
WORDS = 60


@pytest.fixture(scope="session")
def language():
    """Words, the frequent ones first, and lines made of them with numbers and punctuation."""
    chance = np.random.default_rng(5)
    letters = list(LETTERS.replace("一", ""))
    sizes = (1, 2, 2, 3, 2, 4) * (WORDS // 6)
    words = list(dict.fromkeys("".join(chance.choice(letters, size)) for size in sizes))
    share = 1 / np.arange(1, len(words) + 1)
    lines = []
    for _ in range(1500):
        line = chance.choice(words, 9, p=share / share.sum()).tolist()
        line.insert(int(chance.integers(0, 9)), f"{chance.integers(1990, 2010)}年")
        line.insert(int(chance.integers(1, 9)), "，")
        line.insert(int(chance.integers(0, 9)), f"重{chance.integers(1, 10)}.5kg的")
        lines.append("".join(line))
    return words, lines
