"""The loop over epochs: batches made ahead, steps, what a user is told, when to stop."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from simpler_glove import devices as devices
from simpler_glove.errors import NumericalError
from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Progress, Stage

from .callbacks import Callbacks
from .examples import Drawn, Examples
from .keras_model import KerasModel

_LOOK = 64  # steps between two looks at the loss; each waits for the device
_LOWEST_RATE = 0.02  # share of the learning rate that is left at the end


class Training:
    """Epochs over examples.

    Parameters
    ----------
    model : KerasModel
        What learns.
    examples : Examples
        What it learns from.
    words : int
        Words an epoch goes through, for progress.
    rate : float
        Learning rate at the start; it falls evenly.
    epochs : int
        Epochs in all.
    history : list of dict
        Entries of epochs that are over; grows.
    threads : int
        Threads that make batches ahead.
    callbacks : Callbacks
        Those of the user.
    progress : Progress, optional
        Called a few times a second.
    """

    def __init__(
        self,
        model: KerasModel,
        examples: Examples,
        *,
        words: int,
        rate: float,
        epochs: int,
        history: list[dict[str, float]],
        threads: int,
        callbacks: Callbacks,
        progress: Progress | None,
    ) -> None:
        self._model = model
        self._examples = examples
        self._words = words
        self._rate = rate
        self._epochs = epochs
        self.history = history
        self._threads = threads
        self._callbacks = callbacks
        self._progress = progress

    def run(self, patience: int | None, keep: Callable[[], None]) -> None:
        """Train until the last epoch, or until the loss has not fallen for `patience` epochs.

        Parameters
        ----------
        patience : int or None
            None never stops early.
        keep : callable
            Called after each epoch, to save what there is.

        Raises
        ------
        NumericalError
            If the loss is no finite number; what was kept stays.
        """
        with self._model.running():
            self._callbacks.begin()
            while len(self.history) < self._epochs and not self._is_over(patience):
                self._epoch(len(self.history) + 1)
                keep()
            self._callbacks.end()

    def _is_over(self, patience: int | None) -> bool:
        losses = [entry["loss"] for entry in self.history]
        if self._callbacks.stopped or patience is None or len(losses) <= patience:
            return self._callbacks.stopped
        return min(losses[-patience:]) >= min(losses[:-patience])

    def _epoch(self, number: int) -> None:
        """Go through all examples once."""
        fixed = self._callbacks.begin_epoch(number, self._rate_at(number, 0.0))
        told: list[Any] = []
        sums = [0.0, 0.0]
        rate = 0.0
        with (
            Stage(self._progress, f"epoch {number}", self._words, "words") as stage,
            closing(self._batches(number)) as batches,
        ):
            for drawn, uploaded in batches:
                rate = fixed if fixed is not None else self._rate_at(number, drawn.done)
                self._callbacks.begin_batch(drawn.number)
                told.append(self._model.step(uploaded, rate))
                stage.add(int(drawn.done * self._words) - stage.done)
                if len(told) == _LOOK:
                    self._add(told, sums, number)
                self._callbacks.end_batch(drawn.number)
            self._add(told, sums, number)
        entry = {"epoch": number, "loss": sums[0] / max(sums[1], 1.0), "examples": int(sums[1]),
                 "learning_rate": float(rate)}  # fmt: skip
        self.history.append(entry)
        self._callbacks.end_epoch(number, entry)

    def _batches(self, number: int) -> Generator[tuple[Drawn, Any], None, None]:
        """Make batches and copy them to the device while it computes."""

        def make(drawn: Drawn) -> tuple[Drawn, Any]:
            return drawn, self._model.upload(self._examples.make(drawn, number))

        # Two threads at least: with one the work would wait until it is asked for.
        yield from map_in_order(make, self._examples.draw(number), max(2, self._threads // 2))

    def _rate_at(self, number: int, done: float) -> float:
        left = 1.0 - (number - 1 + done) / self._epochs
        return self._callbacks.scaled(self._rate * max(left, _LOWEST_RATE))

    def _add(self, told: list[Any], sums: list[float], number: int) -> None:
        """Add up losses and examples of the last steps in float64."""
        for pair in told:
            loss, examples = devices.to_numpy(pair).tolist()
            sums[0] += loss
            sums[1] += examples
        told.clear()
        if not math.isfinite(sums[0]):
            raise NumericalError(
                f"The loss became {sums[0]} in epoch {number}: lower 'learning_rate' "
                f"(now {self._rate:g})."
            )
