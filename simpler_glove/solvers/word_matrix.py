"""The vectors of words, made of the row and column vectors of a solution."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..arrays import row_blocks
from ..cooccurrence import CooccurrenceCounts
from .scratch_arrays import ScratchArrays
from .solver import Solution

COMBINATIONS = ("w", "sum", "concat")
"""Row vectors, their sums with the column vectors, and both one after the other."""
_BLOCK_ROWS = 4096  # of the mean, whose sum has the same order every time


def word_matrix(solution: Solution, combine: str, arrays: ScratchArrays) -> NDArray[np.float32]:
    """Return the vectors of words; sums overwrite the rows of the solution.

    Parameters
    ----------
    solution : Solution
        Vectors of rows and columns; if they are tied, the rows are returned.
    combine : {"w", "sum", "concat"}
        How both are combined.
    arrays : ScratchArrays
        Allocates a new matrix.

    Returns
    -------
    ndarray of float32, shape (V, D) or (V, 2 D)
        The vectors.
    """
    rows, columns = solution.rows, solution.columns
    if rows is columns or combine == "w":
        return rows
    size, dimensions = rows.shape
    if combine == "sum":
        for block in row_blocks(rows, columns):
            rows[block] += columns[block]
        return rows
    vectors = arrays.floats(size, 2 * dimensions)
    for block in row_blocks(vectors, rows, columns):
        vectors[block, :dimensions] = rows[block]
        vectors[block, dimensions:] = columns[block]
    return vectors


def subtract_mean(vectors: NDArray[np.float32], counts: CooccurrenceCounts) -> NDArray[np.float32]:
    """Subtract the mean, words weighted by their row sums, in place; return it, float32 (D,)."""
    weights = counts.row_sums / counts.total
    total = np.zeros(vectors.shape[1])
    for block in row_blocks(vectors, block_rows=_BLOCK_ROWS):
        total += (weights[block, None] * vectors[block]).sum(axis=0)
    mean = total.astype(np.float32)
    for block in row_blocks(vectors):
        vectors[block] -= mean
    return mean
