"""Long lines are divided only where that has no effect on the tokens."""

from __future__ import annotations

import random

import pytest

from nlpzero import Lexicon, Segmenter
from nlpzero.segmentation.long_lines import MARKS, LongLineRule

WORDS = {"研究": 30, "研究生": 5, "生命": 20, "的": 50, "0年": 9, "第0届大会": 3, "New York": 3,
         "生，命": 1, "命的起": 2}  # fmt: skip
ALPHABET = "研究生命的年起源大会届第一三12.，；。 \tabYork+N\u0301カ🙂"


def segmenters():
    yield Segmenter(WORDS)
    yield Segmenter(WORDS, user_words=["C++", "起源；的", "的起", "命 的"])
    changed = Segmenter(WORDS)
    changed.add_word("究，生", freq=3)
    changed.add_word("源研", freq=900)
    yield changed
    scores = {"研究": -2.0, "生命": -3.0, "的": -1.0, "年": -4.0, "起": -6.0}
    bound = {"join_below": -5.0}
    yield Segmenter(Lexicon([*scores], scores=[*scores.values()], parameters=bound))


def parts_at(data: bytes, place: int) -> tuple[str, str]:
    return data[:place].decode(), data[place:].decode()


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("direction", ["first", "last"])
@pytest.mark.slow
def test_parts_have_the_tokens_of_the_whole(number, direction):
    segmenter = list(segmenters())[number]
    rule = LongLineRule(segmenter)
    chance = random.Random(0)
    found = 0
    for _ in range(600):
        text = "".join(chance.choices(ALPHABET, k=chance.randint(1, 150)))
        place = getattr(rule, direction)(text.encode())
        if place > 0:
            found += 1
            before, after = parts_at(text.encode(), place)
            assert segmenter.lcut(before) + segmenter.lcut(after) == segmenter.lcut(text)
    assert found > 100


@pytest.mark.parametrize("direction", ["first", "last"])
@pytest.mark.slow
def test_what_precedes_and_follows_has_no_effect(direction):
    """The rule sees a part of a line only; the tokens depend on all of it."""
    segmenter = list(segmenters())[1]
    rule = LongLineRule(segmenter)
    chance = random.Random(1)
    found = 0
    for _ in range(600):
        text = "".join(chance.choices(ALPHABET, k=200))
        begin, end = 40, 160
        place = getattr(rule, direction)(text[begin:end].encode())
        if place > 0:
            found += 1
            place += len(text[:begin].encode())
            before, after = parts_at(text.encode(), place)
            assert segmenter.lcut(before) + segmenter.lcut(after) == segmenter.lcut(text)
    assert found > 100


def test_text_without_marks_has_places():
    rule = LongLineRule(Segmenter({"研究": 3, "研究生": 2}))
    text = "研究生命的起源" * 30
    place = rule.last(text.encode())
    assert 0 < len(text.encode()) - place < 60
    assert not text.encode()[:place].decode().endswith(("研", "研究"))


def test_no_place_is_inside_a_word_that_is_everywhere():
    rule = LongLineRule(Segmenter({"中中": 3}))
    assert rule.last("中".encode() * 1000) == 0
    assert rule.first("中".encode() * 1000) == -1
    assert rule.last("文".encode() * 1000) > 0


def test_no_place_is_near_a_number():
    rule = LongLineRule(Segmenter({"第0届": 3}))
    assert rule.last(("一二三" * 300).encode()) == 0
    assert rule.first(("文三" * 300).encode()) == -1


def test_marks_in_words_are_no_places():
    rule = LongLineRule(Segmenter({MARKS: 1}))
    text = f"研究{MARKS}生命 abc" * 9
    place = rule.first(text.encode())
    assert text.encode()[place:].decode()[0] in "究生命a"
    assert rule.last("研究，生\n命".encode()) == len("研究，生\n".encode())


def test_windows_that_begin_and_end_inside_a_character():
    rule = LongLineRule(Segmenter({"研究": 3}))
    data = ("文字" * 200).encode()
    for begin in range(3):
        for end in range(3):
            part = data[begin : len(data) - end]
            assert (begin + rule.last(part)) % 3 == (begin + rule.first(part)) % 3 == 0


def test_invalid_bytes_have_no_places():
    rule = LongLineRule(Segmenter({"研究": 3}))
    assert rule.last(b"\xff" + "文字".encode() * 99) == 0


def test_folding():
    rule = LongLineRule(Segmenter({"汉语": 3}, fold="simplified"))
    text = "漢語" * 100
    assert rule.last(text.encode()) % 6 == 0
