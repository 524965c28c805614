"""Exact search for the rows with the highest scores, in blocks, so that memory is independent of V.

A single query reads the matrix once, with a heap of results in each thread.  Many queries are one
matrix product per block of rows, whose scores are added to one heap per query and thread.
A place is the index of a candidate; in a restricted search it is not the id of the word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import keep_best, unit_rows
from ..narrow_matrix import LARGE_BYTES, Floats, Matrix, NarrowMatrix, release_rows
from ..parallel import map_in_order, one_blas_thread

Places: TypeAlias = NDArray[np.int64]
RowScorer: TypeAlias = Callable[[Floats, Floats, Floats], None]
SearchResult: TypeAlias = tuple[Places, Floats]

NO_PLACES: Places = np.empty(0, np.int64)
NO_NORMS: Floats = np.empty(0, np.float32)
NO_NORMS.flags.writeable = False

_NO_PLACE = np.iinfo(np.int64).max
_BLOCK_ROWS = 8192  # rows per block, for one query
_SERIAL_NUMBERS = 1 << 22  # numbers in a matrix that is too small for a second thread
_SERIAL_PRODUCTS = 1 << 26  # multiplications that are too few for a second thread
_NARROW_NUMBERS = 1 << 18  # converted numbers that stay in the cache
_BLOCK_QUERIES = 1024
_BLOCK_SCORES = 4 << 20  # scores in a block: 16 MB
_BLOCK_UNITS = 2 << 20  # numbers in a block of normalised rows: 8 MB


@dataclass(frozen=True)
class CandidateRows:
    """The rows that are searched.

    Attributes
    ----------
    rows : ndarray of float32 or NarrowMatrix, shape (V, D)
        All rows.
    norms : ndarray of float32, shape (V,) or (0,)
        Divisors of the products with the rows; if of size 0, products are not divided.
    size : int
        Number of candidates: the first rows, or those of `ids`.
    ids : ndarray of int64, shape (size,), optional
        Rows to search, ascending; None searches the first `size`.
    excluded : ndarray of int64
        Places that are never returned, ascending.
    """

    rows: Matrix
    norms: Floats
    size: int
    ids: Places | None = None
    excluded: Places = field(default_factory=lambda: NO_PLACES)

    def block(self, start: int, stop: int) -> tuple[Floats, Floats]:
        """Return rows and norms of the places from `start` to `stop`, read-only."""
        if self.ids is None:
            return self.rows[start:stop], self.norms[start:stop]
        chosen = self.ids[start:stop]
        rows = self.rows[chosen]
        norms = self.norms[chosen] if self.norms.size else NO_NORMS
        rows.flags.writeable = norms.flags.writeable = False
        return rows, norms

    def places_of(self, ids: Sequence[int]) -> Places:
        """Return the places of those words that are candidates, ascending."""
        wanted = np.unique(np.asarray(ids, np.int64))
        if self.ids is None:
            return wanted[wanted < self.size]
        places = np.searchsorted(self.ids, wanted)
        inside = places < self.size
        inside[inside] = self.ids[places[inside]] == wanted[inside]
        return places[inside].astype(np.int64)

    def ids_at(self, places: Places) -> Places:
        """Return the ids of the words at `places`."""
        return places if self.ids is None else self.ids[places]


def search_one(
    candidates: CandidateRows,
    score: RowScorer,
    query_ids: Sequence[int],
    *,
    topn: int,
    minimum: float,
    threads: int,
    block_rows: int = _BLOCK_ROWS,
    serial_numbers: int = _SERIAL_NUMBERS,
    released_bytes: int = LARGE_BYTES,
) -> SearchResult:
    """Return the rows with the highest scores for one query.

    Parameters
    ----------
    candidates : CandidateRows
        The rows to search.
    score : callable
        ``score(rows, norms, out)`` writes the scores of a block of rows.
    query_ids : sequence of int
        Ids of the words in the query, which are not returned.
    topn : int
        Maximum number of rows.
    minimum : float
        Lowest score of a row that is returned.
    threads : int
        Number of threads, each of which searches a range of rows.
    block_rows : int
        Rows per block.
    serial_numbers : int
        Numbers in a matrix that is searched by one thread.
    released_bytes : int
        Pages of a memory-mapped matrix of more bytes are released after they are read.

    Returns
    -------
    ids, scores : ndarray of int64, ndarray of float32
        Sorted by descending score; ties by ascending id.
    """
    excluded = np.union1d(candidates.excluded, candidates.places_of(query_ids))
    if candidates.size * candidates.rows.shape[1] < serial_numbers:
        threads = 1
    if isinstance(candidates.rows, NarrowMatrix):
        block_rows = max(1, min(block_rows, _NARROW_NUMBERS // candidates.rows.shape[1]))
    bounds = np.linspace(0, candidates.size, threads + 1).astype(np.int64).tolist()

    def scan(part: int) -> SearchResult:
        heap = _heap(1, min(topn, candidates.size), minimum)
        scores = np.empty(block_rows, np.float32)
        for start in range(bounds[part], bounds[part + 1], block_rows):
            stop = min(start + block_rows, bounds[part + 1])
            rows, norms = candidates.block(start, stop)
            out = scores[: stop - start]
            score(rows, norms, out)
            first, last = np.searchsorted(excluded, (start, stop))
            out[excluded[first:last] - start] = np.nan
            keep_best(out.reshape(1, -1), start, *heap)
            release_rows(candidates.rows, larger_than=released_bytes)
        return heap[1][0], heap[0][0]

    parts = list(map_in_order(scan, range(threads), threads))
    places = np.concatenate([part[0] for part in parts])
    return _ranked(candidates, places, np.concatenate([part[1] for part in parts]), topn)


def search_many(
    candidates: CandidateRows,
    queries: Floats,
    query_ids: Sequence[Sequence[int]],
    *,
    topn: int,
    minimum: float,
    threads: int,
    block_queries: int = _BLOCK_QUERIES,
    block_scores: int = _BLOCK_SCORES,
    serial_products: int = _SERIAL_PRODUCTS,
) -> Iterator[SearchResult]:
    """Return the rows with the highest scores for each of many queries, by matrix products.

    Parameters
    ----------
    candidates : CandidateRows
        The rows to search.
    queries : ndarray of float32, shape (Q, D)
        The score of a row is its product with a query, divided by the norm of the row.
    query_ids : sequence of sequences of int
        Ids of the words in each query, which are not returned for it.
    topn, minimum, threads : int, float, int
        As in :func:`search_one`.
    block_queries, block_scores : int
        Maximum number of queries per pass over the rows, and of scores in a block.
    serial_products : int
        Multiplications below which one thread is used.

    Yields
    ------
    ids, scores : ndarray of int64, ndarray of float32
        For each query, sorted by descending score; ties by ascending id.
    """
    topn = min(topn, candidates.size)
    if candidates.size * queries.size < serial_products:
        threads = 1
    bounds = np.linspace(0, candidates.size, threads + 1).astype(np.int64).tolist()
    step = max(1, min(block_queries, block_scores // max(topn * threads, 1)))
    for start in range(0, len(queries), step):
        chunk = queries[start : start + step]
        excluded = _query_places(candidates, query_ids[start : start + step])

        def scan(
            part: int, chunk: Floats = chunk, excluded: tuple[Places, Places] = excluded
        ) -> tuple[Floats, Places]:
            heap = _heap(len(chunk), topn, minimum)
            limit = min(block_scores // len(chunk), _BLOCK_UNITS // chunk.shape[1])
            block_rows = max(256, limit // threads)
            _scan(candidates, chunk, excluded, heap, bounds[part : part + 2], block_rows)
            return heap

        # Each thread multiplies a separate range of rows: products that share threads wait for
        # each other, and the threads then wait for the heaps.
        with one_blas_thread() if threads > 1 else nullcontext():
            heaps = list(map_in_order(scan, range(threads), threads))
        scores, places = (np.concatenate(arrays, axis=1) for arrays in zip(*heaps, strict=True))
        for query in range(len(chunk)):
            yield _ranked(candidates, places[query], scores[query], topn)


def _scan(
    candidates: CandidateRows,
    queries: Floats,
    excluded: tuple[Places, Places],
    heap: tuple[Floats, Places],
    bounds: Sequence[int],
    block_rows: int,
) -> None:
    """Add the scores of the rows between the bounds to a heap for each query."""
    count, dimensions = queries.shape
    owners, places = excluded
    all_scores = np.empty(count * block_rows, np.float32)
    all_units = np.empty(block_rows * dimensions, np.float32)
    for start in range(bounds[0], bounds[1], block_rows):
        rows, norms = candidates.block(start, min(start + block_rows, bounds[1]))
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
        release_rows(candidates.rows, larger_than=LARGE_BYTES)


def _query_places(
    candidates: CandidateRows, query_ids: Sequence[Sequence[int]]
) -> tuple[NDArray[np.int64], Places]:
    """Return queries and the places excluded from their results, sorted by place."""
    excluded = [candidates.places_of(ids) for ids in query_ids]
    owners = np.repeat(np.arange(len(query_ids)), [len(places) for places in excluded])
    places = np.concatenate([NO_PLACES, *excluded])
    order = np.argsort(places, kind="stable")
    return owners[order], places[order]


def _heap(queries: int, topn: int, minimum: float) -> tuple[Floats, Places]:
    scores = np.full((queries, topn), minimum, np.float32)
    return scores, np.full((queries, topn), _NO_PLACE, np.int64)


def _ranked(candidates: CandidateRows, places: Places, scores: Floats, topn: int) -> SearchResult:
    used = places < _NO_PLACE
    places, scores = places[used], scores[used]
    best = np.lexsort((places, -scores))[:topn]
    return candidates.ids_at(places[best]), scores[best]
