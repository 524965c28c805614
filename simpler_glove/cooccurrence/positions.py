"""Where each word stands: the inverted index, made by as many threads as there are."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import count as kernels
from ..parallel import run_all


class Positions(NamedTuple):
    """The positions of a word are ``places[starts[word]:starts[word + 1]]``, ascending."""

    starts: NDArray[np.int64]
    places: NDArray[np.int32]


def find_positions(
    tokens: NDArray[np.int32], size: int, threads: int, begin: int = 0, end: int | None = None
) -> Positions:
    """Index the words of tokens[begin:end], numbers from 0 to size - 1; -1 is no word.

    Every thread has a stretch of the tokens: it counts the words there, and with that knows where
    their positions belong.  Short texts are not worth it.
    """
    end = tokens.size if end is None else end
    parts = max(1, min(threads, (end - begin) // (size + 1)))
    bounds = [begin + (end - begin) * part // parts for part in range(parts + 1)]
    stretches = list(enumerate(pairwise(bounds)))
    uses = np.zeros((parts, size), np.int64)
    run_all(lambda part: kernels.count_words(tokens, *part[1], uses[part[0]]), stretches, threads)
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(uses.sum(axis=0), out=starts[1:])
    cursors = np.cumsum(uses, axis=0)
    cursors += starts[:-1] - uses
    places = np.empty(starts[-1], np.int32)
    run_all(
        lambda part: kernels.place_positions(tokens, *part[1], cursors[part[0]], places),
        stretches,
        threads,
    )
    return Positions(starts, places)
