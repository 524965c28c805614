"""From tokens to word vectors: exact co-occurrence counts, PMI, weighted least squares.

The names below are loaded when they are first used, so importing the package is fast.

Example
-------
>>> import simpler_glove
>>> simpler_glove.Vocabulary(["cat", "dog"]).id_of("dog")
1
"""

import logging

from .lazy import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)

logging.getLogger(__name__).addHandler(logging.NullHandler())
