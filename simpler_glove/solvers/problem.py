"""From counts to the coefficients that every engine works on: all preparation is here.

The objective over row vectors w_i and column vectors c_j,

    L = sum_{X_ij > 0, i != j} f(X_ij) (w_i c_j - PMI_ij)^2
      + w0 sum_{X_ij = 0} (w_i c_j - tau_ij)^2
      + regularization (sum_i |w_i|^2 + sum_j |c_j|^2),     f(x) = min(1, (x / x_max)^alpha)

is rewritten as a sum over all pairs, which Gram matrices give, and a sum over stored pairs.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import targets as kernels
from ..cooccurrence import CooccurrenceCounts
from ..parallel import map_in_order
from ..pmi import marginals
from ..storage import disk_errors
from .unobserved import Aims, unseen_aims, zero_aims

_TASK_PAIRS = 1 << 18
_BYTES_PER_PAIR = 8


class Side(NamedTuple):
    """Stored pairs by row: indptr int64 (V+1,), indices int32 (Z,), float32 (Z,) twice."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    quadratic: NDArray[np.float32]
    linear: NDArray[np.float32]


@dataclass(frozen=True)
class Problem:
    """Coefficients of the objective; the same for every engine.

    Parameters
    ----------
    rows : Side
        For each w_i its pairs j.
    columns : Side
        For each c_j its pairs i; the same object where the counts are symmetric.
    aims : Aims
        Targets of the pairs that never met.
    zero_weight : float
        w0, their weight.
    regularization : float
        Weight of the squared norms.
    constant : float
        What the coefficients leave out of L.
    """

    rows: Side
    columns: Side
    aims: Aims
    zero_weight: float
    regularization: float
    constant: float

    @property
    def size(self) -> int:
        """Number of words, V."""
        return int(self.rows.indptr.size - 1)

    @property
    def symmetric(self) -> bool:
        """Whether rows and columns are one."""
        return self.rows is self.columns


def make_problem(
    counts: CooccurrenceCounts,
    *,
    zero_weight: float,
    zero_prior: float,
    zero_limit: float,
    x_max: float,
    alpha: float,
    smoothing: float,
    shift: float,
    regularization: float,
    threads: int,
    memory: int | None = None,
    tmp: str | None = None,
) -> Problem:
    """Turn counts into coefficients; parameters as in :class:`SimplerGlove`.

    With `memory`, coefficients that would take more than half of it are kept in a temporary
    file, from which the passes stream them.
    """
    parts = marginals(counts, smoothing=smoothing, shift=shift, owner="SimplerGlove")
    sums = counts.row_sums / counts.scale, counts.column_sums / counts.scale
    if zero_weight > 0 and zero_limit > 0:
        aims = unseen_aims(*sums, prior=zero_prior, limit=zero_limit)
    else:
        aims = zero_aims(len(counts.vocabulary))
    on_disk = memory is not None and counts.pairs * _BYTES_PER_PAIR > memory // 2
    room = Room(tmp, on_disk)
    rows = Side(counts.indptr, counts.indices, *(room.floats(counts.pairs) for _ in range(2)))
    log_x_max = float(np.log(x_max * counts.scale))

    def weigh(task: tuple[int, int]) -> float:
        return float(
            kernels.weigh_rows(
                counts.indptr, counts.indices, counts.counts, *parts, log_x_max, alpha,
                zero_weight, *aims, *task, rows.quadratic, rows.linear,
            )
        )  # fmt: skip

    constant = sum(map_in_order(weigh, pair_tasks(counts.indptr), threads))
    constant += zero_weight * aims.squares()
    columns = rows
    if counts.direction != "both" or smoothing != 1.0:
        columns = _transposed(rows, room)
    return Problem(rows, columns, aims, zero_weight, regularization, constant)


def pair_tasks(indptr: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Consecutive ranges of rows with about the same number of pairs."""
    rows = indptr.size - 1
    cost = indptr + np.arange(rows + 1) * 64
    marks = np.arange(_TASK_PAIRS, cost[-1], _TASK_PAIRS)
    bounds = np.unique(np.concatenate([[0], np.searchsorted(cost, marks), [rows]]))
    return list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))


class Room(NamedTuple):
    """Where arrays of one number a pair are made: in memory, or in files that nobody else sees."""

    folder: str | None
    on_disk: bool

    def floats(self, size: int) -> NDArray[np.float32]:
        """Make room for float32 numbers."""
        return self._array(size, np.float32)

    def integers(self, size: int) -> NDArray[np.int32]:
        """Make room for int32 numbers."""
        return self._array(size, np.int32)

    def _array(self, size: int, dtype: type[np.generic]) -> NDArray[Any]:
        if not self.on_disk:
            return np.empty(size, dtype)
        folder = self.folder or tempfile.gettempdir()
        with disk_errors(Path(folder)), tempfile.TemporaryFile(dir=folder) as file:
            _reserve(file.fileno(), size * 4)
            return np.frombuffer(mmap.mmap(file.fileno(), size * 4), dtype)


def _reserve(handle: int, size: int) -> None:
    """Take the space now: a disk that is full later would end the process without a word."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
    else:
        os.truncate(handle, size)


def _transposed(side: Side, room: Room) -> Side:
    pairs = side.indices.size
    transposed = Side(
        np.empty_like(side.indptr), room.integers(pairs), room.floats(pairs), room.floats(pairs)
    )
    kernels.transpose_pairs(tuple(side), tuple(transposed))
    for array in transposed[:2]:
        array.flags.writeable = False  # as those of the counts: the kernels are compiled once
    return transposed
