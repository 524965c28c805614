"""`SlotReader`: the values of the slots of lines whose templates are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._kernels import slot_values as kernels
from .evidence import slot_kinds
from .skeletons import ANY, VALUE, Skeleton

_SPACES = re.compile(rb"[\x00-\x20]+")


class FoundValues(NamedTuple):
    """Values of slots, line after line: value i is ``data[begins[i]:ends[i]]``.

    White space in a value stands for one space.
    """

    data: NDArray[np.uint8]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    def texts(self) -> list[str]:
        """Return the values as strings."""
        data = self.data.tobytes()
        bounds = zip(self.begins.tolist(), self.ends.tolist(), strict=True)
        return [
            _SPACES.sub(b" ", data[begin:end]).decode("utf-8", "surrogatepass")
            for begin, end in bounds
        ]


class SlotReader:
    r"""Finds the values of slots in lines that are known to match their templates.

    Parameters
    ----------
    templates : sequence of Skeleton
        The templates.

    Attributes
    ----------
    slots : ndarray of int64
        Number of slots of each template.

    Example
    -------
    >>> line = np.frombuffer(b"user  ann left\n", np.uint8)
    >>> reader = SlotReader([("user", "\x01", "left")])
    >>> reader.values(line, np.array([0], np.int32)).texts()
    ['ann']
    """

    def __init__(self, templates: Sequence[Skeleton]) -> None:
        self.slots = np.array([len(slot_kinds(template)) for template in templates], np.int64)
        with_slots = [t if count else () for t, count in zip(templates, self.slots, strict=True)]
        numbers: dict[str, int] = {}
        tokens = [numbers.setdefault(token, len(numbers)) for t in with_slots for token in t]
        pieces = [token.encode("utf-8", "surrogateescape").split(b"\1") for token in numbers]
        self._program = (
            _bounds(list(map(len, with_slots))),
            np.array(tokens, np.int64),
            np.array([_kind(token) for token in numbers], np.int64),
            _bounds(list(map(len, pieces))),
            _bounds([len(piece) for token in pieces for piece in token]),
            np.frombuffer(b"".join(piece for token in pieces for piece in token), np.uint8).copy(),
        )

    def values(self, data: NDArray[np.uint8], numbers: NDArray[np.int32]) -> FoundValues:
        """Return the values of the slots of lines.

        Parameters
        ----------
        data : ndarray of uint8
            The lines; each ends with LF.
        numbers : ndarray of int32
            Template of each line, an index; -1 if there is none.

        Returns
        -------
        FoundValues
            The values.
        """
        total = int(self.slots[numbers[numbers >= 0]].sum())
        begins, ends = np.empty((2, total), np.int64)
        kernels.find_values(data, numbers, self.slots, self._program, begins, ends)
        return FoundValues(data, begins, ends)


def _kind(token: str) -> int:
    if token == ANY:
        return kernels.MANY
    if token == VALUE:
        return kernels.TOKEN
    return kernels.PARTS if VALUE in token else kernels.CONSTANT


def _bounds(sizes: Sequence[int]) -> NDArray[np.int64]:
    return np.array([0, *accumulate(sizes)], np.int64)
