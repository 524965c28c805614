"""Word2Vec: vectors that predict the words around a word, learned with Keras 3."""

from .checkpoint import KIND as CHECKPOINT
from .estimator import Word2Vec, check_available
from .settings import ARCHITECTURES, kept_shares, lasting, needed_bytes

__all__ = [
    "ARCHITECTURES",
    "CHECKPOINT",
    "Word2Vec",
    "check_available",
    "kept_shares",
    "lasting",
    "needed_bytes",
]
