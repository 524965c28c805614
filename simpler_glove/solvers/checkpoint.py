"""Checkpoints: the vectors after a sweep, from which an interrupted fit is resumed exactly."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import FormatError, NlpzeroError
from ..stages import Stages
from ..storage import reading, writing
from .initialization import InitialVectors

_KIND = "solver-checkpoint"
_TENSORS = "vectors"
_SHARE = 0.05
_LEAST_SECONDS = 10.0
_BYTES_PER_SECOND = 1e8  # of the first checkpoint; then the speed is measured
_log = logging.getLogger(__name__)

Vectors = tuple[NDArray[np.float32], NDArray[np.float32]]


class SweepState(NamedTuple):
    """Row and column vectors, float32 (V, D) each, and the objective after each sweep."""

    vectors: InitialVectors
    history: list[dict[str, float]]


class SweepCheckpoint:
    """The stage of an output in which the vectors are stored after a sweep.

    Writing takes at most a small share of the time: after a short sweep nothing is stored. If a
    checkpoint cannot be stored, a warning is logged.

    Parameters
    ----------
    stages : Stages
        The stages of the output.
    name : str
        Name of the stage.
    key : str
        Fingerprint of the counts, the initial vectors and all parameters.
    share : float, default 0.05
        Maximum share of the time for writing.
    least_seconds : float, default 10.0
        Least time between two checkpoints.
    """

    def __init__(
        self,
        stages: Stages,
        name: str,
        key: str,
        *,
        share: float = _SHARE,
        least_seconds: float = _LEAST_SECONDS,
    ) -> None:
        self._stages = stages
        self._name = name
        self._key = key
        self._share = share
        self._least_seconds = least_seconds
        self._speed = _BYTES_PER_SECOND
        self._since = time.perf_counter()

    def find(self, shape: tuple[int, int]) -> SweepState | None:
        """Return the state that an earlier process stored, or None.

        Parameters
        ----------
        shape : tuple of int
            Shape (V, D) of the vectors.
        """

        def load(path: Path) -> InitialVectors:
            tensors = reading(path, kind=_KIND).tensors(_TENSORS)
            vectors = InitialVectors(tensors["rows"], tensors.get("columns", tensors["rows"]))
            if any(matrix.shape != shape or matrix.dtype != np.float32 for matrix in vectors):
                raise FormatError("the vectors have another shape or type", path=path)
            return vectors

        found = self._stages.find(self._name, self._key, load)
        return None if found is None else SweepState(found[0], found[1]["history"])

    def save(
        self, size: int, export: Callable[[], Vectors], history: list[dict[str, float]]
    ) -> None:
        """Store the state after a sweep, if enough time has passed.

        Parameters
        ----------
        size : int
            Size of the vectors in bytes.
        export : callable
            Returns row and column vectors; the same array for tied vectors.
        history : list of dict
            Objective after each sweep.
        """
        begin = time.perf_counter()
        passed = begin - self._since
        if passed < self._least_seconds or size / self._speed > self._share * passed:
            return

        def write(path: Path) -> None:
            rows, columns = export()
            tensors = {"rows": rows} if columns is rows else {"rows": rows, "columns": columns}
            with writing(path, kind=_KIND, force=True) as output:
                output.tensors(_TENSORS, tensors)

        try:
            self._stages.write(self._name, self._key, write, {"history": history})
        except (OSError, NlpzeroError) as error:
            _log.warning("a checkpoint was not saved: %s", error)
        self._since = time.perf_counter()
        self._speed = size / max(self._since - begin, 1e-3)
