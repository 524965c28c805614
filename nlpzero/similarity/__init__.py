"""Vectors of texts, and search for similar texts."""

from simpler_glove.lazy import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
