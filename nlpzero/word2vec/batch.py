"""A batch of training examples, the tables that a model trains, and a constant of the optimizer."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Initial value of Adagrad's accumulators. Until the sum of squares of a row reaches it, the steps
# are nearly those of gradient descent; with a small value, steps are too long at the beginning
# and too short at the end.
INITIAL_SQUARES = 400.0


class TrainingBatch(NamedTuple):
    """Examples of one step. A place without a word contains V, whose vectors are 0.

    Attributes
    ----------
    centres : ndarray of int32, shape (G, C)
        Groups of consecutive words.
    contexts : ndarray of int32, shape (G, M)
        Words of all windows of a group.
    mask : ndarray of float32, shape (G, C, M)
        Weight of each word in the window of each centre, 0 to 1; 0 outside the window.
    negatives : ndarray of int32, shape (S, K)
        Negative samples; each set is shared by G C / S centres.
    input_rows : ndarray of int32, shape (U,)
        Distinct rows of the input vectors that are read, padded with V.
    input_order, input_slots : ndarray of int32, shape (R,)
        Positions of all reads, grouped by row, and the index of this row in `input_rows`,
        ascending.
    output_rows, output_order, output_slots : ndarray of int32
        The same for the output vectors; empty if there is one set of vectors.
    """

    centres: NDArray[np.int32]
    contexts: NDArray[np.int32]
    mask: NDArray[np.float32]
    negatives: NDArray[np.int32]
    input_rows: NDArray[np.int32]
    input_order: NDArray[np.int32]
    input_slots: NDArray[np.int32]
    output_rows: NDArray[np.int32]
    output_order: NDArray[np.int32]
    output_slots: NDArray[np.int32]


class EmbeddingTables(NamedTuple):
    """Vectors, float32 (V + 1, D), and sums of squared gradients, float32 (V + 1,).

    With one set of vectors, the output tables are the input tables.
    """

    input: Any
    output: Any
    input_squares: Any
    output_squares: Any
