"""How alike words and texts are, by the measure that fits the scene.

Names are loaded when they are first used: questions about words need nothing that cuts text.
"""

from simpler_glove.lazy import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
