"""Log-odds of cuts within n-grams, compared with counting the gaps of a segmented text."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery.inner_cuts import inner_cuts
from nlpzero.text import SymbolScan

LINES = st.lists(st.text("我吃葡萄", min_size=1, max_size=9), min_size=1, max_size=6)


def logit(rate):
    return math.log(rate / (1 - rate))


def rates(gaps, cut, side):
    """Return the log-odds of a cut beside each letter, smoothed with the mean."""
    mean = (sum(cut.values()) + 1) / (sum(gaps.values()) + 2)
    found = {}
    for letter in "我吃葡萄":
        of = [
            sum(n for pair, n in counts.items() if pair[side] == letter) for counts in (cut, gaps)
        ]
        found[letter] = logit(min(max((of[0] + 20 * mean) / (of[1] + 20), 1e-3), 1 - 1e-3))
    return found, logit(mean)


@given(lines=LINES, letter=st.sampled_from("我葡"))
def test_inner_cuts_are_the_log_odds_of_pairs(lines, letter):
    """All words are single letters, except for pairs that begin with `letter`."""
    text = encode_text(lines)
    statistics = count_ngrams(text, order=3, min_count=1)
    texts = statistics.texts()
    is_word = np.array([len(gram) == 1 or (len(gram) == 2 and gram[0] == letter) for gram in texts])
    scores = np.where(is_word, np.where(statistics.lengths == 2, -1.0, -2.0), -np.inf)
    gaps, cut, found_words = Counter(), Counter(), Counter()
    for line in lines:
        gaps.update(map("".join, pairwise(line)))
        place = 0
        while place < len(line):
            size = 2 if line[place] == letter and place + 1 < len(line) else 1
            found_words[line[place : place + size]] += 1
            pair = line[place + size - 1 : place + size + 1]
            cut.update([pair] if len(pair) == 2 else [])
            place += size
    if letter * 2 in gaps:
        return  # several segmentations have the same score
    found, words = inner_cuts(text.scan(), statistics, scores, threads=1)
    assert dict(zip(texts, words.tolist(), strict=True)) == {
        gram: found_words[gram] for gram in texts
    }
    after, mean = rates(gaps, cut, 0)
    before, _ = rates(gaps, cut, 1)
    pairs = {}
    for pair, count in gaps.items():
        prior = 1 / (1 + math.exp(mean - after[pair[0]] - before[pair[1]]))
        pairs[pair] = logit((cut[pair] + 10 * prior) / (count + 10))
    for gram, value in zip(texts, found.tolist(), strict=True):
        expected = sum(pairs["".join(pair)] for pair in pairwise(gram))
        assert value == pytest.approx(expected, abs=1e-9)


def test_extremes_stay_finite():
    text = encode_text(["葡萄"] * 5000)
    statistics = count_ngrams(text, min_count=1)
    for score in (5.0, -50.0):  # never cut, always cut
        scores = np.where(statistics.lengths == 2, score, -1.0)
        found, _ = inner_cuts(text.scan(), statistics, scores, threads=1)
        assert np.isfinite(found).all()
        assert (found[statistics.lengths == 2] > 0) == (score < 0)


def test_without_ngrams():
    text = encode_text(["一次"])
    nothing = count_ngrams(text, min_count=2)
    assert inner_cuts(text.scan(), nothing, np.empty(0), threads=1)[0].size == 0


def test_result_does_not_depend_on_threads_and_chunks(language):
    text = encode_text(language[1])
    statistics = count_ngrams(text, min_count=3)
    scores = np.random.default_rng(1).normal(-2.0, 2.0, len(statistics))
    alone = inner_cuts(text.scan(), statistics, scores, threads=1)
    scan = SymbolScan(text.symbols, text.alphabet, chunk=1000)
    others = inner_cuts(scan, statistics, scores, threads=3)
    assert all(map(np.array_equal, others, alone))
