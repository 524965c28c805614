"""Number patterns: their selection and scores."""

from __future__ import annotations

import numpy as np
import pytest

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery.number_forms import matches_spelling
from nlpzero.discovery.number_patterns import NumberPatterns
from nlpzero.discovery.word_counts import WordCounts
from nlpzero.ngrams import count_scan

LINES = ["在1998年和2003年，", "重3.5kg，5kg，二十年", "没有数", "12、13"]
OPTIONS = {"order": 3, "threads": 1, "memory": None, "progress": None}


def patterns(lines, cut, *, least=1, split=False, excluded=()):
    """Return scores before and after numbers are merged, with the words and counts in `cut`."""
    text = encode_text(lines, split_identifiers=split)
    statistics = count_ngrams(text, order=3, min_count=least)
    counts = np.zeros(len(statistics), np.int64)
    for word, count in cut.items():
        counts[statistics.row_of(word)] = count
    scores = np.linspace(-5.0, 3.0, len(statistics))
    scores[[statistics.row_of(word) for word in excluded]] = -np.inf
    scan = text.scan().with_single_number()
    merged = count_scan(scan, min_count=least, **OPTIONS)
    kept = NumberPatterns.collect(statistics, WordCounts(counts, counts), scores)
    found, _ = kept.remap(merged, scan.mapping)
    before = dict(zip(statistics.texts(), scores.tolist(), strict=True))
    return before, dict(zip(merged.texts(), found.tolist(), strict=True))


def test_a_pattern_is_a_word_if_more_than_two_thirds_of_its_occurrences_are():
    lines = ["1998年"] * 3 + ["2003年"] * 2 + ["2008年"]
    for counts, learnt in (((3, 2, 0), True), ((3, 1, 0), False), ((2, 1, 1), False)):
        cut = dict(zip(("1998年", "2003年", "2008年"), counts, strict=True))
        before, found = patterns(lines, cut)
        if learnt:
            expected = sum(before[word] * count for word, count in cut.items()) / sum(counts)
            assert found["0年"] == pytest.approx(expected)
        else:
            assert found["0年"] == -np.inf


def test_rare_numbers_count_against_a_pattern():
    lines = ["12月"] * 4 + [f"{year}月" for year in range(1990, 1993)]
    _, found = patterns(lines, {"12月": 4}, least=2)
    assert found["0月"] == -np.inf


def test_a_symbol_that_is_not_a_word_forms_a_pattern_with_the_numbers_after_it():
    lines = ["第12"] * 4 + [f"第{number}" for number in range(20, 26)]
    for excluded in ([], ["第"]):
        before, found = patterns(lines, {"第12": 4}, least=2, excluded=excluded)
        assert found["第0"] == (before["第12"] if excluded else -np.inf)


def test_ngrams_without_numbers_keep_their_scores():
    before, found = patterns(LINES * 2, {"1998年": 2})
    same = {gram for gram in before if encode_text([gram]).statistics.numbers == 0}
    assert len(same) > 10
    assert all(found[gram] == before[gram] for gram in same)


def test_a_single_number_has_the_mean_score_of_numbers_and_two_are_not_a_word():
    before, found = patterns(["12和13，12"], {"12": 1, "13": 1})
    assert found["0"] == pytest.approx((before["12"] + before["13"]) / 2)
    assert found["0和0"] == -np.inf


def test_a_pattern_that_would_be_one_atom_is_not_a_word():
    lines = ["重3.5kg", "重4.5kg", "重5kg"] * 2
    _, found = patterns(lines, {"3.5kg": 2, "4.5kg": 2}, split=True)
    assert found["0kg"] == -np.inf
    _, found = patterns(lines, {"重3.5": 2, "重4.5": 2}, split=True)
    assert found["重0"] > -np.inf


def test_matches_spelling():
    alphabet = encode_text(["0", "kg", "年"]).alphabet
    symbols = [alphabet.id_of(atom) for atom in ("0", "kg", "年")]
    assert not matches_spelling(alphabet, np.array(symbols[:2]))
    assert matches_spelling(alphabet, np.array(symbols[1:]))
    assert matches_spelling(alphabet, np.array([symbols[0], symbols[2]]))
