"""Interface of the engines, which do the linear algebra, and the preparation that all share.

Only the engine knows the type of its matrices of vectors; the solver passes them around.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import NumericalError
from ..parallel import one_blas_thread
from ..progress import Stage
from .problem import LeastSquaresProblem

EngineMatrix = Any
"""Vectors of an engine, float32: an array or tensor whose first V rows and D columns are used."""

_MIN_RELATIVE_EXTENT = 1e-6  # eigenvalues below this fraction of their mean are rounding errors
_MIN_EXTENT = 1e-30


class ObjectiveChange(NamedTuple):
    """Objective before and after a half-sweep, without the constant."""

    before: float
    after: float


class Whitening(NamedTuple):
    """Right factors that transform columns and rows, and transform rows back; (P, P) each."""

    columns: NDArray[np.float64]
    rows: NDArray[np.float64]
    back: NDArray[np.float64]


class NormalEquations(NamedTuple):
    """The part of the normal equations that all rows share, in whitened coordinates.

    `dense` is float64 (P, P), diagonal after whitening; `rhs_factors` is float64 (K, P): the
    right-hand side of a row is the row's factors times `rhs_factors`. `column_norms` is the
    regularization of the columns.
    """

    whitening: Whitening
    dense: NDArray[np.float64]
    rhs_factors: NDArray[np.float64]
    column_norms: float


class Engine(Protocol):
    """Linear algebra of the sweeps.

    Methods that return a matrix may overwrite the one that they received; the caller must use
    the returned one.
    """

    name: str
    problem: LeastSquaresProblem
    vector_size: int

    def session(self) -> AbstractContextManager[object]:
        """Return a context manager within which the other methods are called."""

    def load(self, vectors: NDArray[np.floating]) -> EngineMatrix:
        """Copy vectors (V, D) into a matrix."""

    def export(self, matrix: EngineMatrix) -> NDArray[np.float32]:
        """Copy vectors (V, D) out of a matrix."""

    def head(self, matrix: EngineMatrix, limit: int) -> EngineMatrix:
        """Copy the first `limit` rows."""

    def replace_head(self, matrix: EngineMatrix, head: EngineMatrix) -> EngineMatrix:
        """Overwrite the first rows with `head`."""

    def subtract_head(self, matrix: EngineMatrix, head: EngineMatrix) -> EngineMatrix:
        """Return the first rows minus `head`."""

    def add_scaled(self, head: EngineMatrix, change: EngineMatrix, length: float) -> EngineMatrix:
        """Return head + length change; both stay unchanged."""

    def gram(self, matrix: EngineMatrix, limit: int | None = None) -> NDArray[np.float64]:
        """Return the Gram matrix of the first `limit` rows, float64 (P, P)."""

    def factor_sums(
        self, side: int, matrix: EngineMatrix, limit: int | None = None
    ) -> NDArray[np.float64]:
        """Return factors.T @ matrix over the first `limit` rows, float64 (K, P).

        The factors are those of the targets of unobserved pairs: of the rows if `side` is 0, of
        the columns if it is 1.
        """

    def line_coefficients(self, head: EngineMatrix, change: EngineMatrix) -> NDArray[np.float64]:
        """Return the objective's part of stored pairs along a line, float64 (5,).

        These are the coefficients of t^0 to t^4 for the tied vectors head + t change, which may
        be those of the most frequent words only.
        """

    def improve(
        self,
        rows: EngineMatrix,
        columns: EngineMatrix,
        *,
        transposed: bool,
        steps: int,
        row_limit: int,
        column_limit: int,
        stage: Stage,
    ) -> tuple[EngineMatrix, ObjectiveChange]:
        """Take `steps` of conjugate gradient for each row while the columns are constant.

        Rows and columns are whitened: in the new coordinates the part of the normal equations
        that all rows share is diagonal, which reduces the number of steps needed.

        Parameters
        ----------
        rows, columns : EngineMatrix
            The vectors; `columns` stays unchanged.
        transposed : bool
            False if `rows` are the row vectors of the problem, True if its column vectors.
        steps : int
            Steps of conjugate gradient, each one pass over the pairs.
        row_limit, column_limit : int
            Number of most frequent words that take part.
        stage : Stage
            Receives the number of pairs done.

        Returns
        -------
        rows : EngineMatrix
            The improved vectors.
        change : ObjectiveChange
            Objective without the constant.

        Raises
        ------
        NumericalError
            If the columns are not finite.
        """


def normal_equations(
    engine: Engine, columns: EngineMatrix, *, transposed: bool, limit: int
) -> NormalEquations:
    """Compute what the equations of all rows share, from the first `limit` columns."""
    problem = engine.problem
    gram = engine.gram(columns, limit)
    sums = engine.factor_sums(0 if transposed else 1, columns, limit)
    with one_blas_thread():  # sums of BLAS depend on its number of threads
        white = whiten(gram, engine.vector_size, problem.regularization)
        dense = problem.unobserved_weight * gram
        dense[np.diag_indices(engine.vector_size)] += problem.regularization
        dense = white.columns.T @ dense @ white.columns
        rhs_factors = problem.unobserved_weight * (sums @ white.columns)
    column_norms = problem.regularization * float(np.trace(gram))
    return NormalEquations(white, dense, rhs_factors, column_norms)


def whiten(gram: NDArray[np.float64], size: int, regularization: float) -> Whitening:
    """Compute the transformation under which gram + regularization I becomes the identity.

    Directions in which the columns have no variance are not scaled, because the division would
    amplify rounding errors.
    """
    if not np.isfinite(gram).all():
        raise NumericalError(
            "The vectors contain values that are not finite.",
            hint="Raise {regularization} or {unobserved_weight}, or look for extreme values in "
            "{shift} and in the initial vectors.",
        )
    values, vectors = np.linalg.eigh(gram[:size, :size])
    extents = values + regularization
    kept = extents > max(_MIN_RELATIVE_EXTENT * float(extents.mean()), _MIN_EXTENT)
    lengths = np.sqrt(np.where(kept, extents, 1.0))
    columns, rows, back = np.zeros((3, *gram.shape))
    columns[:size, :size] = vectors * (kept / lengths)
    rows[:size, :size] = vectors * lengths
    back[:size, :size] = (vectors / lengths).T
    return Whitening(columns, rows, back)
