"""Co-occurrence counts of words: exact, mergeable, in memory or on disk."""

from .count import count_cooccurrences, counting_bytes
from .counts import KIND, CooccurrenceCounts
from .glove_files import export_glove, import_glove
from .merge import merge_counts
from .weighting import DIRECTIONS, WEIGHTINGS

__all__ = [
    "DIRECTIONS",
    "KIND",
    "WEIGHTINGS",
    "CooccurrenceCounts",
    "count_cooccurrences",
    "counting_bytes",
    "export_glove",
    "import_glove",
    "merge_counts",
]
