"""Numbers as one symbol: the text, the patterns that are learnt, and those that are not."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery.cut_counts import Words
from nlpzero.discovery.number_strings import Scores, flat_ngrams, flatten, is_spelled_so

LINES = ["在1998年和2003年，", "重3.5kg，5kg，二十年", "没有数", "12、13"]
OPTIONS = {"threads": 1, "memory": None, "tmp": None, "progress": None}


def test_flat_text_is_the_text_with_0_for_every_number():
    text = encode_text(LINES)
    flat, mapping = flatten(text, None, None)
    assert "0" in flat.alphabet
    assert not {"1998", "3.5", "二十"} & set(flat.alphabet.strings)
    assert flat.symbols.size == text.symbols.size
    for before, after in zip(text.symbols.tolist(), flat.symbols.tolist(), strict=True):
        assert mapping[before] == after
        if before:
            number = text.alphabet.numbers[before]
            assert flat.alphabet[after] == ("0" if number else text.alphabet[before])
    assert flat.alphabet.numbers.sum() == 1
    assert flat.statistics == text.statistics


def test_flat_text_in_a_temporary_file_is_the_same(tmp_path):
    text = encode_text(LINES * 50)
    flat, _ = flatten(text, 64, tmp_path)
    mapped = flat.symbols
    while isinstance(mapped, np.ndarray) and not isinstance(mapped, np.memmap):
        mapped = mapped.base
    assert isinstance(mapped, np.memmap)
    assert np.array_equal(flat.symbols, flatten(text, None, None).encoded.symbols)


def test_a_text_without_numbers_stays_what_it_is():
    text = encode_text(["没有数"])
    statistics = count_ngrams(text, min_count=1)
    (flat, mapping), counted = flat_ngrams(text, statistics, **OPTIONS)
    assert flat is text
    assert counted is statistics
    assert mapping.tolist() == [0, 1, 2, 3]


def patterns(lines, cut, *, least=1):
    """Scores in the flat text where `cut` words were counted, each n-gram having its own score."""
    text = encode_text(lines)
    statistics = count_ngrams(text, order=3, min_count=least)
    counts = np.zeros(len(statistics), np.int64)
    for word, count in cut.items():
        counts[statistics.row_of(word)] = count
    scores = np.linspace(-5.0, 3.0, len(statistics))
    (_, mapping), flat = flat_ngrams(text, statistics, **OPTIONS)
    found = Scores.of(statistics, Words(counts, counts), scores).onto(flat, mapping)
    before = dict(zip(statistics.texts(), scores.tolist(), strict=True))
    return before, dict(zip(flat.texts(), found.tolist(), strict=True))


def test_a_pattern_is_learnt_where_more_than_two_thirds_were_cut_so():
    lines = ["1998年"] * 3 + ["2003年"] * 2 + ["2008年"]
    for counts, learnt in (((3, 2, 0), True), ((3, 1, 0), False), ((2, 1, 1), False)):
        cut = dict(zip(("1998年", "2003年", "2008年"), counts, strict=True))
        before, found = patterns(lines, cut)
        if learnt:
            expected = sum(before[word] * count for word, count in cut.items()) / sum(counts)
            assert found["0年"] == pytest.approx(expected)
        else:
            assert found["0年"] == -np.inf


def test_rare_numbers_speak_against_a_pattern():
    lines = ["12月"] * 4 + [f"{year}月" for year in range(1990, 1993)]
    _, found = patterns(lines, {"12月": 4}, least=2)
    assert found["0月"] == -np.inf


def test_what_holds_no_number_keeps_its_score():
    before, found = patterns(LINES * 2, {"1998年": 2})
    same = {gram for gram in before if encode_text([gram]).statistics.numbers == 0}
    assert len(same) > 10
    assert all(found[gram] == before[gram] for gram in same)


def test_a_number_by_itself_scores_as_numbers_do_and_two_are_no_word():
    before, found = patterns(["12和13，12"], {"12": 1, "13": 1})
    assert found["0"] == pytest.approx((before["12"] + before["13"]) / 2)
    assert found["0和0"] == -np.inf


def test_pain_19_a_number_and_letters_behind_it_are_no_pattern_if_they_would_be_one_atom():
    lines = ["重3.5kg", "重4.5kg", "重5kg"] * 2
    _, found = patterns(lines, {"3.5kg": 2, "4.5kg": 2})
    assert found["0kg"] == -np.inf
    _, found = patterns(lines, {"重3.5": 2, "重4.5": 2})
    assert found["重0"] > -np.inf


def test_spelled_so():
    alphabet = encode_text(["0", "kg", "年"]).alphabet
    symbols = [alphabet.id_of(atom) for atom in ("0", "kg", "年")]
    assert not is_spelled_so(alphabet, np.array(symbols[:2]))
    assert is_spelled_so(alphabet, np.array(symbols[1:]))
    assert is_spelled_so(alphabet, np.array([symbols[0], symbols[2]]))
