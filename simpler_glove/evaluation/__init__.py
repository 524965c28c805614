"""How good vectors are: analogies and word pairs, with coverage beside every score.

Anything with a ``vocabulary`` and a ``matrix`` can be evaluated.
"""

from ._analogies import AnalogyScores, SectionScore, evaluate_analogies
from ._pairs import PairScores, evaluate_pairs
from ._questions import HasVectors, bundled

__all__ = [
    "AnalogyScores",
    "HasVectors",
    "PairScores",
    "SectionScore",
    "bundled",
    "evaluate_analogies",
    "evaluate_pairs",
]
