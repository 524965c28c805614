"""Estimates of the time, memory and disk space of long functions, from samples."""

from .build import estimate_build, estimate_count
from .conversion import estimate_conversion, estimate_export
from .least_memory import least_memory

__all__ = [
    "estimate_build",
    "estimate_conversion",
    "estimate_count",
    "estimate_export",
    "least_memory",
]
