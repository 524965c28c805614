"""Thread pools with results in input order, and the number of threads of BLAS."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from .validation import check_int

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

_MAX_THREADS = 1024
Item = TypeVar("Item")
Result = TypeVar("Result")


def available_cpus() -> int:
    """Return the number of processors that this process may use.

    Returns
    -------
    int
        Size of the CPU affinity set on systems that have one, otherwise the number of
        processors of the machine; at least 1.

    Example
    -------
    >>> available_cpus() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def resolve_threads(threads: int | None, owner: str) -> int:
    """Return the number of threads for a ``threads`` parameter.

    Parameters
    ----------
    threads : int or None
        At least 1; None selects all processors that this process may use.
    owner : str
        Public function or class that has the parameter, for the error message.

    Returns
    -------
    int
        The number of threads, 1 to 1024.

    Raises
    ------
    ParameterError
        If `threads` is neither None nor an int >= 1.

    Example
    -------
    >>> resolve_threads(2, "count_cooccurrences")
    2
    """
    if threads is None:
        return available_cpus()
    return min(check_int(threads, "threads", owner, minimum=1), _MAX_THREADS)


def map_in_order(
    function: Callable[[Item], Result], items: Iterable[Item], threads: int
) -> Iterator[Result]:
    """Apply a function to each item in worker threads; yield the results in input order.

    Items are drawn in the thread of the caller, at most ``threads + 1`` ahead of the result that
    is yielded: memory is bounded and reading overlaps with work. If a call fails or is interrupted
    (Ctrl-C), queued items are cancelled and running ones are awaited. If the iterator is closed or
    dropped before its end, queued items are cancelled and running ones are not awaited.

    Parameters
    ----------
    function : callable
        Called with one item; threads help only where it releases the interpreter lock.
    items : iterable
        Consumed lazily; may be infinite.
    threads : int
        Number of worker threads; with 1 the function runs in the thread of the caller.

    Yields
    ------
    object
        ``function(item)`` for each item.

    Example
    -------
    >>> list(map_in_order(abs, [-3, 2, -1], threads=2))
    [3, 2, 1]
    """
    if threads == 1:
        yield from map(function, items)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="nlpzero")
    pending: deque[Future[Result]] = deque()
    wait = True
    try:
        for item in items:
            pending.append(pool.submit(function, item))
            if len(pending) > threads + 1:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    except GeneratorExit:
        # Raised by the garbage collector too, in any thread and possibly while that thread holds
        # a lock of `threading`; waiting for other threads would then be a deadlock.
        wait = False
        raise
    finally:
        pool.shutdown(wait=wait, cancel_futures=True)


def run_all(function: Callable[[Item], object], items: Iterable[Item], threads: int) -> None:
    """Apply a function to each item in worker threads and discard the results.

    Parameters
    ----------
    function, items, threads
        As in :func:`map_in_order`.

    Example
    -------
    >>> out = [0, 0]
    >>> run_all(lambda i: out.__setitem__(i, i + 5), range(2), threads=2)
    >>> out
    [5, 6]
    """
    for _ in map_in_order(function, items, threads):
        pass


def split_rows(
    starts: NDArray[np.int64], work: int, *, row_cost: int, isolate_large: bool = False
) -> list[tuple[int, int]]:
    """Split rows of a sparse matrix into consecutive ranges with about the same amount of work.

    Parameters
    ----------
    starts : ndarray of int64, shape (V+1,)
        Amount of work before each row, such as ``indptr``.
    work : int
        Amount of work of a range; a range has less than twice as much unless it is one row.
    row_cost : int
        Amount of work of a row besides its entries.
    isolate_large : bool, default False
        Put every row with more than `work` in a separate range.

    Returns
    -------
    list of (int, int)
        First row and end of each range.

    Example
    -------
    >>> split_rows(np.array([0, 5, 6, 8, 20]), 6, row_cost=0, isolate_large=True)
    [(0, 2), (2, 3), (3, 4)]
    """
    rows = starts.size - 1
    cost = starts + np.arange(rows + 1) * row_cost
    bounds = [
        np.array([0]),
        np.searchsorted(cost, np.arange(work, cost[-1], work)),
        np.array([rows]),
    ]
    if isolate_large:
        large = np.flatnonzero(np.diff(cost) > work)
        bounds += [large, large + 1]
    unique = np.unique(np.concatenate(bounds)).tolist()
    return list(pairwise(unique))


def one_blas_thread() -> AbstractContextManager[object]:
    """Limit BLAS and LAPACK to one thread within a ``with`` block.

    Their sums depend on the number of threads. With one thread, results have the same bytes on
    machines with the same processor type.

    Example
    -------
    >>> with one_blas_thread():
    ...     pass
    """
    return _blas_controller().limit(limits=1, user_api="blas")


@cache
def _blas_controller() -> ThreadpoolController:
    """Find the BLAS libraries once; the search takes longer than small matrix products."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
