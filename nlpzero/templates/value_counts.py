"""`ValueCounts`: the different values of slots, their counts, and the evidence from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice, starmap
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import value_counts as kernels
from .evidence import SlotEvidence, slot_kinds
from .skeletons import Skeleton
from .slot_reader import SlotReader

_MIN_ROWS = 1 << 11
_ROW_BYTES = 24
_EVIDENCE_BYTES = 64  # of a value, besides its row
_MAX_VALUES = 1 << 16  # different values of a slot


class ValueHashes(NamedTuple):
    """Hashes of values, and the slot of each; in the order of the text."""

    codes: NDArray[np.uint64]
    slots: NDArray[np.int64]


class ValueCounts:
    """Counts the values of the slots of templates, of which only hashes of 64 bits are kept.

    Parameters
    ----------
    templates : sequence of Skeleton
        The templates.
    check_memory : callable, optional
        Called with a number of bytes before they are allocated.
    """

    def __init__(
        self,
        templates: Sequence[Skeleton],
        *,
        check_memory: Callable[[int], None] = lambda needed: None,
    ) -> None:
        self._check_memory = check_memory
        kinds = [slot_kinds(template) for template in templates]
        self._firsts = np.concatenate([[0], np.cumsum(list(map(len, kinds)))]).astype(np.int64)
        self._kinds = [kind for names in kinds for kind in names]
        # after the slots, two for the first and last tokens of each slot of any number of tokens
        several = np.array([kind == "any" for kind in self._kinds], np.bool_)
        before = len(self._kinds) + 2 * (np.cumsum(several) - several)
        self._tokens = np.where(several, before, -1).astype(np.int64)
        self._different = np.zeros(len(self._kinds) + 2 * int(several.sum()), np.int64)
        self._table = np.zeros((_MIN_ROWS, 3), np.uint64)
        self._used = 0

    def hashes(
        self, reader: SlotReader, data: NDArray[np.uint8], numbers: NDArray[np.int32]
    ) -> ValueHashes:
        """Return the hashes of the values of lines, given the template of each line."""
        found = reader.values(data, numbers)
        most = 3 * found.begins.size  # with first and last tokens
        codes, slots = np.empty(most, np.uint64), np.empty(most, np.int64)
        size = kernels.hash_values(
            data, numbers, self._firsts, self._tokens, found.begins, found.ends, codes, slots
        )
        return ValueHashes(codes[:size], slots[:size])

    def add(self, hashes: ValueHashes) -> None:
        """Add the values of lines."""
        rows = 2 * (self._used + hashes.codes.size)
        if rows > len(self._table):
            size = 1 << (rows - 1).bit_length()
            self._check_memory(_ROW_BYTES * size)
            larger = np.zeros((size, 3), np.uint64)
            kernels.copy_table(self._table, larger)
            self._table = larger
        self._used += kernels.add_values(*hashes, self._table, self._different, _MAX_VALUES)

    def evidence(self) -> list[tuple[SlotEvidence, ...]]:
        """Return the evidence of the slots of each template."""
        self._check_memory(_EVIDENCE_BYTES * self._used)
        bounds = np.concatenate([[0], np.cumsum(self._different)])
        codes, counts = np.empty(self._used, np.uint64), np.empty(self._used, np.int64)
        kernels.group_values(self._table, bounds, codes, counts)
        slots = np.repeat(np.arange(self._different.size), self._different)
        single = np.bincount(slots[counts == 1], minlength=self._different.size)
        totals = np.maximum(1, _sums(slots, counts, self._different.size))
        entropies = _entropies(slots, counts, totals)
        own = len(self._kinds)
        exclusive = _exclusive(slots[: bounds[own]], codes[: bounds[own]], own)
        sizes = np.maximum(1, self._different[:own])
        first = np.where(self._tokens < 0, np.arange(own), self._tokens)
        last = np.where(self._tokens < 0, np.arange(own), self._tokens + 1)
        columns = (
            self._different[:own], entropies[first], entropies[last],
            single[:own] / totals[:own], exclusive / sizes,
        )  # fmt: skip
        rows = zip(self._kinds, *(column.tolist() for column in columns), strict=True)
        found = starmap(SlotEvidence, rows)
        return [tuple(islice(found, size)) for size in np.diff(self._firsts).tolist()]


def _sums(slots: NDArray[np.int64], counts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the sum of the counts of each slot, given ascending slots."""
    before = np.concatenate([[0], np.cumsum(counts)])
    sums: NDArray[np.int64] = np.diff(before[np.searchsorted(slots, np.arange(size + 1))])
    return sums


def _entropies(
    slots: NDArray[np.int64], counts: NDArray[np.int64], totals: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the entropy of the values of each slot in nats; their order does not matter."""
    largest = int(counts.max(initial=0)) + 1
    keys, times = np.unique(slots * largest + counts, return_counts=True)
    owners = keys // largest
    shares = keys % largest / totals[owners]
    terms = times * shares * -np.log(shares)
    return np.bincount(owners, terms, minlength=totals.size).astype(np.float64)


def _exclusive(slots: NDArray[np.int64], codes: NDArray[np.uint64], size: int) -> NDArray[np.int64]:
    """Return the number of values of each slot that no other slot has."""
    order = np.argsort(codes)
    equal = np.diff(codes[order]) == 0
    single = np.ones(codes.size, np.bool_)
    single[1:] &= ~equal
    single[:-1] &= ~equal
    exclusive: NDArray[np.int64] = np.bincount(slots[order[single]], minlength=size)
    return exclusive
