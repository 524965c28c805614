"""How often words stand near each other: exact counts, mergeable, in memory or on disk."""

from ._count import count_cooccurrences
from ._counts import KIND, CooccurrenceCounts
from ._glove_files import export_glove, import_glove
from ._merge import merge_counts
from ._weighting import DIRECTIONS, WEIGHTINGS

__all__ = [
    "DIRECTIONS",
    "KIND",
    "WEIGHTINGS",
    "CooccurrenceCounts",
    "count_cooccurrences",
    "export_glove",
    "import_glove",
    "merge_counts",
]
