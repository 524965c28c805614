"""Exact search of the best rows, block by block, so that memory does not grow with V.

One query reads the matrix once, at the speed of memory, with a heap of answers in each thread.
Many queries are a matrix product a block, whose scores are folded into one heap a query
and thread.
Places number the candidates; where the search is restricted they are not the ids of words.
"""
# Longer than 200 lines: the two searches share every part, and their docstrings are long.

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import keep_best, unit_rows
from ..parallel import map_in_order, one_blas_thread

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.int64]
Scorer: TypeAlias = Callable[[Floats, Floats, Floats], None]
Answer: TypeAlias = tuple[Places, Floats]

NO_PLACES: Places = np.empty(0, np.int64)
NO_NORMS: Floats = np.empty(0, np.float32)
NO_NORMS.flags.writeable = False

_BEYOND = np.iinfo(np.int64).max
_ROWS = 8192  # rows a block, for one query
_SMALL = 1 << 22  # numbers in a matrix that is not worth a second thread
_SMALL_PRODUCT = 1 << 26  # multiplications that are not worth a second thread
_QUERIES = 1024
_SCORES = 4 << 20  # scores in a block: 16 MB
_UNITS = 2 << 20  # numbers in a block of normalised rows: 8 MB


@dataclass(frozen=True)
class Candidates:
    """The rows among which answers are sought.

    Attributes
    ----------
    rows : ndarray of float32, shape (V, D)
        All rows.
    norms : ndarray of float32, shape (V,) or (0,)
        What a product with a row is divided by; of size 0: by nothing.
    size : int
        Number of candidates: the first rows, or those of `ids`.
    ids : ndarray of int64, shape (size,), optional
        Rows to search, ascending; None for the first `size`.
    excluded : ndarray of int64
        Places that are no answers, ascending.
    """

    rows: Floats
    norms: Floats
    size: int
    ids: Places | None = None
    excluded: Places = field(default_factory=lambda: NO_PLACES)

    def block(self, start: int, stop: int) -> tuple[Floats, Floats]:
        """Rows and norms of the places from `start` to `stop`, read-only."""
        if self.ids is None:
            return self.rows[start:stop], self.norms[start:stop]
        chosen = self.ids[start:stop]
        rows = self.rows[chosen]
        norms = self.norms[chosen] if self.norms.size else NO_NORMS
        rows.flags.writeable = norms.flags.writeable = False
        return rows, norms

    def places_of(self, ids: Sequence[int]) -> Places:
        """Places of those words that are candidates, ascending."""
        wanted = np.unique(np.asarray(ids, np.int64))
        if self.ids is None:
            return wanted[wanted < self.size]
        found = np.searchsorted(self.ids, wanted)
        inside = found < self.size
        inside[inside] = self.ids[found[inside]] == wanted[inside]
        return found[inside].astype(np.int64)

    def named(self, places: Places) -> Places:
        """Ids of the words at `places`."""
        return places if self.ids is None else self.ids[places]


def search_one(
    candidates: Candidates,
    score: Scorer,
    own: Sequence[int],
    *,
    topn: int,
    minimum: float,
    threads: int,
) -> Answer:
    """Find the best rows for one query.

    Parameters
    ----------
    candidates : Candidates
        Where to look.
    score : callable
        ``score(rows, norms, out)`` writes the scores of a block of rows.
    own : sequence of int
        Ids of the words in the query, which are no answers.
    topn : int
        How many to find.
    minimum : float
        The least score of an answer.
    threads : int
        Each has a stretch of the rows.

    Returns
    -------
    ids, scores : ndarray of int64, ndarray of float32
        The best first; of equal scores the lower id.
    """
    excluded = np.union1d(candidates.excluded, candidates.places_of(own))
    if candidates.size * candidates.rows.shape[1] < _SMALL:
        threads = 1
    bounds = np.linspace(0, candidates.size, threads + 1).astype(np.int64).tolist()

    def scan(part: int) -> Answer:
        heap = _heap(1, min(topn, candidates.size), minimum)
        scores = np.empty(_ROWS, np.float32)
        for start in range(bounds[part], bounds[part + 1], _ROWS):
            stop = min(start + _ROWS, bounds[part + 1])
            rows, norms = candidates.block(start, stop)
            out = scores[: stop - start]
            score(rows, norms, out)
            first, last = np.searchsorted(excluded, (start, stop))
            out[excluded[first:last] - start] = np.nan
            keep_best(out.reshape(1, -1), start, *heap)
        return heap[1][0], heap[0][0]

    parts = list(map_in_order(scan, range(threads), threads))
    places = np.concatenate([part[0] for part in parts])
    return _ranked(candidates, places, np.concatenate([part[1] for part in parts]), topn)


def search_many(
    candidates: Candidates,
    queries: Floats,
    own: Sequence[Sequence[int]],
    *,
    topn: int,
    minimum: float,
    threads: int,
) -> Iterator[Answer]:
    """Find the best rows for each of many queries, by matrix products.

    Parameters
    ----------
    candidates : Candidates
        Where to look.
    queries : ndarray of float32, shape (Q, D)
        The score of a row is its product with a query, over the row's norm.
    own : sequence of sequences of int
        For each query the ids of its words, which are no answers.
    topn, minimum, threads : int, float, int
        As in :func:`search_one`.

    Yields
    ------
    ids, scores : ndarray of int64, ndarray of float32
        For each query the best first; of equal scores the lower id.
    """
    topn = min(topn, candidates.size)
    if candidates.size * queries.size < _SMALL_PRODUCT:
        threads = 1
    bounds = np.linspace(0, candidates.size, threads + 1).astype(np.int64).tolist()
    step = max(1, min(_QUERIES, _SCORES // max(topn * threads, 1)))
    for start in range(0, len(queries), step):
        chunk = queries[start : start + step]
        excluded = _own_places(candidates, own[start : start + step])

        def scan(
            part: int, chunk: Floats = chunk, excluded: tuple[Places, Places] = excluded
        ) -> tuple[Floats, Places]:
            heap = _heap(len(chunk), topn, minimum)
            _scan(candidates, chunk, excluded, heap, bounds[part : part + 2], threads)
            return heap

        # Each thread multiplies its own stretch of the rows: products that share threads wait
        # for each other, and the threads then wait for the heaps.
        with one_blas_thread() if threads > 1 else nullcontext():
            heaps = list(map_in_order(scan, range(threads), threads))
        scores, places = (np.concatenate(arrays, axis=1) for arrays in zip(*heaps, strict=True))
        for query in range(len(chunk)):
            yield _ranked(candidates, places[query], scores[query], topn)


def _scan(
    candidates: Candidates,
    queries: Floats,
    own: tuple[Places, Places],
    heap: tuple[Floats, Places],
    bounds: Sequence[int],
    threads: int,
) -> None:
    """Fold the scores of the rows between the bounds into a heap for each query."""
    count, dimensions = queries.shape
    owners, places = own
    block = max(256, min(_SCORES // count, _UNITS // dimensions) // threads)
    all_scores = np.empty(count * block, np.float32)
    all_units = np.empty(block * dimensions, np.float32)
    for start in range(bounds[0], bounds[1], block):
        rows, norms = candidates.block(start, min(start + block, bounds[1]))
        if norms.size:
            units = all_units[: rows.size].reshape(rows.shape)
            unit_rows(rows, norms, units)
            rows = units
        scores = all_scores[: count * len(rows)].reshape(count, len(rows))
        np.matmul(queries, rows.T, out=scores)
        first, last = np.searchsorted(candidates.excluded, (start, start + len(rows)))
        scores[:, candidates.excluded[first:last] - start] = np.nan
        first, last = np.searchsorted(places, (start, start + len(rows)))
        scores[owners[first:last], places[first:last] - start] = np.nan
        keep_best(scores, start, *heap)


def _own_places(
    candidates: Candidates, own: Sequence[Sequence[int]]
) -> tuple[NDArray[np.int64], Places]:
    """Give queries and the places that are no answers to them, in the order of the places."""
    found = [candidates.places_of(ids) for ids in own]
    owners = np.repeat(np.arange(len(own)), [len(places) for places in found])
    places = np.concatenate([NO_PLACES, *found])
    order = np.argsort(places, kind="stable")
    return owners[order], places[order]


def _heap(queries: int, topn: int, minimum: float) -> tuple[Floats, Places]:
    scores = np.full((queries, topn), minimum, np.float32)
    return scores, np.full((queries, topn), _BEYOND, np.int64)


def _ranked(candidates: Candidates, places: Places, scores: Floats, topn: int) -> Answer:
    found = places < _BEYOND
    places, scores = places[found], scores[found]
    best = np.lexsort((places, -scores))[:topn]
    return candidates.named(places[best]), scores[best]
