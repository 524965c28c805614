"""log P(w | words around it), from vectors whose products are PMI."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simpler_glove.errors import ParameterError
from simpler_glove.vectors import WordVectors
from simpler_glove.vectors._query import Term

from ._relatedness import Relatedness


def log_probabilities(
    vectors: WordVectors, model: Relatedness, queries: list[list[Term]], owner: str
) -> NDArray[np.float64]:
    """Log-probability of each word, given the words around it; float64 (Q, V).

    log P(w | w_1 .. w_n) = log P(w) + sum_i PMI(w, w_i) - log Z, which takes the words around
    as independent of each other.
    """
    if vectors.counts is None:
        raise ParameterError(
            f"The measure 'predict' of {owner} needs word counts, which tell how likely a word "
            "is before anything is known. Got vectors without them instead: take the model's own "
            "directory, which keeps them, or the measure 'pmi'."
        )
    counts = np.maximum(vectors.counts.astype(np.float64), 0.5)
    scores = model.of_many(queries)
    scores += np.log(counts / counts.sum())
    top = scores.max(axis=1, keepdims=True)
    scores -= top + np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    return scores
