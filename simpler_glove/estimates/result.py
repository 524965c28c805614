"""Estimates as dicts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..compilation import load_kernels
from ..compile_events import on_compilation
from ..memory import resident_bytes, trim_freed_memory
from .needs import Needs

_USUAL_PROGRAM_BYTES = 170 << 20  # where the system does not report the memory of a process


class Program(NamedTuple):
    """A process whose code has been loaded.

    Attributes
    ----------
    bytes : int
        Its resident memory; a usual value where the system does not report it.
    seconds : float
        CPU seconds since it was started.
    """

    bytes: int
    seconds: float

    @classmethod
    def present(cls) -> Program:
        """Return this process, which has loaded the code that it needs."""
        trim_freed_memory()
        return cls(resident_bytes() or _USUAL_PROGRAM_BYTES, time.process_time())

    @classmethod
    def after(cls, load: Callable[[], object]) -> Program:
        """Return this process after a function has loaded code.

        If code was compiled, which takes memory and time in the first run only, the process is
        that before the call.
        """
        before, compiled = cls.present(), False

        def note() -> None:
            nonlocal compiled
            compiled = True

        with on_compilation(note):
            load()
        return before if compiled else cls.present()

    @classmethod
    def with_kernels(cls) -> Program:
        """Return this process after the kernels from encoding to solving have been loaded."""
        load_kernels("simpler_glove.compilation:compile_kernels")
        return cls.present()


def estimate_of(
    sizes: Mapping[str, float],
    needs: Needs,
    seconds: dict[str, float],
    program: Program,
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
    program : Program
        The process before the input was read.
    exact : bool
        True if the sizes are exact.
    """
    facts = {
        **sizes, "memory_bytes": program.bytes + needs.memory, "disk_bytes": needs.output,
        "temporary_bytes": needs.temporary, "seconds": sum(seconds.values()),
        "seconds_starting": program.seconds,
    }  # fmt: skip
    facts |= {f"seconds_{name}": value for name, value in seconds.items()}
    return {name: _rounded(name, value, exact) for name, value in facts.items()} | {"exact": exact}


def _rounded(name: str, value: float, exact: bool) -> int | float:
    """Round to two digits for seconds, three for other estimates, none for exact integers."""
    if not exact and not isinstance(value, int):
        value = float(f"{value:.3g}")
    return float(f"{value:.2g}") if name.startswith("seconds") else round(value)
