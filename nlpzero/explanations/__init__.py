"""Explanation of similarity scores by contexts, and stability of neighbours."""

from .similarity import SharedContext, SimilarityExplanation, explain_similarity
from .stability import Stability, StableNeighbour, neighbour_stability

__all__ = [
    "SharedContext",
    "SimilarityExplanation",
    "Stability",
    "StableNeighbour",
    "explain_similarity",
    "neighbour_stability",
]
