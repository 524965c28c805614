"""One set of vectors: fit them to a copy of themselves, then go as far as it pays."""

from __future__ import annotations

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from ..progress import Stage
from .engine import Engine, Matrix
from .start import Start
from .sweeps import COARSE_SWEEPS, COARSE_WORDS, STEPS

LONGEST = 2.0  # steps; fits of equal worth lie far away where nothing holds the vectors


class Tied:
    """Vectors v_i, the columns being the same.

    To fit all rows to the present columns at once overshoots, and where the targets are negative
    it would swing ever farther.  But it gives a direction in which the objective falls, and along
    a line the objective is a polynomial of degree 4, so the best step is known.

    Parameters
    ----------
    engine : Engine
        Does the linear algebra.
    start : Start
        Vectors to begin with; its rows are taken.
    """

    def __init__(self, engine: Engine, start: Start) -> None:
        self._engine = engine
        self.rows = engine.take(start.rows)

    @property
    def columns(self) -> Matrix:
        """The same vectors."""
        return self.rows

    @property
    def pairs_per_sweep(self) -> int:
        """Stored pairs that a sweep visits, for progress."""
        return self._engine.problem.rows.indices.size

    def coarse(self, stage: Stage) -> None:
        """Shape the vectors of the most frequent words, then fit those of all others to them."""
        size = self._engine.problem.size
        few = min(COARSE_WORDS, size)
        self.rows = self._engine.cleared(self.rows, few)
        for _ in range(COARSE_SWEEPS):
            self._improve(few, stage)
        if few < size:
            old = self._engine.first(self.rows, few)
            self._fit(size, few, stage)
            self.rows = self._engine.replaced(self.rows, old)

    def sweep(self, stage: Stage) -> float:
        """Improve all vectors; the objective after it."""
        return self._improve(self._engine.problem.size, stage)

    def _fit(self, rows: int, columns: int, stage: Stage) -> None:
        self.rows, _ = self._engine.improve(
            self.rows, self.rows, transposed=False, steps=STEPS,
            row_limit=rows, column_limit=columns, stage=stage,
        )  # fmt: skip

    def _improve(self, limit: int, stage: Stage) -> float:
        """Fit the first `limit` vectors to themselves and take the best step on the way."""
        engine = self._engine
        old = engine.first(self.rows, limit)
        self._fit(limit, limit, stage)
        change = engine.difference(self.rows, old)
        along = self._along(old, change)
        step = _lowest(along)
        self.rows = engine.replaced(self.rows, engine.moved(old, change, step))
        return float(along(step))

    def _along(self, old: Matrix, change: Matrix) -> Polynomial:
        """Give the objective of old + t change as a polynomial in t."""
        problem, engine = self._engine.problem, self._engine
        start, end = engine.gram(old), engine.gram(change)
        mixed = engine.gram(engine.moved(old, change, 1.0)) - start - end
        powers = (start, mixed, end)
        everywhere = _product(powers, powers)
        shares = [(engine.sums(side, old), engine.sums(side, change)) for side in (0, 1)]
        aimed = _product(*shares)
        norms = Polynomial([np.trace(power) for power in powers])
        pairs = Polynomial(engine.sum_along(old, change))
        return (
            problem.constant
            + pairs
            + problem.zero_weight * (everywhere - 2 * aimed)
            + 2 * problem.regularization * norms
        )


def _product(
    left: tuple[NDArray[np.float64], ...], right: tuple[NDArray[np.float64], ...]
) -> Polynomial:
    """Inner product of two polynomials whose coefficients are arrays."""
    sums = np.zeros(len(left) + len(right) - 1)
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            sums[i + j] += float(np.sum(one * other))
    return Polynomial(sums)


def _lowest(along: Polynomial) -> float:
    """Where from 0 to `LONGEST` a polynomial is lowest."""
    if not np.isfinite(along.coef).all():
        return 1.0  # the objective will tell
    turns = np.asarray(along.deriv().roots(), np.complex128)
    inside = (turns.imag == 0) & (turns.real > 0) & (turns.real < LONGEST)
    return min([0.0, *turns.real[inside].tolist(), LONGEST], key=lambda step: float(along(step)))
