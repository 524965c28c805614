"""Training of Word2Vec: epochs over batches, checkpoints, smaller batches if memory is low."""

from __future__ import annotations

import logging
import math
import os
import zlib
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove import devices
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.corpus import EncodedCorpus
from simpler_glove.errors import BackendUnavailableError, NumericalError, ResourceError
from simpler_glove.parallel import map_in_order
from simpler_glove.progress import Progress, Stage

from .batch import EmbeddingTables
from .callbacks import CallbackRunner, Model
from .checkpoint import load_checkpoint, save_checkpoint
from .cpu_model import CpuModel
from .examples import BatchDraw, ExampleSource, PairExamples, TextExamples
from .keras_model import KerasModel
from .settings import ExampleSettings, uses_keras

_OWNER = "Word2Vec"
_STEPS_PER_CHECK = 64  # reading the loss waits for the device, so it is read after so many steps
_MIN_RATE_SHARE = 0.02  # share of the initial learning rate that is left at the end
_log = logging.getLogger(__name__)


class TrainingTask(NamedTuple):
    """Input of a training, for any batch size.

    Attributes
    ----------
    source : EncodedCorpus or CooccurrenceCounts
        Training data.
    vectors : ndarray of float32, shape (V, D)
        Initial input vectors.
    context : ndarray of float32, shape (V, D), or None
        Initial output vectors; None trains one set of vectors.
    tokens : int
        Number of tokens in an epoch, for progress.
    epochs : int
        Total number of epochs.
    learning_rate : float
        Initial learning rate; it decreases linearly.
    patience : int or None
        Stop after this many epochs without a lower loss; None never stops early.
    threads : int
        Number of threads that create batches, and that compute on the CPU.
    backend : {"auto", "cpu", "keras", "gpu"}
        "auto" and "cpu" compute on the CPU without Keras.
    parameters : dict of str to Any
        Parameters that a checkpoint must agree with.
    checkpoint : path-like or None
        Directory to save the state to after each epoch.
    callbacks : sequence of keras.callbacks.Callback
        Callbacks of the user.
    progress : Progress or None
        Called a few times a second.
    """

    source: EncodedCorpus | CooccurrenceCounts
    vectors: NDArray[np.float32]
    context: NDArray[np.float32] | None
    tokens: int
    epochs: int
    learning_rate: float
    patience: int | None
    threads: int
    backend: str
    parameters: dict[str, Any]
    checkpoint: str | os.PathLike[str] | None
    callbacks: Sequence[Any]
    progress: Progress | None


class TrainingResult(NamedTuple):
    """History, vectors, name of the device, and the batch size that was used."""

    history: list[dict[str, float]]
    tables: EmbeddingTables
    device: str
    batch_size: int


def train(task: TrainingTask, settings: ExampleSettings) -> TrainingResult:
    """Train vectors; if memory is exhausted, resume with half the batch size.

    Parameters
    ----------
    task : TrainingTask
        Data, initial vectors and options.
    settings : ExampleSettings
        Settings of the examples, with the batch size to begin with.

    Returns
    -------
    TrainingResult

    Raises
    ------
    BackendUnavailableError
        If the backend is "keras" or "gpu", and Keras, its library or the GPU is missing.
    NumericalError
        If the loss overflows.
    ResourceError
        If memory is exhausted for the smallest batch size, too.
    """
    memory_errors: tuple[type[Exception], ...] = (MemoryError,)
    place = "The machine"
    if uses_keras(task.backend):
        _start_keras(task)
        memory_errors, place = devices.memory_errors(), devices.describe()
    identity = _identity(task, settings)
    while True:
        try:
            return _train_with(task, settings, identity)
        except memory_errors as error:
            smaller = settings.halved()
            if not devices.is_out_of_memory(error):
                raise
            if smaller is None:
                raise _out_of_memory(task, settings, place) from error
            _log.warning(
                "%s Training resumes from the last checkpoint, if there is one, with batches "
                "of %s.",
                _out_of_memory(task, settings, place).statement(), f"{smaller.batch_size:,}",
            )  # fmt: skip
        settings = smaller  # after the handler, which references the memory of the failed attempt


def _start_keras(task: TrainingTask) -> None:
    """Load Keras.

    Raises
    ------
    BackendUnavailableError
        If Keras, its library or a required GPU is missing.
    """
    with Stage(task.progress, "starting keras", 2, "libraries") as stage:
        devices.load_keras(_OWNER)
        stage.add(2)  # Keras and its backend
    if task.backend == "gpu" and not devices.gpus():
        raise BackendUnavailableError(
            f"{_OWNER} requires a GPU, but {devices.describe()} has none",
            hint="Set {backend} to use the available device.",
            settings={"backend": "auto"},
        )


def _train_with(
    task: TrainingTask, settings: ExampleSettings, identity: dict[str, Any]
) -> TrainingResult:
    """Train with one batch size, from the checkpoint if there is one."""
    path = task.checkpoint
    shape = task.vectors.shape
    resumed = load_checkpoint(path, identity, shape) if path is not None else None
    vectors, context, squares = task.vectors, task.context, None
    history: list[dict[str, float]] = []
    if resumed:
        tables, history = resumed
        vectors = tables.input
        context = None if context is None else tables.output
        squares = tables.input_squares, tables.output_squares
    model: Model
    if uses_keras(task.backend):
        model = KerasModel(vectors, context, architecture=settings.architecture, squares=squares)
    else:
        model = CpuModel(
            vectors, context, architecture=settings.architecture, squares=squares,
            threads=task.threads,
        )  # fmt: skip
    loop = TrainingLoop(
        model, _examples(task.source, settings), history=history, task=task,
        callbacks=CallbackRunner(task.callbacks, model, task.epochs),
    )  # fmt: skip

    def save() -> None:
        if path is not None:
            save_checkpoint(path, model.arrays(), loop.history, identity)

    loop.run(save)
    return TrainingResult(loop.history, model.arrays(), model.name, settings.batch_size)


class TrainingLoop:
    """Epochs over examples.

    Parameters
    ----------
    model : KerasModel or CpuModel
        Model that is trained.
    examples : ExampleSource
        Source of the batches.
    history : list of dict
        Entries of completed epochs; new ones are appended.
    task : TrainingTask
        Options of the training.
    callbacks : CallbackRunner
        Callbacks of the user.
    """

    def __init__(
        self,
        model: Model,
        examples: ExampleSource,
        *,
        history: list[dict[str, float]],
        task: TrainingTask,
        callbacks: CallbackRunner,
    ) -> None:
        self._model = model
        self._examples = examples
        self.history = history
        self._task = task
        self._callbacks = callbacks

    def run(self, save: Callable[[], None]) -> None:
        """Train until the last epoch, or until the loss stops decreasing.

        Parameters
        ----------
        save : callable
            Called after each epoch.

        Raises
        ------
        NumericalError
            If the loss overflows; the last saved state is kept.
        """
        with self._model.exact_products():
            self._callbacks.begin()
            while len(self.history) < self._task.epochs and not self._is_finished():
                self._run_epoch(len(self.history) + 1)
                save()
            self._callbacks.end()

    def _is_finished(self) -> bool:
        losses = [entry["loss"] for entry in self.history]
        patience = self._task.patience
        if self._callbacks.stopped or patience is None or len(losses) <= patience:
            return self._callbacks.stopped
        return min(losses[-patience:]) >= min(losses[:-patience])

    def _run_epoch(self, number: int) -> None:
        """Train with all examples once."""
        fixed = self._callbacks.begin_epoch(number, self._rate_at(number, 0.0))
        tokens = self._task.tokens
        pending: list[Any] = []
        sums = [0.0, 0.0]
        rate = 0.0
        with (
            Stage(self._task.progress, f"epoch {number}", tokens, "words") as stage,
            closing(self._batches(number)) as batches,
        ):
            for draw, uploaded in batches:
                rate = fixed if fixed is not None else self._rate_at(number, draw.done)
                self._callbacks.begin_batch(draw.number)
                pending.append(self._model.step(uploaded, rate))
                stage.add(int(draw.done * tokens) - stage.done)
                if len(pending) == _STEPS_PER_CHECK:
                    self._add_losses(pending, sums, number)
                self._callbacks.end_batch(draw.number)
            self._add_losses(pending, sums, number)
        entry = {"epoch": number, "loss": sums[0] / max(sums[1], 1.0), "examples": int(sums[1]),
                 "learning_rate": float(rate)}  # fmt: skip
        self.history.append(entry)
        self._callbacks.end_epoch(number, entry)

    def _batches(self, number: int) -> Generator[tuple[BatchDraw, Any], None, None]:
        """Create batches and copy them to the device while it computes."""

        def create(draw: BatchDraw) -> tuple[BatchDraw, Any]:
            return draw, self._model.upload(self._examples.make(draw, number))

        # Two threads at least: with one, a batch would be created only when it is requested. One
        # if all is to be computed in one thread.
        threads = max(2, self._task.threads // 2)
        if isinstance(self._model, CpuModel) and self._task.threads == 1:
            threads = 1
        yield from map_in_order(create, self._examples.draw(number), threads)

    def _rate_at(self, number: int, done: float) -> float:
        left = 1.0 - (number - 1 + done) / self._task.epochs
        return self._callbacks.scaled(self._task.learning_rate * max(left, _MIN_RATE_SHARE))

    def _add_losses(self, pending: list[Any], sums: list[float], number: int) -> None:
        """Add losses and numbers of examples of the last steps to `sums`, in float64."""
        for pair in pending:
            loss, examples = self._model.numbers(pair)
            sums[0] += loss
            sums[1] += examples
        pending.clear()
        if not math.isfinite(sums[0]):
            raise NumericalError(
                f"The loss of {_OWNER} overflowed in epoch {number}",
                hint=f"Lower {{learning_rate}}, now {self._task.learning_rate:g}.",
            )


def _out_of_memory(task: TrainingTask, settings: ExampleSettings, place: str) -> ResourceError:
    words, dimensions = task.vectors.shape
    return ResourceError(
        f"{place} has too little memory for {words:,} vectors of {dimensions} "
        f"dimensions and batches of {settings.batch_size:,} words",
        hint="Lower {batch_size}, {negatives} or {vector_size}.",
    )


def _examples(
    source: EncodedCorpus | CooccurrenceCounts, settings: ExampleSettings
) -> ExampleSource:
    if isinstance(source, CooccurrenceCounts):
        return PairExamples(source, settings)
    return TextExamples(source, settings)


def _identity(task: TrainingTask, settings: ExampleSettings) -> dict[str, Any]:
    """Return everything that the result depends on."""
    source = task.source
    identity = {"vocabulary": source.vocabulary.fingerprint, **task.parameters}
    identity["batch_size"] = settings.batch_size
    if isinstance(source, CooccurrenceCounts):
        return identity | {"counts": source.fingerprint}
    text = zlib.crc32(source.offsets, zlib.crc32(source.ids))
    return identity | {"words": int(source.ids.size), "text": text}
