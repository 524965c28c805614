"""Segmenting a text into n-grams with the largest sum of scores, and counting the words."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Progress

from .._kernels import ngram_trie
from .._kernels import trie_segmentation as kernels
from ..text import SymbolScan
from .ngram_trie import NgramTrie

if TYPE_CHECKING:
    from ..ngrams import NgramStatistics

WordsOfChunk: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64]]
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
    def build(
        cls, statistics: NgramStatistics, scores: NDArray[np.float64], threads: int
    ) -> SegmentationModel:
        """Build a model of the few n-grams that a best segmentation may contain."""
        words = _useful(statistics, scores, threads) & (scores > -np.inf)
        trie, rows = NgramTrie.select(statistics, words)
        return cls.of(trie, np.where(words[rows], scores[rows], -np.inf), rows, UNKNOWN_SCORE)

    @property
    def kernel_arguments(self) -> tuple[Any, ...]:
        """Arguments of the kernels that segment."""
        return *self.trie, self.roots, self.extended, self.scores, self.unknown_score

    def words(self, symbols: NDArray[np.int32]) -> WordsOfChunk:
        """Segment symbols; returns the row of each word, -1 if there is none, and its position."""
        found: WordsOfChunk = kernels.best_words(symbols, *self.kernel_arguments)
        return found

    def count_words(
        self,
        scan: SymbolScan,
        *,
        threads: int,
        stage: str,
        progress: Progress | None,
        only: NDArray[np.bool_] | None = None,
        earlier: SegmentedText | None = None,
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
        earlier : SegmentedText, optional
            An earlier segmentation, from which words have been excluded since, or an empty one. It
            gets the words of this one.

        Returns
        -------
        WordCounts
            Of the R n-grams of the model, including single symbols that are not words.
        """

        def words(_: int, symbols: NDArray[np.int32]) -> WordsOfChunk:
            return self.words(symbols if only is None else _runs_with(only, symbols))

        counts = WordCounts.zeros(self.scores.size)
        segment = words if earlier is None else earlier.segment_with(self)
        for begin, found in scan.map_chunks(
            segment, threads=threads, stage=stage, progress=progress
        ):
            kernels.tally(*found, begin, *counts)
        return counts


class SegmentedText:
    """The words of a text, of which some are excluded step by step.

    Only runs that contain an excluded word are segmented again.

    Parameters
    ----------
    lengths : ndarray of int8, shape (G,)
        Number of symbols of each n-gram of the statistics.
    """

    def __init__(self, lengths: NDArray[np.int8]) -> None:
        self._lengths = lengths
        self._model: SegmentationModel | None = None
        self._chunks: dict[int, NDArray[np.int32]] = {}

    def segment_with(
        self, model: SegmentationModel
    ) -> Callable[[int, NDArray[np.int32]], WordsOfChunk]:
        """Return a function that segments the chunk at a position and keeps its words.

        It must be called for all chunks, the same ones each time. The scores of n-grams must be
        those of the previous model, or -inf.
        """
        previous, self._model = self._model, model
        if previous is None:
            return lambda begin, symbols: self._keep(begin, model.words(symbols))
        places = np.minimum(np.searchsorted(model.rows, previous.rows), model.rows.size - 1)
        kept = (model.rows[places] == previous.rows) & (model.scores[places] > -np.inf)
        numbers = np.where(kept, places, -1)
        settings = self._lengths[previous.rows], numbers, *model.kernel_arguments

        def again(begin: int, symbols: NDArray[np.int32]) -> WordsOfChunk:
            words = self._chunks[begin]
            return self._keep(begin, kernels.remaining_words(symbols, words, *settings))

        return again

    def _keep(self, begin: int, words: WordsOfChunk) -> WordsOfChunk:
        self._chunks[begin] = words[0].astype(np.int32)
        return words


def count_words(
    scan: SymbolScan,
    statistics: NgramStatistics,
    scores: NDArray[np.float64],
    *,
    threads: int,
    stage: str,
    progress: Progress | None,
    only: NDArray[np.bool_] | None = None,
    earlier: SegmentedText | None = None,
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
    threads, stage, progress, only, earlier
        See :meth:`SegmentationModel.count_words`.

    Returns
    -------
    WordCounts
        Of the G n-grams.
    """
    model = SegmentationModel.build(statistics, scores, threads)
    found = model.count_words(
        scan, threads=threads, stage=stage, progress=progress, only=only, earlier=earlier
    )
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
    earlier: SegmentedText | None = None,
) -> tuple[NDArray[np.float64], WordCounts]:
    """Segment a text repeatedly until no word of several symbols is rare.

    Words with fewer than `min_count` occurrences are excluded from the next segmentation.

    Parameters
    ----------
    scan, statistics, scores, threads, progress
        See :func:`count_words`.
    min_count : int
        Minimum count of a word of several symbols.
    earlier : SegmentedText, optional
        An empty one, to save time. None segments the whole text each time, without more memory.

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
            scan, statistics, scores, threads=threads, stage="segmenting", progress=progress,
            earlier=earlier,
        )  # fmt: skip
        rare = longer & (words.counts < min_count)
        scores = np.where(rare, -np.inf, scores)
        if not words.counts[rare].any():
            return scores, words
        del words


def _useful(
    statistics: NgramStatistics, scores: NDArray[np.float64], threads: int
) -> NDArray[np.bool_]:
    """Return which n-grams a best segmentation may contain, (G,)."""
    best, found = scores.copy(), np.ones(scores.size, np.bool_)

    def mark(span: tuple[int, int, int]) -> None:
        kernels.mark_useful(*span, statistics.prefix, statistics.suffix, best, found)

    for length in range(2, statistics.order + 1):  # the sums of shorter n-grams are complete
        rows = statistics.rows_of_length(length)
        bounds = np.linspace(rows.start, rows.stop, threads + 1).astype(int).tolist()
        deque(map_in_order(mark, [(length, *span) for span in pairwise(bounds)], threads), 0)
    return found


def _runs_with(flags: NDArray[np.bool_], symbols: NDArray[np.int32]) -> NDArray[np.int32]:
    """Replace runs without a flagged symbol by boundaries."""
    runs = np.cumsum(symbols == 0)
    wanted = np.zeros(int(runs[-1]) + 1, np.bool_)
    wanted[runs[flags[symbols]]] = True
    return np.where(wanted[runs], symbols, np.int32(0))
