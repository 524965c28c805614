"""Estimation of the time, memory and disk space of long functions, without running them."""

from .build import estimate_build
from .counts import estimate_count, estimate_merge, estimate_solve
from .discovery import estimate_discovery

__all__ = [
    "estimate_build",
    "estimate_count",
    "estimate_discovery",
    "estimate_merge",
    "estimate_solve",
]
