"""N-grams of a text: counts, neighbours and their entropies, within a memory budget."""

from .count import count_ngrams, count_scan, counting_bytes
from .statistics import NgramStatistics

__all__ = ["NgramStatistics", "count_ngrams", "count_scan", "counting_bytes"]
