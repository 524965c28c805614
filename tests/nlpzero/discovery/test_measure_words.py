"""Numerals with measure words."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery.measure_words import numerals_with_measure_words
from nlpzero.discovery.word_parts import number_prefixes

NUMERALS = "一两二三四五六七八"
MEASURE_WORDS = "次年天条项名场家"
PHRASES = [numeral + word for numeral in NUMERALS for word in MEASURE_WORDS]


def found_in(lines, min_count=1):
    statistics = count_ngrams(encode_text(lines), min_count=min_count)
    found = numerals_with_measure_words(statistics, number_prefixes(statistics))
    return set(statistics.texts(np.flatnonzero(found)))


def test_numerals_and_symbols_that_combine_freely_are_separate_words():
    assert found_in(PHRASES) == set(PHRASES)


@pytest.mark.parametrize("numeral", ["几", "兩", "幾", "萬", "十"])
def test_numerals_without_a_numeric_value_and_traditional_ones(numeral):
    more = [numeral + word for word in MEASURE_WORDS]
    assert found_in(PHRASES + more) == {*PHRASES, *more}


def test_other_symbols_are_no_numerals():
    assert found_in(PHRASES + ["这" + word for word in MEASURE_WORDS]) == set(PHRASES)


def test_numbers_of_several_characters_are_patterns_instead():
    numbers = [number + word for number in ("二十五", "38", "3.5") for word in MEASURE_WORDS]
    assert found_in(PHRASES + numbers) == set(PHRASES)


@pytest.mark.parametrize(("others", "separate"), [(15, False), (35, True)])
def test_the_perplexity_of_the_numerals_decides(others, separate):
    """Of 115 or 135 numerals, 100 are 一: perplexities of 1.47 and 1.77."""
    lines = PHRASES * 20 + ["一" + word for word in MEASURE_WORDS] * 40
    lines += ["一样"] * 100 + ["四样"] * others + ["样好"] * 20_000
    assert ("一样" in found_in(lines)) == separate


@pytest.mark.parametrize(("count", "separate"), [(8, True), (9, False)])
def test_the_odds_ratio_decides(count, separate):
    """十 is with 8 other symbols, 分 with 4 other numerals, and 72 pairs are without both."""
    free = ["十" + word for word in MEASURE_WORDS]
    lines = [*PHRASES, *free, "一分", "两分", "三分", "四分", *["十分"] * count]
    lines += ["的十", "分的"] * 2000
    assert ("十分" in found_in(lines)) == separate


@pytest.mark.parametrize(("count", "separate"), [(1, True), (2, False)])
def test_a_large_share_of_the_occurrences_of_both_symbols_is_a_word(count, separate):
    """Both symbols occur 8 + c times, of which c times together: shares of 0.11 and 0.2."""
    lines = [*PHRASES, *(numeral + "个" for numeral in NUMERALS[1:]), *["一个"] * count]
    assert ("一个" in found_in(lines)) == separate


def test_phrases_after_numerals_and_prefixes_are_no_words_either():
    ordinals = ["第" + phrase for phrase in PHRASES if phrase[0] != "两"]
    thousands = ["几千" + word for word in MEASURE_WORDS] + ["千" + word for word in MEASURE_WORDS]
    lines = PHRASES * 8 + ordinals + thousands + ["这一次", "进一次"]
    found = found_in(lines)
    assert {*ordinals, "第一次", "几千年"} <= found
    assert not {"这一次", "进一次", "第一", "几千"} & found


def test_rare_pairs_are_not_counted():
    assert found_in(PHRASES * 5 + ["一份"], min_count=2) == set(PHRASES)
    assert found_in(["葡萄"]) == set()


@pytest.mark.parametrize("amount", ["多", "余", "餘"])
def test_indefinite_amounts_are_separated_from_numerals_and_measure_words(amount):
    phrases = [amount + word for word in MEASURE_WORDS]
    numbers = ["二十" + amount, "38" + amount, "百" + amount, amount + "万"]
    other = ["最" + amount, amount + "么"]
    assert found_in(PHRASES * 2 + phrases + numbers + other) == {*PHRASES, *phrases, *numbers}


def test_indefinite_amounts_are_no_evidence_of_measure_words():
    """Only 一 precedes 样, beside 多; 多样 and 多么 are words."""
    lines = PHRASES * 9 + ["一样", "多样"] * 5 + ["多么"] * 9 + ["样子"] * 999
    lines += ["多" + word for word in MEASURE_WORDS]
    assert not {"一样", "多样", "多么"} & found_in(lines)


def test_numbers_with_an_indefinite_amount_and_a_measure_word():
    lines = PHRASES * 2 + [f"二十多{word}" for word in MEASURE_WORDS]
    assert {"二十多", "多年", "二十多年"} <= found_in(lines)
