"""Interface of the solvers: algorithms that minimize the objective of a least-squares problem.

A *solver* is an algorithm ("als", "adagrad"). An *engine* is an implementation of the linear
algebra that a solver needs (numba on the CPU, array operations of Keras); see
:mod:`simpler_glove.solvers.engine`.

To add a solver, write a class that implements :class:`Solver` in a file of this folder and add
an instance to ``SOLVERS`` in ``solvers/__init__.py``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from ..errors import NumericalError
from ..progress import Progress
from .checkpoint import SweepCheckpoint
from .initialization import InitialVectors
from .problem import LeastSquaresProblem
from .scratch_arrays import ScratchArrays


@dataclass(frozen=True)
class SolverOptions:
    """Parameters of a solver; those of :class:`SimplerGlove` with the same names.

    Parameters
    ----------
    vector_size : int
        Number of dimensions, D.
    tied : bool, default False
        Fit one set of vectors; requires a symmetric problem.
    sweeps : int, default 10
        Maximum number of passes over the stored pairs.
    tolerance : float, default 0.02
        Stop after a sweep that lowers the objective by a smaller fraction.
    seed : int, default 0
        Random seed.
    backend : {"auto", "cpu", "keras", "gpu"}, default "auto"
        Selects the engine.
    threads : int, default 1
        Number of threads; results do not depend on it.
    memory : int, optional
        Memory budget in bytes.
    arrays : ScratchArrays
        Allocates the vectors.
    """

    vector_size: int
    tied: bool = False
    sweeps: int = 10
    tolerance: float = 0.02
    seed: int = 0
    backend: str = "auto"
    threads: int = 1
    memory: int | None = None
    arrays: ScratchArrays = field(default_factory=ScratchArrays)


class SweepWork(NamedTuple):
    """Numbers of words and of pairs that a sweep, or all sweeps, visit."""

    words: float
    pairs: float


class Solution(NamedTuple):
    """Row and column vectors, float32 (V, D) each, objective per sweep, and the backend used.

    With tied vectors, `rows` and `columns` are the same array.
    """

    rows: NDArray[np.float32]
    columns: NDArray[np.float32]
    history: list[dict[str, float]]
    backend: str = "cpu"


class Solver(Protocol):
    """Algorithm that minimizes the objective of a problem.

    Attributes
    ----------
    backends : tuple of str
        Values of the parameter ``backend`` that the solver supports.
    supports_files : bool
        True if the vectors may be in temporary files, with the backends "auto" and "cpu".
    supports_unobserved : bool
        True if the weight of unobserved pairs may exceed 0.
    supports_regularization : bool
        True if the regularization may exceed 0.
    """

    backends: tuple[str, ...]
    supports_files: bool
    supports_unobserved: bool
    supports_regularization: bool

    def solve(
        self,
        problem: LeastSquaresProblem,
        options: SolverOptions,
        *,
        initial: InitialVectors | None = None,
        checkpoint: SweepCheckpoint | None = None,
        progress: Progress | None = None,
    ) -> Solution:
        """Minimize the objective of `problem`.

        Parameters
        ----------
        problem : LeastSquaresProblem
            Coefficients of the objective.
        options : SolverOptions
            Parameters of the solver.
        initial : InitialVectors, optional
            Vectors to start from; None draws random ones.
        checkpoint : SweepCheckpoint, optional
            Where vectors are stored after sweeps, and found again; a solver may ignore it.
        progress : Progress, optional
            Callback, called a few times per second.

        Raises
        ------
        NumericalError
            If the objective is not finite.
        BackendUnavailableError, ResourceError
            If the requested backend is missing or has too little memory.
        """

    def expected_work(
        self, words: float, pairs: float, frequent: float, options: SolverOptions
    ) -> tuple[SweepWork, SweepWork]:
        """Return the work of `options.sweeps` sweeps, from random initial vectors, in two units.

        The first unit is that of a word or pair in the first sweep over all words, the second one
        that in the second sweep; numbers of one unit can be negative.

        Parameters
        ----------
        words, pairs : float
            Numbers of words and of pairs of the counts.
        frequent : float
            Number of pairs of the `COARSE_WORDS` most frequent words.
        options : SolverOptions
            Options.
        """

    def working_bytes(self, words: float, pairs: float, options: SolverOptions) -> float:
        """Return the memory that is needed even if the coefficients are in temporary files."""


def check_objective(objective: float, sweep: int) -> float:
    """Return the objective of a sweep, negative rounding errors replaced by 0.

    Raises NumericalError if it is not finite.
    """
    if not math.isfinite(objective):
        raise NumericalError(
            f"The objective became {objective} in sweep {sweep}.",
            hint="Raise {regularization} or {unobserved_weight}, or look for extreme values in "
            "{shift} and in the initial vectors.",
        )
    return max(objective, 0.0)
