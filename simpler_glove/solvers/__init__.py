"""Solvers of the weighted least-squares problem, and the engines that they run on."""

from __future__ import annotations

from .adagrad import AdaGrad
from .als import AlternatingLeastSquares, solve_als
from .engines import BACKENDS, check_backend, choose_engine
from .initialization import InitialVectors, initial_from, uniform_vectors
from .problem import LeastSquaresProblem, make_problem
from .solver import Solution, Solver, SolverOptions

SOLVERS: dict[str, Solver] = {"als": AlternatingLeastSquares(), "adagrad": AdaGrad()}
"""Values of the parameter ``solver`` of :class:`SimplerGlove`."""

__all__ = [
    "BACKENDS",
    "SOLVERS",
    "InitialVectors",
    "LeastSquaresProblem",
    "Solution",
    "Solver",
    "SolverOptions",
    "check_backend",
    "choose_engine",
    "initial_from",
    "make_problem",
    "solve_als",
    "uniform_vectors",
]
