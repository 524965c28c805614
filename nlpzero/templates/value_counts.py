"""`ValueCounts`: the different values of slots, their counts, and the evidence from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .._kernels import value_counts as kernels
from .evidence import SlotEvidence, slot_kinds
from .skeletons import Skeleton
from .slot_reader import PackedValues

Number = TypeVar("Number", bound=np.generic)
_MIN_ENTRIES = 1 << 10
_ENTRY_BYTES = 64  # of an entry, while the arrays are enlarged
_MAX_VALUES = 1 << 16  # different values of a slot


class ValueCounts:
    """Counts the values of the slots of templates.

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
        self._different = np.zeros(len(self._kinds), np.int64)
        self._places = np.zeros(2 * _MIN_ENTRIES, np.int64)
        self._hashes = np.empty(_MIN_ENTRIES, np.uint64)
        self._owners = np.empty(_MIN_ENTRIES, np.int64)
        self._counts = np.empty(_MIN_ENTRIES, np.int64)
        self._offsets = np.zeros(_MIN_ENTRIES + 1, np.int64)
        self._blob = np.empty(_MIN_ENTRIES, np.uint8)
        self._size = np.zeros(1, np.int64)

    def add(
        self, numbers: NDArray[np.int32], values: PackedValues, hashes: NDArray[np.uint64]
    ) -> None:
        """Add the values of lines, given the template of each line, and their hashes."""
        known = numbers[numbers >= 0]
        slots = self._firsts[known + 1] - self._firsts[known]
        before = np.cumsum(slots) - slots
        owners = np.arange(hashes.size) - np.repeat(before - self._firsts[known], slots)
        self._reserve(hashes.size, values.blob.size)
        kernels.add_values(*values, hashes, owners, self._table(), self._different, _MAX_VALUES)

    def evidence(self) -> list[tuple[SlotEvidence, ...]]:
        """Return the evidence of the slots of each template."""
        size = int(self._size[0])
        _, inverse = np.unique(self._hashes[:size], return_inverse=True)
        exclusive = np.bincount(inverse)[inverse] == 1
        order = np.argsort(self._owners[:size], kind="stable")
        bounds = np.searchsorted(self._owners[:size][order], np.arange(len(self._kinds) + 1))
        slots = [
            self._evidence(kind, order[bounds[slot] : bounds[slot + 1]], exclusive)
            for slot, kind in enumerate(self._kinds)
        ]
        return [
            tuple(slots[first:last])
            for first, last in zip(self._firsts.tolist(), self._firsts[1:].tolist(), strict=False)
        ]

    def _evidence(
        self, kind: str, entries: NDArray[np.int64], exclusive: NDArray[np.bool_]
    ) -> SlotEvidence:
        counts = self._counts[entries]
        if kind == "any":
            left, right = (self._token_counts(entries, place) for place in (0, -1))
        else:
            left = right = counts
        return SlotEvidence(
            kind,
            entries.size,
            _entropy(left),
            _entropy(right),
            np.count_nonzero(counts == 1) / max(1, int(counts.sum())),
            np.count_nonzero(exclusive[entries]) / max(1, entries.size),
        )

    def _token_counts(self, entries: NDArray[np.int64], place: int) -> NDArray[np.int64]:
        """Return the counts of the first or last tokens of values."""
        tokens: Counter[bytes] = Counter()
        for entry, count in zip(entries.tolist(), self._counts[entries].tolist(), strict=True):
            value = self._blob[self._offsets[entry] : self._offsets[entry + 1]].tobytes()
            tokens[value.split(b" ")[place]] += count
        return np.fromiter(tokens.values(), np.int64, len(tokens))

    def _table(self) -> tuple[NDArray[np.generic], ...]:
        return (
            self._places, self._hashes, self._owners, self._counts, self._offsets, self._blob,
            self._size,
        )  # fmt: skip

    def _reserve(self, entries: int, size: int) -> None:
        """Enlarge the arrays for more entries with values of `size` bytes in total."""
        used = int(self._size[0])
        if used + entries > self._hashes.size:
            capacity = max(used + entries, 2 * self._hashes.size)
            self._check_memory(_ENTRY_BYTES * capacity)
            self._hashes = _enlarged(self._hashes, capacity)
            self._owners = _enlarged(self._owners, capacity)
            self._counts = _enlarged(self._counts, capacity)
            self._offsets = _enlarged(self._offsets, capacity + 1)
            self._places = np.zeros(1 << int(2 * capacity - 1).bit_length(), np.int64)
            kernels.place_entries(self._places, self._hashes, self._owners, used)
        text = int(self._offsets[used])
        if text + size > self._blob.size:
            capacity = max(text + size, 2 * self._blob.size)
            self._check_memory(capacity)
            self._blob = _enlarged(self._blob, capacity)


def value_hashes(values: PackedValues) -> NDArray[np.uint64]:
    """Return the hashes of values."""
    hashes = np.empty(values.offsets.size - 1, np.uint64)
    kernels.hash_values(*values, hashes)
    return hashes


def _enlarged(array: NDArray[Number], size: int) -> NDArray[Number]:
    larger = np.empty(size, array.dtype)
    larger[: array.size] = array
    return larger


def _entropy(counts: NDArray[np.int64]) -> float:
    """Return the entropy of the shares of counts, in nats; their order does not matter."""
    if not counts.size:
        return 0.0
    different, times = np.unique(counts, return_counts=True)
    shares = different / counts.sum()
    return float((times * shares * -np.log(shares)).sum())
