"""The state after an epoch on disk, from which training goes on as if nothing had happened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import MismatchError
from simpler_glove.storage import reading, writing

from .keras_model import Tables

KIND = "word2vec-checkpoint"
_TENSORS = "state"


def save_checkpoint(
    path: str | os.PathLike[str],
    tables: Tables,
    history: list[dict[str, float]],
    identity: dict[str, Any],
) -> None:
    """Write the state beside the last one and put it in its place when it is whole."""
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
) -> tuple[Tables, list[dict[str, float]]] | None:
    """Read a state; None if there is none.

    Parameters
    ----------
    path : path-like
        Where `save_checkpoint` wrote.
    identity : dict
        Vocabulary, examples and settings of the training that is to go on.

    Raises
    ------
    MismatchError
        If it was made of another vocabulary, other examples or other settings.
    FormatError
        If something else is there, or it is damaged.
    """
    if not Path(path).exists():
        return None
    opened = reading(path, kind=KIND)
    kept = opened.manifest.parameters
    for name, value in identity.items():
        if kept["identity"].get(name) != value:
            raise MismatchError(
                f"The checkpoint {os.fspath(path)} belongs to another training: its {name} is "
                f"{kept['identity'].get(name)!r}, here it is {value!r}. Delete it to begin anew, "
                "or name another place."
            )
    opened.verify()
    tensors = opened.tensors(_TENSORS)
    order = ("embeddings", "context", "squares", "context_squares")
    return Tables(*(_copy(tensors[name]) for name in order)), list(kept["history"])


def _copy(array: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.array(array, np.float32)
