"""How many rows fit the memory that counting may use."""

from __future__ import annotations

from dataclasses import dataclass

from simpler_glove.errors import ResourceError

TASK = 1 << 15  # rows that are refined together: about as many as a core has cache for
_WORKING = 1 << 30  # bytes taken for rows where no limit is given
_CHILD = 20  # bytes of an n-gram found, before it is measured
_ORDERING = 24  # bytes of an n-gram: an index, last symbols, and room to grow
_SCRATCH = 1 << 17  # bytes of a thread besides its counters: packed positions, a table


@dataclass(frozen=True)
class Plan:
    """Rows that are counted at a time, rows of a task, and threads that work on tasks."""

    rows: int
    task: int
    workers: int


NOTHING = Plan(0, 0, 0)


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
        return (16 * self.symbols + 24 * self.codes) * (self.stretches + 1)

    def _results(self, ngrams: int) -> int:
        """Bytes of that many n-grams while they are put in order."""
        return ngrams * (65 + 4 * self.order + _ORDERING)

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

    def plan(self, largest: int, done: int, rows: int, ngrams: int, threads: int) -> Plan | None:
        """Choose how to go on, None where nothing fits.

        `largest` rows must be taken together, `ngrams` were found in the `done` ones, `rows` are
        left. What these are likely to give, or else a half of what is free, stays free.
        """
        free = _WORKING
        if self.memory is not None:
            free = self.memory - self._fixed - self._results(ngrams)
            likely = self._results(ngrams * rows // done) if done else free
            free -= min(free // 2, 2 * likely)
        task = min(rows, max(TASK, largest))
        for workers in range(threads, 0, -1):
            left = free - self._work(Plan(0, task, workers))
            taken = min(rows, left // (8 * self.lanes))
            if taken >= largest and taken >= min(rows, workers * task):
                return Plan(taken, task, workers)
        least = Plan(largest, largest, 1)
        return least if self.fits(least, ngrams) or self.memory is None else None


def too_small(budget: Budget, largest: int, ngrams: int, part: float) -> ResourceError:
    """Say that `largest` rows don't fit beside the `ngrams` found in a `part` of the text."""
    least = Plan(largest, largest, 1)
    needed = budget.needed(least, ngrams)
    whole = budget.needed(least, int(ngrams / part)) if part else needed
    return ResourceError(
        f"{budget.memory:,} bytes of memory are too few to count the n-grams of "
        f"{budget.codes:,} frequent symbols: {part:.0%} of the text give {ngrams:,} of them, and "
        f"to go on needs {needed:,} bytes, about {whole:,} for all. Allow more 'memory', or "
        f"raise 'min_count' (now {budget.min_count})."
    )
