"""Memory that counting n-grams needs, and the number of rows that fit a budget."""

from __future__ import annotations

from dataclasses import dataclass

from simpler_glove.errors import ResourceError

TASK = 1 << 15  # rows that are refined together: about as many as fit the cache of a core
_WORKING_BYTES = 1 << 30  # for rows if there is no memory budget
_NGRAM_BYTES = 20  # of an n-gram that was found, before its neighbours are measured
_SORTING_BYTES = 24  # of an n-gram: an index, last symbols, and spare capacity
_THREAD_BYTES = 1 << 17  # of a thread in addition to its counters: packed positions, a table


def statistics_bytes(order: int) -> int:
    """Return the bytes of an n-gram in `NgramStatistics`: its symbols and ten numbers."""
    return 65 + 4 * order


@dataclass(frozen=True)
class CountingPlan:
    """Number of rows that are counted at a time, rows per task, and worker threads."""

    rows: int
    task: int
    workers: int


NO_ROWS = CountingPlan(0, 0, 0)


@dataclass(frozen=True)
class CountingBudget:
    """Memory needs of counting, in bytes.

    Attributes
    ----------
    memory : int or None
        Memory budget in bytes; None sets no limit.
    symbols : int
        Number of distinct symbols.
    codes : int
        Number of frequent symbols.
    parts : int
        Number of parts of the text that are read in parallel.
    lanes : int
        Number of 64-bit words per row.
    order, min_count : int
        See :func:`count_ngrams`.
    """

    memory: int | None
    symbols: int
    codes: int
    parts: int
    lanes: int
    order: int
    min_count: int

    @property
    def _fixed(self) -> int:
        return (16 * self.symbols + 24 * self.codes) * (self.parts + 1)

    def _results(self, ngrams: int) -> int:
        """Return the bytes of that many n-grams while they are sorted."""
        return ngrams * (statistics_bytes(self.order) + _SORTING_BYTES)

    def _work(self, plan: CountingPlan) -> int:
        row = 8 * self.lanes
        scratch = plan.task * (row + _NGRAM_BYTES // self.min_count + 1)
        scratch += self.codes * 12 + _THREAD_BYTES
        return plan.rows * row + plan.workers * scratch

    def needed(self, plan: CountingPlan, ngrams: int) -> int:
        """Return the bytes that a plan takes in addition to the n-grams found so far."""
        return self._fixed + self._results(ngrams) + self._work(plan)

    def fits(self, plan: CountingPlan, ngrams: int) -> bool:
        """Return whether the plan fits the budget in addition to the n-grams found so far."""
        return self.memory is None or self.needed(plan, ngrams) <= self.memory

    def plan(
        self, largest: int, done: int, rows: int, ngrams: int, threads: int
    ) -> CountingPlan | None:
        """Choose the next plan; None if there is not enough memory for any.

        Memory is kept free for the n-grams that are expected in the remaining rows, or half of
        what is free if nothing has been counted yet.

        Parameters
        ----------
        largest : int
            Rows of the most frequent of the remaining codes, which have to be counted together.
        done, rows : int
            Number of rows that have been and that remain to be counted.
        ngrams : int
            Number of n-grams found so far.
        threads : int
            Number of threads.
        """
        free = _WORKING_BYTES
        if self.memory is not None:
            free = self.memory - self._fixed - self._results(ngrams)
            expected = self._results(ngrams * rows // done) if done else free
            free -= min(free // 2, 2 * expected)
        task = min(rows, max(TASK, largest))
        for workers in range(threads, 0, -1):
            remaining = free - self._work(CountingPlan(0, task, workers))
            taken = min(rows, remaining // (8 * self.lanes))
            if taken >= largest and taken >= min(rows, workers * task):
                return CountingPlan(taken, task, workers)
        least = CountingPlan(largest, largest, 1)
        return least if self.fits(least, ngrams) or self.memory is None else None

    def exceeded(self, largest: int, ngrams: int, share: float) -> ResourceError:
        """Return the error that `largest` rows do not fit in addition to the n-grams found.

        Parameters
        ----------
        largest : int
            Number of rows.
        ngrams : int
            Number of n-grams found so far.
        share : float
            Share of the text in which they were found.
        """
        least = CountingPlan(largest, largest, 1)
        needed = self.needed(least, ngrams)
        total = self.needed(least, int(ngrams / share)) if share else needed
        return ResourceError(
            f"{self.memory:,} bytes of memory are too few to count the n-grams of {self.codes:,} "
            f"frequent symbols: {share:.0%} of the text has {ngrams:,} of them; continuing "
            f"requires {needed:,} bytes, about {total:,} for the whole text",
            hint=f"Raise {{memory}}.\nRaise {{min_count}} (now {self.min_count}).",
            needed_bytes=total,
            available_bytes=self.memory,
        )
