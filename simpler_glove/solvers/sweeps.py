"""The order of half-sweeps: from the most frequent words to all, then back and forth."""

from __future__ import annotations

import numpy as np

from ..progress import Stage
from .engine import Change, Engine
from .start import Start

COARSE_WORDS = 4096
COARSE_SWEEPS = 4
STEPS = 2


class Alternation:
    """Row vectors and column vectors, improved in turn.

    Parameters
    ----------
    engine : Engine
        Does the linear algebra.
    start : Start
        Vectors to begin with.
    """

    def __init__(self, engine: Engine, start: Start) -> None:
        self._engine = engine
        self.rows = engine.take(start.rows)
        self.columns = engine.take(start.columns)

    @property
    def pairs_per_sweep(self) -> int:
        """Stored pairs that a sweep visits, for progress."""
        return 2 * self._engine.problem.rows.indices.size

    def coarse(self, stage: Stage) -> None:
        """Shape the vectors of the most frequent words, then fit those of all others to them."""
        size = self._engine.problem.size
        few = min(COARSE_WORDS, size)
        self.rows = self._engine.cleared(self.rows, few)
        self.columns = self._engine.cleared(self.columns, few)
        for _ in range(COARSE_SWEEPS):
            self._improve_columns(few, few, stage)
            self._improve_rows(few, few, stage)
        if few < size:
            self._improve_rows(size, few, stage)

    def sweep(self, stage: Stage) -> float:
        """Improve all columns, then all rows; the objective after it."""
        problem = self._engine.problem
        self._improve_columns(problem.size, problem.size, stage)
        of_rows = self._improve_rows(problem.size, problem.size, stage).after
        norms = float(np.trace(self._engine.gram(self.columns)))
        return of_rows + problem.constant + problem.regularization * norms

    def _improve_columns(self, rows: int, columns: int, stage: Stage) -> None:
        self.columns, _ = self._engine.improve(
            self.columns, self.rows, transposed=True, steps=STEPS,
            row_limit=columns, column_limit=rows, stage=stage,
        )  # fmt: skip

    def _improve_rows(self, rows: int, columns: int, stage: Stage) -> Change:
        self.rows, change = self._engine.improve(
            self.rows, self.columns, transposed=False, steps=STEPS,
            row_limit=rows, column_limit=columns, stage=stage,
        )  # fmt: skip
        return change
