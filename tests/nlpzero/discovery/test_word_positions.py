"""Positions of symbols in words, compared with counting them one by one."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery.word_positions import word_positions

WORDS = st.lists(st.text("我吃葡萄", min_size=1, max_size=3), min_size=1, max_size=9)


@given(lines=st.lists(WORDS, min_size=1, max_size=5))
def test_positions_are_counted(lines):
    text = encode_text(["".join(line) for line in lines])
    statistics = count_ngrams(text, order=3, min_count=1)
    counts = Counter(word for line in lines for word in line)
    letters = Counter("".join("".join(line) for line in lines))
    words = np.array([counts[gram] for gram in statistics.texts()], np.int64)
    tests = (
        lambda word, letter: len(word) > 1 and word[0] == letter,
        lambda word, letter: len(word) > 1 and word[-1] == letter,
        lambda word, letter: word == letter,
    )
    total = sum(letters.values())
    for found, test in zip(word_positions(statistics, words), tests, strict=True):
        of = {x: sum(n for word, n in counts.items() if test(word, x)) for x in letters}
        mean = (sum(of.values()) + 0.5) / (total + 1)
        odds = {x: math.log((of[x] + 5 * mean) / (letters[x] - of[x] + 5 - 5 * mean)) for x in of}
        middle = sum(odds[x] * letters[x] for x in odds) / total
        for row, value in enumerate(found.tolist()):
            assert value == pytest.approx(odds[statistics.text(row)] - middle, abs=1e-9)


def test_without_ngrams():
    nothing = count_ngrams(encode_text(["一次"]), min_count=2)
    assert [found.size for found in word_positions(nothing, np.empty(0, np.int64))] == [0, 0, 0]
