"""BLAS and LAPACK in one thread: their sums depend on the number of threads."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    """Look for the libraries once: it takes longer than what is done with small matrices."""
    return ThreadpoolController()


def one_blas_thread() -> AbstractContextManager[object]:
    """Have the linear algebra of NumPy compute the same bytes on every machine of one kind."""
    return _controller().limit(limits=1)
