"""Estimation of the time, memory and disk space of long functions, without running them.

Functions are imported at their first use, as commands rarely estimate.
"""

from simpler_glove.lazy import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
