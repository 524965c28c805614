"""Nearest neighbours of many words by cosine, which do not depend on the number of threads."""

from __future__ import annotations

from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove.arrays import readonly
from simpler_glove.parallel import map_in_order, one_blas_thread
from simpler_glove.progress import Stage
from simpler_glove.vectors.search import CandidateRows, search_many

_BLOCK_QUERIES = 512


class Neighbours(NamedTuple):
    """The k nearest words of each of n words, by descending cosine; ties by ascending position.

    Attributes
    ----------
    ids : ndarray of int32, shape (n, k)
        Positions of the neighbours.
    cosines : ndarray of float32, shape (n, k)
        Their cosines.
    """

    ids: NDArray[np.int32]
    cosines: NDArray[np.float32]


def unit_rows(rows: NDArray[Any]) -> NDArray[np.float32]:
    """Divide rows by their lengths; a row of zeros stays unchanged."""
    lengths = np.sqrt(np.einsum("nd,nd->n", rows, rows, dtype=np.float64))[:, None]
    return np.divide(rows, lengths, out=np.zeros(rows.shape, np.float32), where=lengths > 0)


def nearest(
    units: NDArray[np.float32],
    queries: NDArray[np.float32],
    k: int,
    *,
    own: bool,
    threads: int,
    stage: Stage,
) -> Neighbours:
    """Return the nearest rows of each query.

    Parameters
    ----------
    units : ndarray of float32, shape (n, D)
        Rows of length 1 that are searched.
    queries : ndarray of float32, shape (q, D)
        Rows of length 1.
    k : int
        Number of neighbours, less than n.
    own : bool
        True if query i is row i, which is then not its own neighbour.
    threads : int
        Number of threads.
    stage : Stage
        Is told the finished queries.
    """
    candidates = CandidateRows(readonly(units), np.empty(0, np.float32), len(units))

    def search(start: int) -> list[Any]:
        block = readonly(queries[start : start + _BLOCK_QUERIES])
        ids = [[start + row] if own else [] for row in range(len(block))]
        found = search_many(candidates, block, ids, topn=k, minimum=-np.inf, threads=1)
        return list(found)

    blocks = []
    with one_blas_thread():  # a product has the same bits for any number of threads
        for block in map_in_order(search, range(0, len(queries), _BLOCK_QUERIES), threads):
            blocks.append(block)
            stage.add(len(block))
    results = list(chain.from_iterable(blocks))
    return Neighbours(
        np.array([ids for ids, _ in results], np.int32).reshape(len(queries), k),
        np.array([scores for _, scores in results], np.float32).reshape(len(queries), k),
    )
