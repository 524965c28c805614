"""The simulation of a tree of merges against a small real one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.merge_simulation import (
    Costs,
    PairLaw,
    count_parts,
    fit_law,
    merge_tree,
    pairs_of_first,
    simulate,
    size_of,
)

TOLERANCE = 0.1


def test_tree_by_hand():
    law, costs = PairLaw(math.log(10), 1.0, 0.0), Costs(12.0, 2.0)  # 10 n pairs of n parts
    first, second = simulate(9, 4, law, costs, workers=2)
    assert (first.merges, first.tasks, second.merges) == (2, 2, 1)
    assert first.read_bytes == pytest.approx(8 * 10 * 12)  # the ninth store waits
    assert first.written_bytes == pytest.approx(8 * 10 * 12)
    assert first.seconds == pytest.approx(40 * 2)
    assert second.read_bytes == pytest.approx(90 * 12)
    assert second.seconds == pytest.approx(90 * 2)
    (only,) = simulate(9, 9, law, costs, workers=3, ranges=6, limit=15)
    assert only.read_bytes == pytest.approx(90 * 12) and only.written_bytes == pytest.approx(
        15 * 12
    )
    assert only.seconds == pytest.approx(90 / 6 * 2 * 2)  # two rounds of ranges


def test_law_is_fitted_and_does_not_decrease():
    parts = [1, 2, 4, 8]
    pairs = [round(math.exp(9 + 0.8 * math.log(n) - 0.04 * math.log(n) ** 2)) for n in parts]
    law = fit_law(parts, pairs)
    assert law == pytest.approx((9, 0.8, -0.04, 32), abs=0.01)
    sizes = [law.pairs(10**power) for power in range(9)]
    assert sizes == sorted(sizes)
    assert sizes[4] / sizes[3] == pytest.approx(10 ** (0.8 - 0.08 * math.log(32)), rel=0.02)
    assert law.pairs(1000, limit=50) == 50
    assert fit_law(parts, [10, 20, 40, 90]).c == 0


@pytest.mark.slow
def test_real_tree_of_thirty_stores_is_predicted(tmp_path):
    generator = np.random.default_rng(0)
    words = np.minimum(generator.zipf(1.3, 300_000), 30_000).reshape(-1, 20).tolist()
    lines = [" ".join(f"w{word}" for word in line) for line in words]
    paths = count_parts((lines[i * 500 : (i + 1) * 500] for i in range(30)), tmp_path, 1)
    law = fit_law(*pairs_of_first(paths, 1))
    real = merge_tree(paths, 8, tmp_path, 1)
    pair_bytes = size_of(paths[0]) / law.pairs(1)
    predicted = simulate(30, 8, law, Costs(pair_bytes, 0.0))
    assert len(real) == len(predicted)
    for level, other in zip(real, predicted, strict=True):
        assert level.merges == other.merges
        assert other.read_bytes == pytest.approx(level.read_bytes, rel=TOLERANCE)
        assert other.written_bytes == pytest.approx(level.written_bytes, rel=TOLERANCE)
