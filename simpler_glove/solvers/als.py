"""Alternating least squares: rows and columns are improved in turn by conjugate gradient.

The most frequent words are fitted first, from random vectors; then all words.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from .._kernels.least_squares import LANES
from ..progress import Progress, Stage
from .checkpoint import SweepCheckpoint
from .cpu_engine import CpuEngine
from .engine import Engine, EngineMatrix, ObjectiveChange
from .engines import BACKENDS, choose_engine
from .initialization import InitialVectors, normal_vectors
from .problem import LeastSquaresProblem
from .solver import Solution, SolverOptions, SweepWork, check_objective

FIRST_WORDS = 1536  # the most frequent ones, unless vectors are tied
FIRST_SWEEPS = 4
COARSE_WORDS = 4096
COARSE_SWEEPS = 2  # after those over fewer words
CG_STEPS = 2  # of conjugate gradient for the first words, and for tied vectors
SWEEP_STEPS = 1  # for two sets of vectors, but for the columns of the first sweep
MAX_STEP = 2.0  # longer steps reach equally good fits far away where nothing is regularized

_EXACT_TOLERANCE = 1e-3  # below it, the objective is not changed by rounded columns
_PAIR_EXPONENT = 1.2  # of the growth of the pairs of the most frequent words with their number


class AlternatingLeastSquares:
    """Solver "als"; see :func:`solve_als`."""

    backends: tuple[str, ...] = BACKENDS
    supports_files = True
    supports_unobserved = True
    supports_regularization = True

    def solve(
        self,
        problem: LeastSquaresProblem,
        options: SolverOptions,
        *,
        initial: InitialVectors | None = None,
        checkpoint: SweepCheckpoint | None = None,
        progress: Progress | None = None,
    ) -> Solution:
        """Choose the engine for `options.backend` and minimize; see :class:`Solver`."""
        size, threads, arrays = options.vector_size, options.threads, options.arrays
        exact = _is_exact(options)
        engine: Engine
        if arrays.on_disk:
            engine = CpuEngine(problem, size, threads, arrays=arrays, exact=exact)
        else:
            engine = choose_engine(
                options.backend, problem, vector_size=size, threads=threads,
                memory=options.memory, exact=exact,
            )  # fmt: skip
        return solve_als(
            problem,
            options,
            engine=engine,
            initial=initial,
            checkpoint=checkpoint,
            progress=progress,
        )

    def expected_work(
        self, words: float, pairs: float, frequent: float, options: SolverOptions
    ) -> tuple[SweepWork, SweepWork]:
        """Return the work of all sweeps, and that of frequent words; see :class:`Solver`.

        A later sweep of two sets consists of two half-sweeps of `SWEEP_STEPS`, and the first one
        of one of them and one of `CG_STEPS`.
        """
        every, coarse = np.array([words, pairs]), np.array([min(COARSE_WORDS, words), frequent])
        to_coarse = np.array([words, (frequent + pairs) / 2]) * (words > COARSE_WORDS)
        if options.tied:
            all_sweeps = FIRST_SWEEPS * coarse + to_coarse + options.sweeps * every
            return SweepWork(0.0, 0.0), SweepWork(*all_sweeps.tolist())
        limit = min(FIRST_WORDS, words)
        first = np.array([limit, frequent * (limit / coarse[0]) ** _PAIR_EXPONENT])
        to_first = np.array([coarse[0], (first[1] + frequent) / 2]) * (words > FIRST_WORDS)
        long = 2 * FIRST_SWEEPS * first + to_first + to_coarse + every
        short = (
            2 * COARSE_SWEEPS * coarse * (words > FIRST_WORDS) + (2 * options.sweeps - 1) * every
        )
        return SweepWork(*long.tolist()), SweepWork(*((short - long) / 2).tolist())

    def working_bytes(self, words: float, pairs: float, options: SolverOptions) -> float:
        """Return the memory for vectors on the CPU; see :class:`Solver`.

        Two sets of padded vectors and a copy of one of them, half as large if it is rounded, and
        the results; or the tied vectors, a copy of them, and two for a step along a line.
        """
        dimensions = options.vector_size
        padded = -(-dimensions // LANES) * LANES
        copy = padded if _is_exact(options) else padded / 2
        return 4 * words * (copy + (3 * padded if options.tied else 2 * (padded + dimensions)))


def solve_als(
    problem: LeastSquaresProblem,
    options: SolverOptions,
    *,
    engine: Engine,
    initial: InitialVectors | None = None,
    checkpoint: SweepCheckpoint | None = None,
    progress: Progress | None = None,
    coarse_words: int = COARSE_WORDS,
) -> Solution:
    """Minimize the objective of a problem by alternating least squares.

    Parameters
    ----------
    problem : LeastSquaresProblem
        Coefficients of the objective.
    options : SolverOptions
        Parameters; a sweep improves every row and every column once.
    engine : Engine
        Implementation of the linear algebra.
    initial : InitialVectors, optional
        Vectors to start from; None draws random vectors and fits the `coarse_words` most
        frequent words before all others.
    checkpoint : SweepCheckpoint, optional
        Where vectors are stored after sweeps, and found again.
    progress : Progress, optional
        Callback, called a few times per second.
    coarse_words : int, default 4096
        Number of words that are fitted first.

    Returns
    -------
    Solution
        With tied vectors, rows and columns are the same array.

    Raises
    ------
    NumericalError
        If the objective is not finite.

    References
    ----------
    Hu, Koren and Volinsky 2008, "Collaborative filtering for implicit feedback datasets" (sum
    over all pairs); Takács, Pilászy and Tikk 2011, "Applications of the conjugate gradient method
    for implicit feedback collaborative filtering".
    """
    shape = problem.size, options.vector_size
    found = None if checkpoint is None else checkpoint.find(shape)
    start, history = found or (initial, [])
    fresh = start is None
    with engine.session():
        start = start or normal_vectors(
            *shape, options.seed, drawn=coarse_words, arrays=options.arrays
        )
        sweeper_type = TiedSweeper if options.tied else AlternatingSweeper
        sweeper = sweeper_type(engine, start, coarse_words=coarse_words)

        def export() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
            rows = engine.export(sweeper.rows)
            return rows, rows if options.tied else engine.export(sweeper.columns)

        def save() -> None:
            if checkpoint is not None:
                sets = 1 if options.tied else 2
                checkpoint.save(4 * sets * math.prod(shape), export, history)

        del start, found  # memory maps of the checkpoint
        if fresh:
            with Stage(progress, "most frequent words", None, "pairs") as stage:
                sweeper.fit_frequent_words(stage)
            save()
        _sweep_until_converged(sweeper, options, history, save, progress)
        return Solution(*export(), history, engine.name)


def _is_exact(options: SolverOptions) -> bool:
    """Return whether the columns are not rounded to bfloat16."""
    return options.tolerance < _EXACT_TOLERANCE


def _sweep_until_converged(
    sweeper: AlternatingSweeper | TiedSweeper,
    options: SolverOptions,
    history: list[dict[str, float]],
    save: Callable[[], None],
    progress: Progress | None,
) -> None:
    """Sweep until the objective converges; add the objective after each sweep to `history`."""
    while len(history) < options.sweeps and not _has_converged(history, options.tolerance):
        number = len(history) + 1
        with Stage(progress, f"sweep {number}", sweeper.pairs_per_sweep, "pairs") as stage:
            objective = sweeper.sweep(stage, is_first=number == 1)
        history.append({"sweep": number, "objective": check_objective(objective, number)})
        save()


def _has_converged(history: list[dict[str, float]], tolerance: float) -> bool:
    if len(history) < 2:
        return False
    before, after = history[-2]["objective"], history[-1]["objective"]
    return before - after <= tolerance * before


class AlternatingSweeper:
    """Improves row vectors and column vectors in turn.

    Parameters
    ----------
    engine : Engine
        Implementation of the linear algebra.
    initial : InitialVectors
        Vectors to start from.
    coarse_words : int, default 4096
        Number of words that :meth:`fit_frequent_words` fits first.
    """

    def __init__(
        self, engine: Engine, initial: InitialVectors, *, coarse_words: int = COARSE_WORDS
    ) -> None:
        self._engine = engine
        self._coarse_words = coarse_words
        self.rows = engine.load(initial.rows)
        self.columns = engine.load(initial.columns)

    @property
    def pairs_per_sweep(self) -> int:
        """Number of stored pairs that a sweep visits, for progress."""
        return 2 * self._engine.problem.rows.indices.size

    def fit_frequent_words(self, stage: Stage) -> None:
        """Fit the vectors of the most frequent words, then all others, which are 0, to them."""
        size, coarse = self._engine.problem.size, self._coarse_words
        fitted = 0
        for words, sweeps, steps in (
            (min(FIRST_WORDS, coarse), FIRST_SWEEPS, CG_STEPS),
            (coarse, COARSE_SWEEPS, SWEEP_STEPS),
            (size, 0, SWEEP_STEPS),
        ):
            limit = min(words, size)
            if 0 < fitted < limit:
                self._improve_rows(limit, fitted, CG_STEPS, stage)
            for _ in range(sweeps if limit > fitted else 0):
                self._improve_columns(limit, limit, steps, stage)
                self._improve_rows(limit, limit, steps, stage)
            fitted = limit

    def sweep(self, stage: Stage, *, is_first: bool) -> float:
        """Improve all columns, then all rows; return the objective after that.

        The first sweep fits most columns for the first time, by the steps of a fit.
        """
        problem = self._engine.problem
        steps = CG_STEPS if is_first else SWEEP_STEPS
        self._improve_columns(problem.size, problem.size, steps, stage)
        change = self._improve_rows(problem.size, problem.size, SWEEP_STEPS, stage)
        return problem.constant + change.after

    def _improve_columns(self, rows: int, columns: int, steps: int, stage: Stage) -> None:
        self.columns, _ = self._engine.improve(
            self.columns, self.rows, transposed=True, steps=steps,
            row_limit=columns, column_limit=rows, stage=stage,
        )  # fmt: skip

    def _improve_rows(self, rows: int, columns: int, steps: int, stage: Stage) -> ObjectiveChange:
        self.rows, change = self._engine.improve(
            self.rows, self.columns, transposed=False, steps=steps,
            row_limit=rows, column_limit=columns, stage=stage,
        )  # fmt: skip
        return change


class TiedSweeper:
    """Improves one set of vectors that serves as rows and columns.

    Fitting all rows to the present columns overshoots, and diverges where targets are negative.
    But it gives a direction in which the objective decreases, and along a line the objective is
    a polynomial of degree 4, whose minimum is known exactly.

    Parameters
    ----------
    engine, coarse_words
        See :class:`AlternatingSweeper`.
    initial : InitialVectors
        Vectors to start from; only the rows are used.
    """

    def __init__(
        self, engine: Engine, initial: InitialVectors, *, coarse_words: int = COARSE_WORDS
    ) -> None:
        self._engine = engine
        self._coarse_words = coarse_words
        self.rows = engine.load(initial.rows)

    @property
    def columns(self) -> EngineMatrix:
        """The same vectors as `rows`."""
        return self.rows

    @property
    def pairs_per_sweep(self) -> int:
        """Number of stored pairs that a sweep visits, for progress."""
        return self._engine.problem.rows.indices.size

    def fit_frequent_words(self, stage: Stage) -> None:
        """Fit the vectors of the most frequent words, then all others, which are 0, to them."""
        size = self._engine.problem.size
        limit = min(self._coarse_words, size)
        for _ in range(FIRST_SWEEPS):
            self._improve(limit, stage)
        if limit < size:
            old = self._engine.head(self.rows, limit)
            self._fit(size, limit, stage)
            self.rows = self._engine.replace_head(self.rows, old)

    def sweep(self, stage: Stage, *, is_first: bool) -> float:
        """Improve all vectors; return the objective after that. All sweeps are the same."""
        return self._improve(self._engine.problem.size, stage)

    def _fit(self, rows: int, columns: int, stage: Stage) -> None:
        self.rows, _ = self._engine.improve(
            self.rows, self.rows, transposed=False, steps=CG_STEPS,
            row_limit=rows, column_limit=columns, stage=stage,
        )  # fmt: skip

    def _improve(self, limit: int, stage: Stage) -> float:
        """Fit the first `limit` vectors to themselves and take the best step in that direction."""
        engine = self._engine
        old = engine.head(self.rows, limit)
        self._fit(limit, limit, stage)
        change = engine.subtract_head(self.rows, old)
        objective = self._objective_along(old, change)
        step = best_step(objective)
        self.rows = engine.replace_head(self.rows, engine.add_scaled(old, change, step))
        return float(objective(step))

    def _objective_along(self, old: EngineMatrix, change: EngineMatrix) -> Polynomial:
        """Return the objective of old + t change as a polynomial in t."""
        problem, engine = self._engine.problem, self._engine
        start, end = engine.gram(old), engine.gram(change)
        mixed = engine.gram(engine.add_scaled(old, change, 1.0)) - start - end
        powers = (start, mixed, end)
        squares = _inner_product(powers, powers)
        sums = [
            (engine.factor_sums(side, old), engine.factor_sums(side, change)) for side in (0, 1)
        ]
        products = _inner_product(*sums)
        norms = Polynomial([np.trace(power) for power in powers])
        pairs = Polynomial(engine.line_coefficients(old, change))
        return (
            problem.constant
            + pairs
            + problem.unobserved_weight * (squares - 2 * products)
            + 2 * problem.regularization * norms
        )


def _inner_product(
    left: tuple[NDArray[np.float64], ...], right: tuple[NDArray[np.float64], ...]
) -> Polynomial:
    """Return the inner product of two polynomials whose coefficients are arrays."""
    sums = np.zeros(len(left) + len(right) - 1)
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            sums[i + j] += float(np.sum(one * other))
    return Polynomial(sums)


def best_step(objective: Polynomial) -> float:
    """Return the t from 0 to `MAX_STEP` that minimizes a polynomial in t."""
    if not np.isfinite(objective.coef).all():
        return 1.0  # check_objective raises
    roots = np.asarray(objective.deriv().roots(), np.complex128)
    inside = (roots.imag == 0) & (roots.real > 0) & (roots.real < MAX_STEP)
    candidates = [0.0, *roots.real[inside].tolist(), MAX_STEP]
    return min(candidates, key=lambda step: float(objective(step)))
