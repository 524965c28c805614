"""The memory budget of word discovery: --memory minus the memory of the program itself."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nlpzero
from simpler_glove.errors import ResourceError

_SAMPLE_LINES = ["葡萄很甜，香蕉很甜，12年", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"] * 9
_COMPILE = (
    "import json, sys; paths, options, lines = json.load(sys.stdin); sys.path[:] = paths; "
    "import nlpzero; nlpzero.WordDiscoverer(**options).fit(lines)"
)
_MIN_BUDGET_BYTES = 16 << 20
_M_MMAP_THRESHOLD = -3  # parameter number of mallopt
_MMAP_THRESHOLD_BYTES = 1 << 18  # larger blocks are returned to the system when they are freed


class _CompilingError(Exception):
    """A kernel is not in the cache of compiled code."""


def discovery_budget(memory: int, options: dict[str, Any]) -> int:
    """Return the bytes of `memory` that remain for word discovery.

    The words of three lines are discovered first, so that all code is loaded when the memory of
    the process is measured. Kernels that are not compiled yet are compiled by another process,
    because compilation needs more memory than all other steps.

    Parameters
    ----------
    memory : int
        Memory budget of the process, in bytes.
    options : dict
        Parameters of WordDiscoverer.

    Returns
    -------
    int
        The remaining bytes; `memory` where the system does not report the memory of a process.

    Raises
    ------
    ResourceError
        If less than 16 MiB remain.
    """
    with contextlib.suppress(OSError, AttributeError):  # a C library without mallopt
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD_BYTES)
    _load_kernels(options)
    used = _resident_bytes()
    if memory - used < _MIN_BUDGET_BYTES:
        minimum = -(-(used + _MIN_BUDGET_BYTES) // (1 << 20))
        raise ResourceError(
            f"{memory:,} bytes of memory are too few: the program itself takes {used:,}",
            hint="Set at least {memory}.",
            settings={"memory": f"{minimum}M"},
        )
    return memory - used


@contextlib.contextmanager
def memory_context(memory: int | None, budget: int | None) -> Iterator[None]:
    """Add to an error about the memory budget that the program itself takes part of it."""
    try:
        yield
    except ResourceError as error:
        if memory is not None and budget is not None and _concerns_memory(error):
            used = memory - budget
            error.problem = (
                f"{error.problem.rstrip('.')}. Of the {memory:,} bytes of memory, the program "
                f"itself takes {used:,}"
            )
        raise


def _concerns_memory(error: ResourceError) -> bool:
    return error.parameter == "memory" or "{memory}" in (error.hint or "")


def _load_kernels(options: dict[str, Any]) -> None:
    """Load all kernels of word discovery; another process compiles them if necessary."""
    from simpler_glove.compilation import on_compilation

    try:
        with on_compilation(_stop):
            nlpzero.WordDiscoverer(**options).fit(_SAMPLE_LINES)
    except _CompilingError:
        _compile_kernels(options)
        nlpzero.WordDiscoverer(**options).fit(_SAMPLE_LINES)


def _compile_kernels(options: dict[str, Any]) -> subprocess.CompletedProcess[bytes]:
    """Compile the kernels of word discovery in another process."""
    work = json.dumps([_import_paths(), options, _SAMPLE_LINES]).encode()
    return subprocess.run([sys.executable, "-I", "-c", _COMPILE], input=work, check=False)


def _import_paths() -> list[str]:
    """Return ``sys.path`` without the working directory, and the directory of this package last.

    A module in the working directory, which may come with a downloaded corpus, must not replace
    one of the standard library.
    """
    current = Path.cwd().resolve()
    paths = [path for path in sys.path if path and Path(path).resolve() != current]
    return [*paths, str(Path(nlpzero.__file__).resolve().parents[1])]


def _stop() -> None:
    raise _CompilingError


def _resident_bytes() -> int:
    """Return the resident memory of this process; 0 where the system does not report it."""
    if not sys.platform.startswith("linux"):
        return 0
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
