"""Ranges of rows take about the same time."""

import numpy as np
import pytest

from nlpzero.cluster.row_division import PAIR_ADDITIONS, divide_rows


@pytest.mark.parametrize("window", [1, 20])
def test_ranges_of_rows_take_about_the_same_time(window):
    counts = (100_000 / np.arange(1, 1500)).astype(np.int64)
    additions = counts * window
    absent = (1 - counts / counts.sum()) ** additions[:, None]  # words of a sample of this size
    costs = additions + PAIR_ADDITIONS * (1 - absent).sum(axis=1)
    ranges = divide_rows(counts, window, 3)
    assert [first for first, _ in ranges] == [0, *(last for _, last in ranges[:-1])]
    assert len(ranges) == 6
    assert ranges[-1][1] == counts.size
    of_ranges = [costs[slice(*rows)].sum() for rows in ranges]
    assert max(of_ranges) - min(of_ranges) < 0.03 * costs.sum()


def test_ranges_of_few_words():
    assert divide_rows(np.array([5]), 20, 3) == [(0, 1)]
    assert divide_rows(np.array([3, 0]), 20, 3)[-1][1] == 2
