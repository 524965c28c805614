"""Finding the vectors: the same problem and the same sweeps for every engine."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import NumericalError
from ..progress import Progress, Stage
from .adagrad import descend
from .cpu_engine import CpuEngine
from .engine import Engine
from .engines import BACKENDS, check_backend, choose_engine
from .problem import Problem, make_problem
from .start import Start, normal_start, start_from, uniform_start
from .sweeps import Alternation
from .tied import Tied

__all__ = [
    "BACKENDS",
    "Problem",
    "Solution",
    "Start",
    "check_backend",
    "choose_engine",
    "make_problem",
    "solve",
    "solve_adagrad",
    "start_from",
    "uniform_start",
]


class Solution(NamedTuple):
    """The vectors, float32 (V, D) each, the objective after each sweep, and the engine's name."""

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]
    history: list[dict[str, float]]
    backend: str = "cpu"


def solve(
    problem: Problem,
    *,
    vector_size: int,
    tied: bool,
    sweeps: int,
    tolerance: float,
    start: Start | None,
    seed: int,
    threads: int,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Minimise the objective of `problem` by alternating least squares.

    Parameters
    ----------
    problem : Problem
        The coefficients.
    vector_size : int
        D.
    tied : bool
        One set of vectors in place of two; needs a symmetric problem.
    sweeps : int
        At most so many sweeps; a sweep improves every row once and every column once.
    tolerance : float
        Stop when a sweep lowers the objective by less than this share of it.
    start : Start or None
        Where to begin; None begins with the most frequent words alone, from random vectors,
        and adds the others when these have taken shape.
    seed : int
        Of the random vectors.
    threads : int
        Number of threads; the result does not depend on it.
    engine : Engine, optional
        Does the linear algebra, as :func:`choose_engine` gives it; None takes the CPU's.
    progress : Progress, optional
        Called a few times a second.

    Returns
    -------
    Solution
        With `tied`, rows and columns are one.

    Raises
    ------
    NumericalError
        If the objective is no finite number.

    References
    ----------
    Hu, Koren and Volinsky 2008, "Collaborative filtering for implicit feedback datasets" (the
    sum over all pairs); Takács and Tikk 2011, "Applications of the conjugate gradient method
    for implicit feedback collaborative filtering".
    """
    engine = engine or CpuEngine(problem, vector_size, threads)
    with engine.running():
        alternation = (Tied if tied else Alternation)(
            engine, start or normal_start(problem.size, vector_size, seed)
        )
        if start is None:
            with Stage(progress, "most frequent words", None, "pairs") as stage:
                alternation.coarse(stage)
        history = _sweeps(alternation, sweeps, tolerance, progress)
        rows = engine.give(alternation.rows)
        columns = rows if tied else engine.give(alternation.columns)
    return Solution(rows, columns, history, engine.name)


def _sweeps(
    alternation: Alternation | Tied, sweeps: int, tolerance: float, progress: Progress | None
) -> list[dict[str, float]]:
    """Sweep as long as it pays; the objective after each sweep."""
    history: list[dict[str, float]] = []
    while len(history) < sweeps and not _settled(history, tolerance):
        number = len(history) + 1
        with Stage(progress, f"sweep {number}", alternation.pairs_per_sweep, "pairs") as stage:
            objective = alternation.sweep(stage)
        history.append({"sweep": number, "objective": _finite(objective, number)})
    return history


def _settled(history: list[dict[str, float]], tolerance: float) -> bool:
    """Whether the last sweep did not pay."""
    if len(history) < 2:
        return False
    before, after = history[-2]["objective"], history[-1]["objective"]
    return before - after <= tolerance * before


def _finite(objective: float, sweep: int) -> float:
    """Check an objective; a sum of squares that is 0 but for rounding is no less than 0."""
    if not math.isfinite(objective):
        raise NumericalError(
            f"The objective became {objective} in sweep {sweep}: raise 'regularization' or "
            "'zero_weight', or look for extreme values in 'shift' and in the initial vectors."
        )
    return max(objective, 0.0)


def solve_adagrad(
    problem: Problem, *, start: Start, tied: bool, sweeps: int, seed: int, progress: Progress | None
) -> Solution:
    """Minimise by the stochastic descent of the original; see `_adagrad.descend`."""
    vectors, history = descend(
        problem, start, tied=tied, sweeps=sweeps, seed=seed, progress=progress
    )
    for entry in history:
        _finite(entry["objective"], int(entry["sweep"]))
    return Solution(vectors.rows, vectors.columns, history)
