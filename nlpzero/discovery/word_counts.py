"""Segmenting a text into n-grams with the largest sum of scores, and counting the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.progress import Progress

from .._kernels import ngram_trie
from .._kernels import trie_segmentation as kernels
from ..text import SymbolScan
from .ngram_trie import NgramTrie

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

UNKNOWN_SCORE = -15.0
"""Score of a single symbol that was not counted: lower than the score of any counted symbol."""


class WordCounts(NamedTuple):
    """Counts of the words of a segmented text, for G n-grams.

    Attributes
    ----------
    counts : ndarray of int64, shape (G,)
        Number of occurrences as a word.
    positions : ndarray of int64, shape (G,)
        Position of the first symbol of the first occurrence; -1 if there is none.
    """

    counts: NDArray[np.int64]
    positions: NDArray[np.int64]

    @classmethod
    def zeros(cls, size: int) -> WordCounts:
        """Return counts of 0."""
        return cls(np.zeros(size, np.int64), np.full(size, -1, np.int64))


class SegmentationModel(NamedTuple):
    """Scores of R n-grams with which texts are segmented.

    Attributes
    ----------
    trie : NgramTrie
        The R n-grams: words and their prefixes.
    scores : ndarray of float64, shape (R,)
        Scores of words; -inf for prefixes that are not words.
    rows : ndarray of int64, shape (R,)
        Row of each among the G n-grams of the statistics.
    unknown_score : float
        Score of a single symbol that is not a word.
    roots : ndarray of int32
        Index of each single symbol among the R n-grams; -1 for others.
    extended : ndarray of bool, shape (R,)
        Which of the n-grams are prefixes of others.
    """

    trie: NgramTrie
    scores: NDArray[np.float64]
    rows: NDArray[np.int64]
    unknown_score: float
    roots: NDArray[np.int32]
    extended: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        trie: NgramTrie,
        scores: NDArray[np.float64],
        rows: NDArray[np.int64],
        unknown_score: float,
    ) -> SegmentationModel:
        """Build a model of a trie of n-grams with scores."""
        roots, extended = ngram_trie.shortcuts(*trie, scores.size)
        return cls(trie, scores, rows, unknown_score, roots, extended)

    @classmethod
    def build(cls, statistics: NgramStatistics, scores: NDArray[np.float64]) -> SegmentationModel:
        """Build a model of the few n-grams that a best segmentation may contain."""
        words = kernels.useful(scores, statistics.lengths, statistics.prefix, statistics.suffix) & (
            scores > -np.inf
        )
        trie, rows = NgramTrie.select(statistics, words)
        return cls.of(trie, np.where(words[rows], scores[rows], -np.inf), rows, UNKNOWN_SCORE)

    def words(self, symbols: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Segment symbols; returns the row of each word, -1 if there is none, and its position."""
        found: tuple[NDArray[np.int64], NDArray[np.int64]] = kernels.best_words(
            symbols, *self.trie, self.roots, self.extended, self.scores, self.unknown_score
        )
        return found

    def count_words(
        self,
        scan: SymbolScan,
        *,
        threads: int,
        stage: str,
        progress: Progress | None,
        only: NDArray[np.bool_] | None = None,
    ) -> WordCounts:
        """Segment a text and count its words.

        Parameters
        ----------
        scan : SymbolScan
            The text.
        threads : int
            The result does not depend on it.
        stage : str
            Name of the stage in `progress`.
        progress : Progress or None
            Called with the number of symbols that were segmented.
        only : ndarray of bool, shape (V + 1,), optional
            Symbols of which a run must contain at least one to be counted. None counts all runs.

        Returns
        -------
        WordCounts
            Of the R n-grams of the model, including single symbols that are not words.
        """

        def words(symbols: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
            return self.words(symbols if only is None else _runs_with(only, symbols))

        counts = WordCounts.zeros(self.scores.size)
        for begin, found in scan.map_chunks(words, threads=threads, stage=stage, progress=progress):
            kernels.tally(*found, begin, *counts)
        return counts


def count_words(
    scan: SymbolScan,
    statistics: NgramStatistics,
    scores: NDArray[np.float64],
    *,
    threads: int,
    stage: str,
    progress: Progress | None,
    only: NDArray[np.bool_] | None = None,
) -> WordCounts:
    """Segment a text into the words with the largest sum of scores, and count them.

    Parameters
    ----------
    scan : SymbolScan
        The text.
    statistics : NgramStatistics
        G n-grams.
    scores : ndarray of float64, shape (G,)
        Score of each as a word; -inf for n-grams that are not words.
    threads, stage, progress, only
        See :meth:`SegmentationModel.count_words`.

    Returns
    -------
    WordCounts
        Of the G n-grams.
    """
    model = SegmentationModel.build(statistics, scores)
    found = model.count_words(scan, threads=threads, stage=stage, progress=progress, only=only)
    words = WordCounts.zeros(scores.size)
    known = model.scores > -np.inf  # the others are single symbols that are not words
    rows = model.rows[known]
    words.counts[rows], words.positions[rows] = found.counts[known], found.positions[known]
    return words


def count_frequent_words(
    scan: SymbolScan,
    statistics: NgramStatistics,
    scores: NDArray[np.float64],
    min_count: int,
    *,
    threads: int,
    progress: Progress | None,
) -> tuple[NDArray[np.float64], WordCounts]:
    """Segment a text repeatedly until no word of several symbols is rare.

    Words with fewer than `min_count` occurrences are excluded from the next segmentation.

    Parameters
    ----------
    scan, statistics, scores, threads, progress
        See :func:`count_words`.
    min_count : int
        Minimum count of a word of several symbols.

    Returns
    -------
    scores : ndarray of float64, shape (G,)
        -inf for n-grams of several symbols that are not words of the last segmentation.
    words : WordCounts
        Counts of the last segmentation.
    """
    longer = statistics.lengths > 1
    while True:
        words = count_words(
            scan, statistics, scores, threads=threads, stage="segmenting", progress=progress
        )
        rare = longer & (words.counts < min_count)
        scores = np.where(rare, -np.inf, scores)
        if not words.counts[rare].any():
            return scores, words
        del words


def _runs_with(flags: NDArray[np.bool_], symbols: NDArray[np.int32]) -> NDArray[np.int32]:
    """Replace runs without a flagged symbol by boundaries."""
    runs = np.cumsum(symbols == 0)
    wanted = np.zeros(int(runs[-1]) + 1, np.bool_)
    wanted[runs[flags[symbols]]] = True
    return np.where(wanted[runs], symbols, np.int32(0))
