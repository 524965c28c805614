"""Word discovery from raw text: methods, evidence scores and refinement."""

from .boundary_entropy import wordhood, words_by_boundary_entropy
from .cohesion import words_by_cohesion
from .description_length import refine_by_description_length
from .discoverer import METHODS, WordDiscoverer
from .evidence import SCORES, Weights
from .min_entropy import words_by_min_entropy

__all__ = [
    "METHODS",
    "SCORES",
    "Weights",
    "WordDiscoverer",
    "refine_by_description_length",
    "wordhood",
    "words_by_boundary_entropy",
    "words_by_cohesion",
    "words_by_min_entropy",
]
