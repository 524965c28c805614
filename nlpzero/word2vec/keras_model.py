"""The arithmetic of Word2Vec in array operations of Keras 3: scores, gradients, updates.

The gradients of a random softmax are short enough to be written down, so nothing is recorded or
traced for them, and the rows that a batch touches are the only ones that are read or written.
"""
# Longer than 200 lines, because scores, gradients and updates are read together.

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove import devices as devices

_SCORE_LIMIT = 40.0  # in nats: e^40 and its sums are finite in float32
# Until a row has gathered so much, its steps are those of plain descent: Adagrad from the first
# word on takes steps that are too long at the beginning and too short in the end.
_CALM = 400.0


class Batch(NamedTuple):
    """Examples of one step.  A place without a word holds V, whose vectors are 0.

    Attributes
    ----------
    centres : ndarray of int32, shape (G, C)
        Groups of consecutive words.
    contexts : ndarray of int32, shape (G, M)
        The words around each group.
    mask : ndarray of float32, shape (G, C, M)
        Weight of a word in the window of a centre, 0 to 1; 0 outside.
    negatives : ndarray of int32, shape (S, K)
        Words drawn by chance; each set is shared by G C / S centres.
    input_rows : ndarray of int32, shape (U,)
        The different rows of the input vectors that are read, filled up with V.
    input_order, input_slots : ndarray of int32, shape (R,)
        All readings, those of one row together, and which of these rows each is, ascending.
    output_rows, output_order, output_slots : ndarray of int32
        The same for the output vectors; empty where there is one set of vectors.
    """

    centres: NDArray[np.int32]
    contexts: NDArray[np.int32]
    mask: NDArray[np.float32]
    negatives: NDArray[np.int32]
    input_rows: NDArray[np.int32]
    input_order: NDArray[np.int32]
    input_slots: NDArray[np.int32]
    output_rows: NDArray[np.int32]
    output_order: NDArray[np.int32]
    output_slots: NDArray[np.int32]


class Tables(NamedTuple):
    """What is learned: vectors float32 (V + 1, D), sums of squared gradients float32 (V + 1,).

    With one set of vectors the output's are those of the input.
    """

    input: Any
    output: Any
    input_squares: Any
    output_squares: Any


class KerasModel:
    """Vectors on the device that Keras works on, and the step that improves them.

    Parameters
    ----------
    vectors : ndarray of float32, shape (V, D)
        Input vectors to begin with.
    context : ndarray of float32, shape (V, D), or None
        Output vectors to begin with; None for one set of vectors.
    architecture : {"skip-gram", "cbow"}
        Whether a word tells each word around it, or the sum of these tells the word.
    squares : tuple of ndarray of float32, shape (V,), optional
        Sums of squares of an earlier run.

    Raises
    ------
    BackendUnavailableError
        If Keras or its library is missing.
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
        learn = _learner(self.keras.ops, cbow=architecture == "cbow", tied=self.tied)
        self._compute = devices.compiled(learn, xla=False)
        given = squares or (np.zeros(len(vectors), np.float32),) * 2
        first = _table(vectors), _table(given[0])
        second = first if context is None else (_table(context), _table(given[1]))
        self._tables = Tables(first[0], second[0], first[1], second[1])

    def running(self) -> AbstractContextManager[object]:
        """Have products computed in float32 throughout."""
        return devices.exact_products()

    def upload(self, batch: Batch) -> tuple[Any, ...]:
        """Copy a batch to the device, in a thread that makes batches ahead."""
        return devices.upload(batch)

    def step(self, uploaded: tuple[Any, ...], rate: float) -> Any:
        """Take one step of Adagrad with an uploaded batch.

        Parameters
        ----------
        uploaded : tuple
            From `upload`.
        rate : float
            Learning rate.

        Returns
        -------
        tensor of float32, shape (2,)
            Sum of the losses in nats and number of the examples; to be read when needed.
        """
        tensors = devices.arrived(uploaded)
        told, *news = self._compute(*self._tables, devices.scalar(rate), *tensors)
        rows = tensors[4], tensors[7]
        tables = self._tables
        changed = [
            devices.set_rows(table, rows[0], new)
            for table, new in zip((tables.input, tables.input_squares), news, strict=False)
        ]
        if self.tied:
            self._tables = Tables(changed[0], changed[0], changed[1], changed[1])
        else:
            changed += [
                devices.set_rows(table, rows[1], new)
                for table, new in zip((tables.output, tables.output_squares), news[2:], strict=True)
            ]
            self._tables = Tables(changed[0], changed[2], changed[1], changed[3])
        self.steps += 1
        return told

    def arrays(self) -> Tables:
        """Copy everything learned to the host, without the row of no word."""
        first, second, *squares = (devices.to_numpy(table)[:-1].copy() for table in self._tables)
        return Tables(first, second, *squares)


class Shell(NamedTuple):
    """A model of Keras that shows callbacks what is learned."""

    model: Any

    def rate(self, rate: float | None = None) -> float:
        """Set the learning rate if one is given; give it as the optimiser keeps it."""
        if rate is not None:
            self.model.optimizer.learning_rate = rate
        return float(devices.to_numpy(self.model.optimizer.learning_rate.value))

    def update(self, model: KerasModel) -> None:
        """Copy the vectors into the embeddings."""
        tables = model.arrays()
        learned = [tables.input] if model.tied else [tables.input, tables.output]
        self.model.set_weights(learned)


def shell(model: KerasModel) -> Shell:
    """Make the Keras model of `model` for callbacks: layers "embeddings" and, apart, "contexts"."""
    keras = model.keras
    tables = model.arrays()
    size, dimensions = tables.input.shape
    words = keras.Input((None,), dtype="int32", name="words")
    layers = ["embeddings"] if model.tied else ["embeddings", "contexts"]
    outputs = [keras.layers.Embedding(size, dimensions, name=name)(words) for name in layers]
    shown = keras.Model(words, outputs, name="word2vec")
    shown.compile(optimizer=keras.optimizers.Adagrad(1.0))
    made = Shell(shown)
    made.update(model)
    return made


def _table(values: NDArray[np.float32]) -> Any:
    """Append the row of no word, which is 0."""
    return devices.matrix(np.concatenate([values, np.zeros_like(values[:1])]))


def _learner(ops: Any, *, cbow: bool, tied: bool) -> Callable[..., Any]:
    """Make the function of tables, rate and batch that gives the new rows of the tables."""
    gradients = _cbow_gradients if cbow else _skip_gram_gradients

    def learn(
        inputs: Any, outputs: Any, input_squares: Any, output_squares: Any, rate: Any,
        centres: Any, contexts: Any, mask: Any, negatives: Any,
        input_rows: Any, input_order: Any, input_slots: Any,
        output_rows: Any, output_order: Any, output_slots: Any,
    ) -> tuple[Any, ...]:  # fmt: skip
        take = devices.get_rows
        sources = (outputs, inputs) if cbow else (inputs, outputs)
        told, *parts = gradients(
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
        news = [new for side in sides for new in _improved(ops, rate, *side)]
        return told, *news

    return learn


def _improved(
    ops: Any,
    rate: Any,
    table: Any,
    squares: Any,
    rows: Any,
    order: Any,
    slots: Any,
    parts: list[Any],
) -> tuple[Any, Any]:
    """Take a step down the gradient; give the new rows and sums of squares.

    The gradients of a row that was read several times are added first.  The more a row has
    gathered, the shorter its steps: Adagrad with one sum of squares a row, and a sum to start with.
    """
    readings = parts[0] if len(parts) == 1 else ops.concatenate(parts, axis=0)
    gradient = devices.sum_by_row(readings, slots, rows.shape[0], order=order)
    grown = devices.get_rows(squares, rows) + ops.mean(gradient * gradient, axis=1)
    pace = rate / ops.sqrt(1.0 + grown / _CALM)
    return devices.get_rows(table, rows) - gradient * pace[:, None], grown


def _odds(ops: Any, scores: Any) -> Any:
    return ops.exp(ops.clip(scores, -_SCORE_LIMIT, _SCORE_LIMIT))


def _against(ops: Any, centres: Any, negatives: Any) -> tuple[Any, Any]:
    """Give centres (S, G C / S, D) by the set of negatives they share, and their odds."""
    sharing = ops.reshape(centres, (negatives.shape[0], -1, centres.shape[-1]))
    return sharing, _odds(ops, devices.batch_products(sharing, negatives, turned="right"))


def _skip_gram_gradients(
    ops: Any, centres: Any, contexts: Any, negatives: Any, mask: Any
) -> tuple[Any, ...]:
    """Have each centre w tell each word c of its window: loss log(1 + sum e^(w n) / e^(w c)).

    centres (G, C, D), contexts (G, M, D), negatives (S, K, D), mask (G, C, M).  Returns loss and
    number of pairs (2,), and the gradients of the three.
    """
    odds = _odds(ops, devices.batch_products(centres, contexts, turned="right"))
    sharing, others = _against(ops, centres, negatives)
    rest = ops.reshape(ops.sum(others, axis=2), (*centres.shape[:2], 1))
    inverse = mask / (odds + rest)
    share = odds * inverse
    losses = mask * (ops.log(odds + rest) - ops.log(odds))
    told = ops.stack([ops.sum(losses), ops.sum(mask)])
    pulls = share - mask
    pushes = others * ops.reshape(ops.sum(inverse, axis=2), (others.shape[0], -1, 1))
    of_centres = ops.matmul(pulls, contexts) + ops.reshape(
        ops.matmul(pushes, negatives), centres.shape
    )
    of_contexts = devices.batch_products(pulls, centres, turned="left")
    of_negatives = devices.batch_products(pushes, sharing, turned="left")
    return told, of_centres, of_contexts, of_negatives


def _cbow_gradients(
    ops: Any, centres: Any, contexts: Any, negatives: Any, mask: Any
) -> tuple[Any, ...]:
    """Have the sum h of a window tell its centre c: loss -log(e^(h c) / (e^(h c) + sum e^(h n))).

    Shapes as for skip-gram; a centre without a window is no example.
    """
    examples = ops.cast(ops.max(mask, axis=2, keepdims=True) > 0.0, "float32")
    sums = ops.matmul(mask, contexts)
    odds = _odds(ops, ops.sum(sums * centres, axis=2, keepdims=True))
    sharing, others = _against(ops, sums, negatives)
    inverse = examples / (odds + ops.reshape(ops.sum(others, axis=2), odds.shape))
    share = odds * inverse
    losses = -ops.log(share + (1.0 - examples))
    told = ops.stack([ops.sum(losses), ops.sum(examples)])
    pulls = share - examples
    pushes = others * ops.reshape(inverse, (others.shape[0], -1, 1))
    of_sums = pulls * centres + ops.reshape(ops.matmul(pushes, negatives), sums.shape)
    of_contexts = devices.batch_products(mask, of_sums, turned="left")
    of_negatives = devices.batch_products(pushes, sharing, turned="left")
    return told, pulls * sums, of_contexts, of_negatives
