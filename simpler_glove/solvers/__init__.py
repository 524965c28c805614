"""Solvers of the weighted least-squares problem, and the engines that they run on."""

from __future__ import annotations

from .adagrad import AdaGrad
from .als import AlternatingLeastSquares, solve_als
from .engines import BACKENDS, check_backend, choose_engine
from .initialization import InitialVectors, initial_from, uniform_vectors
from .problem import LeastSquaresProblem, make_problem
from .scratch_arrays import ScratchArrays, row_blocks
from .solver import Solution, Solver, SolverOptions
from .unobserved_weight import automatic_unobserved_weight
from .working_memory import plan_memory, working_bytes

SOLVERS: dict[str, Solver] = {"als": AlternatingLeastSquares(), "adagrad": AdaGrad()}
"""Values of the parameter ``solver`` of :class:`SimplerGlove`."""

__all__ = [
    "BACKENDS",
    "SOLVERS",
    "InitialVectors",
    "LeastSquaresProblem",
    "ScratchArrays",
    "Solution",
    "Solver",
    "SolverOptions",
    "automatic_unobserved_weight",
    "check_backend",
    "choose_engine",
    "initial_from",
    "make_problem",
    "plan_memory",
    "row_blocks",
    "solve_als",
    "uniform_vectors",
    "working_bytes",
]
