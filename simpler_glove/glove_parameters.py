"""Check the parameters of `SimplerGlove`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import ParameterError
from .solvers import BACKENDS, COMBINATIONS, SOLVERS, check_backend
from .validation import check_bool, check_choice, check_float, check_folder, check_int

OWNER = "SimplerGlove"
_RANGES = {
    "shift": (-100.0, 100.0),
    "smoothing": (0.0, 1.0),
    "regularization": (0.0, 1e9),
    "ngram_pseudocount": (0.0, 1e9),
    "singular_value_exponent": (0.1, 1.0),
    "tolerance": (0.0, 1e18),
    "unobserved_limit": (0.0, 1e18),
    "weight_exponent": (0.0, 100.0),
    "x_max": (0.0, 1e18),
    "unobserved_pseudocount": (0.0, 1e18),
}


def check_parameters(parameters: Mapping[str, Any], direction: str) -> None:
    """Check all parameters, also whether they are allowed for counts of `direction`.

    Parameters
    ----------
    parameters : mapping
        Names and values of all parameters.
    direction : {"both", "left", "right"}
        Direction of the counts.

    Raises
    ------
    ParameterError
        If a parameter is not allowed.
    BackendUnavailableError
        If the requested backend is missing.
    """
    check_int(parameters["vector_size"], "vector_size", OWNER, minimum=1, maximum=10_000)
    check_int(parameters["sweeps"], "sweeps", OWNER, minimum=1)
    check_int(parameters["seed"], "seed", OWNER, minimum=0)
    choices = {"combine": COMBINATIONS, "solver": tuple(SOLVERS), "backend": BACKENDS}
    for name, allowed in choices.items():
        check_choice(parameters[name], name, OWNER, allowed)
    for name, (minimum, maximum) in _RANGES.items():
        check_float(parameters[name], name, OWNER, minimum=minimum, maximum=maximum)
    for name in ("x_max", "unobserved_pseudocount"):
        if parameters[name] == 0:
            raise ParameterError(parameter=name, owner=OWNER, allowed="a finite number > 0", got=0)
    for name in ("tied", "center"):
        check_bool(parameters[name], name, OWNER)
    if parameters["memory"] is not None:
        check_int(parameters["memory"], "memory", OWNER, minimum=1)
    check_folder(parameters["tmp"], "tmp", OWNER)
    weight = parameters["unobserved_weight"]
    if not isinstance(weight, str) or weight != "auto":
        check_float(weight, "unobserved_weight", OWNER, minimum=0.0, maximum=1e3)
    _check_combinations(parameters, direction)
    check_backend(parameters["backend"])


def _check_combinations(parameters: Mapping[str, Any], direction: str) -> None:
    """Check parameters that restrict each other."""
    if parameters["tied"] and (direction != "both" or parameters["smoothing"] != 1):
        raise ParameterError(
            "cannot be set for counts of one direction, nor with a smoothing other than 1",
            parameter="tied",
            owner=OWNER,
        )
    solver = SOLVERS[parameters["solver"]]
    required = {"unobserved_weight": solver.supports_unobserved,
                "regularization": solver.supports_regularization}  # fmt: skip
    for name, supported in required.items():
        value = parameters[name]
        if not supported and value not in ("auto", 0):
            raise ParameterError(
                f"must be 0 for {{solver}}. Got {value!r} instead.",
                parameter=name,
                owner=OWNER,
                got=value,
                hint=f"Set {{{name}}}.",
                settings={name: 0, "solver": parameters["solver"]},
            )
    backend = parameters["backend"]
    if backend not in solver.backends:
        allowed = " or ".join(map(repr, solver.backends))
        raise ParameterError(
            f"must be {allowed} for {{solver}}. Got {backend!r} instead.",
            parameter="backend",
            owner=OWNER,
            got=backend,
            settings={"solver": parameters["solver"]},
        )
