"""Reads and updates of rows of tables that are larger than the caches of a processor."""

from __future__ import annotations

import numpy as np

from simpler_glove.compilation import njit, prefetch

_LINE = 16  # numbers that are fetched together
_AHEAD = 6  # distance between the prefetch of a row and its use


@njit(cache=True, nogil=True)
def _fetch(matrix, row):
    """Prefetch a row."""
    length = matrix.shape[1]
    for d in range(0, length, _LINE):
        prefetch(matrix, np.int64(row) * length + d)


@njit(cache=True, nogil=True)
def gather(table, rows, out):
    """Copy some rows of a table; rows: int32 (R,)."""
    for i in range(rows.size):
        row = rows[i]
        if i + _AHEAD < rows.size:
            _fetch(table, rows[i + _AHEAD])
        for d in range(out.shape[1]):
            out[i, d] = table[row, d]


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _mean_square(gradient, size):
    """Return the mean of the squares of a row that is padded with zeros."""
    total = np.float32(0.0)
    for d in range(gradient.size):
        total += gradient[d] * gradient[d]
    return total / np.float32(size)


@njit(cache=True, nogil=True)
def update_rows(
    gradients, rows, order, slots, first, last, rate, initial_squares, size, table, squares
):
    """Take an Adagrad step with some rows, in place.

    gradients: float32 (R, P), of each use of a row; rows: int32 (U,), V for padding; order: int32
    (R,), uses grouped by row; slots: int32 (R,), places of their rows in `rows`, ascending. The
    uses first to last - 1 are all uses of their rows. table: float32 (V + 1, P); squares: float32
    (V + 1,); size: D.
    """
    total = np.empty(table.shape[1], np.float32)
    padding = table.shape[0] - 1
    k = first
    while k < last:
        slot = slots[k]
        row = rows[slot]
        if slot + _AHEAD < rows.size:
            _fetch(table, rows[slot + _AHEAD])
        total[:] = 0
        while k < last and slots[k] == slot:
            use = order[k]
            if k + _AHEAD < last:
                _fetch(gradients, order[k + _AHEAD])
            for d in range(total.size):
                total[d] += gradients[use, d]
            k += 1
        if row == padding:
            continue
        squares[row] += _mean_square(total, size)
        step = np.float32(rate / np.sqrt(np.float32(1.0) + squares[row] / initial_squares))
        for d in range(total.size):
            table[row, d] -= step * total[d]
