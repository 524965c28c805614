"""Callbacks of Keras over a training that is not Keras' own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .keras_model import KerasModel, shell


class Callbacks:
    """Calls the callbacks of a user as ``keras.Model.fit`` would.

    Their ``model`` is a Keras model of two embeddings, brought up to date at the end of each
    epoch.  ``model.stop_training = True`` ends the training after the epoch, and a learning rate
    that a callback sets at the beginning of an epoch holds throughout it.  By as much as one
    lowers it at the end of an epoch, all later ones are lower.

    Parameters
    ----------
    callbacks : sequence of keras.callbacks.Callback
        May be empty, and then costs nothing.
    model : KerasModel
        What learns.
    epochs : int
        Epochs in all.
    """

    def __init__(self, callbacks: Sequence[Any], model: KerasModel, epochs: int) -> None:
        self._model = model
        self._share = 1.0
        self._list: Any = None
        if callbacks:
            self._shell = shell(model)
            self._list = model.keras.callbacks.CallbackList(
                list(callbacks), model=self._shell.model, epochs=epochs, verbose=0
            )

    @property
    def stopped(self) -> bool:
        """Whether a callback asked to stop."""
        return self._list is not None and bool(self._shell.model.stop_training)

    def begin(self) -> None:
        """Training begins."""
        if self._list is not None:
            self._list.on_train_begin()

    def end(self) -> None:
        """Training is over."""
        if self._list is not None:
            self._list.on_train_end()

    def begin_epoch(self, number: int, rate: float) -> float | None:
        """Tell that an epoch begins; give the learning rate if a callback has set one."""
        if self._list is None:
            return None
        before = self._shell.rate(rate)
        self._list.on_epoch_begin(number - 1)
        after = self._shell.rate()
        return after if after != before else None

    def scaled(self, rate: float) -> float:
        """Lower a learning rate as callbacks have done at the end of an epoch."""
        return rate * self._share

    def begin_batch(self, number: int) -> None:
        """Tell that a batch begins."""
        if self._list is not None:
            self._list.on_train_batch_begin(number)

    def end_batch(self, number: int) -> None:
        """Tell that a batch is on its way; its loss is told with the epoch's, not to wait."""
        if self._list is not None:
            self._list.on_train_batch_end(number)

    def end_epoch(self, number: int, entry: dict[str, float]) -> None:
        """Show an epoch and its figures, after the embeddings are up to date."""
        if self._list is not None:
            self._shell.update(self._model)
            before = self._shell.rate()
            logs = {name: value for name, value in entry.items() if name != "epoch"}
            self._list.on_epoch_end(number - 1, logs)
            self._share *= self._shell.rate() / before if before else 1.0
