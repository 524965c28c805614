"""What --memory leaves for finding words: what a process may take, less the program itself."""

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

_LINES = ["葡萄很甜，香蕉很甜，12年", "葡萄不酸，香蕉不酸", "我吃葡萄，你买香蕉"] * 9
_APART = (
    "import json, sys, nlpzero; options, lines = json.load(sys.stdin); "
    "nlpzero.WordDiscoverer(**options).fit(lines)"
)
_LEAST = 16 << 20  # bytes to work in, below which nothing is tried
_MMAP_THRESHOLD = -3  # of mallopt
_MAPPED = 1 << 18  # bytes from which on what is freed goes back to the system at once


class _CompilingError(Exception):
    """Something is not in the cache of compiled code."""


def left_for_finding(memory: int, options: dict[str, Any]) -> int:
    """Return how many of the bytes that the process may take are left for finding words.

    Finds the words of three lines first, so that all code is loaded before it is measured. Code
    that has to be compiled is compiled by another process: that takes more memory than all else.

    Parameters
    ----------
    memory : int
        What the process may take.
    options : dict
        Of WordDiscoverer.

    Returns
    -------
    int
        Bytes, all of them where the system does not tell what is taken.

    Raises
    ------
    ResourceError
        If hardly anything is left.
    """
    with contextlib.suppress(OSError, AttributeError):  # where the C library is another one
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _MAPPED)
    _load(options)
    taken = _resident()
    if memory - taken < _LEAST:
        least = -(-(taken + _LEAST) // (1 << 20))
        raise ResourceError(
            f"{memory:,} bytes of memory are too few: the program itself takes {taken:,}. Allow "
            f"{least}M at the very least."
        )
    return memory - taken


@contextlib.contextmanager
def explained(memory: int | None, left: int | None) -> Iterator[None]:
    """Where `left` is too little, say that it is what the program itself leaves of `memory`."""
    try:
        yield
    except ResourceError as error:
        if memory is None or left is None or "of memory are too few" not in str(error):
            raise
        taken = f"Of the {memory:,} bytes of memory, the program itself takes {memory - left:,}."
        raise ResourceError(f"{error} {taken}") from None


def _load(options: dict[str, Any]) -> None:
    from simpler_glove.compilation import on_compilation

    try:
        with on_compilation(_stop):
            nlpzero.WordDiscoverer(**options).fit(_LINES)
    except _CompilingError:
        given = json.dumps([options, _LINES]).encode()
        subprocess.run([sys.executable, "-c", _APART], input=given, check=False)
        nlpzero.WordDiscoverer(**options).fit(_LINES)


def _stop() -> None:
    raise _CompilingError


def _resident() -> int:
    """Bytes of memory that the process takes now; 0 where the system does not tell."""
    if not sys.platform.startswith("linux"):
        return 0
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
