"""Estimates as dicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..compilation import load_kernels
from ..memory import resident_bytes, trim_freed_memory
from .needs import Needs

_USUAL_PROGRAM_BYTES = 170 << 20  # where the system does not report the memory of a process


def program_bytes() -> int:
    """Return the memory of this process after kernels have been loaded.

    A usual value is returned where the system does not report it.
    """
    load_kernels("simpler_glove.compilation:compile_kernels")
    trim_freed_memory()
    return resident_bytes() or _USUAL_PROGRAM_BYTES


def estimate_of(
    sizes: Mapping[str, float],
    needs: Needs,
    seconds: dict[str, float],
    program: float,
    *,
    exact: bool,
) -> dict[str, Any]:
    """Return an estimate as a dict with the keys of :func:`estimate_build`.

    Parameters
    ----------
    sizes : mapping of str to float
        Sizes of the input and of the result.
    needs : Needs
        Memory and disk space.
    seconds : dict of str to float
        Duration of each stage, by name.
    program : float
        Bytes of memory of the program itself.
    exact : bool
        True if the sizes are exact.
    """
    facts = {
        **sizes, "memory_bytes": program + needs.memory, "disk_bytes": needs.output,
        "temporary_bytes": needs.temporary, "seconds": sum(seconds.values()),
    }  # fmt: skip
    facts |= {f"seconds_{name}": value for name, value in seconds.items()}
    return {name: _rounded(name, value, exact) for name, value in facts.items()} | {"exact": exact}


def _rounded(name: str, value: float, exact: bool) -> int | float:
    """Round to two digits for seconds, three for other estimates, none for exact integers."""
    if not exact and not isinstance(value, int):
        value = float(f"{value:.3g}")
    return float(f"{value:.2g}") if name.startswith("seconds") else round(value)
