"""Word vectors: look-up, neighbours, analogies, and files of every common format.

Names are loaded at their first use, so that the names of the measures cost no import of numba.
"""

from ..lazy import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
