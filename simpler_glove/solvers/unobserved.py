"""What is expected of pairs that never met.

A pair that never met, though chance alone would have brought it together E times, has a negative
PMI, and the more so the larger E is.  Its target is

    tau(E) = -min(log(1 + E / prior), limit),

0 for two rare words, of which nothing is known.  E_ij = r_i c_j / T depends on two numbers only,
so tau is a smooth function on a plane, and a few products of one-dimensional functions give it:
tau_ij = sum_k a_ik b_jk.  With that, the sum over all V x V pairs costs as much as without.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..parallel import one_blas_thread

_RANK = 3
_GRID = 256


class Aims(NamedTuple):
    """Factors of the targets of pairs that never met: tau_ij = rows[i] @ columns[j].

    Both are float64 (V, K).
    """

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]

    def squares(self) -> float:
        """Sum of all V x V targets squared."""
        with one_blas_thread():  # the sums of BLAS depend on its number of threads
            return float(np.sum((self.rows.T @ self.rows) * (self.columns.T @ self.columns)))


def zero_aims(size: int) -> Aims:
    """Aims of 0 for every pair of `size` words."""
    nothing = np.zeros((size, 1))
    return Aims(nothing, nothing)


def unseen_aims(
    row_sums: NDArray[np.float64],
    column_sums: NDArray[np.float64],
    *,
    prior: float,
    limit: float,
) -> Aims:
    """Factor the targets of the pairs that never met.

    Parameters
    ----------
    row_sums, column_sums : ndarray of float64, shape (V,)
        Sums of the weighted counts.
    prior : float
        Expected count at which a target has sunk to -log 2; above 0.
    limit : float
        No target is below minus this, in nats.

    Returns
    -------
    Aims
        The factors, K = 3: least squares over the pairs of words, so the approximation is
        best where most words are.
    """
    total = max(float(row_sums.sum()), 1e-300)
    rows, row_grid, row_mass = _grid(row_sums)
    columns, column_grid, column_mass = _grid(column_sums)
    expected = np.exp(row_grid[:, None] + column_grid[None, :]) / total
    target = -np.minimum(np.log1p(expected / prior), limit)
    with one_blas_thread():  # LAPACK's sums depend on its number of threads
        left, values, right = np.linalg.svd(row_mass[:, None] * target * column_mass[None, :])
    scale = np.sqrt(values[:_RANK])
    left = left[:, :_RANK] * scale / row_mass[:, None]
    right = right[:_RANK].T * scale / column_mass[:, None]
    return Aims(_interpolate(rows, row_grid, left), _interpolate(columns, column_grid, right))


def _grid(
    sums: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Logarithms of the sums, a grid over their range, and the root of the words at each point."""
    logs = np.log(np.maximum(sums, 1e-9))
    low, high = float(logs.min()), float(logs.max())
    grid = np.linspace(low, max(high, low + 1e-3), _GRID)
    nearest = np.rint((logs - low) / (grid[1] - grid[0])).astype(np.int64)
    return logs, grid, np.sqrt(np.bincount(nearest, minlength=_GRID)[:_GRID] + 1.0)


def _interpolate(
    at: NDArray[np.float64], grid: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.stack([np.interp(at, grid, values[:, k]) for k in range(_RANK)], axis=1)
