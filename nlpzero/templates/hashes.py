"""Hashes of parts of skeletons, to find those that several skeletons have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .skeletons import Skeleton

_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)
Hashes = NDArray[np.uint64]


class SkeletonHashes:
    """Hashes of all tokens of some skeletons.

    Different parts may have equal hashes, so that results have to be compared.

    Parameters
    ----------
    skeletons : sequence of Skeleton
        The skeletons; N tokens in total.
    """

    def __init__(self, skeletons: Sequence[Skeleton]) -> None:
        numbers: dict[str, int] = {}
        ids = [numbers.setdefault(token, len(numbers)) for tokens in skeletons for token in tokens]
        self._sizes = np.fromiter(map(len, skeletons), np.int64, len(skeletons))
        self._starts = np.concatenate([[0], np.cumsum(self._sizes)])
        self._owners = np.repeat(np.arange(self._sizes.size), self._sizes)
        self._places = np.arange(len(ids)) - self._starts[self._owners]
        tokens = _mixed(np.array(ids, np.uint64) + np.uint64(1))
        with np.errstate(over="ignore"):
            self._before = _sums(_mixed(tokens + _mixed(self._places)))
            from_end = self._sizes[self._owners] - self._places
            self._after = _sums(_mixed(tokens - _mixed(from_end)))

    def other_tokens(self) -> Iterator[tuple[int, int]]:
        """Yield skeletons and positions without which other skeletons may be equal.

        Yields
        ------
        skeleton, place : int
            Index of a skeleton, and of one of its tokens.
        """
        rows = np.arange(self._owners.size)
        keys = self._parts(self._owners, self._places, self._places + 1)
        with np.errstate(over="ignore"):
            keys += _mixed(self._places)
        for row in rows[_repeated(keys)].tolist():
            yield int(self._owners[row]), int(self._places[row])

    def without_windows(self, longest: int) -> Iterator[list[int]]:
        """Yield groups of skeletons that may be equal without up to `longest` tokens in a row."""
        sizes = range(longest + 1)
        every = np.sort(np.concatenate([self._windows(size)[1] for size in sizes]))
        repeated = every[1:][every[1:] == every[:-1]]
        del every
        owners, found = [], []
        for size in sizes:
            owner, keys = self._windows(size)
            chosen = np.searchsorted(repeated, keys, "right") > np.searchsorted(repeated, keys)
            owners.append(owner[chosen])
            found.append(keys[chosen])
        owner, keys = np.concatenate(owners), np.concatenate(found)
        order = np.lexsort((owner, keys))
        bounds = np.flatnonzero(np.diff(keys[order])) + 1
        for group in np.split(owner[order], bounds):
            if group.size > 1:
                yield sorted(set(group.tolist()))

    def _windows(self, size: int) -> tuple[NDArray[np.int64], Hashes]:
        """Return the skeleton of each window of a size, and the hash of the tokens around it."""
        windows = np.maximum(self._sizes + 1 - size, 0)
        owners = np.repeat(np.arange(self._sizes.size), windows)
        begins = np.arange(owners.size) - np.repeat(np.cumsum(windows) - windows, windows)
        return owners, self._parts(owners, begins, begins + size)

    def _parts(
        self, owners: NDArray[np.int64], begins: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> Hashes:
        """Return hashes of the tokens before `begins` and from `ends`."""
        starts, stops = self._starts[owners], self._starts[owners + 1]
        with np.errstate(over="ignore"):
            before = self._before[starts + begins] - self._before[starts]
            after = self._after[stops] - self._after[starts + ends]
            return _mixed(before) + _mixed(_mixed(after))


def _mixed(values: NDArray[np.generic]) -> Hashes:
    with np.errstate(over="ignore"):
        found = (values.astype(np.uint64) + _FIRST) * _SECOND
        found ^= found >> _SHIFT
        found *= _FIRST
        mixed: Hashes = found ^ (found >> _SHIFT)
        return mixed


def _sums(values: Hashes) -> Hashes:
    """Return the sums of the first 0, 1, ... values."""
    sums: Hashes = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    return sums


def _repeated(keys: Hashes) -> NDArray[np.bool_]:
    """Return which keys occur several times."""
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    repeated: NDArray[np.bool_] = counts[inverse] > 1
    return repeated
