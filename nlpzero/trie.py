"""A trie of symbol sequences with scores, stored in arrays for compiled code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simpler_glove.errors import ParameterError, ResourceError

from ._kernels import trie as kernels

_MAX_INT32 = 2**31 - 1
_ALLOWED = "a list of non-empty sequences of ints from 1 to the largest int32"


@dataclass(frozen=True)
class Trie:
    """K keys, each a sequence of symbols with a score, in C cells of a double array.

    Attributes
    ----------
    links : ndarray of int32, shape (4 * C,)
        Base of each cell, its parent cell, and the two halves of its score.
    scores : ndarray of float64, shape (2 * C,)
        The same memory, in which the odd elements are the scores; -inf if no key ends in a cell.
    cells : ndarray of int32, shape (K,)
        Last cell of each key.
    symbols : int
        Largest symbol that may be looked up.

    References
    ----------
    Aoe (1989), An Efficient Digital Search Algorithm by Using a Double-Array Structure.

    Example
    -------
    >>> trie = Trie.build([[1, 2], [1], [1, 2, 3]], scores=[5.0, 6.0, 7.0])
    >>> trie.matches([3, 1, 2, 2], 1)
    [(1, 1), (2, 0)]
    """

    links: NDArray[np.int32]
    scores: NDArray[np.float64]
    cells: NDArray[np.int32]
    symbols: int

    @classmethod
    def build(cls, keys: Iterable[Sequence[int]], *, scores: ArrayLike | None = None) -> Trie:
        """Build a trie of keys.

        Parameters
        ----------
        keys : iterable of sequences of int
            Non-empty sequences of symbols >= 1.
        scores : array-like of float, shape (K,), optional
            Finite scores. None sets all scores to 0.

        Returns
        -------
        Trie
            The trie; a key that occurs twice has the larger score.

        Raises
        ------
        ParameterError
            If keys or scores are not allowed.

        Example
        -------
        >>> len(Trie.build([[1, 2], [1]]).cells)
        2
        """
        listed = [np.asarray(key, np.int64) for key in keys]
        lengths = np.fromiter((key.size for key in listed), np.int64, len(listed))
        joined = np.concatenate(listed) if listed else np.empty(0, np.int64)
        if (lengths == 0).any() or (joined < 1).any() or (joined >= _MAX_INT32).any():
            wrong = next(
                key.tolist()
                for key in listed
                if key.size == 0 or key.min() < 1 or key.max() >= _MAX_INT32
            )
            raise ParameterError(
                f"must be {_ALLOWED}. Got {wrong!r:.60} in it", parameter="keys", owner="Trie.build"
            )
        values = np.zeros(len(listed)) if scores is None else np.asarray(scores, np.float64)
        if values.shape != (len(listed),) or not np.isfinite(values).all():
            raise ParameterError(
                parameter="scores",
                owner="Trie.build",
                allowed=f"{len(listed)} finite numbers",
                got=scores,
            )
        return cls.pack(joined.astype(np.int32), lengths, values)

    @classmethod
    def pack(
        cls,
        symbols: NDArray[np.int32],
        lengths: NDArray[np.int64],
        scores: NDArray[np.float64],
        *,
        largest: int | None = None,
    ) -> Trie:
        """Build a trie of keys that are given as arrays, without checks.

        Parameters
        ----------
        symbols : ndarray of int32
            The keys, concatenated.
        lengths : ndarray of int64, shape (K,)
            Length of each key, at least 1.
        scores : ndarray of float64, shape (K,)
            Finite scores.
        largest : int, optional
            Largest symbol that will be looked up. None uses the largest symbol of the keys.

        Returns
        -------
        Trie
            The trie; a key that occurs twice has the larger score.

        Example
        -------
        >>> symbols, lengths = np.array([1, 2, 1], np.int32), np.array([2, 1])
        >>> Trie.pack(symbols, lengths, np.zeros(2)).matches([1, 2], 0)
        [(1, 1), (2, 0)]
        """
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        parents, labels, ends = kernels.insert(symbols, offsets)
        largest = max(int(symbols.max(initial=1)), largest or 1)
        links, cells = _place(parents, labels, largest)
        values = links.view(np.float64)
        values[1::2] = -np.inf
        np.maximum.at(values, 2 * cells[ends].astype(np.int64) + 1, scores)
        return cls(links, values, cells[ends], largest)

    def matches(self, symbols: Sequence[int], start: int = 0) -> list[tuple[int, int]]:
        """Return all keys that begin at a position.

        Parameters
        ----------
        symbols : sequence of int
            A text.
        start : int, default 0
            The position.

        Returns
        -------
        list of (int, int)
            Length and number of each key, sorted by length.

        Example
        -------
        >>> Trie.build([[7]]).matches([7, 7], 1)
        [(1, 0)]
        """
        wanted = np.asarray(symbols, np.int32)
        wanted = np.where((wanted < 1) | (wanted > self.symbols), 0, wanted).astype(np.int32)
        lengths, cells = kernels.matches(self.links, self.scores, wanted, start)
        numbers = {cell: key for key, cell in reversed(list(enumerate(self.cells.tolist())))}
        return list(zip(lengths.tolist(), map(numbers.__getitem__, cells.tolist()), strict=True))


def _place(
    parents: NDArray[np.int32], labels: NDArray[np.int32], largest: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Choose a cell for each node; returns the links and the cells."""
    numbers = np.bincount(parents[1:], minlength=parents.size)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(numbers)))
    grouped = labels[1:][np.argsort(parents[1:], kind="stable")]
    order = np.argsort(-numbers, kind="stable")[: np.count_nonzero(numbers)]
    order = np.concatenate((np.zeros(1, np.int64), order[order > 0]))
    bases = kernels.find_bases(grouped, starts, order, largest)
    size = int(bases.max()) + largest + 1
    if size >= _MAX_INT32:
        raise ResourceError(
            f"the keys require {size:,} cells; the largest number is {_MAX_INT32:,}"
        )
    cells = np.zeros(parents.size, np.int64)
    cells[1:] = bases[parents[1:]] + labels[1:]
    links = np.zeros((size, 4), np.int32)
    links[:, 1] = -1
    links[cells, 0] = bases
    links[cells[1:], 1] = cells[parents[1:]]
    return links.ravel(), cells
