"""What an engine has to do, and what is prepared for all of them alike.

An engine owns its matrices of vectors; everybody else only passes them around.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import NumericalError
from ..parallel import one_blas_thread
from ..progress import Stage
from .problem import Problem

#: Vectors of an engine: an array or a tensor of float32, of which the first V rows and the first
#: D columns count.
Matrix = Any

_NOTHING = 1e-6  # share of the mean extent
_TINY = 1e-30


class Change(NamedTuple):
    """The objective before and after a half-sweep, but for what depends on the columns alone."""

    before: float
    after: float


class Whitening(NamedTuple):
    """What columns and rows are multiplied by from the right, and rows to come back."""

    columns: NDArray[np.float64]
    rows: NDArray[np.float64]
    back: NDArray[np.float64]


class System(NamedTuple):
    """What the equations of all rows have in common; `white` makes `dense` diagonal.

    dense float64 (P, P); pulls float64 (K, P).
    """

    white: Whitening
    dense: NDArray[np.float64]
    pulls: NDArray[np.float64]


class Engine(Protocol):
    """The linear algebra of the sweeps.

    A matrix that is passed to a method that gives one back may be spent: go on with the new one.
    """

    name: str
    problem: Problem
    vector_size: int

    def running(self) -> AbstractContextManager[object]:
        """Set up what has to hold while the engine works, and put it back at the end."""

    def take(self, vectors: NDArray[np.floating]) -> Matrix:
        """Copy vectors (V, D) in."""

    def give(self, matrix: Matrix) -> NDArray[np.float32]:
        """Copy vectors (V, D) out."""

    def first(self, matrix: Matrix, limit: int) -> Matrix:
        """Copy the first `limit` rows."""

    def cleared(self, matrix: Matrix, start: int) -> Matrix:
        """Set the rows from `start` on to 0."""

    def replaced(self, matrix: Matrix, few: Matrix) -> Matrix:
        """Write `few` over the first rows."""

    def difference(self, matrix: Matrix, few: Matrix) -> Matrix:
        """Take `few` from the first rows, of which alone the result consists."""

    def moved(self, few: Matrix, change: Matrix, length: float) -> Matrix:
        """Give few + length change; both are left as they are."""

    def gram(self, matrix: Matrix, limit: int | None = None) -> NDArray[np.float64]:
        """Sum the products of the dimensions over the first `limit` rows; float64 (P, P)."""

    def sums(self, side: int, matrix: Matrix, limit: int | None = None) -> NDArray[np.float64]:
        """Sum the first `limit` rows, weighted by each factor of the aims; float64 (K, P).

        `side` 0 stands for the factors of rows, 1 for those of columns.
        """

    def sum_along(self, few: Matrix, change: Matrix) -> NDArray[np.float64]:
        """Give the part of the stored pairs in the objective of few + t change, in powers of t.

        Vectors are tied, and only those of the most frequent words may be given.
        """

    def improve(
        self,
        rows: Matrix,
        columns: Matrix,
        *,
        transposed: bool,
        steps: int,
        row_limit: int,
        column_limit: int,
        stage: Stage,
    ) -> tuple[Matrix, Change]:
        """Take `steps` of conjugate gradient for each row, the columns being fixed.

        The columns are first transformed so that what the rows' systems have in common, Gram
        matrix plus regularization, is the identity: then fewer steps are needed.

        Parameters
        ----------
        rows, columns : Matrix
            The vectors; `columns` is left as it is.
        transposed : bool
            False: rows are the w_i; True: they are the c_j.
        steps : int
            Steps of conjugate gradient, each one pass over the pairs.
        row_limit, column_limit : int
            Only so many of the most frequent words take part.
        stage : Stage
            Is told the pairs that were done.

        Returns
        -------
        rows : Matrix
            The improved vectors.
        change : Change
            The objective without the constant and the norms of the columns.

        Raises
        ------
        NumericalError
            If the columns are not finite.
        """


def system_of(engine: Engine, columns: Matrix, *, transposed: bool, limit: int) -> System:
    """Prepare the equations of all rows from the first `limit` columns."""
    problem = engine.problem
    gram = engine.gram(columns, limit)
    sums = engine.sums(0 if transposed else 1, columns, limit)
    with one_blas_thread():  # the sums of BLAS depend on its number of threads
        white = whitening(gram, engine.vector_size, problem.regularization)
        dense = problem.zero_weight * gram
        dense[np.diag_indices(engine.vector_size)] += problem.regularization
        dense = white.columns.T @ dense @ white.columns
        pulls = problem.zero_weight * (sums @ white.columns)
    return System(white, dense, pulls)


def whitening(gram: NDArray[np.float64], size: int, regularization: float) -> Whitening:
    """Find the transformation that makes gram + regularization the identity.

    Where the columns have no extent, the rows are left as they are: dividing by nothing
    would blow up what is rounded.
    """
    if not np.isfinite(gram).all():
        raise NumericalError(
            "The vectors left the finite numbers: raise 'regularization' or 'zero_weight', or "
            "look for extreme values in 'shift' and in the initial vectors."
        )
    values, vectors = np.linalg.eigh(gram[:size, :size])
    extents = values + regularization
    kept = extents > max(_NOTHING * float(extents.mean()), _TINY)
    lengths = np.sqrt(np.where(kept, extents, 1.0))
    columns, rows, back = np.zeros((3, *gram.shape))
    columns[:size, :size] = vectors * (kept / lengths)
    rows[:size, :size] = vectors * lengths
    back[:size, :size] = (vectors / lengths).T
    return Whitening(columns, rows, back)
