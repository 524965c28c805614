"""Evaluation of word vectors on analogies and word pairs, with the coverage of each score.

Any object with a ``vocabulary`` and a ``matrix`` can be evaluated.
"""

from .analogies import EPSILON, METHODS, AnalogyScores, SectionScore, evaluate_analogies
from .bundled_files import bundled
from .questions import HasVectors
from .word_pairs import SKIP, UNKNOWN_PAIRS, ZERO, PairScores, evaluate_pairs

__all__ = [
    "EPSILON",
    "METHODS",
    "SKIP",
    "UNKNOWN_PAIRS",
    "ZERO",
    "AnalogyScores",
    "HasVectors",
    "PairScores",
    "SectionScore",
    "bundled",
    "evaluate_analogies",
    "evaluate_pairs",
]
