"""Checkpoints: the training state after an epoch, from which training resumes exactly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from simpler_glove.errors import FormatError, MismatchError
from simpler_glove.storage import reading, writing

from .batch import EmbeddingTables

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
    path: str | os.PathLike[str], identity: dict[str, Any], shape: tuple[int, ...]
) -> tuple[EmbeddingTables, list[dict[str, float]]] | None:
    """Read a checkpoint.

    Parameters
    ----------
    path : path-like
        Directory written by `save_checkpoint`.
    identity : dict of str to Any
        Vocabulary, training data and parameters of the training that is to be resumed.
    shape : tuple of int
        Shape (V, D) of the vectors.

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
    if not (isinstance(stored.get("identity"), dict) and _is_history(stored.get("history"))):
        raise FormatError("the checkpoint is damaged: identity or history", path=path)
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
    tables = EmbeddingTables(*(tensors.get(name) for name in order))
    if not _is_state(tables, shape):
        raise FormatError("the checkpoint is damaged: a table of another shape or type", path=path)
    return EmbeddingTables(*map(np.array, tables)), stored["history"]


def _is_history(history: Any) -> bool:
    """Return True for a list of the results of epochs: numbers by name, among them the loss."""
    return isinstance(history, list) and all(
        isinstance(epoch, dict)
        and "loss" in epoch
        and all(isinstance(value, int | float) for value in epoch.values())
        for epoch in history
    )


def _is_state(tables: EmbeddingTables, shape: tuple[int, ...]) -> bool:
    """Return True for finite float32 tables of V words."""
    shapes = (shape, shape, shape[:1], shape[:1])
    return all(
        table is not None
        and table.dtype == np.float32
        and table.shape == expected
        and bool(np.isfinite(table).all())
        for table, expected in zip(tables, shapes, strict=True)
    )
