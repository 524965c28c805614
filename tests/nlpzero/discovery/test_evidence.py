"""Evidence scores compared with their formulas, n-gram by n-gram."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nlpzero import count_ngrams, encode_text
from nlpzero.discovery.evidence import (
    SCORES,
    autonomy,
    branching_entropy_variation,
    cohesion,
    evidence_columns,
)
from nlpzero.lexicon import EVIDENCE

LINES = ["我吃葡萄", "他吃葡萄干，我买", "葡萄他不买", "不吃K线图2024年", "我我我我吃吃葡"] * 2


@pytest.fixture(scope="module")
def statistics():
    return count_ngrams(encode_text(LINES), order=4, min_count=2)


def test_cohesion_is_the_least_pmi_of_all_splits(statistics):
    places = {text: row for row, text in enumerate(statistics.texts())}
    share = {text: statistics.counts[row] / statistics.atoms for text, row in places.items()}
    atoms = [[statistics.alphabet[s] for s in row if s] for row in statistics.symbols.tolist()]
    for row, parts in enumerate(atoms):
        joined = ["".join(parts[:i]) + "|" + "".join(parts[i:]) for i in range(1, len(parts))]
        pmi = [
            math.log(share["".join(parts)] / share[a] / share[b])
            for a, b in (split.split("|") for split in joined)
        ]
        assert cohesion(statistics)[row] == pytest.approx(min(pmi, default=0.0))


def test_variations_are_differences_of_entropies(statistics):
    left, right = branching_entropy_variation(statistics)
    for row in range(len(statistics)):
        before = statistics.suffix[row]
        after = statistics.prefix[row]
        without = (statistics.left_entropy[before], statistics.right_entropy[after])
        without = without if statistics.lengths[row] > 1 else (0.0, 0.0)
        assert left[row] == statistics.left_entropy[row] - without[0]
        assert right[row] == statistics.right_entropy[row] - without[1]


@pytest.mark.parametrize("standardise", [True, False])
def test_autonomy_is_standardised_for_each_length(statistics, standardise):
    found = autonomy(statistics, standardise=standardise)
    sides = branching_entropy_variation(statistics)
    for length in range(1, 5):
        rows = statistics.lengths == length
        weights = np.sqrt(statistics.counts[rows]) if standardise else np.ones(rows.sum())
        share = weights / weights.sum()
        assert share @ found[rows] == pytest.approx(0.0, abs=1e-12)
        parts = 0.0
        for side in sides:
            above = side[rows] - share @ side[rows]
            parts += above / (np.sqrt(share @ above**2) if standardise else 1.0)
        assert found[rows] == pytest.approx(parts)


def test_words_that_were_not_counted_have_no_scores(statistics):
    rows = np.array([statistics.row_of("葡萄"), -1])
    columns = evidence_columns(statistics, rows)
    assert list(columns) == list(SCORES) == list(EVIDENCE[:-1])
    assert EVIDENCE[-1] == "gain"  # not a score of n-grams
    assert all(np.isnan(values).tolist() == [False, True] for values in columns.values())
    assert columns["left_entropy"][0] == statistics.left_entropy[rows[0]]


def test_without_ngrams_and_with_one_per_length():
    nothing = count_ngrams(encode_text(["一次"]), min_count=2)
    assert cohesion(nothing).size == autonomy(nothing).size == 0
    one = count_ngrams(encode_text(["葡葡葡"]), order=3, min_count=1)
    assert np.isfinite(autonomy(one)).all()
    assert cohesion(one)[0] == 0.0
