"""Joining two lexicons, column by column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError

from .columns import Columns, Floats
from .entry import EVIDENCE


class _Union:
    """Rows of `first`, then those of `second` that are new: V of them."""

    def __init__(self, first: Columns, second: Columns) -> None:
        self.first, self.second = first, second
        index = {word: row for row, word in enumerate(first.words)}
        self.rows = np.array([index.get(word, -1) for word in second.words], np.int64)
        fresh = self.rows < 0
        self.size = len(first.words) + int(fresh.sum())
        self.rows[fresh] = np.arange(len(first.words), self.size)
        self.counts = np.zeros((2, self.size), np.int64)
        self.counts[0, : len(first.words)] = first.counts
        self.counts[1, self.rows] = second.counts

    def spread(self, first: Floats | None, second: Floats | None) -> NDArray[np.float64]:
        """Both columns side by side over all rows, NaN where a word is not in a lexicon."""
        both = np.full((2, self.size), np.nan)
        if first is not None:
            both[0, : first.size] = first
        if second is not None:
            both[1, self.rows] = second
        return both

    def choose(self, both: NDArray[np.float64]) -> Floats:
        """Of each pair that of the larger count, the first on a tie; the other if that is NaN."""
        swap = (self.counts[1] > self.counts[0]) | np.isnan(both[0])
        chosen: Floats = np.where(swap & ~np.isnan(both[1]), both[1], both[0])
        return chosen


def union(first: Columns, second: Columns) -> Columns:
    """Join two tables: counts add, the rest is that of the larger count where it has it."""
    both = _Union(first, second)
    counts = both.counts.sum(axis=0)
    if np.any(counts < both.counts[0]):  # has wrapped
        raise ParameterError("The counts of the two lexicons add up to more than 2**63 - 1.")
    words = [*first.words, *second.words]
    scores = None
    if first.scores is not None and second.scores is not None:
        scores = both.choose(both.spread(first.scores, second.scores))
    evidence = {
        name: both.choose(both.spread(first.evidence.get(name), second.evidence.get(name)))
        for name in EVIDENCE
        if name in first.evidence or name in second.evidence
    }
    return Columns(tuple(dict.fromkeys(words)), counts, scores, evidence, _examples(both))


def _examples(both: _Union) -> tuple[str, ...] | None:
    first, second = both.first.examples, both.second.examples
    if first is None and second is None:
        return None
    chosen = list(first or [""] * len(both.first.words)) + [""] * both.size
    del chosen[both.size :]
    larger = (both.counts[1] > both.counts[0]).tolist()
    for row, example in zip(both.rows.tolist(), second or (), strict=False):
        if example and (larger[row] or not chosen[row]):
            chosen[row] = example
    return tuple(chosen)
