"""Resident memory of this process, and the part of a memory budget that remains."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .errors import ResourceError

_M_TRIM_THRESHOLD = -1  # parameter numbers of mallopt
_M_MMAP_THRESHOLD = -3
_BLOCK_BYTES, _KEPT_BYTES = 1 << 18, 1 << 17
_LARGEST_BLOCK_BYTES = 1 << 25  # that the C library permits
_MIB = 1 << 20
_RESERVE_BYTES = 24 << 20  # the memory of the program itself is not the same in every run
_kept_bytes = 0  # of freed memory, if there is a memory budget


def resident_bytes() -> int:
    """Return the resident memory of this process in bytes; 0 where the system does not report it.

    Example
    -------
    >>> resident_bytes() >= 0
    True
    """
    if not sys.platform.startswith("linux"):
        return 0
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def physical_bytes() -> int:
    """Return the memory of the machine in bytes; 2**63 - 1 where the system does not report it.

    Example
    -------
    >>> physical_bytes() > 0
    True
    """
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return sys.maxsize


def return_freed_memory(block_bytes: int = _BLOCK_BYTES, kept_bytes: int = _KEPT_BYTES) -> None:
    """Make the C library return freed memory to the system.

    The system clears memory that is used again after that, so both numbers should be more than the
    arrays of most tasks, if the memory allows it.

    Parameters
    ----------
    block_bytes : int, default 256 KiB
        Blocks of this size and larger ones are returned when they are freed.
    kept_bytes : int, default 128 KiB
        Freed memory of smaller blocks that remains at the end of the memory of each thread.
    """
    global _kept_bytes
    _set_malloc({_M_MMAP_THRESHOLD: block_bytes, _M_TRIM_THRESHOLD: kept_bytes})
    _kept_bytes = kept_bytes


def reuse_freed_memory() -> None:
    """Make the C library keep freed blocks of up to 32 MiB for the next use of memory.

    This is what it does by itself after some such blocks were freed, except in the workers of Dask,
    which set ``MALLOC_TRIM_THRESHOLD_`` (see ``docs/decisions.md``, "Clusters").

    Example
    -------
    >>> reuse_freed_memory()
    """
    largest = _LARGEST_BLOCK_BYTES
    _set_malloc({_M_MMAP_THRESHOLD: largest, _M_TRIM_THRESHOLD: 2 * largest})


def _set_malloc(parameters: dict[int, int]) -> None:
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError, AttributeError):  # a C library without mallopt
        for number, value in parameters.items():
            ctypes.CDLL(None).mallopt(number, value)


def trim_freed_memory() -> None:
    """Return freed memory of all threads to the system; small blocks would stay in the process.

    Example
    -------
    >>> trim_freed_memory()
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # a C library without malloc_trim
            ctypes.CDLL(None).malloc_trim(0)


def remaining_memory(memory: int | None, needed: float, purpose: str) -> int | None:
    """Return the part of a budget that the process does not use, if it is large enough.

    Freed memory that the C library may keep, see `return_freed_memory`, counts as used.

    Parameters
    ----------
    memory : int or None
        Upper limit of the resident memory of the process, in bytes; None if there is none.
    needed : float
        Bytes that are needed in addition to what the process has.
    purpose : str
        What they are needed for, as in "to read the text".

    Returns
    -------
    int or None
        The remaining bytes, `memory` where the system does not report the memory of a process.

    Raises
    ------
    ResourceError
        If it is too small; the message states the minimum.

    Example
    -------
    >>> remaining_memory(1 << 50, 100, "to count") > 1 << 49
    True
    """
    if memory is None:
        return None
    used = resident_bytes() + _kept_bytes
    if memory - used >= needed:
        return memory - used
    needed = int(needed)
    purpose += f": the program itself takes {used:,}, and {needed:,} are needed in addition"
    with minimum_reported(memory):
        raise memory_error(memory, purpose, needed, used=used)


def memory_error(
    memory: int, purpose: str, needed: int, *, used: int = 0, hint: str = "Raise {memory}."
) -> ResourceError:
    """Return the error for a memory budget that is too small.

    Parameters
    ----------
    memory : int
        The budget in bytes.
    purpose : str
        What it is too small for, as in "to count", and how much that needs.
    needed : int
        Least number of bytes, in addition to those that are used.
    used : int, default 0
        Bytes of the budget that are used already.
    hint : str, default "Raise {memory}."
        See :class:`ResourceError`.

    Example
    -------
    >>> raise memory_error(1000, "to count; 2,000 are needed", 2000)
    Traceback (most recent call last):
    simpler_glove.errors.ResourceError: 1,000 bytes of memory are too few to count; 2,000 are \
needed. Raise 'memory'.
    """
    return ResourceError(
        f"{memory:,} bytes of memory are too few {purpose}",
        hint=hint,
        needed_bytes=needed,
        available_bytes=memory - used,
    )


@contextlib.contextmanager
def minimum_reported(memory: int | None) -> Iterator[None]:
    """Add the minimum of a whole budget to an error about a part of it.

    Parameters
    ----------
    memory : int or None
        The budget of the process; None changes no error.

    Example
    -------
    >>> with minimum_reported(80 << 20):
    ...     sizes = {"needed_bytes": 9, "available_bytes": 8}
    ...     raise ResourceError("too few", hint="Raise {memory}.", **sizes)
    Traceback (most recent call last):
    simpler_glove.errors.ResourceError: too few. Set at least memory=110100480.
    """
    try:
        yield
    except ResourceError as error:
        needed, available, hint = error.needed_bytes, error.available_bytes, error.hint or ""
        if memory is None or needed is None or available is None or "Raise {memory}" not in hint:
            raise
        minimum = -(-(memory + needed - available + _RESERVE_BYTES) // _MIB) * _MIB
        error.hint = hint.replace("Raise {memory}", "Set at least {memory}")
        error.settings["memory"] = error.needed_bytes = minimum
        error.available_bytes = memory
        raise
