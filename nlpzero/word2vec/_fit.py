"""A fit from start to end; the first place that needs Keras."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove import _devices as devices
from simpler_glove.cooccurrence import CooccurrenceCounts
from simpler_glove.corpus import EncodedCorpus
from simpler_glove.errors import BackendUnavailableError, ResourceError
from simpler_glove.parallel import resolve_threads
from simpler_glove.progress import Progress

from .._keras_model import KerasModel, Tables
from ._callbacks import Callbacks
from ._checkpoint import load_checkpoint, save_checkpoint
from ._examples import Examples, PairExamples, TextExamples
from ._settings import Settings, lasting
from ._training import Training

if TYPE_CHECKING:
    from ._estimator import Word2Vec


def fit(
    estimator: Word2Vec,
    source: EncodedCorpus | CooccurrenceCounts,
    settings: Settings,
    start: tuple[NDArray[np.float32], NDArray[np.float32] | None],
    words: int,
    checkpoint: str | os.PathLike[str] | None,
    callbacks: Sequence[Any],
    progress: Progress | None,
) -> tuple[list[dict[str, float]], Tables, str]:
    """Train; give the history, what was learned and the name of the device."""
    devices.load_keras("Word2Vec")
    if estimator.backend == "gpu" and not devices.gpus():
        raise BackendUnavailableError(
            f"Word2Vec was to run on a GPU (backend='gpu'), and {devices.describe()} has none; "
            "backend='keras' takes what is there."
        )
    identity = _identity(estimator, source, settings)
    found = load_checkpoint(checkpoint, identity) if checkpoint is not None else None
    history = found[1] if found else []
    if found:
        start = found[0].input, None if estimator.tied else found[0].output
    try:
        model = KerasModel(
            *start,
            architecture=estimator.architecture,
            squares=(found[0].input_squares, found[0].output_squares) if found else None,
        )
        training = Training(
            model, _examples(source, settings), words=words, rate=estimator.learning_rate,
            epochs=estimator.epochs, history=history, threads=resolve_threads(
                estimator.threads, "Word2Vec"
            ),
            callbacks=Callbacks(callbacks, model, estimator.epochs), progress=progress,
        )  # fmt: skip

        def keep() -> None:
            if checkpoint is not None:
                save_checkpoint(checkpoint, model.arrays(), training.history, identity)

        training.run(estimator.patience, keep)
        return training.history, model.arrays(), model.name
    except devices.memory_errors() as error:
        if not devices.is_out_of_memory(error):
            raise
        raise ResourceError(
            f"{devices.describe()} has too little memory for {len(start[0]):,} vectors of "
            f"{estimator.vector_size} dimensions and batches of {settings.batch_size:,} words: "
            "lower 'batch_size', 'negatives' or 'vector_size'."
        ) from error


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
    return identity | {"words": int(source.ids.size), "lines": int(source.offsets.size - 1)}
