"""The solver of the original GloVe and simpler_glove, kept for comparison on equal counts."""

from __future__ import annotations

import numpy as np

from .._kernels import adagrad as kernels
from ..progress import Progress, Stage
from .problem import Problem
from .start import Start

_RATE = 0.05
_BLOCK = 1 << 20


def descend(
    problem: Problem, start: Start, *, tied: bool, sweeps: int, seed: int, progress: Progress | None
) -> tuple[Start, list[dict[str, float]]]:
    """Visit all pairs in random order, `sweeps` times, each time down the gradient.

    One thread, so that the result is the same bytes every time: updates race otherwise.

    Parameters
    ----------
    problem : Problem
        Its zero_weight and regularization must be 0; the caller has checked it.
    start : Start
        Vectors to begin with, as GloVe does: uniform in ±0.5 / D.
    tied : bool
        One set of vectors in place of two.
    sweeps : int
        Passes over all pairs.
    seed : int
        Of the order of the pairs.
    progress : Progress, optional
        Called a few times a second.

    Returns
    -------
    vectors : Start
        Row and column vectors.
    history : list of dict
        Objective met on the way in each sweep, which lags behind the true one.

    References
    ----------
    Duchi, Hazan and Singer 2011, "Adaptive subgradient methods"; Pennington, Socher and Manning
    2014, "GloVe", section 4.2 (rate 0.05).
    """
    side = problem.rows
    weights = side.quadratic
    targets = np.divide(side.linear, weights, out=np.zeros_like(weights), where=weights > 0)
    row_of = kernels.expand_rows(side.indptr)
    rows = start.rows.copy()
    columns = rows if tied else start.columns.copy()
    row_squares = np.ones_like(rows)
    column_squares = row_squares if tied else np.ones_like(columns)
    generator = np.random.default_rng(seed)
    history = []
    for sweep in range(1, sweeps + 1):
        order = generator.permutation(side.indices.size)
        total = 0.0
        with Stage(progress, f"sweep {sweep}", order.size, "pairs") as stage:
            for first in range(0, order.size, _BLOCK):
                block = order[first : first + _BLOCK]
                total += kernels.adagrad_pass(
                    block, row_of, side.indices, weights, targets, rows, columns,
                    row_squares, column_squares, np.float32(_RATE),
                )  # fmt: skip
                stage.add(block.size)
        history.append({"sweep": sweep, "objective": total})
    return Start(rows, columns), history
