"""How alike words and texts are, by the measure that fits the scene."""

from ._measures import MEASURES
from ._words import analogy, doesnt_match, most_similar, most_similar_batch, word_similarity

__all__ = [
    "MEASURES",
    "analogy",
    "doesnt_match",
    "most_similar",
    "most_similar_batch",
    "word_similarity",
]
