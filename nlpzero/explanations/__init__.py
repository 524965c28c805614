"""The numbers behind what vectors say: why words are alike, and how sure neighbours are."""

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
