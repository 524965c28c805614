"""How good vectors are: analogies and word pairs, with coverage beside every score.

Anything with a ``vocabulary`` and a ``matrix`` can be evaluated.
"""

from .analogies import AnalogyScores, SectionScore, evaluate_analogies
from .questions import HasVectors, bundled
from .word_pairs import PairScores, evaluate_pairs

__all__ = [
    "AnalogyScores",
    "HasVectors",
    "PairScores",
    "SectionScore",
    "bundled",
    "evaluate_analogies",
    "evaluate_pairs",
]
