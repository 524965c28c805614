"""Choice of the engine by the parameter ``backend``, the machine and the size of the problem."""

from __future__ import annotations

import logging

from .. import devices
from ..errors import BackendUnavailableError, ResourceError
from .cpu_engine import CpuEngine
from .engine import Engine
from .keras_engine import KerasEngine
from .problem import LeastSquaresProblem

BACKENDS = ("auto", "cpu", "keras", "gpu")
MIN_GPU_WORK = 1_000_000_000
"""Pairs times dimensions from which "auto" uses a GPU: with fewer, two CPU cores finish before a
library for GPUs has started and compiled."""

_OWNER = "SimplerGlove"
_log = logging.getLogger(__name__)


def check_backend(backend: str) -> None:
    """Raise BackendUnavailableError if `backend` is "keras" or "gpu" and not available."""
    if backend not in ("keras", "gpu"):
        return
    devices.load_keras(f"The backend {backend!r} of {_OWNER}")
    if backend == "gpu" and not devices.gpus():
        raise BackendUnavailableError(
            f"is {backend!r}, but {devices.backend_name()} finds no GPU that it can use",
            parameter="backend",
            owner=_OWNER,
            got=backend,
            hint="Check the driver and CUDA_VISIBLE_DEVICES, set KERAS_BACKEND to another "
            "library, or set {backend}.",
            settings={"backend": "cpu"},
        )


def choose_engine(
    backend: str,
    problem: LeastSquaresProblem,
    *,
    vector_size: int,
    threads: int,
    memory: int | None = None,
    exact: bool = True,
) -> Engine:
    """Create the engine for a value of ``backend`` and log the reason of the choice.

    Parameters
    ----------
    backend : {"auto", "cpu", "keras", "gpu"}
        "auto" selects a GPU if the problem is large enough, the machine has one, and Keras can
        use it; otherwise the CPU. No library is loaded before the first two are known.
    problem : LeastSquaresProblem
        Coefficients of the objective.
    vector_size : int
        Number of dimensions, D.
    threads : int
        Number of threads on the CPU.
    memory : int, optional
        Memory budget in bytes.
    exact : bool, default True
        See :class:`CpuEngine`.

    Returns
    -------
    Engine
        The engine.

    Raises
    ------
    BackendUnavailableError
        If the requested backend is missing.
    ResourceError
        If the vectors do not fit on the requested device.
    """
    reason = "requested"
    engine: Engine | None = None
    if backend == "auto":
        reason = _reason_against_gpu(problem, vector_size)
        if not reason:
            engine, reason = _gpu_engine(problem, vector_size, threads, memory)
    elif backend != "cpu":
        check_backend(backend)
        engine = KerasEngine(problem, vector_size, threads, memory=memory)
    engine = engine or CpuEngine(problem, vector_size, threads, exact=exact)
    _log.info("Solving on %s: %s.", engine.name, reason)
    return engine


def _reason_against_gpu(problem: LeastSquaresProblem, vector_size: int) -> str:
    """Return why a GPU is not used, or ""; imports nothing."""
    pairs = problem.rows.indices.size
    if pairs * vector_size < MIN_GPU_WORK:
        return (
            f"{pairs:,} pairs of {vector_size} dimensions are too few for a GPU "
            f"(pairs times dimensions below {MIN_GPU_WORK:,})"
        )
    if not devices.shows_gpu():
        return "the machine has no GPU"
    return "" if devices.keras_is_installed() else "keras is not installed"


def _gpu_engine(
    problem: LeastSquaresProblem, vector_size: int, threads: int, memory: int | None
) -> tuple[Engine | None, str]:
    """Return the engine on the GPU, or None, and the reason."""
    try:
        check_backend("gpu")
        return KerasEngine(problem, vector_size, threads, memory=memory), "a GPU is available"
    except (BackendUnavailableError, ResourceError) as error:
        return None, str(error).rstrip(".")
