"""Threads over code that releases the interpreter lock, with results in the order of the input."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from .validation import check_int

Item = TypeVar("Item")
Result = TypeVar("Result")


def available_cpus() -> int:
    """Count the processors that this process may use, not those of the machine.

    Returns
    -------
    int
        Size of the scheduler's affinity set where the system has one, else the number of
        processors; at least 1.

    Example
    -------
    >>> available_cpus() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def resolve_threads(threads: int | None, owner: str) -> int:
    """Turn a ``threads`` parameter into a number.

    Parameters
    ----------
    threads : int or None
        At least 1; None stands for all processors that this process may use.
    owner : str
        Name of the public function, for the message.

    Returns
    -------
    int
        The number of threads, at least 1.

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
    return check_int(threads, "threads", owner, minimum=1)


def map_in_order(
    function: Callable[[Item], Result], items: Iterable[Item], threads: int
) -> Iterator[Result]:
    """Apply `function` to each item in worker threads and yield the results in order.

    Items are drawn in the caller's thread, at most ``threads + 1`` ahead of the result that is
    yielded, so memory stays bounded and reading overlaps with work.  When the caller stops, by
    an error, Ctrl-C or closing the iterator, what is queued is cancelled and what runs is
    awaited.

    Parameters
    ----------
    function : callable
        Called with one item; worth a thread only where it releases the interpreter lock.
    items : iterable
        Drawn lazily; may be endless.
    threads : int
        Number of worker threads; 1 means that the caller's thread does the work itself.

    Yields
    ------
    object
        ``function(item)`` for each item, in the order of `items`.

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
    try:
        for item in items:
            pending.append(pool.submit(function, item))
            if len(pending) > threads + 1:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
