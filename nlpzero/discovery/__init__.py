"""Words from raw text: methods of discovery, each a plain function, and the evidence for words."""

from .boundary_entropy import Weights, wordhood, words_by_boundary_entropy
from .cohesion import words_by_cohesion
from .description_length import refine_by_description_length
from .discoverer import METHODS, WordDiscoverer
from .min_entropy import words_by_min_entropy

__all__ = [
    "METHODS",
    "Weights",
    "WordDiscoverer",
    "refine_by_description_length",
    "wordhood",
    "words_by_boundary_entropy",
    "words_by_cohesion",
    "words_by_min_entropy",
]
