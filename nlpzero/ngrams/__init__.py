"""N-grams of a text: counts, neighbours and their entropies, within a memory budget."""

from ._count import count_ngrams
from ._statistics import NgramStatistics

__all__ = ["NgramStatistics", "count_ngrams"]
