"""Word2Vec: vectors that predict the words around a word, learned with Keras 3."""

from ._checkpoint import KIND as CHECKPOINT
from ._estimator import Word2Vec
from ._settings import ARCHITECTURES, kept_shares

__all__ = ["ARCHITECTURES", "CHECKPOINT", "Word2Vec", "kept_shares"]
