"""The contexts of words with the largest PMI, from counts of co-occurrences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.pmi import marginals

from .communities import Links
from .model_words import ModelWords

CONTEXTS = 10
"""Number of contexts of a word."""
MIN_WEIGHT = 5.0
"""Minimum weighted number of co-occurrences: the PMI of rarer ones is noise."""
MAX_ROWS = 20_000
NO_CONTEXT = 0xFFFFFFFF


class Contexts(NamedTuple):
    """The contexts of r words by descending PMI.

    Attributes
    ----------
    ids : ndarray of uint32, shape (r, 10)
        Positions in the report; 0xFFFFFFFF where there is none.
    pmi : ndarray of float64, shape (r, 10)
        PMI in nats, NaN where there is none.
    """

    ids: NDArray[np.uint32]
    pmi: NDArray[np.float64]

    def links(self) -> Links:
        """Return the graph of words whose links have a PMI above 0, which is the weight."""
        sources, places = np.nonzero(np.nan_to_num(self.pmi) > 0)
        targets = self.ids[sources, places].astype(np.int64)
        return Links(sources, targets, self.pmi[sources, places])


def largest_pmi(
    words: ModelWords, counts: CooccurrenceCounts, *, rows: int, min_weight: float = MIN_WEIGHT
) -> Contexts:
    """Return the contexts with the largest PMI of the first `rows` words.

    Parameters
    ----------
    words : ModelWords
        The words.
    counts : CooccurrenceCounts
        Counts with some of these words.
    rows : int
        Number of words.
    min_weight : float, default 5
        Minimum weighted number of co-occurrences.
    """
    listed = words.words
    places = {word: place for place, word in enumerate(listed)}
    position = np.array([places.get(word, -1) for word in counts.vocabulary.words], np.int64)
    parts = marginals(counts)
    ids = np.full((min(rows, len(listed)), CONTEXTS), NO_CONTEXT, np.uint32)
    pmi = np.full(ids.shape, np.nan)
    minimum = min_weight * counts.scale
    for row in np.flatnonzero((position >= 0) & (position < len(ids))).tolist():
        pairs = slice(int(counts.indptr[row]), int(counts.indptr[row + 1]))
        columns, numbers = counts.indices[pairs], counts.counts[pairs]
        kept = (numbers >= minimum) & (position[columns] >= 0) & (columns != row)
        columns = columns[kept]
        values = np.log(numbers[kept].astype(np.float64))
        values -= parts.log_rows[row] + parts.log_columns[columns]
        best = np.lexsort((position[columns], -values))[:CONTEXTS]
        place = position[row]
        ids[place, : len(best)] = position[columns[best]]
        pmi[place, : len(best)] = values[best]
    return Contexts(ids, pmi)
