"""Scores, gradients and updates of Word2Vec on the CPU, without Keras."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove import devices

from .._kernels import word2vec as kernels
from .._kernels.table_rows import update_rows
from .batch import INITIAL_SQUARES, EmbeddingTables, TrainingBatch

Floats = NDArray[np.float32]

_INITIAL_SQUARES = np.float32(INITIAL_SQUARES)
_PARTS = 2  # of a step for each thread, because other processes may delay one


class CpuModel:
    """Vectors in memory, and the optimizer step of several threads.

    It computes what :class:`KerasModel` computes; results differ by rounding. They have the same
    bytes for any number of threads.

    Parameters
    ----------
    vectors, context, architecture, squares
        See :class:`KerasModel`.
    threads : int, default 1
        Number of threads of a step.
    """

    name = "cpu"

    def __init__(
        self,
        vectors: Floats,
        context: Floats | None,
        *,
        architecture: str,
        squares: tuple[Floats, ...] | None = None,
        threads: int = 1,
    ) -> None:
        self.tied = context is None
        self.steps = 0
        self._cbow = architecture == "cbow"
        self._kernel = kernels.cbow_gradients if self._cbow else kernels.skip_gram_gradients
        self._size = vectors.shape[1]
        initial = squares or (np.zeros(len(vectors), np.float32),) * 2
        first = _padded(vectors), np.append(initial[0], np.float32(0))
        second = first if context is None else (
            _padded(context), np.append(initial[1], np.float32(0))
        )  # fmt: skip
        self._tables = EmbeddingTables(first[0], second[0], first[1], second[1])
        self._buffer = np.empty((0, first[0].shape[1]), np.float32)
        self._parts = 1 if threads == 1 else _PARTS * threads
        self._pool = ThreadPoolExecutor(threads, "nlpzero") if threads > 1 else None

    @property
    def keras(self) -> ModuleType:
        """Keras, for callbacks.

        Raises
        ------
        BackendUnavailableError
            If Keras or its backend is missing.
        """
        return devices.load_keras("Word2Vec")

    def exact_products(self) -> AbstractContextManager[object]:
        """Return a context that changes nothing: products are exact."""
        return nullcontext()

    def upload(self, batch: TrainingBatch) -> TrainingBatch:
        """Return the batch."""
        return batch

    def step(self, batch: TrainingBatch, rate: float) -> tuple[float, float]:
        """Take one Adagrad step; see :meth:`KerasModel.step`.

        Parameters
        ----------
        batch : TrainingBatch
            Examples.
        rate : float
            Learning rate.

        Returns
        -------
        tuple of float
            Sum of the losses in nats, and number of examples.
        """
        uses = sum(part.size for part in (batch.centres, batch.contexts, batch.negatives))
        if len(self._buffer) < uses:
            self._buffer = np.empty((uses, self._tables.input.shape[1]), np.float32)
        gradients = self._buffer[:uses]
        totals = self._differentiate(batch, gradients)
        tables, split = self._tables, batch.input_order.size
        step = np.float32(rate)
        of_inputs = (gradients[:split], *batch[4:7])
        self._update(of_inputs, step, tables.input, tables.input_squares)
        if not self.tied:
            of_outputs = (gradients[split:], *batch[7:10])
            self._update(of_outputs, step, tables.output, tables.output_squares)
        self.steps += 1
        loss, examples = totals.sum(axis=0).tolist()
        return loss, examples

    def _differentiate(self, batch: TrainingBatch, gradients: Floats) -> NDArray[np.float64]:
        """Write the gradient of each use of a row; return losses and numbers of examples."""
        inputs, outputs = self._tables.input, self._tables.output
        sources = (outputs, inputs, outputs) if self._cbow else (inputs, outputs, outputs)
        counts = [part.size for part in (batch.centres, batch.contexts)]
        # The order of `examples`: with two tables, the rows of the input vectors come first.
        starts = (counts[1], 0) if self._cbow and not self.tied else (0, counts[0])
        parts = [gradients[start : start + n] for start, n in zip(starts, counts, strict=True)]
        chunk = batch.centres.shape[1]
        shared = batch.centres.size // len(batch.negatives)
        block = math.lcm(chunk, shared)
        blocks = batch.centres.size // block
        totals = np.empty((blocks, 2))

        def differentiate(first: int, last: int) -> None:
            self._kernel(
                sources, self._size, batch[:4], first, last, (block // chunk, block // shared),
                *parts, gradients[sum(counts) :], totals,
            )  # fmt: skip

        self._run(differentiate, np.linspace(0, blocks, self._parts + 1).astype(int).tolist())
        return totals

    def _update(
        self, uses: tuple[Any, ...], rate: np.float32, table: Floats, squares: Floats
    ) -> None:
        """Take a step with the rows of a table; uses: gradients, rows, order, slots."""

        def update(first: int, last: int) -> None:
            update_rows(*uses, first, last, rate, _INITIAL_SQUARES, self._size, table, squares)

        slots = uses[3]
        wanted = slots[np.linspace(0, slots.size - 1, self._parts + 1).astype(int)[1:-1]]
        # Each part has all uses of its rows.
        self._run(update, [0, *np.searchsorted(slots, wanted).tolist(), slots.size])

    def numbers(self, losses: tuple[float, float]) -> tuple[float, float]:
        """Return the result of `step`."""
        return losses

    def arrays(self) -> EmbeddingTables:
        """Copy the tables, without the padding."""
        size = self._size
        first, second = (table[:-1, :size].copy() for table in self._tables[:2])
        return EmbeddingTables(first, second, *(sums[:-1].copy() for sums in self._tables[2:]))

    def _run(self, function: Callable[[int, int], None], bounds: Sequence[int]) -> None:
        """Call a function with consecutive ranges in all threads."""
        ranges = [(first, last) for first, last in pairwise(bounds) if first < last]
        if self._pool is None:
            for first, last in ranges:
                function(first, last)
            return
        for future in [self._pool.submit(function, *each) for each in ranges]:
            future.result()


def _padded(values: Floats) -> Floats:
    """Append a row and columns of zeros."""
    size = -(-values.shape[1] // kernels.LANES) * kernels.LANES
    table = np.zeros((len(values) + 1, size), np.float32)
    table[:-1, : values.shape[1]] = values
    return table
