"""Division of the rows of co-occurrence counts into ranges that take about the same time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PAIR_ADDITIONS = 10
"""Additions that take as long as a pair to be sorted and written."""
_MIN_RANGES, _MAX_RANGES = 4, 64
_RANGES_PER_WORKER = 2
_SAMPLE_SIZES = 64


def divide_rows(counts: NDArray[np.int64], window: int, workers: int) -> list[tuple[int, int]]:
    """Divide words into ranges that take about the same time.

    Rare words take more time per token, because they have more pairs, which must be written. Their
    number is estimated as the number of distinct words in random samples of the tokens.

    Parameters
    ----------
    counts : ndarray of int64, shape (V,)
        Number of tokens of each word.
    window : int
        Number of tokens in a window, without the central word.
    workers : int
        Number of workers; there are two ranges for each, at least 4 and at most 64.

    Returns
    -------
    list of tuple of int
        First word of each range, and word after the last.

    Example
    -------
    >>> divide_rows(np.array([90, 9, 9, 4, 4, 3, 3, 3]), 2, 1)
    [(0, 1), (1, 2), (2, 4), (4, 8)]
    """
    number = min(_MAX_RANGES, max(_MIN_RANGES, _RANGES_PER_WORKER * workers))
    additions = counts * float(window)
    costs = additions + PAIR_ADDITIONS * _expected_types(counts, additions)
    starts = np.concatenate(([0], np.cumsum(costs)))
    inner = np.searchsorted(starts, starts[-1] / number * np.arange(1, number))
    bounds = np.unique(np.concatenate(([0], inner, [counts.size])))
    return list(pairwise(bounds.tolist()))


def _expected_types(counts: NDArray[np.int64], sizes: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the expected number of distinct words in samples of the given sizes."""
    distinct, words = np.unique(counts, return_counts=True)
    shares = distinct / max(1, counts.sum())
    points = np.geomspace(1, max(2, sizes.max()), _SAMPLE_SIZES)
    expected = [-words @ np.expm1(-size * shares) for size in points]
    return np.interp(np.log(np.maximum(sizes, 1)), np.log(points), expected)
