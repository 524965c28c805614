"""Explanation of similarity scores by contexts, stability of neighbours, and changes of words."""

from .changes import ChangedContext, ChangedWord, Comparison, WordCount
from .count_changes import compare_counts
from .similarity import SharedContext, SimilarityExplanation, explain_similarity
from .stability import Stability, StableNeighbour, neighbour_stability
from .vector_changes import CHANGE_MEASURES, compare_vectors

__all__ = [
    "CHANGE_MEASURES",
    "ChangedContext",
    "ChangedWord",
    "Comparison",
    "SharedContext",
    "SimilarityExplanation",
    "Stability",
    "StableNeighbour",
    "WordCount",
    "compare_counts",
    "compare_vectors",
    "explain_similarity",
    "neighbour_stability",
]
