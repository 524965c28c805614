"""Estimation of the time, memory and disk space of long functions, without running them."""

from .build import estimate_build
from .counts import estimate_count, estimate_merge, estimate_solve
from .discovery import discover_in_sample, estimate_discovery, with_discovering
from .streams import estimate_stream
from .word2vec import estimate_word2vec_of_counts

__all__ = [
    "discover_in_sample",
    "estimate_build",
    "estimate_count",
    "estimate_discovery",
    "estimate_merge",
    "estimate_solve",
    "estimate_stream",
    "estimate_word2vec_of_counts",
    "with_discovering",
]
