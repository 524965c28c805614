"""The n best segmentations, against all segmentations."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import Lexicon, Segmenter

TEXTS = st.text("甲乙丙，a2 ", max_size=9)
WORDS = st.dictionaries(
    st.text("甲乙丙a0", min_size=1, max_size=3), st.integers(-9, 2), min_size=1, max_size=8
)


def every_path(segmenter, text):
    """All segmentations with their scores, by going over every edge."""
    edges = segmenter.explain(text).edges

    def paths(place):
        if place == len(text):
            return [((), 0.0)]
        return [
            ((edge.word, *words), edge.score + score)
            for edge in edges
            if edge.start == place
            for words, score in paths(edge.end)
        ]

    return dict(paths(0))


@given(text=TEXTS, words=WORDS, users=st.lists(st.sampled_from(["甲，", "丙甲"]), max_size=2))
def test_equals_trying_everything(text, words, users):
    lexicon = Lexicon(list(words), scores=list(words.values()), unknown_score=-3.0)
    segmenter = Segmenter(lexicon, user_words=users)
    expected = every_path(segmenter, text)
    found = segmenter.nbest(text, len(expected) + 5)
    assert found[0].words == segmenter.lcut(text)
    assert {tuple(words): score for words, score in found} == expected
    assert len(found) == len(expected)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert segmenter.nbest(text, 3) == found[:3]


def test_scores_that_are_no_neat_fractions():
    segmenter = Segmenter({"甲": 3, "乙": 7, "甲乙": 2, "乙甲": 5, "甲乙甲": 1, "丙": 4})
    text = "甲乙甲，丙甲乙，乙甲乙"
    expected = sorted(every_path(segmenter, text).values(), reverse=True)
    found = segmenter.nbest(text, 1000)
    assert len({tuple(words) for words, _ in found}) == len(found) == len(expected)
    assert all(
        math.isclose(score, other) for (_, score), other in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize("unit", ["甲乙，", "甲乙"], ids=["many runs", "one run"])
@pytest.mark.slow
def test_long_texts(unit):
    """Half a million words: paths are not listed one for one."""
    segmenter = Segmenter({"甲": 3, "乙": 7, "甲乙": 20, "乙甲": 1})
    text = unit * 2000
    found = segmenter.nbest(text, 300)
    assert all("".join(words) == text for words, _ in found)
    assert len({tuple(words) for words, _ in found}) == 300
    assert found[0].words == segmenter.lcut(text)
    assert len({score for _, score in found[1:301]}) == 1  # one 甲乙 is cut, each time another


def test_without_a_choice():
    segmenter = Segmenter({"甲": 3})
    assert segmenter.nbest("", 5) == [([], 0)]
    assert segmenter.nbest("，。", 5) == [(["，", "。"], 0)]
    ((words, score),) = segmenter.nbest("甲", 5)
    assert (words, score) == (["甲"], 0.0)


def test_the_product_of_runs():
    segmenter = Segmenter({"甲": 3, "乙": 7, "甲乙": 2})
    ways = [["甲乙"], ["甲", "乙"]]
    expected = {(*a, "，", *b, "，", *c) for a, b, c in product(ways, ways, ways)}
    found = segmenter.nbest("甲乙，甲乙，甲乙", 99)
    assert {tuple(words) for words, _ in found} == expected
    assert len(found) == 8
