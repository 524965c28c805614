"""The order of half-sweeps: from the most frequent words to all, then back and forth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..progress import Stage
from ._cpu import Change, CpuEngine, Matrix

COARSE_WORDS = 4096
_COARSE_SWEEPS = 4
_STEPS = 2


class Start(NamedTuple):
    """Vectors to begin with: float32 (V, D) each."""

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]


class Alternation:
    """Row vectors and column vectors, improved in turn; with `tied` they are one.

    Parameters
    ----------
    engine : CpuEngine
        Does the linear algebra.
    start : Start
        Vectors to begin with.
    tied : bool
        One set of vectors in place of two.
    """

    def __init__(self, engine: CpuEngine, start: Start, *, tied: bool) -> None:
        self._engine = engine
        self._tied = tied
        self.rows = engine.pad(start.rows)
        self.columns = self.rows if tied else engine.pad(start.columns)

    @property
    def pairs_per_sweep(self) -> int:
        """Stored pairs that a sweep visits, for progress."""
        return self._engine.problem.rows.indices.size * (1 if self._tied else 2)

    def coarse(self, stage: Stage) -> None:
        """Shape the vectors of the most frequent words, then fit those of all others to them."""
        size = self._engine.problem.size
        few = min(COARSE_WORDS, size)
        self.rows[few:] = 0
        self.columns[few:] = 0
        for _ in range(_COARSE_SWEEPS):
            self._improve_columns(_STEPS, few, few, stage)
            self._improve_rows(_STEPS, few, few, stage)
        if few < size:
            self._improve_rows(_STEPS, size, few, stage)

    def sweep(self, stage: Stage) -> float:
        """Improve all columns, then all rows; the objective, of tied vectors the one before."""
        size = self._engine.problem.size
        self._improve_columns(_STEPS, size, size, stage)
        others = self._of_columns()  # before tied ones change
        change = self._improve_rows(_STEPS, size, size, stage)
        return others + (change.before if self._tied else change.after)

    def objective(self, stage: Stage) -> float:
        """Compute the objective as it stands, in one more pass over the pairs."""
        size = self._engine.problem.size
        return self._of_columns() + self._improve_rows(0, size, size, stage).before

    def _of_columns(self) -> float:
        """Give the part of the objective that the rows have no influence on."""
        problem = self._engine.problem
        return problem.constant + problem.regularization * self._engine.squared_norm(self.columns)

    def _improve_columns(self, steps: int, rows: int, columns: int, stage: Stage) -> None:
        if not self._tied:
            self._engine.improve(
                self.columns, self.rows, transposed=True, steps=steps,
                row_limit=columns, column_limit=rows, stage=stage,
            )  # fmt: skip

    def _improve_rows(self, steps: int, rows: int, columns: int, stage: Stage) -> Change:
        """Fit the rows; tied ones go half of the way, since with all of it they oscillate."""
        old = self.rows[:rows].copy() if self._tied else None
        change = self._engine.improve(
            self.rows, self.columns, transposed=False, steps=steps,
            row_limit=rows, column_limit=columns, stage=stage,
        )  # fmt: skip
        if old is not None and steps:
            self._average(old, self.rows[:rows])
        return change

    @staticmethod
    def _average(old: Matrix, new: Matrix) -> None:
        new += old
        new *= np.float32(0.5)
