"""Checkpoints: the training state after an epoch, from which training resumes exactly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from simpler_glove.errors import MismatchError
from simpler_glove.storage import reading, writing

from .keras_model import EmbeddingTables

KIND = "word2vec-checkpoint"
_TENSORS = "state"


def save_checkpoint(
    path: str | os.PathLike[str],
    tables: EmbeddingTables,
    history: list[dict[str, float]],
    identity: dict[str, Any],
) -> None:
    """Write the state to a temporary directory, then replace the previous checkpoint."""
    tensors = {
        "embeddings": tables.input,
        "context": tables.output,
        "squares": tables.input_squares,
        "context_squares": tables.output_squares,
    }
    parameters = {"history": history, "identity": identity}
    with writing(path, kind=KIND, parameters=parameters, force=True) as output:
        output.tensors(_TENSORS, tensors)


def load_checkpoint(
    path: str | os.PathLike[str], identity: dict[str, Any]
) -> tuple[EmbeddingTables, list[dict[str, float]]] | None:
    """Read a checkpoint.

    Parameters
    ----------
    path : path-like
        Directory written by `save_checkpoint`.
    identity : dict of str to Any
        Vocabulary, training data and parameters of the training that is to be resumed.

    Returns
    -------
    tuple of (EmbeddingTables, list of dict), or None
        State and history; None if there is no checkpoint.

    Raises
    ------
    MismatchError
        If the checkpoint belongs to a training with another vocabulary, other data or other
        parameters.
    FormatError
        If the directory is not a checkpoint, or is damaged.
    """
    if not Path(path).exists():
        return None
    opened = reading(path, kind=KIND)
    stored = opened.manifest.parameters
    for name, value in identity.items():
        if stored["identity"].get(name) != value:
            raise MismatchError(
                f"the checkpoint belongs to another training: its {name} is "
                f"{stored['identity'].get(name)!r} instead of {value!r}",
                path=path,
                hint="Delete it, or set {checkpoint} to another directory.",
            )
    opened.verify()
    tensors = opened.tensors(_TENSORS)
    order = ("embeddings", "context", "squares", "context_squares")
    tables = EmbeddingTables(*(np.array(tensors[name], np.float32) for name in order))
    return tables, list(stored["history"])
