"""N-gram statistics of a text that fit a memory budget."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from simpler_glove.errors import ResourceError

from ..ngrams import NgramStatistics, count_scan, counting_bytes
from ..ngrams.budget import statistics_bytes
from ..ngrams.count import NgramCounter
from ..text import SymbolScan

_log = logging.getLogger(__name__)
NGRAM_BYTES = 190
"""Bytes of memory per n-gram: its statistics, and the arrays that discovery computes of them."""
_COUNTED_BYTES = 110  # per n-gram while n-grams are counted
_SYMBOL_BYTES = 250  # per symbol of the alphabet: its strings, with numbers and without
_WORKING_BYTES = 10 << 20  # for the parts of the text that are read and segmented
_SCORE_BYTES = 8  # per n-gram: its score, which is kept while n-grams are counted again
_WORD_BYTES = 400  # per word of the lexicon: strings of the word and its example, evidence


def discovery_bytes(
    symbols: float,
    codes: int,
    ngrams: float,
    words: float,
    *,
    order: int,
    min_count: int,
    threads: int,
    repeated_lines: bool = False,
) -> float:
    """Return the memory that word discovery takes without a budget.

    Parameters
    ----------
    symbols, codes, ngrams, words : float
        Number of symbols of the text, of distinct symbols, of n-grams, and of words.
    order, min_count, threads
        See :class:`~nlpzero.WordDiscoverer`.
    repeated_lines : bool, default False
        There are repeated lines, so that the text is in memory with and without them.
    """
    text = 4 * symbols * (2 if repeated_lines else 1)
    kept = (statistics_bytes(order) + _SCORE_BYTES) * ngrams  # while n-grams are counted again
    counting = counting_bytes(
        round(symbols), codes, round(ngrams), order=order, min_count=min_count, threads=threads
    )
    finding = NGRAM_BYTES * ngrams + _WORD_BYTES * words
    return text + _SYMBOL_BYTES * codes + _WORKING_BYTES + kept + max(counting, finding)


def least_bytes(symbols: float, alphabet: int, ngrams: float) -> float:
    """Return the least memory budget in which words are found among n-grams.

    Parameters
    ----------
    symbols : float
        Number of symbols of the text; they are on disk if they exceed a quarter of the budget.
        Otherwise they are in memory, also without repeated lines.
    alphabet : int
        Number of distinct symbols.
    ngrams : float
        Number of n-grams.
    """
    needed = NGRAM_BYTES * ngrams + _SYMBOL_BYTES * alphabet + _WORKING_BYTES
    text = 8 * symbols
    return needed if text / 2 > (needed + text) / 4 else needed + text


class NgramMemory:
    """The n-grams of a text, kept in memory or counted again if memory is limited.

    Parameters
    ----------
    scan : SymbolScan
        The text.
    min_counts : sequence of int
        Values of `min_count` in ascending order; the first one for which the memory suffices is
        used.
    memory : int or None
        Memory budget in bytes, including the text; None sets no limit.
    copies : int, default 1
        Number of statistics that are in memory at the same time.
    ngram_bytes : int, default 190
        Bytes of memory per n-gram of a copy.
    counter : NgramCounter, default count_scan
        Counts the n-grams.
    **options : Any
        Parameters of :func:`~nlpzero.ngrams.count_scan`.

    Attributes
    ----------
    memory : int or None
        Bytes that remain of the budget for n-grams.
    min_count : int
        The value of `min_counts` that is used.

    Raises
    ------
    ResourceError
        If the memory does not suffice for any of the values.
    """

    def __init__(
        self,
        scan: SymbolScan,
        min_counts: Sequence[int],
        memory: int | None,
        *,
        copies: int = 1,
        ngram_bytes: int = NGRAM_BYTES,
        counter: NgramCounter = count_scan,
        **options: Any,
    ) -> None:
        self.memory = memory
        self._copy_bytes = copies * ngram_bytes
        if memory is not None:
            fixed = scan.resident_bytes + _SYMBOL_BYTES * len(scan.alphabet)
            self.memory = max(1, memory - fixed - _WORKING_BYTES)
        self._count: Callable[..., NgramStatistics] = partial(
            counter, scan, memory=self.memory, **options
        )
        self._statistics: NgramStatistics | None = self._first_fitting(min_counts)
        self.min_count = self._statistics.min_count

    def take(self) -> NgramStatistics:
        """Return the statistics; if memory is limited, no other reference to them is kept."""
        statistics = self._statistics
        if self.memory is not None:
            self._statistics = None
        return self._count(min_count=self.min_count) if statistics is None else statistics

    def _first_fitting(self, min_counts: Sequence[int]) -> NgramStatistics:
        for min_count in min_counts:
            try:
                statistics = self._counted(min_count)
            except ResourceError as error:
                problem = error.with_traceback(None)  # its frames would keep the n-grams
                continue
            if min_count > min_counts[0]:
                _log.warning(
                    "Memory limit reached: only n-grams with count >= %d are considered instead "
                    "of count >= %d.", min_count, min_counts[0],
                )  # fmt: skip
            return statistics
        raise problem

    def _counted(self, min_count: int) -> NgramStatistics:
        """Count; ResourceError if there is no memory for the arrays that are computed."""
        try:
            statistics = self._count(min_count=min_count)
        except ResourceError as error:  # what follows needs more than counting
            share = max(1.0, self._copy_bytes / _COUNTED_BYTES)
            error.needed_bytes = int(share * (error.needed_bytes or 0))
            raise
        needed = self._copy_bytes * len(statistics)
        if self.memory is not None and needed > self.memory:
            raise ResourceError(
                f"{self.memory:,} bytes of memory are too few to find words among the "
                f"{len(statistics):,} n-grams with a count of at least {statistics.min_count}, "
                f"which require {needed:,} bytes",
                hint=f"Raise {{memory}}.\nRaise {{min_count}} (now {statistics.min_count}).",
                needed_bytes=needed,
                available_bytes=self.memory,
            )
        return statistics
