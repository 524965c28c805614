"""Word vectors: look-up, neighbours, analogies, and files of every common format."""

from .files import from_gensim, load_vectors, save_vectors
from .measures import MEASURES
from .word_vectors import Neighbour, WordVectors

__all__ = [
    "MEASURES",
    "Neighbour",
    "WordVectors",
    "from_gensim",
    "load_vectors",
    "save_vectors",
]
