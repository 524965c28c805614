"""Binary search in ascending numbers."""

from __future__ import annotations

from .compiler import njit


@njit(cache=True, nogil=True)
def lower_bound(ordered, start, stop, limit):
    """Return the first position from start to stop whose number is at least `limit`, or stop.

    The numbers between start and stop are ascending. np.searchsorted in compiled code imports
    scipy.linalg.
    """
    while start < stop:
        middle = (start + stop) >> 1
        if ordered[middle] < limit:
            start = middle + 1
        else:
            stop = middle
    return start
