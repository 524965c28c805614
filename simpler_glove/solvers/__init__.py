"""Solvers of the weighted least-squares problem, and the engines that they run on."""

from __future__ import annotations

from .adagrad import AdaGrad
from .als import AlternatingLeastSquares, solve_als
from .checkpoint import SweepCheckpoint
from .engines import BACKENDS, check_backend, choose_engine
from .initialization import InitialVectors, check_dimensions, initial_from, uniform_vectors
from .problem import LeastSquaresProblem, make_problem
from .scratch_arrays import ScratchArrays
from .solver import Solution, Solver, SolverOptions
from .spectrum import scale_singular_values, spectral_transform
from .unobserved_weight import automatic_unobserved_weight
from .word_matrix import COMBINATIONS, subtract_mean, word_matrix
from .working_memory import plan_memory, working_bytes

SOLVERS: dict[str, Solver] = {"als": AlternatingLeastSquares(), "adagrad": AdaGrad()}
"""Values of the parameter ``solver`` of :class:`SimplerGlove`."""

__all__ = [
    "BACKENDS",
    "COMBINATIONS",
    "SOLVERS",
    "InitialVectors",
    "LeastSquaresProblem",
    "ScratchArrays",
    "Solution",
    "Solver",
    "SolverOptions",
    "SweepCheckpoint",
    "automatic_unobserved_weight",
    "check_backend",
    "check_dimensions",
    "choose_engine",
    "initial_from",
    "make_problem",
    "plan_memory",
    "scale_singular_values",
    "solve_als",
    "spectral_transform",
    "subtract_mean",
    "uniform_vectors",
    "word_matrix",
    "working_bytes",
]
