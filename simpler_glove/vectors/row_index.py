"""Search for the rows of a matrix with the highest cosine to a vector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._kernels.search import dot_rows
from ..arrays import readonly
from ..parallel import resolve_threads
from ..validation import check_float, check_int
from .float_arrays import norms_of
from .search import CandidateRows, SearchResult, search_many, search_one


class RowIndex:
    """A matrix whose rows are searched by cosine; rows of zeros are never found.

    Parameters
    ----------
    matrix : ndarray of float32, shape (N, D)
        The rows; not copied.

    Example
    -------
    >>> index = RowIndex(np.array([[1, 0], [2, 2], [0, 0]], np.float32))
    >>> ids, cosines = index.search(np.array([0, 1], np.float32), topn=3, owner="search")
    >>> ids.tolist()
    [1, 0]
    """

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        self._matrix = matrix = readonly(matrix)
        norms = readonly(norms_of(matrix))
        empty = np.flatnonzero(norms == 0)
        self._candidates = CandidateRows(matrix, norms, len(matrix), None, empty)

    @property
    def matrix(self) -> NDArray[np.float32]:
        """The rows, float32 (N, D), read-only."""
        return self._matrix

    def search(
        self,
        vector: NDArray[np.float32],
        *,
        owner: str,
        topn: int = 10,
        min_similarity: float | None = None,
        threads: int | None = None,
    ) -> SearchResult:
        """Return the rows most similar to a vector.

        Parameters
        ----------
        vector : ndarray of float32, shape (D,)
            The query, of any length.
        owner : str
            Public function for messages.
        topn, min_similarity, threads
            As for :meth:`WordVectors.most_similar`.

        Returns
        -------
        ids, cosines : ndarray of int64, ndarray of float32
            Sorted by descending cosine; ties by ascending id.
        """
        query = _unit(vector)
        ids, cosines = search_one(
            self._candidates,
            lambda rows, norms, out: dot_rows(rows, query, norms, out),
            [],
            **_checked(topn, min_similarity, threads, owner),
        )
        return ids, np.clip(cosines, -1, 1)

    def search_each(
        self,
        vectors: NDArray[np.float32],
        *,
        owner: str,
        topn: int = 10,
        min_similarity: float | None = None,
        threads: int | None = None,
    ) -> Iterator[SearchResult]:
        """Yield the rows most similar to each of `vectors`, float32 (Q, D); see :meth:`search`."""
        queries = _unit(vectors)
        options = _checked(topn, min_similarity, threads, owner)
        results = search_many(self._candidates, queries, [[] for _ in queries], **options)
        return ((ids, np.clip(cosines, -1, 1)) for ids, cosines in results)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=-1, keepdims=True))
    return readonly(np.asarray(vectors / np.maximum(lengths, 1e-30), np.float32))


def _checked(
    topn: int, min_similarity: float | None, threads: int | None, owner: str
) -> dict[str, Any]:
    minimum = -np.inf
    if min_similarity is not None:
        minimum = check_float(min_similarity, "min_similarity", owner)
    return {
        "topn": check_int(topn, "topn", owner, minimum=1),
        "minimum": minimum,
        "threads": resolve_threads(threads, owner),
    }
