"""Which engine does the work: asked for, or chosen by what the machine and the problem are."""

from __future__ import annotations

import logging

from .. import devices as devices
from ..errors import BackendUnavailableError, ResourceError
from .cpu_engine import CpuEngine
from .engine import Engine
from .keras_engine import KerasEngine
from .problem import Problem

BACKENDS = ("auto", "cpu", "keras", "gpu")
#: Pairs times dimensions from which "auto" takes a GPU: with fewer, two cores are done by the
#: time that a library for GPUs has started and compiled.
WORTHWHILE = 1_000_000_000
_OWNER = "SimplerGlove"

_log = logging.getLogger(__name__)


def check_backend(backend: str) -> None:
    """Raise BackendUnavailableError if `backend` is "keras" or "gpu" and cannot be had."""
    if backend not in ("keras", "gpu"):
        return
    devices.load_keras(f"backend={backend!r} of {_OWNER}")
    if backend == "gpu" and not devices.gpus():
        raise BackendUnavailableError(
            f"backend='gpu' of {_OWNER} needs a GPU, and {devices.backend_name()} finds none that "
            "it can use: look at its driver and at CUDA_VISIBLE_DEVICES, set KERAS_BACKEND to "
            "another library, or use backend='cpu'."
        )


def choose_engine(
    backend: str, problem: Problem, *, vector_size: int, threads: int, memory: int | None = None
) -> Engine:
    """Give the engine that `backend` stands for.

    Parameters
    ----------
    backend : {"auto", "cpu", "keras", "gpu"}
        "auto" takes a GPU where the machine shows one, the problem is worth it, and Keras can
        use it; else the CPU.  No library is loaded before the first two are known.
    problem : Problem
        The coefficients.
    vector_size : int
        D.
    threads : int
        That compute, where it is done on the CPU.
    memory : int, optional
        Bytes that may be used.

    Returns
    -------
    Engine
        Which one, and why, is logged.

    Raises
    ------
    BackendUnavailableError
        If what was asked for is missing.
    ResourceError
        If the vectors don't fit on the device that was asked for.
    """
    why = "asked for"
    engine: Engine | None = None
    if backend == "auto":
        why = _against_gpu(problem, vector_size)
        if not why:
            engine, why = _on_gpu(problem, vector_size, threads, memory)
    elif backend != "cpu":
        check_backend(backend)
        engine = KerasEngine(problem, vector_size, threads, memory=memory)
    engine = engine or CpuEngine(problem, vector_size, threads)
    _log.info("Solving on %s: %s.", engine.name, why)
    return engine


def _against_gpu(problem: Problem, vector_size: int) -> str:
    """Say what speaks against a GPU without loading anything; nothing if nothing does."""
    pairs = problem.rows.indices.size
    if pairs * vector_size < WORTHWHILE:
        return (
            f"{pairs:,} pairs of {vector_size} dimensions are too few for a GPU to pay "
            f"(pairs times dimensions below {WORTHWHILE:,})"
        )
    if not devices.shows_gpu():
        return "the machine shows no GPU"
    return "" if devices.keras_is_installed() else "keras is not installed"


def _on_gpu(
    problem: Problem, vector_size: int, threads: int, memory: int | None
) -> tuple[Engine | None, str]:
    """Give the engine on the GPU if it can be had, and why or why not."""
    try:
        check_backend("gpu")
        return KerasEngine(problem, vector_size, threads, memory=memory), "there is a GPU"
    except (BackendUnavailableError, ResourceError) as error:
        return None, str(error).rstrip(".")
