"""Parts of words: incomplete n-grams, and words that are joined."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import Segmenter, WordDiscoverer, count_ngrams, encode_text
from nlpzero._kernels import word_parts as kernels
from nlpzero.discovery.word_counts import SegmentedText, count_words
from nlpzero.discovery.word_parts import incomplete, join_parts, number_prefixes

QUIET = {"threads": 1, "progress": None}


def neighbours(lines, order):
    """The neighbours of each n-gram on both sides; boundaries are different each time."""
    found = {}
    for number, line in enumerate(lines):
        for begin, end in combinations(range(len(line) + 1), 2):
            if end - begin <= order:
                left, right = found.setdefault(line[begin:end], (Counter(), Counter()))
                left[line[begin - 1] if begin else (number, "begin")] += 1
                right[line[end] if end < len(line) else (number, "end")] += 1
    return found


def effective(uses):
    """The number of equally frequent neighbours with the same, corrected, entropy."""
    total = sum(uses.values())
    entropy = -sum(k / total * math.log(k / total) for k in uses.values())
    return math.exp(entropy + (len(uses) - 1) / (2 * total))


@given(lines=st.lists(st.text("吃葡萄", min_size=1, max_size=9), min_size=1, max_size=9))
def test_incomplete_ngrams_have_fewer_than_two_neighbours_on_a_side(lines):
    statistics = count_ngrams(encode_text(lines), order=4, min_count=1)
    found = dict(zip(statistics.texts(), incomplete(statistics).tolist(), strict=True))
    for text, sides in neighbours(lines, 4).items():
        if len(text) == 1 or sides[0].total() == 1:
            assert not found[text]
        elif all(abs(effective(uses) - 2) > 1e-6 for uses in sides):
            assert found[text] == any(effective(uses) < 2 for uses in sides)


@pytest.mark.parametrize(
    ("numbers", "others", "found"),
    [
        (["一", "二", "三", "四", "五"], 0, True),
        (["1", "20", "二十", "2.5", "萬"], 0, True),
        (["一", "二", "三"], 0, False),  # numbers that are too similar
        (["一", "二", "三", "四", "五"], 1, False),  # 10 of 12
        (["名", "次", "天", "回", "年"], 0, False),
    ],
)
def test_symbols_before_many_different_numbers_are_parts_of_them(numbers, others, found):
    lines = [f"第{number}" for number in numbers] * 2 + ["第的"] * 2 * others
    statistics = count_ngrams(encode_text(lines), min_count=1)
    assert statistics.texts(number_prefixes(statistics)) == ["第"] * found


def test_rare_numbers_are_unknown_neighbours():
    lines = [f"第{number}" for number in "一二三四五"] * 10 + ["第1", "第2"]
    for least, found in ((1, ["第"]), (2, ["第"]), (11, [])):
        statistics = count_ngrams(encode_text(lines), min_count=least)
        assert statistics.texts(number_prefixes(statistics)) == found


def scored(lines, scores):
    text = encode_text(lines)
    statistics = count_ngrams(text, min_count=1)
    values = np.full(len(statistics), -np.inf)
    for word, score in scores.items():
        values[statistics.row_of(word)] = score
    found = []
    for earlier in (None, SegmentedText(statistics.lengths)):
        words = count_words(text.scan(), statistics, values, stage="", earlier=earlier, **QUIET)
        scan = text.scan()
        found.append(join_parts(scan, statistics, values, words, 1, earlier=earlier, **QUIET))
    assert np.array_equal(*found)
    found = found[0]
    return {word: found[statistics.row_of(word)] for word in scores}


@pytest.mark.parametrize(("others", "joined"), [(0, True), (1, True), (2, False), (9, False)])
def test_word_with_one_neighbour_in_more_than_two_thirds_is_joined(others, joined):
    lines = ["服务员好"] * 3 + ["好员服务"] * others + ["服务好"] * 20
    scores = {"服务": 5.0, "员": 1.0, "好": 1.0, "服务员": 2.0}
    found = scored(lines, scores)
    assert found.pop("服务员") == (pytest.approx(6.0, abs=1e-5) if joined else -np.inf)
    assert found == {"服务": 5.0, "员": 1.0, "好": 1.0}


def test_prefixes_are_joined_and_excluded_ngrams_are_not():
    lines = ["副总理好"] * 3 + ["总理好"] * 20
    scores = {"副": 1.0, "总理": 5.0, "好": 1.0}
    assert scored(lines, scores | {"副总理": 0.0})["副总理"] == pytest.approx(6.0, abs=1e-5)
    assert scored(lines, scores | {"副总理": -np.inf})["副总理"] == -np.inf


@pytest.mark.parametrize(
    ("first", "second", "others", "joined"),
    [(12, 11, 1400, True), (12, 12, 1400, False), (12, 11, 1000, False)],
)
def test_words_that_are_often_next_to_each_other_are_joined(first, second, others, joined):
    """3 > √(12·11)/4 = 2.9 and 30·12·11/1423 = 2.8; 3 = √(12·12)/4; 3 < 30·12·11/1023 = 3.9."""
    lines = ["为什么"] * 3 + ["为"] * (first - 3) + ["什么"] * (second - 3) + ["好"] * others
    found = scored(lines, {"为": 1.0, "什么": 5.0, "为什么": 2.0, "好": 1.0})
    assert found["为什么"] == (pytest.approx(6.0, abs=1e-5) if joined else -np.inf)


@pytest.mark.parametrize("compiled", [True, False])
@given(
    words=st.lists(st.integers(-1, 3), max_size=12),
    wanted=st.lists(st.integers(-1, 3), min_size=8, max_size=8),
)
def test_words_next_to_their_neighbours(compiled, words, wanted):
    """Words are of one symbol; -1 stands for a boundary before the next word."""
    symbols, found, begins = [0], [], []
    for word in words:
        if word >= 0:
            found.append(word)
            begins.append(len(symbols))
        symbols.append(word + 1)
    table = np.array(wanted, np.int32).reshape(2, 4)
    kernel = kernels.neighbours_of if compiled else kernels.neighbours_of.py_func
    left, right = kernel(
        np.array(symbols, np.int32), np.array(found, np.int64), np.array(begins, np.int64), table
    )
    pairs = [(a, b) for a, b in pairwise(words) if a >= 0 and b >= 0]
    assert left.tolist() == [b for a, b in pairs if table[0, b] == a]
    assert right.tolist() == [a for a, b in pairs if table[1, a] == b]


def test_discovered_words_are_complete():
    lines = [f"{a}克什米尔{b}" for a in "在去从到的" for b in "有是和的很"]
    lines += [f"{a}米{b}" for a in "吃买的" for b in "很的"]
    found = WordDiscoverer().fit(lines).lexicon_
    assert Segmenter(found).lcut("克什米尔") == ["克什米尔"]
    assert "克什米" not in found and "什米尔" not in found
