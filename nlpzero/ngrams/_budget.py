"""How many rows fit the memory that counting may use."""

from __future__ import annotations

from dataclasses import dataclass

from simpler_glove.errors import ResourceError

TASK = 1 << 15  # rows that are refined together: about as many as a core has cache for
_WORKING = 1 << 30  # bytes taken for rows where no limit is given
_CHILD = 20  # bytes of an n-gram found, before it is measured
_SCRATCH = 1 << 17  # bytes of a thread besides its counters: packed positions, a table


@dataclass(frozen=True)
class Plan:
    """Rows that are counted at a time, rows of a task, and threads that work on tasks."""

    rows: int
    task: int
    workers: int


@dataclass(frozen=True)
class Budget:
    """What counting needs, in bytes.

    `memory` is the limit, None for none; `symbols` and `codes` are the numbers of all symbols
    and of the frequent ones, `stretches` those of parts of the text that are read side by side,
    `lanes` the number of 64-bit words of a row.
    """

    memory: int | None
    symbols: int
    codes: int
    stretches: int
    lanes: int
    order: int
    min_count: int

    @property
    def _fixed(self) -> int:
        return self.symbols * (8 * self.stretches + 16) + self.codes * (8 * self.stretches + 24)

    def _results(self, ngrams: int) -> int:
        """Bytes of that many n-grams while they are put in order."""
        return ngrams * (81 + 4 * self.order)

    def _work(self, plan: Plan) -> int:
        row = 8 * self.lanes
        scratch = plan.task * (row + _CHILD // self.min_count + 1) + self.codes * 12 + _SCRATCH
        return plan.rows * row + plan.workers * scratch

    def needed(self, plan: Plan, ngrams: int) -> int:
        """Bytes that a plan takes beside the n-grams found so far."""
        return self._fixed + self._results(ngrams) + self._work(plan)

    def fits(self, plan: Plan, ngrams: int) -> bool:
        """Tell whether a plan is possible beside the n-grams found so far."""
        return self.memory is None or self.needed(plan, ngrams) <= self.memory

    def plan(self, largest: int, rows: int, ngrams: int, threads: int) -> Plan | None:
        """Choose how to go on, None where nothing fits.

        `largest` rows must be taken together, `rows` are left, `ngrams` were found so far. Half
        of what is free is left to those still to be found.
        """
        free = _WORKING
        if self.memory is not None:
            free = (self.memory - self._fixed - self._results(ngrams)) // 2
        task = min(rows, max(TASK, largest))
        for workers in range(threads, 0, -1):
            left = free - self._work(Plan(0, task, workers))
            taken = min(rows, left // (8 * self.lanes))
            if taken >= largest and taken >= min(rows, workers * task):
                return Plan(taken, task, workers)
        least = Plan(largest, largest, 1)
        return least if self.fits(least, ngrams) or self.memory is None else None


def too_small(budget: Budget, needed: int, ngrams: int, part: float) -> ResourceError:
    """Say that `needed` bytes are too many, after `ngrams` were found in a `part` of the text."""
    return ResourceError(
        f"{budget.memory:,} bytes of memory are too few to count n-grams of {budget.codes:,} "
        f"symbols: after {part:.0%} of the text there are {ngrams:,} of them, and at least "
        f"{needed:,} bytes are needed to go on. Allow more 'memory', or raise 'min_count' "
        f"(now {budget.min_count})."
    )
