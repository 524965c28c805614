"""Keras callbacks during a training loop that is not ``keras.Model.fit``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simpler_glove import tensor_ops

from .cpu_model import CpuModel
from .keras_model import KerasModel

Model = KerasModel | CpuModel


class CallbackRunner:
    """Calls Keras callbacks as ``keras.Model.fit`` does.

    The ``model`` of the callbacks is a Keras model with one or two embedding layers, which are
    updated at the end of each epoch. ``model.stop_training = True`` ends the training after the
    current epoch. A learning rate that a callback sets at the beginning of an epoch applies to
    this epoch; a factor by which a callback lowers it at the end of an epoch applies to all
    following epochs.

    Parameters
    ----------
    callbacks : sequence of keras.callbacks.Callback
        Without callbacks, no Keras model is created.
    model : KerasModel or CpuModel
        Model that is trained.
    epochs : int
        Total number of epochs.
    """

    def __init__(self, callbacks: Sequence[Any], model: Model, epochs: int) -> None:
        self._trained = model
        self._rate_factor = 1.0
        self._list: Any = None
        if callbacks:
            self._model = empty_model(model)
            self._update()
            self._list = model.keras.callbacks.CallbackList(
                list(callbacks), model=self._model, epochs=epochs, verbose=0
            )

    @property
    def stopped(self) -> bool:
        """True if a callback has requested to stop."""
        return self._list is not None and bool(self._model.stop_training)

    def begin(self) -> None:
        """Report the beginning of training."""
        if self._list is not None:
            self._list.on_train_begin()

    def end(self) -> None:
        """Report the end of training."""
        if self._list is not None:
            self._list.on_train_end()

    def begin_epoch(self, number: int, rate: float) -> float | None:
        """Report the beginning of an epoch; return the learning rate if a callback has set it."""
        if self._list is None:
            return None
        self._model.optimizer.learning_rate = rate
        before = self._rate()
        self._list.on_epoch_begin(number - 1)
        after = self._rate()
        return after if after != before else None

    def scaled(self, rate: float) -> float:
        """Multiply a learning rate by the factors of all past epochs."""
        return rate * self._rate_factor

    def begin_batch(self, number: int) -> None:
        """Report the beginning of a batch."""
        if self._list is not None:
            self._list.on_train_batch_begin(number)

    def end_batch(self, number: int) -> None:
        """Report that a batch was submitted; without its loss, which would wait for the device."""
        if self._list is not None:
            self._list.on_train_batch_end(number)

    def end_epoch(self, number: int, entry: dict[str, float]) -> None:
        """Update the embedding layers and report the end of an epoch with its history entry."""
        if self._list is not None:
            self._update()
            before = self._rate()
            logs = {name: value for name, value in entry.items() if name != "epoch"}
            self._list.on_epoch_end(number - 1, logs)
            self._rate_factor *= self._rate() / before if before else 1.0

    def _rate(self) -> float:
        return float(tensor_ops.to_numpy(self._model.optimizer.learning_rate.value))

    def _update(self) -> None:
        tables = self._trained.arrays()
        weights = [tables.input] if self._trained.tied else [tables.input, tables.output]
        self._model.set_weights(weights)


def empty_model(model: Model) -> Any:
    """Create a Keras model with layers "embeddings" and, unless tied, "contexts"."""
    keras = model.keras
    size, dimensions = model.arrays().input.shape
    words = keras.Input((None,), dtype="int32", name="words")
    layers = ["embeddings"] if model.tied else ["embeddings", "contexts"]
    outputs = [keras.layers.Embedding(size, dimensions, name=name)(words) for name in layers]
    created = keras.Model(words, outputs, name="word2vec")
    created.compile(optimizer=keras.optimizers.Adagrad(1.0))
    return created
