"""AdaGrad, the solver of the original GloVe and simpler_glove, for comparison on equal counts."""

from __future__ import annotations

import numpy as np

from .._kernels import adagrad as kernels
from ..progress import Progress, Stage
from .checkpoint import SweepCheckpoint
from .initialization import InitialVectors, uniform_vectors
from .problem import LeastSquaresProblem
from .solver import Solution, SolverOptions, SweepWork, check_objective

_LEARNING_RATE = 0.05
_PAIRS_PER_CALL = 1 << 20


class AdaGrad:
    """Stochastic gradient descent with AdaGrad over the stored pairs in random order.

    Runs in one thread, because concurrent updates would make results depend on timing. The
    tolerance is ignored.

    References
    ----------
    Duchi, Hazan and Singer 2011, "Adaptive subgradient methods"; Pennington, Socher and Manning
    2014, "GloVe", section 4.2 (learning rate 0.05).
    """

    backends: tuple[str, ...] = ("auto", "cpu")
    supports_files = False
    supports_unobserved = False
    supports_regularization = False

    def solve(
        self,
        problem: LeastSquaresProblem,
        options: SolverOptions,
        *,
        initial: InitialVectors | None = None,
        checkpoint: SweepCheckpoint | None = None,
        progress: Progress | None = None,
    ) -> Solution:
        """Run `sweeps` epochs; see :class:`Solver`. Checkpoints are not stored.

        The objective in the history is summed during each epoch, before each update, so it is
        higher than the objective of the vectors at the end of the epoch. Random initial vectors are
        uniform in ±0.5 / D, as in GloVe.
        """
        initial = initial or uniform_vectors(problem.size, options.vector_size, options.seed)
        pairs = problem.rows
        weights = pairs.quadratic
        targets = np.divide(pairs.linear, weights, out=np.zeros_like(weights), where=weights > 0)
        row_of = kernels.expand_rows(pairs.indptr)
        rows = initial.rows.copy()
        columns = rows if options.tied else initial.columns.copy()
        row_squares = np.ones_like(rows)
        column_squares = row_squares if options.tied else np.ones_like(columns)
        generator = np.random.default_rng(options.seed)
        history = []
        for sweep in range(1, options.sweeps + 1):
            order = generator.permutation(pairs.indices.size)
            total = 0.0
            with Stage(progress, f"sweep {sweep}", order.size, "pairs") as stage:
                for first in range(0, order.size, _PAIRS_PER_CALL):
                    block = order[first : first + _PAIRS_PER_CALL]
                    total += kernels.adagrad_pass(
                        block, row_of, pairs.indices, weights, targets, rows, columns,
                        row_squares, column_squares, np.float32(_LEARNING_RATE),
                    )  # fmt: skip
                    stage.add(block.size)
            check_objective(total, sweep)
            history.append({"sweep": sweep, "objective": total})
        return Solution(rows, columns, history)

    def expected_work(
        self, words: float, pairs: float, frequent: float, options: SolverOptions
    ) -> tuple[SweepWork, SweepWork]:
        """Return the work of all sweeps; see :class:`Solver`."""
        return SweepWork(0.0, 0.0), SweepWork(options.sweeps * words, options.sweeps * pairs)

    def working_bytes(self, words: float, pairs: float, options: SolverOptions) -> float:
        """Return the memory for vectors, squares and the order of pairs; see :class:`Solver`."""
        return 24 * words * options.vector_size + 28 * pairs
