"""Words from raw text: methods of discovery, each a plain function, and the evidence for words."""

from .cohesion import words_by_cohesion
from .min_entropy import words_by_min_entropy

__all__ = ["words_by_cohesion", "words_by_min_entropy"]
