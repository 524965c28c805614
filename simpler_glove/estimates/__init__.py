"""Estimates of the time, memory and disk space of counting and building, from a sample."""

from .build import estimate_build, estimate_count
from .least_memory import least_memory

__all__ = ["estimate_build", "estimate_count", "least_memory"]
