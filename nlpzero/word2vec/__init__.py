"""Word2Vec: vectors that predict the words around a word, learned with Keras 3."""

from ._checkpoint import KIND as CHECKPOINT
from ._estimator import Word2Vec, check_available
from ._settings import ARCHITECTURES, kept_shares, lasting, needed_bytes

__all__ = [
    "ARCHITECTURES",
    "CHECKPOINT",
    "Word2Vec",
    "check_available",
    "kept_shares",
    "lasting",
    "needed_bytes",
]
