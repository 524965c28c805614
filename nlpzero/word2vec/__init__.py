"""Word2Vec: word vectors that are trained to predict neighbouring words, with numba or Keras 3."""

from .checkpoint import KIND as CHECKPOINT
from .estimator import Word2Vec, check_available
from .settings import (
    ARCHITECTURES,
    checkpoint_params,
    keep_probabilities,
    needed_bytes,
    uses_keras,
)

__all__ = [
    "ARCHITECTURES",
    "CHECKPOINT",
    "Word2Vec",
    "check_available",
    "checkpoint_params",
    "keep_probabilities",
    "needed_bytes",
    "uses_keras",
]
