"""Conversion to gensim's KeyedVectors."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from ..optional import import_optional
from .model_data import ModelData

if TYPE_CHECKING:
    from gensim.models import KeyedVectors

_log = logging.getLogger(__name__)


def keyed_vectors(model: ModelData) -> KeyedVectors:
    """Return KeyedVectors that share the memory of a model; see :meth:`WordVectors.to_gensim`."""
    models = import_optional("gensim.models", "to_gensim")
    words, counts = model.vocabulary.words, model.vocabulary.counts
    keyed: KeyedVectors = models.KeyedVectors(model.matrix.shape[1])
    keyed.vectors = np.asarray(model.matrix)
    keyed.norms = model.norms
    keyed.index_to_key = list(words)
    keyed.key_to_index = {word: number for number, word in enumerate(words)}
    keyed.next_index = len(words)
    if counts is not None:
        keyed.expandos["count"] = counts
    if model.subwords is not None:
        _log.warning("KeyedVectors of gensim have no subword vectors: unknown words are errors")
    return keyed
