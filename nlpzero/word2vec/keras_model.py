"""Scores, gradients and updates of Word2Vec as Keras 3 operations.

The gradients of the sampled softmax are computed by formulas rather than by automatic
differentiation, and only the rows of the tables that a batch contains are read and written.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove import devices, tensor_ops

from .batch import INITIAL_SQUARES, EmbeddingTables, TrainingBatch

_MAX_SCORE = 40.0  # nats: e^40 and its sums are finite in float32


class KerasModel:
    """Vectors on the device that Keras uses, and the optimizer step.

    Parameters
    ----------
    vectors : ndarray of float32, shape (V, D)
        Initial input vectors.
    context : ndarray of float32, shape (V, D), or None
        Initial output vectors; None for one set of vectors.
    architecture : {"skip-gram", "cbow"}
        Predict contexts from the centre, or the centre from the sum of its contexts.
    squares : tuple of ndarray of float32, shape (V,), optional
        Sums of squared gradients at a checkpoint.

    Raises
    ------
    BackendUnavailableError
        If Keras or its backend is missing.
    """

    def __init__(
        self,
        vectors: NDArray[np.float32],
        context: NDArray[np.float32] | None,
        *,
        architecture: str,
        squares: tuple[NDArray[np.float32], ...] | None = None,
    ) -> None:
        self.keras = devices.load_keras("Word2Vec")
        self.name = devices.describe()
        self.tied = context is None
        self.steps = 0
        step = _step_function(self.keras.ops, cbow=architecture == "cbow", tied=self.tied)
        self._compute = tensor_ops.compiled(step, xla=False)
        initial = squares or (np.zeros(len(vectors), np.float32),) * 2
        first = _table(vectors), _table(initial[0])
        second = first if context is None else (_table(context), _table(initial[1]))
        self._tables = EmbeddingTables(first[0], second[0], first[1], second[1])

    def exact_products(self) -> AbstractContextManager[object]:
        """Return a context in which matrix products are computed in full float32 precision."""
        return devices.exact_products()

    def upload(self, batch: TrainingBatch) -> tuple[Any, ...]:
        """Copy a batch to the device; may be called in any thread."""
        return tensor_ops.upload(batch)

    def step(self, uploaded: tuple[Any, ...], rate: float) -> Any:
        """Take one Adagrad step with an uploaded batch.

        Parameters
        ----------
        uploaded : tuple
            Returned by `upload`.
        rate : float
            Learning rate.

        Returns
        -------
        tensor of float32, shape (2,)
            Sum of the losses in nats, and number of examples; reading it waits for the device.
        """
        tensors = tensor_ops.arrived(uploaded)
        losses, *updated = self._compute(*self._tables, tensor_ops.scalar(rate), *tensors)
        rows = tensors[4], tensors[7]
        tables = self._tables
        written = [
            tensor_ops.set_rows(table, rows[0], new)
            for table, new in zip((tables.input, tables.input_squares), updated, strict=False)
        ]
        if self.tied:
            self._tables = EmbeddingTables(written[0], written[0], written[1], written[1])
        else:
            outputs = tables.output, tables.output_squares
            written += [
                tensor_ops.set_rows(table, rows[1], new)
                for table, new in zip(outputs, updated[2:], strict=True)
            ]
            self._tables = EmbeddingTables(written[0], written[2], written[1], written[3])
        self.steps += 1
        return losses

    def numbers(self, losses: Any) -> tuple[float, float]:
        """Return the result of `step` as numbers, after the device has computed it."""
        loss, examples = tensor_ops.to_numpy(losses).tolist()
        return loss, examples

    def arrays(self) -> EmbeddingTables:
        """Copy the tables to the host, without the padding row."""
        first, second, *squares = (tensor_ops.to_numpy(table)[:-1].copy() for table in self._tables)
        return EmbeddingTables(first, second, *squares)


def _table(values: NDArray[np.float32]) -> Any:
    """Append the padding row, which is 0."""
    return tensor_ops.matrix(np.concatenate([values, np.zeros_like(values[:1])]))


def _step_function(ops: Any, *, cbow: bool, tied: bool) -> Callable[..., Any]:
    """Return the function from tables, rate and batch to losses and updated rows."""
    gradients = cbow_gradients if cbow else skip_gram_gradients

    def step(
        inputs: Any, outputs: Any, input_squares: Any, output_squares: Any, rate: Any,
        centres: Any, contexts: Any, mask: Any, negatives: Any,
        input_rows: Any, input_order: Any, input_slots: Any,
        output_rows: Any, output_order: Any, output_slots: Any,
    ) -> tuple[Any, ...]:  # fmt: skip
        take = tensor_ops.get_rows
        sources = (outputs, inputs) if cbow else (inputs, outputs)
        losses, *parts = gradients(
            ops,
            take(sources[0], centres),
            take(sources[1], contexts),
            take(outputs, negatives),
            mask,
        )
        size = inputs.shape[1]
        of_centres, of_contexts, of_negatives = (ops.reshape(part, (-1, size)) for part in parts)
        of_inputs = (inputs, input_squares, input_rows, input_order, input_slots)
        of_outputs = (outputs, output_squares, output_rows, output_order, output_slots)
        if tied:
            sides = [(*of_inputs, [of_centres, of_contexts, of_negatives])]
        else:
            first, second = (of_contexts, of_centres) if cbow else (of_centres, of_contexts)
            sides = [(*of_inputs, [first]), (*of_outputs, [second, of_negatives])]
        updated = [new for side in sides for new in adagrad_update(ops, rate, *side)]
        return losses, *updated

    return step


def adagrad_update(
    ops: Any,
    rate: Any,
    table: Any,
    squares: Any,
    rows: Any,
    order: Any,
    slots: Any,
    parts: list[Any],
) -> tuple[Any, Any]:
    """Take an Adagrad step; return the updated rows and sums of squares.

    The gradients of a row that was read several times are summed first. Adagrad keeps one sum of
    squares per row.
    """
    reads = parts[0] if len(parts) == 1 else ops.concatenate(parts, axis=0)
    gradient = tensor_ops.sum_by_row(reads, slots, rows.shape[0], order=order)
    sums = tensor_ops.get_rows(squares, rows) + ops.mean(gradient * gradient, axis=1)
    step_sizes = rate / ops.sqrt(1.0 + sums / INITIAL_SQUARES)
    return tensor_ops.get_rows(table, rows) - gradient * step_sizes[:, None], sums


def _odds(ops: Any, scores: Any) -> Any:
    return ops.exp(ops.clip(scores, -_MAX_SCORE, _MAX_SCORE))


def _negative_odds(ops: Any, centres: Any, negatives: Any) -> tuple[Any, Any]:
    """Group centres by shared negatives, (S, G C / S, D); return them and their odds."""
    sharing = ops.reshape(centres, (negatives.shape[0], -1, centres.shape[-1]))
    return sharing, _odds(ops, tensor_ops.batch_products(sharing, negatives, transposed="right"))


def skip_gram_gradients(
    ops: Any, centres: Any, contexts: Any, negatives: Any, mask: Any
) -> tuple[Any, ...]:
    """Return losses and gradients of -log p(c | w) for each centre w and context c.

    The loss of a pair is log(1 + sum_n e^(w n) / e^(w c)) over the negatives n. Shapes: centres
    (G, C, D), contexts (G, M, D), negatives (S, K, D), mask (G, C, M). Returned are the sum of
    the losses and the number of pairs, (2,), and the gradients of the first three.
    """
    odds = _odds(ops, tensor_ops.batch_products(centres, contexts, transposed="right"))
    sharing, others = _negative_odds(ops, centres, negatives)
    rest = ops.reshape(ops.sum(others, axis=2), (*centres.shape[:2], 1))
    inverse = mask / (odds + rest)
    share = odds * inverse
    losses = mask * (ops.log(odds + rest) - ops.log(odds))
    totals = ops.stack([ops.sum(losses), ops.sum(mask)])
    of_scores = share - mask
    of_negative_scores = others * ops.reshape(ops.sum(inverse, axis=2), (others.shape[0], -1, 1))
    of_centres = ops.matmul(of_scores, contexts) + ops.reshape(
        ops.matmul(of_negative_scores, negatives), centres.shape
    )
    of_contexts = tensor_ops.batch_products(of_scores, centres, transposed="left")
    of_negatives = tensor_ops.batch_products(of_negative_scores, sharing, transposed="left")
    return totals, of_centres, of_contexts, of_negatives


def cbow_gradients(
    ops: Any, centres: Any, contexts: Any, negatives: Any, mask: Any
) -> tuple[Any, ...]:
    """Return losses and gradients of -log p(c | h) for each centre c and sum h of its window.

    The loss is -log(e^(h c) / (e^(h c) + sum_n e^(h n))). Shapes as for skip-gram; a centre
    without contexts is not an example.
    """
    examples = ops.cast(ops.max(mask, axis=2, keepdims=True) > 0.0, "float32")
    sums = ops.matmul(mask, contexts)
    odds = _odds(ops, ops.sum(sums * centres, axis=2, keepdims=True))
    sharing, others = _negative_odds(ops, sums, negatives)
    inverse = examples / (odds + ops.reshape(ops.sum(others, axis=2), odds.shape))
    share = odds * inverse
    losses = -ops.log(share + (1.0 - examples))
    totals = ops.stack([ops.sum(losses), ops.sum(examples)])
    of_scores = share - examples
    of_negative_scores = others * ops.reshape(inverse, (others.shape[0], -1, 1))
    of_sums = of_scores * centres + ops.reshape(
        ops.matmul(of_negative_scores, negatives), sums.shape
    )
    of_contexts = tensor_ops.batch_products(mask, of_sums, transposed="left")
    of_negatives = tensor_ops.batch_products(of_negative_scores, sharing, transposed="left")
    return totals, of_scores * sums, of_contexts, of_negatives
