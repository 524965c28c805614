"""Word vectors: look-up, neighbours, analogies, and files of every common format."""

from ._files import from_gensim, load_vectors, save_vectors
from ._measures import MEASURES
from ._vectors import Neighbour, WordVectors

__all__ = [
    "MEASURES",
    "Neighbour",
    "WordVectors",
    "from_gensim",
    "load_vectors",
    "save_vectors",
]
