"""Evidence from contexts, compared with counting on strings."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlpzero import count_ngrams, encode_text
from nlpzero._kernels import contexts as kernels
from nlpzero.discovery.contexts import context_divergence, edge_evidence, outermost

LINES = st.lists(st.text("我吃葡萄", min_size=1, max_size=9), min_size=1, max_size=6)
ORDER, PSEUDO, RATE = 4, 30.0, 5.0


KERNELS = (kernels,)
pytestmark = pytest.mark.usefixtures("mode")


def counted(lines, least):
    counts = Counter(
        line[a : a + size]
        for line in lines
        for size in range(1, ORDER + 1)
        for a in range(len(line) - size + 1)
    )
    return {gram: count for gram, count in counts.items() if count >= least}


def divergence(own, other):
    mean = (own + other) / 2
    return own * math.log(own / mean) + other * math.log(other / mean)


def one_side(counts, atoms, gram, part, beside):
    """Return J of the neighbours of `gram` and of its `part` outside of `gram`."""
    found = 0.0
    for symbol in "我吃葡萄":
        if beside(gram, symbol) in counts:
            seen = counts[beside(gram, symbol)]
            elsewhere = counts[beside(part, symbol)] - seen + PSEUDO * counts[symbol] / atoms
            other = elsewhere / (counts[part] - counts[gram] + PSEUDO)
            found += divergence(seen / counts[gram], other)
    return found


@given(lines=LINES, least=st.integers(1, 3))
@pytest.mark.slow
def test_divergence_is_the_minimum_over_all_splits(lines, least):
    counts, atoms = counted(lines, least), sum(map(len, lines))
    statistics = count_ngrams(encode_text(lines), order=ORDER, min_count=least)
    found = context_divergence(statistics, threads=1)
    for gram, value in zip(statistics.texts(), found.tolist(), strict=True):
        splits = [
            one_side(counts, atoms, gram, gram[at:], lambda x, s: x + s)
            + one_side(counts, atoms, gram, gram[:at], lambda x, s: s + x)
            for at in range(1, len(gram))
        ]
        assert value == pytest.approx(min(splits, default=0.0), abs=1e-12)
        assert 0.0 <= value <= 4 * math.log(2) + 1e-9


@given(lines=LINES, least=st.integers(1, 3))
@pytest.mark.slow
def test_edge_evidence_is_its_formula(lines, least):
    counts = counted(lines, least)
    statistics = count_ngrams(encode_text(lines), order=ORDER, min_count=least)
    for side, at, found in zip(
        (str.startswith, str.endswith), (0, -1), edge_evidence(statistics), strict=True
    ):
        beside = {gram: sum(side(line, gram) for line in lines) for gram in counts}
        single = {g: (beside[g] + 0.5) / (n + RATE) for g, n in counts.items() if len(g) == 1}
        total = sum(counts[gram] for gram in single)
        mean = sum(counts[gram] * math.log(rate) for gram, rate in single.items()) / max(total, 1)
        for gram, value in zip(statistics.texts(), found.tolist(), strict=True):
            smoothed = (beside[gram] + RATE * single[gram[at]]) / (counts[gram] + RATE)
            expected = math.log(single.get(gram, smoothed)) - mean
            assert value == pytest.approx(expected, abs=1e-12)


def test_outermost_symbols():
    statistics = count_ngrams(encode_text(["我吃葡萄", "葡萄我吃"]), order=3, min_count=1)
    first, last = outermost(statistics)
    texts = statistics.texts()
    assert [texts[row] for row in first] == [text[0] for text in texts]
    assert [texts[row] for row in last] == [text[-1] for text in texts]


def test_result_does_not_depend_on_threads_and_tasks():
    chance = np.random.default_rng(3)
    lines = ["".join(chance.choice(list("我吃葡萄很甜不酸"), 9)) for _ in range(200)]
    statistics = count_ngrams(encode_text(lines), min_count=2)
    alone = context_divergence(statistics, threads=1)
    assert np.array_equal(context_divergence(statistics, threads=3, task=7), alone)
