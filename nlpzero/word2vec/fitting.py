"""A fit from start to end; the first place that needs Keras."""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simpler_glove import devices as devices
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.corpus import EncodedCorpus
from simpler_glove.errors import BackendUnavailableError, ResourceError
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress, Stage

from .callbacks import Callbacks
from .checkpoint import load_checkpoint, save_checkpoint
from .examples import Examples, PairExamples, TextExamples
from .keras_model import KerasModel, Tables
from .settings import Settings, lasting
from .training import Training

if TYPE_CHECKING:
    from .estimator import Word2Vec

_log = logging.getLogger(__name__)


class Learned(NamedTuple):
    """What comes out of a fit."""

    history: list[dict[str, float]]
    tables: Tables
    device: str
    batch_size: int


class Task(NamedTuple):
    """What goes into a fit, whatever the size of its batches; the names are those of `fit`."""

    estimator: Word2Vec
    source: EncodedCorpus | CooccurrenceCounts
    start: tuple[NDArray[np.float32], NDArray[np.float32] | None]
    words: int
    checkpoint: str | os.PathLike[str] | None
    callbacks: Sequence[Any]
    progress: Progress | None


def fit(task: Task, settings: Settings) -> Learned:
    """Train.  Where memory does not suffice, do it again with half the batch, if there is one.

    Parameters
    ----------
    task : Task
        Estimator, text, vectors to begin with, the words that an epoch goes through, and what a
        user wants to see and keep of it.
    settings : Settings
        What examples are made of.
    """
    with Stage(task.progress, "starting keras", 2, "libraries") as stage:
        devices.load_keras("Word2Vec")
        stage.add(2)  # Keras and the one behind it
    if task.estimator.backend == "gpu" and not devices.gpus():
        raise BackendUnavailableError(
            f"Word2Vec was to run on a GPU (backend='gpu'), and {devices.describe()} has none; "
            "backend='keras' takes what is there."
        )
    identity = _identity(task.estimator, task.source, settings)
    while True:
        try:
            return _trained(task, settings, identity)
        except devices.memory_errors() as error:
            smaller = settings.halved()
            if not devices.is_out_of_memory(error):
                raise
            if smaller is None:
                raise ResourceError(_too_little_memory(task, settings)) from error
            _log.warning(
                "%s Going on from the last epoch that was kept, if any, with %s.",
                _too_little_memory(task, settings), f"{smaller.batch_size:,}",
            )  # fmt: skip
        settings = smaller  # outside of the handler, which keeps what the trial had in memory


def _trained(task: Task, settings: Settings, identity: dict[str, Any]) -> Learned:
    estimator, path = task.estimator, task.checkpoint
    found = load_checkpoint(path, identity) if path is not None else None
    start, history = task.start, found[1] if found else []
    if found:
        start = found[0].input, None if estimator.tied else found[0].output
    model = KerasModel(
        *start,
        architecture=estimator.architecture,
        squares=(found[0].input_squares, found[0].output_squares) if found else None,
    )
    training = Training(
        model, _examples(task.source, settings), words=task.words, rate=estimator.learning_rate,
        epochs=estimator.epochs, history=history,
        threads=resolve_threads(estimator.threads, "Word2Vec"),
        callbacks=Callbacks(task.callbacks, model, estimator.epochs), progress=task.progress,
    )  # fmt: skip

    def keep() -> None:
        if path is not None:
            save_checkpoint(path, model.arrays(), training.history, identity)

    training.run(estimator.patience, keep)
    return Learned(training.history, model.arrays(), model.name, settings.batch_size)


def _too_little_memory(task: Task, settings: Settings) -> str:
    return (
        f"{devices.describe()} has too little memory for {len(task.start[0]):,} vectors of "
        f"{task.estimator.vector_size} dimensions and batches of {settings.batch_size:,} words: "
        "lower 'batch_size', 'negatives' or 'vector_size'."
    )


def _examples(source: EncodedCorpus | CooccurrenceCounts, settings: Settings) -> Examples:
    if isinstance(source, CooccurrenceCounts):
        return PairExamples(source, settings)
    return TextExamples(source, settings)


def _identity(
    estimator: Word2Vec, source: EncodedCorpus | CooccurrenceCounts, settings: Settings
) -> dict[str, Any]:
    """Everything that the result depends on."""
    identity = {"vocabulary": source.vocabulary.fingerprint, **lasting(estimator.get_params())}
    identity["batch_size"] = settings.batch_size
    if isinstance(source, CooccurrenceCounts):
        return identity | {"counts": source.fingerprint}
    text = zlib.crc32(source.offsets, zlib.crc32(source.ids))
    return identity | {"words": int(source.ids.size), "text": text}
